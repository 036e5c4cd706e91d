"""Companies as the console finds them, and what is put right of them."""

from dataclasses import replace

import pytest

from db.companies.search import search_companies
from db.company_data import CompanyLeftError
from db.console.companies import (
    CompanyQuery,
    CompanySort,
    CompanyStatus,
    find_companies,
    latest_acts,
    load_card,
)
from db.console.company_acts import (
    CompanyRegistration,
    NothingToCorrectError,
    NumberTakenError,
    correct_company,
    suspend,
)
from db.tables.companies import Company
from domain.companies.company_data import HeadOffice, Identity
from domain.searches import accept_wanted
from rig.applications import APPLICANT, FORM, Applications, now
from rig.console.acts import WHY
from rig.members import id_manager
from tests.accounts import other_id_manager

RIGHT = CompanyRegistration(
    Identity(FORM.company_name, FORM.company_name_kana, FORM.jan_maker_code),
    FORM.corporate_number,
    HeadOffice(FORM.postal_code, FORM.head_office, FORM.address, FORM.telephone),
)


async def found(typed: str, standing: CompanyStatus | None = None) -> list[str]:
    page = await find_companies(CompanyQuery(accept_wanted(typed), standing))
    return [company.company_id for company in page.companies]


@pytest.mark.parametrize(
    "typed",
    [
        "新規食品",
        "㈱新規食品",
        "規食品",
        "新規",
        "4598765",
        "4598765000017",
        "7000012050002",
        "７００００１２０５０００２",
        APPLICANT,
        APPLICANT.upper(),
    ],
)
async def test_a_company_is_found_by_whatever_is_at_hand(
    applications: Applications, typed: str
) -> None:
    ids = await id_manager(applications)
    await other_id_manager(applications)
    assert await found(typed) == [ids.company_id]


async def test_a_company_is_found_by_its_id(applications: Applications) -> None:
    ids = await id_manager(applications)
    assert await found(f"{ids.company_id[:4]}-{ids.company_id[4:]}") == [ids.company_id]


async def test_companies_are_filtered_by_their_standing(applications: Applications) -> None:
    ids = await id_manager(applications)
    assert await found("新規食品", CompanyStatus.MEMBER) == [ids.company_id]
    await suspend(ids.company_id, WHY, now())
    assert await found("新規食品", CompanyStatus.MEMBER) == []
    assert await found("新規食品", CompanyStatus.SUSPENDED) == [ids.company_id]
    await Company.update({Company.ended_at: now()}).where(Company.company_id == ids.company_id)
    assert await found("新規食品", CompanyStatus.SUSPENDED) == []
    assert await found("新規食品", CompanyStatus.ENDED) == [ids.company_id]


@pytest.mark.usefixtures("pool")
@pytest.mark.parametrize("order", list(CompanySort))
async def test_pages_show_every_company_once_in_order(order: CompanySort) -> None:
    at = now()
    await Company.insert(
        *(
            Company(
                company_id=f"{90000000 + n}",
                name=f"会社{n}",
                search_key=f"会社{n}",
                loose_search_key=f"会社{n}",
                head_office="東京都",
                enrolled_at=at,
            )
            for n in range(120)
        )
    )
    seen: list[tuple[object, str]] = []
    after: str | None = ""
    while after is not None:
        page = await find_companies(CompanyQuery(order=order, after=after))
        seen += [(company.enrolled_at, company.company_id) for company in page.companies]
        after = page.next
    assert len(set(seen)) == len(seen) == await Company.count()
    by_number = order in {CompanySort.COMPANY_ID, CompanySort.LAST_COMPANY_ID}
    turned = order in {CompanySort.LAST_COMPANY_ID, CompanySort.NEWEST}
    places = [number if by_number else (at, number) for at, number in seen]
    assert places == sorted(places, reverse=turned)
    first = await find_companies(CompanyQuery(order=order))
    second = await find_companies(CompanyQuery(order=order, after=first.next or ""))
    back = await find_companies(CompanyQuery(order=order, before=second.back or ""))
    assert (back.companies, back.next, back.back) == (first.companies, first.next, None)


async def test_a_correction_is_recorded_with_what_it_changed(applications: Applications) -> None:
    ids = await id_manager(applications)
    right = replace(RIGHT, identity=Identity("訂正後食品株式会社", "テイセイゴ", "4598765"))
    await correct_company(ids.company_id, right, WHY, now())
    assert (await load_card(ids.company_id)).name == "訂正後食品株式会社"
    assert [c.name for c in (await search_companies("訂正後食品")).companies] == [
        "訂正後食品株式会社"
    ]
    (act,) = await latest_acts(ids.company_id)
    assert act.before == {"name": FORM.company_name, "name_kana": FORM.company_name_kana}
    assert act.after == {"name": "訂正後食品株式会社", "name_kana": "テイセイゴ"}


async def test_a_correction_that_changes_nothing_is_refused(applications: Applications) -> None:
    ids = await id_manager(applications)
    with pytest.raises(NothingToCorrectError):
        await correct_company(ids.company_id, RIGHT, WHY, now())
    assert await latest_acts(ids.company_id) == ()


@pytest.mark.parametrize("field", ["corporate_number", "jan_maker_code"])
async def test_a_number_of_another_company_is_refused(
    applications: Applications, field: str
) -> None:
    ids = await id_manager(applications)
    other = await other_id_manager(applications)
    taken = await load_card(other.company_id)
    if field == "corporate_number":
        await Company.update({Company.corporate_number: "4011001098993"}).where(
            Company.company_id == other.company_id
        )
        right = replace(RIGHT, corporate_number="4011001098993")
    else:
        right = replace(
            RIGHT, identity=replace(RIGHT.identity, jan_maker_code=taken.jan_maker_code)
        )
    with pytest.raises(NumberTakenError) as refused:
        await correct_company(ids.company_id, right, WHY, now())
    assert (refused.value.field, refused.value.company_id) == (field, other.company_id)


async def test_a_company_that_left_is_not_corrected(applications: Applications) -> None:
    ids = await id_manager(applications)
    await Company.update({Company.ended_at: now()}).where(Company.company_id == ids.company_id)
    with pytest.raises(CompanyLeftError):
        await correct_company(ids.company_id, replace(RIGHT, corporate_number=None), WHY, now())
