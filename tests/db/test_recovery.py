"""Whose IDs are sent to a mailbox that asks for them."""

from datetime import datetime
from typing import Any

import pytest
from piccolo.columns import Column

from db.members.recovery import MOST_ACCOUNTS, send_recovery
from db.tables.companies import Company
from domain.limits import PRESSED_TWICE
from domain.tokens import Purpose
from rig.applications import APPLICANT, Applications, now
from rig.members import Ids, colleague, id_manager
from rig.own_data import found_link, letters

SATO = "sato@shinki-shokuhin.example"


async def ask(
    applications: Applications, company: str, mail_address: str, at: datetime | None = None
) -> bool:
    keys = applications.settings.link_keys
    return await send_recovery(company, mail_address, keys, at or now()) is not None


@pytest.mark.parametrize("company", ["新規食品株式会社", "㈱新規食品", "新規食品"])
async def test_company_is_found_by_its_name_however_it_is_written(
    applications: Applications, company: str
) -> None:
    await id_manager(applications)
    assert await ask(applications, company, APPLICANT)


async def test_company_is_found_by_a_former_name(applications: Applications) -> None:
    ids = await id_manager(applications)
    renamed: dict[Column | str, Any] = {
        "name": "新海亭",
        "search_key": "新海亭",
        "loose_search_key": "新海亭",
    }
    await Company.update(renamed).where(Company.company_id == ids.company_id)
    assert await ask(applications, "新規食品", APPLICANT)
    assert not await ask(applications, "新規食堂", APPLICANT)


async def test_address_is_found_in_any_case(applications: Applications) -> None:
    ids = await id_manager(applications)
    assert await ask(applications, ids.company_id, APPLICANT.upper())
    assert await letters() == [("recovery", APPLICANT)]


async def test_address_of_another_company_gets_nothing(applications: Applications) -> None:
    await id_manager(applications)
    assert not await ask(applications, "テストメーカー", APPLICANT)
    assert not await ask(applications, "新規食品", "nobody@shinki-shokuhin.example")
    assert await letters() == []


async def test_every_account_of_a_mailbox_gets_a_mail_with_its_own_link(
    applications: Applications,
) -> None:
    manager = await id_manager(applications)
    both = [await colleague(manager, number) for number in ("002", "003")]
    assert await ask(applications, manager.company_id, SATO)
    assert await letters() == [("recovery", SATO)] * 2
    found = [await found_link(applications, ids, Purpose.PASSWORD) for ids in both]
    assert [link.account_id for link in found] == ["002", "003"]


async def test_mailbox_of_many_accounts_is_not_flooded(applications: Applications) -> None:
    manager = await id_manager(applications)
    for number in range(2, MOST_ACCOUNTS + 4):
        await colleague(manager, f"{number:03d}")
    assert await ask(applications, manager.company_id, SATO)
    assert len(await letters()) == MOST_ACCOUNTS


@pytest.mark.parametrize("state", ["stopped", "invited"])
async def test_account_that_cannot_log_in_gets_nothing(
    applications: Applications, state: str
) -> None:
    ids = await colleague(await id_manager(applications))
    await ids.change(state=state)
    assert not await ask(applications, ids.company_id, SATO)


@pytest.mark.parametrize("column", ["suspended_at", "ended_at"])
async def test_company_that_cannot_log_in_gets_nothing(
    applications: Applications, column: str
) -> None:
    ids = await id_manager(applications)
    await Company.update({column: now()}).where(Company.company_id == ids.company_id)
    assert not await ask(applications, ids.company_id, APPLICANT)


async def test_asking_again_voids_the_link_before(applications: Applications) -> None:
    ids: Ids = await id_manager(applications)
    for at in (now(), now() + PRESSED_TWICE):
        assert await ask(applications, ids.company_id, APPLICANT, at)
    assert (await found_link(applications, ids, Purpose.PASSWORD, 1)).replaced
    assert not (await found_link(applications, ids, Purpose.PASSWORD, 2)).replaced
