"""The register of wholesalers: searched, changed, and every change recorded."""

import asyncio
from dataclasses import replace

import pytest

from db.console.wholesalers import (
    DomainUnchangedError,
    NameTakenError,
    WholesalerEntry,
    acts_about,
    add_domain,
    add_wholesaler,
    change_wholesaler,
    find_wholesalers,
    load_wholesaler,
    remove_domain,
)
from db.enrolment.facts import load_facts
from db.enrolment.wholesalers import listed_wholesalers
from db.tables.enrolment import CertifyingWholesaler
from db.tables.operation import AuditEvent
from domain.company_names import search_key
from domain.enrolment.stages import Stage
from rig.applications import Applications, now
from rig.console.acts import WHY

NEW = WholesalerEntry("株式会社あたらし酒販", "アタラシシュハン", "03-0000-9999", listed=True)


@pytest.fixture(autouse=True)
def _open(pool: str) -> None:
    """Every test has its own database."""


async def test_a_new_wholesaler_is_offered_by_the_form() -> None:
    wholesaler = await add_wholesaler(NEW, WHY, now())
    assert wholesaler in {each.id for each in await listed_wholesalers()}
    assert (await load_wholesaler(wholesaler)).entry == NEW


async def test_a_name_is_registered_once() -> None:
    await add_wholesaler(NEW, WHY, now())
    with pytest.raises(NameTakenError):
        await add_wholesaler(replace(NEW, telephone=""), WHY, now())
    assert await AuditEvent.count().where(AuditEvent.tag == "administrator:wholesaler:add") == 1


async def test_a_change_is_recorded_with_before_and_after() -> None:
    wholesaler = await add_wholesaler(NEW, WHY, now())
    await change_wholesaler(wholesaler, replace(NEW, telephone="03-0000-8888"), WHY, now())
    latest = (await acts_about(wholesaler))[0]
    assert (latest.tag, latest.reason) == ("administrator:wholesaler:change", WHY.reason)
    assert (latest.before["telephone"], latest.after["telephone"]) == (
        "03-0000-9999",
        "03-0000-8888",
    )


async def test_a_change_to_a_name_of_another_is_refused() -> None:
    wholesaler = await add_wholesaler(NEW, WHY, now())
    other = (await load_wholesaler(1)).name
    with pytest.raises(NameTakenError):
        await change_wholesaler(wholesaler, replace(NEW, name=other), WHY, now())
    assert (await load_wholesaler(wholesaler)).name == NEW.name


async def test_an_unlisted_wholesaler_is_not_offered_and_its_applications_go_on(
    applications: Applications,
) -> None:
    number = await applications.awaiting_approval()
    card = await load_wholesaler(1)
    assert card.waiting == 1
    await change_wholesaler(1, replace(card.entry, listed=False), WHY, now())
    assert 1 not in {each.id for each in await listed_wholesalers()}
    assert (await load_facts(number)).stage is Stage.AWAITING_APPROVAL
    await applications.approve(number)
    assert (await load_facts(number)).stage is Stage.APPROVED


async def test_a_domain_is_added_and_removed_once() -> None:
    wholesaler = await add_wholesaler(NEW, WHY, now())
    await add_domain(wholesaler, "atarashi.example", WHY, now())
    with pytest.raises(DomainUnchangedError):
        await add_domain(wholesaler, "atarashi.example", WHY, now())
    assert (await load_wholesaler(wholesaler)).domains == ("atarashi.example",)
    await remove_domain(wholesaler, "atarashi.example", WHY, now())
    with pytest.raises(DomainUnchangedError):
        await remove_domain(wholesaler, "atarashi.example", WHY, now())
    assert (await load_wholesaler(wholesaler)).domains == ()
    tags = [act.tag.rpartition(":")[2] for act in await acts_about(wholesaler)]
    assert tags == ["remove_domain", "add_domain", "add"]


async def test_a_wholesaler_that_is_not_registered_gets_no_domain() -> None:
    with pytest.raises(LookupError, match="there is no wholesaler 99"):
        await add_domain(99, "atarashi.example", WHY, now())
    assert (
        await AuditEvent.count().where(AuditEvent.tag == "administrator:wholesaler:add_domain") == 0
    )


async def test_of_two_who_add_a_domain_at_once_one_is_told() -> None:
    wholesaler = await add_wholesaler(NEW, WHY, now())
    done = await asyncio.gather(
        *(add_domain(wholesaler, "atarashi.example", WHY, now()) for _ in range(4)),
        return_exceptions=True,
    )
    assert len([each for each in done if isinstance(each, DomainUnchangedError)]) == 3


async def test_the_register_is_searched_by_a_part_of_a_name() -> None:
    wholesaler = await add_wholesaler(NEW, WHY, now())
    for typed in ("あたらし", "アタラシ酒販", "㈱あたらし酒販"):
        found = await find_wholesalers(typed)
        assert [card.wholesaler for card in found.wholesalers] == [wholesaler]


async def test_pages_go_on_where_the_one_before_ended() -> None:
    await CertifyingWholesaler.insert(
        *(CertifyingWholesaler(name=f"卸{n}", search_key=search_key(f"卸{n}")) for n in range(60))
    )
    first = await find_wholesalers("卸")
    assert first.next is not None
    second = await find_wholesalers("卸", first.next)
    seen = [card.wholesaler for card in (*first.wholesalers, *second.wholesalers)]
    assert (len(first.wholesalers), second.next) == (50, None)
    assert (
        len(seen)
        == len(set(seen))
        == len(await CertifyingWholesaler.select().where(CertifyingWholesaler.name.like("%卸%")))
    )
