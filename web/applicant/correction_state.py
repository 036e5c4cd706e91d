"""What the applicant may still change of a submitted form, and whether it may be now."""

from collections.abc import Awaitable
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Protocol

from db.enrolment.applicant_acts import (
    CorrectionNotice,
    change_contact,
    newest_notice,
    submit_correction,
)
from db.enrolment.application_form import revisions
from db.enrolment.facts import load_facts
from domain.enrolment.facts import Facts
from domain.enrolment.form import PARTS, ApplicationForm
from domain.enrolment.stages import Author, Part, Stage


class Submit(Protocol):
    """Records an amended form."""

    def __call__(
        self, number: str, form: ApplicationForm, /, *, revision: int, now: datetime
    ) -> Awaitable[None]: ...


@dataclass(frozen=True)
class CorrectionKind:
    """One of the two amendments; its texts are 「」 of its pages."""

    path: str
    stage: Stage
    submit: Submit
    title: str
    check_title: str
    lead: str
    effect: str
    button: str


CORRECTION = CorrectionKind(
    path="correct",
    stage=Stage.RETURNED,
    submit=submit_correction,
    title="申請内容の修正",
    check_title="修正した内容の確認",
    lead="修正が必要な項目だけを変更できます。そのほかの内容は、前回の申請のまま引き継がれます。",
    effect="修正した内容をあらためて確認し、卸担当者に、お取引の確認をお願いします。"
    "申請した後は、この画面からは内容を変更できません。",
    button="修正して申請する",
)
CONTACT = CorrectionKind(
    path="contact",
    stage=Stage.AWAITING_APPROVAL,
    submit=change_contact,
    title="卸担当者の変更",
    check_title="変更内容の確認",
    lead="お取引の確認をお願いする認証先卸と担当者を変更できます。"
    "変更すると、これまでの担当者にお送りしたリンクは使えなくなります。",
    effect="変更した内容を確認したうえで、新しい担当者に、お取引の確認をお願いするメールをお送りします。"
    "これまでの担当者にお送りしたリンクは使えなくなります。",
    button="卸担当者を変更する",
)


@dataclass(frozen=True)
class Amendment:
    """An amendment of one application: what may be changed in it, and from what.

    `form`: the form as its applicant knows it. `notice`: why it is to be corrected.
    """

    kind: CorrectionKind
    facts: Facts
    form: ApplicationForm
    notice: CorrectionNotice | None

    @property
    def parts(self) -> tuple[Part, ...]:
        """The parts of the form that are open."""
        if self.kind is CONTACT:
            return (Part.WHOLESALER,)
        return self.notice.parts if self.notice else ()

    def is_open(self, now: datetime) -> bool:
        """Whether it is possible at this moment."""
        deadline = self.facts.deadline
        return self.facts.stage is self.kind.stage and deadline is not None and now < deadline


async def load_amendment(kind: CorrectionKind, application_number: str) -> Amendment:
    """Read what an amendment begins with, whether or not it is possible."""
    facts = await load_facts(application_number)
    return Amendment(
        kind=kind,
        facts=facts,
        form=await _known_to_applicant(facts),
        notice=await newest_notice(application_number),
    )


async def _known_to_applicant(facts: Facts) -> ApplicationForm:
    """The newest form; a colleague whom the contact named is not the applicant's to see."""
    made = await revisions(facts.application_number)
    # The form of these facts, even if another click has added one since they were read.
    made = tuple(one for one in made if one.revision <= facts.revision)
    own = [one.form for one in made if one.made_by is Author.APPLICANT][-1]
    contact = {name: getattr(own, name) for name in PARTS[Part.WHOLESALER]}
    return replace(made[-1].form, **contact)
