"""A company that is there already, or asks twice, goes to a person (security.md S28)."""

import asyncio
from dataclasses import replace
from typing import Any

import pytest

from db.enrolment.facts import load_facts
from db.enrolment.reviews import findings
from db.tables.companies import Company
from domain.enrolment.stages import Stage
from domain.screening import Reason
from rig.applications import FORM, Applications, another_form

ALIKE = {
    "the same JAN": ({"jan_maker_code": FORM.jan_maker_code}, Reason.JAN_MAKER_CODE_TAKEN),
    "a JAN that begins with it": (
        {"jan_maker_code": f"{FORM.jan_maker_code}01"},
        Reason.JAN_MAKER_CODE_OVERLAPS,
    ),
    "the same corporate number": (
        {"corporate_number": FORM.corporate_number},
        Reason.CORPORATE_NUMBER_TAKEN,
    ),
    "the same name in another spelling": (
        {"company_name": "㈱新規食品"},
        Reason.SAME_NAME_AND_PREFECTURE,
    ),
    "the same name elsewhere": (
        {"company_name": FORM.company_name, "head_office": "大阪府"},
        Reason.SAME_NAME_AND_FORM,
    ),
}

every_likeness = pytest.mark.parametrize(("same", "reason"), ALIKE.values(), ids=ALIKE)


async def goes_to_a_person(
    applications: Applications, same: dict[str, Any], reason: Reason
) -> None:
    number = await applications.awaiting_approval("other@betsu.example", another_form(**same))
    assert (await load_facts(number)).stage is Stage.UNDER_REVIEW
    assert [found for _, found, _ in await findings(number)] == [reason]


@every_likeness
async def test_s28_who_is_like_a_company_goes_to_a_person(
    applications: Applications, same: dict[str, Any], reason: Reason
) -> None:
    number = await applications.enrolled()
    # Only the company is left to be like: its application is closed.
    assert (await load_facts(number)).stage.closed
    await goes_to_a_person(applications, same, reason)


@every_likeness
async def test_s28_who_is_like_an_open_application_goes_to_a_person(
    applications: Applications, same: dict[str, Any], reason: Reason
) -> None:
    await applications.awaiting_approval()
    await goes_to_a_person(applications, same, reason)


async def test_s28_of_two_forms_of_one_company_at_the_same_moment_neither_is_overlooked(
    applications: Applications,
) -> None:
    twin = replace(FORM, company_name="株式会社べつの名前", corporate_number=None)
    numbers = [
        await applications.submitted(),
        await applications.submitted("other@betsu.example", twin),
    ]
    await asyncio.gather(
        *(applications.steps.screen(applications.order(number)) for number in numbers)
    )
    stages = {(await load_facts(number)).stage for number in numbers}
    assert stages == {Stage.UNDER_REVIEW}


async def test_s28_ids_that_are_issued_twice_are_one_company(applications: Applications) -> None:
    number = await applications.decided()
    order = applications.order(number)
    await asyncio.gather(*(applications.steps.issue_ids(order) for _ in range(5)))
    await applications.steps.issue_ids(order)
    assert await Company.count().where(Company.application_number == number) == 1
