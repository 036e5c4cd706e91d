"""The way of each application, as it is noted, is on the map; and each arrow is on one's way."""

import itertools
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import replace
from itertools import pairwise

from db import audit
from db.engine import ENGINE, transaction
from db.enrolment.applicant_acts import change_contact, submit_correction, withdraw
from db.enrolment.application_form import newest_form
from db.enrolment.facts import load_facts
from db.enrolment.outcomes import StepSettings
from db.enrolment.steps import advance_application
from db.mailing import mails
from db.migrations.inforex_2026_11_29t08_40_passages import PAST
from db.tables.enrolment import Application, Decision, Passage
from db.tables.review import Dispute
from domain.audit_tags import AuditTag
from domain.enrolment.process_map import process_map
from domain.enrolment.stages import Choice, Part, ReviewChoice, Stage
from rig.applications import Applications, another_form, now
from rig.companies import ADMINISTRATORS, revoked

Pair = tuple[Stage | None, Stage]
Way = Callable[["Walk"], Awaitable[str]]

_serials = itertools.count()

MAP: frozenset[Pair] = frozenset((arrow.before, arrow.after) for arrow in process_map())


class Walk:
    """Takes applications along the map, as people and the workflow do."""

    def __init__(self, applications: Applications) -> None:
        self.applications = applications

    async def on(self, number: str) -> str:
        """The workflow hears of what people did."""
        settings = self.applications.settings
        recording = StepSettings(settings.link_keys, settings.access_change_wait, ADMINISTRATORS)
        stage = (await load_facts(number)).stage
        await advance_application(number, stage, recording, settings.policy, now())
        return number

    async def silence(self, number: str) -> str:
        """Nobody does anything until the deadline."""
        order = await self.applications.at_its_end(number)
        await self.applications.steps.end_wait(order)
        return number

    async def asked(self) -> str:
        return await self.applications.awaiting_approval(self.address(), another_form())

    async def reviewed(self, choice: ReviewChoice, parts: tuple[Part, ...] = ()) -> str:
        number = await self.applications.under_review(self.address())
        await self.applications.review(number, choice, parts)
        return await self.on(number)

    async def answered(self, choice: Choice) -> str:
        number = await self.asked()
        await self.applications.decide(number, choice, "理由")
        return await self.on(number)

    async def taken_back(self) -> str:
        number = await self.answered(Choice.APPROVE)
        await self.applications.dispute(number)
        await revoked(number, self.applications.settings)
        return number

    async def never_submitted(self) -> str:
        return await self.silence(await self.applications.invited(self.address()))

    async def cleared_and_not_answered(self) -> str:
        return await self.silence(await self.reviewed(ReviewChoice.CLEAR))

    async def not_reviewed(self) -> str:
        return await self.silence(await self.applications.under_review(self.address()))

    async def sent_back_and_not_corrected(self) -> str:
        return await self.silence(await self.reviewed(ReviewChoice.RETURN, (Part.WHOLESALER,)))

    async def turned_down(self) -> str:
        return await self.reviewed(ReviewChoice.DECLINE)

    async def withdrawn_under_review(self) -> str:
        return await self.withdrawn(await self.applications.under_review(self.address()))

    async def disowned_cleared_and_withdrawn(self) -> str:
        number = await self.answered(Choice.NO_TRADE)
        # What was decided stays with its form; clearing it asks about a new one.
        await self.applications.review(number, ReviewChoice.CLEAR)
        return await self.withdrawn(await self.on(number))

    async def another_contact_who_declines(self) -> str:
        number = await self.asked()
        form = replace(await newest_form(number), contact_name="加藤 三郎")
        await change_contact(number, form, revision=1, now=now())
        await self.on(number)
        await self.applications.decline(number)
        return await self.silence(await self.on(number))

    async def disputed_after_the_refusal(self) -> str:
        number = await self.answered(Choice.DECLINE)
        await self.applications.dispute(number)
        return await self.on(number)

    async def corrected_as_undeliverable(self) -> str:
        number = await self.asked()
        await mails.record_refused(f"{number}/approval_request/1", "550 no such user", now())
        await self.on(number)
        await submit_correction(number, await newest_form(number), revision=1, now=now())
        return await self.on(number)

    async def withdrawn_before_it_was_screened(self) -> str:
        return await self.withdrawn(
            await self.applications.submitted(self.address(), another_form())
        )

    async def withdrawn_instead_of_corrected(self) -> str:
        return await self.withdrawn(await self.answered(Choice.DECLINE))

    async def disputed_while_asked(self) -> str:
        """The rules allow it; no page does, for its link comes when a decision was acted on."""
        number, at = await self.asked(), now()
        await Dispute.insert(Dispute(application=number, revision=1, disputed_at=at))
        await audit.record(AuditTag.WHOLESALER_DECISION_DISPUTE, at, application_number=number)
        return await self.on(number)

    async def withdrawn(self, number: str) -> str:
        await withdraw(number, now())
        return await self.on(number)

    @staticmethod
    def address() -> str:
        return f"{next(_serials)}@maker.example"


WAYS: Sequence[Way] = (
    Walk.taken_back,
    Walk.never_submitted,
    Walk.cleared_and_not_answered,
    Walk.not_reviewed,
    Walk.sent_back_and_not_corrected,
    Walk.turned_down,
    Walk.withdrawn_under_review,
    Walk.disowned_cleared_and_withdrawn,
    Walk.another_contact_who_declines,
    Walk.disputed_after_the_refusal,
    Walk.corrected_as_undeliverable,
    Walk.withdrawn_before_it_was_screened,
    Walk.withdrawn_instead_of_corrected,
    Walk.disputed_while_asked,
)


async def way_of(number: str) -> list[Pair]:
    """The arrows that an application passed, the first of which is not noted."""
    rows = await Passage.select().where(Passage.application == number).order_by(Passage.id)
    return [(None, Stage.INVITED), *((Stage(row["before"]), Stage(row["after"])) for row in rows)]


async def test_every_way_is_on_the_map_and_every_arrow_on_a_way(applications: Applications) -> None:
    """So an arrow too few is found, and one too many; and the audit log tells the same.

    By the log passages are told that were before they were noted, but when a mail was refused.
    """
    ways = [await way_of(await walk(Walk(applications))) for walk in WAYS]
    assert {arrow for way in ways for arrow in way} == MAP
    for way in ways:
        assert all(one[1] is other[0] for one, other in pairwise(way)), way
    noted = await told()
    await Passage.delete(force=True)
    async with transaction():
        await ENGINE.run_script(PAST)
    assert await told() == noted


async def test_a_passage_lasts_from_the_one_before_to_its_fact_and_to_its_step(
    applications: Applications,
) -> None:
    number = await applications.enrolled()
    rows = await Passage.select().where(Passage.application == number).order_by(Passage.id)
    assert [row["began_at"] for row in rows[1:]] == [row["ended_at"] for row in rows[:-1]]
    application = await Application.objects().get(Application.application_number == number)
    decision = await Decision.objects().get(Decision.application == number)
    assert application is not None
    assert decision is not None
    assert rows[0]["began_at"] == application.requested_at
    assert (rows[-1]["began_at"], rows[-1]["ended_at"]) == (
        decision.decided_at,
        application.stage_since,
    )


async def told() -> list[tuple[object, ...]]:
    rows = await Passage.select().order_by(Passage.application, Passage.ended_at, Passage.began_at)
    return [
        (
            row["application"],
            row["before"],
            row["after"],
            None if row["before"] == Stage.UNDELIVERABLE else row["began_at"],
            None if row["after"] == Stage.UNDELIVERABLE else row["ended_at"],
        )
        for row in rows
    ]
