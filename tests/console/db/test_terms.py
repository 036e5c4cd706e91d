"""Versions of the terms: published for the future only, called back before they take effect."""

import asyncio
from dataclasses import replace
from datetime import timedelta

import pytest

from db.tables.enrolment import TermsVersion
from db.tables.operation import AuditEvent
from db.terms import (
    InForceError,
    NewTerms,
    TooEarlyError,
    call_back,
    current_terms,
    load_version,
    publish,
    versions,
)
from domain.business_calendar import JST
from rig.applications import Applications, now
from rig.console.acts import WHY


def new(days: float = 30) -> NewTerms:
    return NewTerms("利用規約\n\n第1条\n本文", "Terms", now() + timedelta(days=days), "everyone")


@pytest.fixture(autouse=True)
def _open(pool: str) -> None:
    """Every test has its own database."""


async def test_a_published_version_takes_effect_on_its_day() -> None:
    before = await current_terms(now())
    version = await publish(new(), WHY, now())
    assert version == before.version + 1
    assert (await current_terms(now())).version == before.version
    in_force = await current_terms(now() + timedelta(days=31))
    assert (in_force.version, in_force.consent_by) == (version, "everyone")


@pytest.mark.parametrize("days", [-1, 0])
async def test_a_day_in_the_past_is_refused(days: float) -> None:
    with pytest.raises(TooEarlyError):
        await publish(new(days), WHY, now())
    assert len(await versions()) == 2


async def test_the_first_version_of_all_may_begin_today_and_no_earlier() -> None:
    await TermsVersion.delete(force=True)
    midnight = now().astimezone(JST).replace(hour=0, minute=0, second=0, microsecond=0)
    first = replace(new(), effective_from=midnight)
    with pytest.raises(TooEarlyError):
        await publish(replace(first, effective_from=midnight - timedelta(days=1)), WHY, now())
    assert await publish(first, WHY, now()) == 1
    assert (await current_terms(now())).body == first.body
    with pytest.raises(TooEarlyError):
        await publish(first, WHY, now())


async def test_a_version_takes_effect_after_every_other() -> None:
    await publish(new(30), WHY, now())
    with pytest.raises(TooEarlyError):
        await publish(new(20), WHY, now())
    assert len(await versions()) == 3


async def test_the_same_version_sent_twice_is_published_once() -> None:
    wanted = new()
    sent = await asyncio.gather(
        *(publish(wanted, WHY, now()) for _ in range(3)), return_exceptions=True
    )
    assert len([each for each in sent if isinstance(each, TooEarlyError)]) == 2
    assert len(await versions()) == 3


async def test_a_coming_version_is_called_back() -> None:
    version = await publish(new(), WHY, now())
    await call_back(version, WHY, now())
    assert version not in {row.version for row in await versions()}
    with pytest.raises(InForceError):
        await call_back(version, WHY, now())
    assert await AuditEvent.count().where(AuditEvent.tag == "administrator:terms:call_back") == 1


async def test_a_version_in_force_stays() -> None:
    version = await publish(new(), WHY, now())
    with pytest.raises(InForceError):
        await call_back(version, WHY, now() + timedelta(days=31))
    assert (await load_version(version)).body == new().body


async def test_consents_of_applicants_are_counted(applications: Applications) -> None:
    await applications.invited()
    newest, _ = await versions()
    assert (newest.applicants, newest.members) == (1, 0)


async def test_a_new_consent_is_to_the_new_version(applications: Applications) -> None:
    version = await publish(replace(new(), consent_by="nobody"), WHY, now())
    await applications.invited(at=now() + timedelta(days=31))
    assert {row.version: row.applicants for row in await versions()}[version] == 1
