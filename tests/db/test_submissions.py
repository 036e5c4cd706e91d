import asyncio
from dataclasses import replace
from datetime import timedelta

import asyncpg
import pytest

from db.enrolment.applicant_acts import submit_correction
from db.enrolment.application_form import load_draft, save_draft, submit_form, verify_address
from db.enrolment.facts import load_facts
from db.enrolment.links import find_link
from db.tables.enrolment import FormRevision
from db.tables.operation import Outbox
from domain.enrolment.stages import Stage
from domain.refusals import (
    AlreadySubmittedError,
    DeadlinePassedError,
    MovedOnError,
    PasswordMissingError,
)
from domain.tokens import Purpose
from rig.applications import FORM, HASH, Applications, another_form, now


async def test_verifying_twice_is_once(applications: Applications) -> None:
    number = await applications.invited()
    await verify_address(number, now())
    await verify_address(number, now())
    signals = [row["signal"] for row in await Outbox.select()]
    assert signals.count("address_verified") == 1
    assert (await load_draft(number)).verified


async def test_a_submitted_form_is_kept_as_its_first_revision(applications: Applications) -> None:
    number = await applications.submitted()
    row = await FormRevision.select().first()
    assert row is not None
    assert (row["revision"], row["company_name"]) == (1, FORM.company_name)
    link = await find_link(await applications.token(Purpose.APPLY, number), Purpose.APPLY)
    assert link is not None
    assert link.used_at is not None


async def test_a_double_click_submits_once(applications: Applications) -> None:
    number = await applications.invited()
    await save_draft(number, {}, HASH, now())
    outcomes = await asyncio.gather(
        *(submit_form(number, FORM, link_generation=1, now=now()) for _ in range(5)),
        return_exceptions=True,
    )
    assert sorted(type(outcome).__name__ for outcome in outcomes) == [
        "AlreadySubmittedError"
    ] * 4 + ["NoneType"]
    assert await FormRevision.count() == 1


async def test_s05_the_form_is_taken_one_second_before_the_deadline_and_not_one_after(
    applications: Applications,
) -> None:
    asked = now()
    deadline = applications.settings.policy.link_lifetime.after(asked)
    early = await applications.invited("early@shinki.example", at=asked)
    late = await applications.invited("late@shinki.example", at=asked)
    for number in (early, late):
        await save_draft(number, {}, HASH, asked)
    second = timedelta(seconds=1)
    await submit_form(early, FORM, link_generation=1, now=deadline - second)
    with pytest.raises(DeadlinePassedError):
        await submit_form(late, FORM, link_generation=1, now=deadline + second)
    assert await FormRevision.count() == 1


async def test_nothing_is_saved_over_a_submitted_form(applications: Applications) -> None:
    number = await applications.submitted()
    with pytest.raises(AlreadySubmittedError):
        await save_draft(number, {"company_name": "別の会社"}, None, now())


async def test_a_form_without_password_is_not_taken(applications: Applications) -> None:
    number = await applications.invited()
    with pytest.raises(PasswordMissingError):
        await submit_form(number, FORM, link_generation=1, now=now())


async def test_the_database_itself_refuses_a_maker_code_of_eight_digits(
    applications: Applications,
) -> None:
    with pytest.raises(asyncpg.CheckViolationError) as refused:
        await applications.submitted(form=replace(FORM, jan_maker_code="45987651"))
    assert refused.value.constraint_name == "form_jan_maker_code_is_7_9_or_10_digits"


async def test_only_what_was_returned_is_corrected_and_as_it_was_shown(
    applications: Applications,
) -> None:
    asked = await applications.awaiting_approval()
    returned = await applications.awaiting_approval("b@shinki-shokuhin.example", another_form())
    await applications.decline(returned)
    await applications.steps.return_refused(applications.order(returned))
    for number, revision in ((asked, 1), (returned, 2)):
        with pytest.raises(MovedOnError):
            await submit_correction(number, another_form(), revision=revision, now=now())
    assert not await FormRevision.exists().where(FormRevision.revision > 1)


async def test_a_step_of_another_stage_passes_no_form_by_screening(
    applications: Applications,
) -> None:
    form = another_form(contact_mail_address="contact@unregistered.example")
    number = await applications.submitted(form=form)
    await applications.steps.issue_ids(applications.order(number))
    assert (await load_facts(number)).stage is Stage.SUBMITTED
    await applications.steps.screen(applications.order(number))
    assert (await load_facts(number)).stage is Stage.UNDER_REVIEW
