"""Wherever names are searched or compared, the same spellings find the same company."""

from dataclasses import replace

import pytest

from db.companies.search import search_companies
from db.console.application_search import ApplicationQuery, find_applications
from db.console.companies import CompanyQuery, CompanyStatus, find_companies
from db.console.wholesalers import WholesalerEntry, add_wholesaler, find_wholesalers
from db.demo.seeding import _add_company
from db.enrolment.facts import load_facts
from db.enrolment.reviews import _screening_facts
from db.enrolment.wholesalers import listed_wholesalers
from db.members.recovery import _accounts
from db.tables.companies import Account, Company
from domain.company_names import loose_search_key, search_key
from domain.kanji_forms import LOOK_ALIKE
from domain.searches import accept_name, accept_wanted
from rig.applications import Applications, another_form, now
from rig.console.acts import WHY
from rig.spellings import NAMES, Written

pytestmark = pytest.mark.usefixtures("pool")

EVERY_NAME = pytest.mark.parametrize("written", NAMES, ids=lambda written: written.name)


async def add_company(written: Written) -> str:
    await _add_company(900, written.name, written.kana, "東京都", "4512345", now=now())
    (row,) = await Company.select(Company.company_id).where(Company.name == written.name)
    return str(row["company_id"])


async def rename(company: str, name: str) -> None:
    await Company.update(
        name=name,
        name_kana="",
        search_key=search_key(name),
        loose_search_key=loose_search_key(name),
    ).where(Company.company_id == company)


@EVERY_NAME
async def test_the_public_search(written: Written) -> None:
    await add_company(written)
    for typed in (*written.same, *written.parts):
        found = await search_companies(typed)
        assert [each.name for each in found.companies] == [written.name], typed
        assert bool(found.same) is (typed in written.same), typed


@EVERY_NAME
async def test_the_search_for_companies_in_the_console(written: Written) -> None:
    company = await add_company(written)
    for name in (written.name, "株式会社あたらしい名"):
        await rename(company, name)
        for typed in (*written.same, *written.parts):
            page = await find_companies(CompanyQuery(accept_wanted(typed)))
            assert [each.company_id for each in page.companies] == [company], typed


async def test_a_company_that_left_is_found_in_the_console_only() -> None:
    company = await add_company(NAMES[0])
    await Company.update(ended_at=now()).where(Company.company_id == company)
    for typed in NAMES[0].same:
        page = await find_companies(CompanyQuery(accept_wanted(typed), CompanyStatus.ENDED))
        assert [each.company_id for each in page.companies] == [company], typed
        assert (await search_companies(typed)).companies == ()


@EVERY_NAME
async def test_the_search_for_applications(applications: Applications, written: Written) -> None:
    form = another_form(company_name=written.name, company_name_kana=written.kana)
    number = await applications.awaiting_approval(form=form)
    for typed in (*written.same, *written.parts):
        page = await find_applications(ApplicationQuery((accept_name(typed),)))
        assert [each.application_number for each in page.applications] == [number], typed


@EVERY_NAME
async def test_the_register_of_wholesalers(written: Written) -> None:
    entry = WholesalerEntry(written.name, written.kana, "", listed=True)
    wholesaler = await add_wholesaler(entry, WHY, now())
    for typed in (*written.same, *written.parts):
        found = await find_wholesalers(typed)
        assert [each.wholesaler for each in found.wholesalers] == [wholesaler], typed


async def test_wholesalers_are_listed_in_the_order_of_their_reading() -> None:
    for written in NAMES:
        entry = WholesalerEntry(written.name, written.kana, "", listed=True)
        await add_wholesaler(entry, WHY, now())
    await add_wholesaler(WholesalerEntry("読みのない卸", "", "", listed=True), WHY, now())
    listed = await listed_wholesalers()
    readings = [each.name_kana for each in listed]
    assert readings[:-1] == sorted(readings[:-1])
    assert listed[-1].name == "読みのない卸"
    keys = {each.name: each.keys for each in listed}
    for written in NAMES:
        assert keys[written.name][0] == loose_search_key(written.name).translate(LOOK_ALIKE)


@EVERY_NAME
async def test_recovery_by_company_name(written: Written) -> None:
    company = await add_company(written)
    await Account.insert(
        Account(
            company=company,
            account_id="001",
            role="id_manager",
            state="active",
            person_name="田中 花子",
            mail_address="hanako@kotobuki.example",
            created_at=now(),
        )
    )
    for name in (written.name, "株式会社あたらしい名"):
        await rename(company, name)
        for typed in written.same:
            assert await _accounts(typed, "hanako@kotobuki.example"), typed
    assert not await _accounts("あたら", "hanako@kotobuki.example"), "a part says too little"


@EVERY_NAME
async def test_screening(applications: Applications, written: Written) -> None:
    """It compares whole names; what only looks alike is not the same."""
    company = await add_company(written)
    for place, typed in enumerate((*written.same, *written.parts)):
        form = another_form(company_name=typed, head_office="東京都")
        form = replace(form, jan_maker_code=f"49999{place:02}")
        number = await applications.submitted(f"maker{place}@maker.example", form)
        others = (await _screening_facts(await load_facts(number))).others
        same = company in {each.reference for each in others}
        assert same is (typed in written.same), typed


def test_imports_compare_by_the_key_that_screening_compares_by() -> None:
    for written in NAMES:
        for typed in written.same:
            assert loose_search_key(typed) == loose_search_key(written.name), typed
