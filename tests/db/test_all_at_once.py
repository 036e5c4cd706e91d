"""Everybody acts at once, and nobody is cut off because two of them wait for each other.

`ACTS` is how many acts are tried (240 by default), `SEED` which and in what order.
"""

import asyncio
import os
import random
import secrets
from collections.abc import Sequence

import pytest

from db.identity.credentials import load_credentials
from db.tables.companies import Account, Company, LoginSession
from domain.logins import MEMBERS
from domain.refusals import RefusalError
from domain.text import InvalidInput
from rig.applications import HASH, Applications, now
from rig.lawful import laws_hold
from rig.lives.application import ApplicationLife
from rig.lives.company import ADDRESSES, CompanyLife
from rig.members import id_manager
from tests.accounts import fill

ACTS = int(os.environ.get("ACTS", "240"))
AT_ONCE = 12

ANSWERS = (RefusalError, InvalidInput)


@pytest.fixture
def chance() -> random.Random:
    seed = int(os.environ.get("SEED") or secrets.randbelow(2**31))
    print("SEED", seed)  # noqa: T201 -- shown when the test fails
    return random.Random(seed)  # noqa: S311 -- no secret


@pytest.fixture
async def company(applications: Applications, chance: random.Random) -> CompanyLife:
    """A company with nine accounts."""
    manager = await id_manager(applications)
    await fill(manager, 9, password_hash=HASH, mail_address=ADDRESSES[0])
    return CompanyLife(manager.company_id, applications.settings, chance)


def acts_of(life: type[object]) -> tuple[str, ...]:
    return tuple(name for name in vars(life) if name.startswith("do_"))


async def at_once(life: CompanyLife | ApplicationLife, kinds: Sequence[str]) -> None:
    """Do all these, each of which may be refused in the product's own words."""
    acts = (getattr(life, kind)() for kind in kinds)
    outcomes = await asyncio.gather(*acts, return_exceptions=True)
    for kind, outcome in zip(kinds, outcomes, strict=True):
        assert outcome is None or isinstance(outcome, ANSWERS), (kind, kinds, outcome)


async def test_whatever_is_done_to_a_company_is_done_or_refused(
    pool: str, company: CompanyLife
) -> None:
    for _ in range(ACTS // AT_ONCE):
        await at_once(company, company.chance.choices(acts_of(CompanyLife), k=AT_ONCE))
        managers = Account.count().where(
            Account.company == company.company_id, Account.role == "id_manager"
        )
        assert await managers == 1
        await company.go_on()
    await laws_hold(pool, now())


async def test_a_company_leaves_while_everybody_acts(pool: str, company: CompanyLife) -> None:
    kinds = [kind for kind in acts_of(CompanyLife) if kind != "do_stay"]
    await at_once(company, [*company.chance.choices(kinds, k=AT_ONCE), "end"])
    assert await Company.exists().where(
        Company.company_id == company.company_id, Company.ended_at.is_not_null()
    )
    for account in await Account.objects().where(Account.company == company.company_id):
        assert await load_credentials(MEMBERS, company.company_id, account.account_id) is None
        assert not await LoginSession.exists().where(LoginSession.account == account.id)
    await laws_hold(pool, now())


async def test_whatever_is_done_to_applications_is_done_or_refused(
    pool: str, applications: Applications, chance: random.Random
) -> None:
    life = ApplicationLife(applications, chance)
    for _ in range(ACTS // AT_ONCE):
        await life.go_on()
        await at_once(life, chance.choices(acts_of(ApplicationLife), k=AT_ONCE))
    await laws_hold(pool, now())
