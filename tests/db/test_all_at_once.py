"""Everybody acts on one company at once, and nobody is cut off because two wait for each other.

`ACTS` is how many acts are tried (480 by default), `SEED` which and in what order.
"""

import asyncio
import os
import random
import secrets
from collections.abc import Sequence

import pytest

from db.members.accounts import load_credentials
from db.tables.companies import Account, Company, LoginSession
from domain.refusals import RefusalError
from tests.accounts import fill
from tests.applications import Applications
from tests.db.company_life import ADDRESSES, HASH, CompanyLife
from tests.members import id_manager

ACTS = int(os.environ.get("ACTS", "480"))
AT_ONCE = 12
KINDS = tuple(name for name in vars(CompanyLife) if name.startswith("do_"))


@pytest.fixture
async def life(applications: Applications) -> CompanyLife:
    seed = int(os.environ.get("SEED") or secrets.randbelow(2**31))
    manager = await id_manager(applications)
    await fill(manager, 9, password_hash=HASH, mail_address=ADDRESSES[0])
    print("SEED", seed)  # noqa: T201 -- shown when the test fails
    return CompanyLife(manager.company_id, applications.settings, random.Random(seed))  # noqa: S311 -- no secret


async def at_once(life: CompanyLife, kinds: Sequence[str]) -> None:
    """Do all these, each of which may be refused in the product's own words."""
    acts = (getattr(life, kind)() for kind in kinds)
    outcomes = await asyncio.gather(*acts, return_exceptions=True)
    for kind, outcome in zip(kinds, outcomes, strict=True):
        assert outcome is None or isinstance(outcome, RefusalError), (kind, kinds, outcome)


async def test_whatever_is_done_at_once_is_done_or_refused(life: CompanyLife) -> None:
    for _ in range(ACTS // AT_ONCE):
        await at_once(life, life.chance.choices(KINDS, k=AT_ONCE))
        assert (
            await Account.count().where(
                Account.company == life.company_id, Account.role == "id_manager"
            )
            == 1
        )
        await life.go_on()


async def test_a_company_leaves_while_everybody_acts(life: CompanyLife) -> None:
    kinds = [kind for kind in KINDS if kind != "do_stay"]
    await at_once(life, [*life.chance.choices(kinds, k=AT_ONCE), "end"])
    assert await Company.exists().where(
        Company.company_id == life.company_id, Company.ended_at.is_not_null()
    )
    accounts = await Account.objects().where(Account.company == life.company_id)
    for account in accounts:
        assert await load_credentials(life.company_id, account.account_id) is None
        assert not await LoginSession.exists().where(LoginSession.account == account.id)
