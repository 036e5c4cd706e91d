"""The search for applications: by any field, in any order, page by page."""

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from db.console.application_search import (
    ApplicationQuery,
    ApplicationSort,
    Phase,
    find_applications,
)
from db.enrolment.applicant_acts import submit_correction
from db.enrolment.wholesalers import all_wholesalers
from db.tables.enrolment import Application, CertifyingWholesaler
from domain.enrolment.stages import ReviewChoice, Stage
from domain.searches import (
    Clues,
    accept_anything,
    accept_jan,
    accept_mail,
    accept_name,
    accept_number,
)
from rig.applications import APPLICANT, CONTACT, FORM, Applications, another_form, now

JUNE = datetime(2026, 6, 1, tzinfo=UTC)


async def found(*clues: Clues, **query: Any) -> list[str]:
    page = await find_applications(ApplicationQuery(clues=clues, **query))
    return [each.application_number for each in page.applications]


async def two(applications: Applications) -> tuple[str, str]:
    """The application of `FORM` and, later, one that it has nothing in common with."""
    first = await applications.awaiting_approval()
    form = another_form(
        company_name="株式会社髙﨑珈琲",
        corporate_number="1180301018771",
        jan_maker_code="491234567",
        wholesaler_id=2,
        contact_mail_address="yamada@reiji-kashi.example",
    )
    return first, await applications.awaiting_approval("kato@takasaki.example", form)


@pytest.mark.parametrize(
    "typed",
    [
        "新規食品",
        "規食品",
        "(株)新規食品",
        "新規",
        "4598765",
        "459",
        "4598765123456",
        "7000012050002",
        APPLICANT,
        APPLICANT.upper(),
        "@shinki-shokuhin.example",
        CONTACT,
        "mihon-oroshi.example",
    ],
)
async def test_one_field_finds_by_whatever_is_at_hand(
    applications: Applications, typed: str
) -> None:
    first, _ = await two(applications)
    assert await found(accept_anything(typed)) == [first]


async def test_a_single_sign_finds_the_names_that_begin_with_it(
    applications: Applications,
) -> None:
    """Most names have any one sign somewhere."""
    first, _ = await two(applications)
    assert await found(accept_name("新")) == [first]
    assert await found(accept_name("規")) == []


async def test_old_characters_find_new_ones(applications: Applications) -> None:
    _, second = await two(applications)
    assert await found(accept_name("高崎")) == [second]


@pytest.mark.parametrize(
    "part",
    [
        lambda number: number,
        lambda number: number.replace("-", ""),
        lambda number: number[7:],
        lambda number: number[7:13],
        lambda number: number.translate(str.maketrans("0123456789-", "０１２３４５６７８９－")),
    ],
)
async def test_any_part_of_a_number_finds_it(
    applications: Applications, part: Callable[[str], str]
) -> None:
    first, second = await two(applications)
    assert await found(accept_number(part(first))) == [first]
    assert await found(accept_anything(part(second))) == [second]


async def test_what_is_asked_for_together_must_all_fit(applications: Applications) -> None:
    first, second = await two(applications)
    assert await found(accept_name("新規食品"), accept_jan("4598765")) == [first]
    assert await found(accept_name("新規食品"), accept_jan("4912345")) == []
    assert await found(accept_mail("takasaki.example"), wholesaler=2) == [second]


async def test_the_wholesaler_is_that_of_the_newest_form(applications: Applications) -> None:
    number = await applications.returned()
    changed = replace(FORM, wholesaler_id=2, contact_mail_address="yamada@reiji-kashi.example")
    await submit_correction(number, changed, revision=1, now=now())
    assert await found(wholesaler=1) == []
    assert await found(wholesaler=2) == [number]
    assert await found(accept_mail(CONTACT)) == [number], "who was asked before is found too"


async def test_stages_and_phases_are_told_apart(applications: Applications) -> None:
    reviewed = await applications.under_review("one@maker.example")
    invited = await applications.invited("two@maker.example")
    closed = await applications.under_review("three@maker.example")
    await applications.review(closed, ReviewChoice.DECLINE)
    await applications.steps.close_turned_down(applications.order(closed))
    assert await found(stage=Stage.UNDER_REVIEW) == [reviewed]
    assert await found(stage=Phase.OPEN) == [invited, reviewed]
    assert await found(stage=Phase.CLOSED) == [closed]


async def test_days_include_the_first_moment_and_not_the_last(applications: Applications) -> None:
    number = await applications.invited(at=JUNE)
    day = timedelta(days=1)
    assert await found(requested_from=JUNE, requested_until=JUNE + day) == [number]
    assert await found(requested_from=JUNE - day, requested_until=JUNE) == []


async def test_orders(applications: Applications) -> None:
    numbers = [
        await applications.invited(f"{nth}@maker.example", JUNE + timedelta(days=nth))
        for nth in range(3)
    ]
    for nth, number in enumerate(numbers):
        await Application.update(
            {Application.deadline: now() + timedelta(days=(nth + 1) % 3)}
        ).where(Application.application_number == number)
    assert await found(order=ApplicationSort.NEWEST) == numbers[::-1]
    assert await found(order=ApplicationSort.OLDEST) == numbers
    assert await found(order=ApplicationSort.DEADLINE) == [numbers[2], numbers[0], numbers[1]]


async def test_what_is_closed_has_no_deadline(applications: Applications) -> None:
    await applications.enrolled()
    assert await found(order=ApplicationSort.DEADLINE) == []


async def test_row_shows_the_newest_form(applications: Applications) -> None:
    number = await applications.awaiting_approval()
    (row,) = (await find_applications(ApplicationQuery())).applications
    assert (row.application_number, row.stage) == (number, Stage.AWAITING_APPROVAL)
    assert (row.company_name, row.head_office) == ("新規食品株式会社", "東京都")
    assert row.wholesaler_name == "見本食品卸株式会社"


async def test_row_without_a_form_shows_what_was_searched_for(applications: Applications) -> None:
    await applications.invited()
    (row,) = (await find_applications(ApplicationQuery())).applications
    assert (row.company_name, row.head_office, row.wholesaler_name) == ("新規食品", None, None)


@pytest.mark.parametrize("order", ApplicationSort)
async def test_pages_show_every_application_once_on_the_way_there_and_back(
    applications: Applications, order: ApplicationSort
) -> None:
    # All at one moment: the number alone tells them apart.
    numbers = [await applications.invited(f"{nth}@maker.example", JUNE) for nth in range(5)]
    query = ApplicationQuery(order=order)
    pages = [await find_applications(query, 2)]
    while pages[-1].next is not None:
        pages.append(await find_applications(replace(query, after=pages[-1].next), 2))
    shown = [each.application_number for page in pages for each in page.applications]
    turned = order in {
        ApplicationSort.NEWEST,
        ApplicationSort.LATEST_DEADLINE,
        ApplicationSort.SHORTEST_WAIT,
    }
    assert (shown[::-1] if turned else shown) == numbers
    assert (len(pages), pages[0].back) == (3, None)
    back = await find_applications(replace(query, before=pages[2].back or ""), 2)
    assert (back.applications, back.next) == (pages[1].applications, pages[1].next)
    first = await find_applications(replace(query, before=back.back or ""), 2)
    assert (first.applications, first.back) == (pages[0].applications, None)


async def test_only_open_applications_wait(applications: Applications) -> None:
    await applications.enrolled()
    waiting = await applications.invited("other@maker.example")
    assert await found(order=ApplicationSort.LONGEST_WAIT) == [waiting]


async def test_found_in_two_ways_is_shown_once(applications: Applications) -> None:
    form = another_form(contact_mail_address="same@maker.example")
    number = await applications.submitted("same@maker.example", form)
    assert await found(accept_mail("same@maker.example")) == [number]


async def test_a_wholesaler_that_is_not_offered_any_more_can_be_asked_for(
    applications: Applications,
) -> None:
    number = await applications.awaiting_approval()
    await CertifyingWholesaler.update(listed=False).where(CertifyingWholesaler.id == 1)
    assert {each.id: each.name for each in await all_wholesalers()}[1] == "見本食品卸株式会社"
    assert await found(wholesaler=1) == [number]
