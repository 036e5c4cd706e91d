"""What a workflow needs to know of an application's facts to go on; nothing personal in it."""

from dataclasses import dataclass
from datetime import datetime
from typing import Self

from domain.enrolment.facts import Facts
from domain.enrolment.stages import ReturnCause, Stage
from domain.needs import Need, OpenCase


class EndlessWaitError(Exception):
    """An application waits for somebody, and nothing says until when."""


@dataclass(frozen=True)
class EnrolmentState:
    """Where the facts of one application stand, for its workflow to go on from.

    It is apart from `Facts` because it stands in histories: no address, and nothing that people
    wrote, is in it.

    `deadline`: the end of the present wait, UTC; None when nothing is waited for.
    `next_due`: when the next reminder or alert of this wait is due, UTC; None when none is left.
    `revision`: the newest revision of the form, 0 before the first.
    `mails_due`: keys of the mails that are recorded and not yet sent or refused.
    `company_name`, `wholesaler_name`: public; empty until the form names them.
    `needs`: for what a person is needed; None in histories of before it was there. `cases`: the
    same with why, and `return_cause` why it last went back; both codes.
    """

    stage: Stage
    deadline: datetime | None
    next_due: datetime | None
    revision: int
    mails_due: tuple[str, ...]
    company_name: str
    wholesaler_name: str
    needs: tuple[Need, ...] | None = None
    cases: tuple[OpenCase, ...] = ()
    return_cause: ReturnCause | None = None

    @classmethod
    def of(cls, facts: Facts, cases: tuple[OpenCase, ...]) -> Self:
        """What of the facts may stand in a history: nothing personal."""
        return cls(
            stage=facts.stage,
            deadline=facts.deadline,
            next_due=facts.next_due if facts.stage is facts.recorded else None,
            revision=facts.revision,
            mails_due=facts.mails_due,
            company_name=facts.company_name,
            wholesaler_name=facts.wholesaler_name,
            needs=tuple(dict.fromkeys(case.need for case in cases)),
            cases=tuple(map(_without_what_was_typed, cases)),
            return_cause=facts.return_cause,
        )

    @property
    def ends_at(self) -> datetime:
        """The end of the present wait, UTC; raises `EndlessWaitError` where there is none."""
        if self.deadline is None:
            raise EndlessWaitError(self.stage)
        return self.deadline


def _without_what_was_typed(case: OpenCase) -> OpenCase:
    """An applicant who misses a wholesaler types its name, which may be anything."""
    return OpenCase(case.need, case.details[:1]) if case.need is Need.WHOLESALER else case
