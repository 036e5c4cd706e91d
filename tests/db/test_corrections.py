"""A correction is of what went back, and of its page's form; what was before it stays behind."""

from dataclasses import replace

import pytest

from db.enrolment.applicant_acts import submit_correction
from db.enrolment.application_form import newest_form
from db.enrolment.approvals import dispute_decision
from db.enrolment.facts import load_facts
from db.tables.companies import Company
from domain.enrolment.stages import Stage
from domain.refusals import DeadlinePassedError, MovedOnError
from domain.tokens import Purpose
from rig.applications import Applications, now

ANOTHER = "b@mihon-oroshi.example"


async def test_parts_that_are_closed_stay_as_they_were(applications: Applications) -> None:
    number = await applications.returned()
    form = await newest_form(number)
    sent = replace(form, contact_mail_address=ANOTHER, company_name="別の会社", manager_name="別人")
    await submit_correction(number, sent, revision=1, now=now())
    assert await newest_form(number) == replace(form, contact_mail_address=ANOTHER)


async def corrected(applications: Applications) -> str:
    """Returned, sent again with another contact, and screened."""
    number = await applications.returned()
    changed = replace(await newest_form(number), contact_mail_address=ANOTHER)
    await submit_correction(number, changed, revision=1, now=now())
    await applications.steps.screen(applications.order(number))
    return number


async def test_a_page_of_before_the_last_correction_corrects_nothing(
    applications: Applications,
) -> None:
    number = await corrected(applications)
    await applications.decline(number)
    await applications.steps.return_refused(applications.order(number))
    assert (await load_facts(number)).stage is Stage.RETURNED
    with pytest.raises(MovedOnError):
        await submit_correction(number, await newest_form(number), revision=1, now=now())
    assert (await load_facts(number)).revision == 2


async def test_a_correction_that_comes_too_late_is_none(applications: Applications) -> None:
    number = await applications.returned()
    changed = replace(await newest_form(number), contact_mail_address=ANOTHER)
    deadline = (await load_facts(number)).deadline
    assert deadline is not None
    with pytest.raises(DeadlinePassedError):
        await submit_correction(number, changed, revision=1, now=deadline)
    assert (await load_facts(number)).revision == 1


async def test_a_dispute_of_what_was_corrected_since_suspends_nobody(
    applications: Applications,
) -> None:
    number = await corrected(applications)
    await applications.approve(number)
    await applications.steps.issue_ids(applications.order(number))
    alert_to = applications.settings.alert_mail_address
    await dispute_decision(await applications.link(Purpose.DISPUTE, number, 1), alert_to, now())
    assert not await Company.exists().where(Company.suspended_at.is_not_null())
