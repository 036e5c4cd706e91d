"""S43: what is known of a company that left is deleted when its time is over, but for its ID."""

from datetime import timedelta

import asyncpg
import pytest

from db import troubles
from db.audit import ActReason, ActSubject, record_act
from db.companies.cancellations import load_cancellation
from db.companies.steps import end_company
from db.console.cancellation_proposals import propose_cancellation
from db.engine import transaction
from db.members.account_changes import delete_account
from db.purging import (
    FORGOTTEN_NAME,
    companies_to_forget,
    forget_company,
    processes_of,
)
from db.tables.administration import Note
from db.tables.companies import Company
from db.tables.members import (
    AccountBatch,
    AccountImport,
    Cancellation,
    MemberConsent,
)
from db.tables.operation import AuditEvent, Outbox
from db.tables.review import Revocation
from db.terms import current_terms
from domain.audit_tags import AuditTag
from domain.enrolment.policy import PurgePolicy
from domain.needs import TroubleKind
from rig.access import address_asked_for
from rig.applications import APPLICANT, Applications, now
from rig.companies import ADMINISTRATORS, cancellation_begun, change_asked_for, other_manager
from rig.deputies import asked_to_be_deputy
from rig.members import Ids, colleague, id_manager
from settings import Settings
from tests.rows import nobody_else, rows_of_company
from tests.security.forgetting import PERSONAL, applications, policy, whole_database

__all__ = ["applications", "policy"]

DAYS = timedelta(days=1)
MOST = 100
SECRETS = {"LINK_KEYS": "k" * 32, "CSRF_SECRET": "s" * 32}


async def left(ids: Ids, days_ago: int) -> None:
    """The company's 解約 took place so many days ago, and nothing was said of its data."""
    number = await cancellation_begun(ids)
    until = (await load_cancellation(number)).ends_at
    await end_company(number, until, ADMINISTRATORS, now())
    await Cancellation.update({Cancellation.kept_until: None}).where(Cancellation.id == number)
    await Company.update(ended_at=now() - timedelta(days=days_ago, minutes=1)).where(
        Company.company_id == ids.company_id
    )


@pytest.mark.parametrize(("days_ago", "due"), [(9, 0), (10, 1)])
async def test_s43_the_time_of_companies_that_left_is_settable(
    applications: Applications, days_ago: int, due: int
) -> None:
    policy = Settings.from_environment({**SECRETS, "PURGE_ENDED_COMPANIES_AFTER": "10d"}).purge
    await left(await id_manager(applications), days_ago)
    assert len(await companies_to_forget(policy, now(), MOST)) == due


@pytest.mark.parametrize("period", ["0d", "9999d"])
async def test_s43_the_day_that_a_company_was_told_counts_whatever_is_set_since(
    applications: Applications, period: str
) -> None:
    policy = Settings.from_environment({**SECRETS, "PURGE_ENDED_COMPANIES_AFTER": period}).purge
    ids = await id_manager(applications)
    await left(ids, days_ago=1)
    told = now() + 7 * DAYS
    await Cancellation.update({Cancellation.kept_until: told}).where(
        Cancellation.company == ids.company_id
    )
    assert await companies_to_forget(policy, told - timedelta(seconds=1), MOST) == ()
    assert await companies_to_forget(policy, told, MOST) == (ids.company_id,)


@pytest.mark.parametrize(("days_ago", "due"), [(364, 0), (365, 1)])
async def test_s43_company_that_left_is_due_after_a_year(
    applications: Applications, policy: PurgePolicy, days_ago: int, due: int
) -> None:
    await left(await id_manager(applications), days_ago)
    assert len(await companies_to_forget(policy, now(), MOST)) == due


async def test_s43_member_company_is_never_due(
    applications: Applications, policy: PurgePolicy
) -> None:
    await id_manager(applications)
    assert await companies_to_forget(policy, now() + 9999 * DAYS, MOST) == ()


async def test_s43_forgotten_company_leaves_nothing_but_its_id(
    applications: Applications, policy: PurgePolicy
) -> None:
    ids = await id_manager(applications)
    await colleague(ids)
    await change_asked_for(ids)
    async with transaction():
        why = ActReason("command line", f"{APPLICANT} に確認しました。")
        concern = ActSubject(company_id=ids.company_id)
        await record_act(AuditTag.ADMINISTRATOR_COMPANY_CORRECT, why, concern, now())
    await left(ids, 365)
    processes = await processes_of(ids.company_id)
    assert len(processes) > 2
    await forget_company(ids.company_id, processes, now())
    assert not await Outbox.exists().where(Outbox.process.is_in(list(processes)))
    rest = await whole_database()
    assert [text for text in PERSONAL if text in rest] == []
    assert await Company.exists().where(Company.company_id == ids.company_id)
    assert await companies_to_forget(policy, now(), MOST) == ()
    assert await AuditEvent.exists().where(AuditEvent.company_id == ids.company_id)


_BELONGING = """
    SELECT conrelid::regclass::text AS rows_of, attname AS names_it FROM pg_constraint
    JOIN pg_attribute ON attrelid = conrelid AND attnum = conkey[1]
    WHERE contype = 'f' AND confrelid = 'company'::regclass
"""


async def rows_of(company_id: str) -> dict[str, int]:
    """How many rows each table has that belongs to companies, of this one."""
    return {
        table["rows_of"]: len(
            await Company.raw(
                f"SELECT FROM {table['rows_of']} WHERE {table['names_it']} = {{}}",
                company_id,
            )
        )
        for table in await Company.raw(_BELONGING)
    }


async def everything_of(applications: Applications, ids: Ids) -> None:
    """Give a company a row in each table that belongs to companies, but for files of accounts."""
    company_id = ids.company_id
    await colleague(ids)
    await delete_account(company_id, "002", "001", now())
    await asked_to_be_deputy(ids, await colleague(ids, "003"))
    await change_asked_for(ids)
    await address_asked_for(applications, ids)
    why, concern = ActReason("command line", "確認しました。"), ActSubject(company_id=company_id)
    async with transaction():
        await record_act(AuditTag.ADMINISTRATOR_COMPANY_CORRECT, why, concern, now())
    await Note.insert(Note(company=company_id, text="電話あり", written_by="a", written_at=now()))
    terms = await current_terms(now())
    await MemberConsent.insert(
        MemberConsent(
            company=company_id,
            account_id="001",
            terms_version=terms.version,
            text_sha256=terms.text_sha256,
            consented_at=now(),
        )
    )
    await propose_cancellation(company_id, "書面", why, ADMINISTRATORS, now())
    await Revocation.insert(
        Revocation(company=company_id, reason="誤発行", evidence="書面", asked_by="a")
    )


async def test_s43_no_table_keeps_a_row_of_a_forgotten_company(
    applications: Applications,
) -> None:
    ids = await id_manager(applications)
    company_id = ids.company_id
    await everything_of(applications, ids)
    await left(ids, 365)
    await AccountImport.insert(AccountImport(company=company_id, made_at=now()))
    await AccountBatch.insert(AccountBatch(company=company_id, kind="stop", made_at=now()))
    before = await rows_of(company_id)
    # What it was found by went when it left.
    assert [table for table, rows in before.items() if not rows] == ["company_key"]
    await forget_company(company_id, await processes_of(company_id), now())
    assert set((await rows_of(company_id)).values()) == {0}
    (row,) = await Company.select().where(Company.company_id == company_id)
    kept = {name: value for name, value in row.items() if value not in {None, ""}}
    assert set(kept) == {
        *("company_id", "search_key", "loose_search_key", "name"),
        *("head_office", "enrolled_at", "ended_at"),
    }
    assert {row["name"], row["search_key"], row["loose_search_key"]} == {
        FORGOTTEN_NAME,
        company_id,
    }


async def test_s43_forgetting_one_company_leaves_the_others(applications: Applications) -> None:
    ids, other = await id_manager(applications), await other_manager(applications)
    await everything_of(applications, other)
    company_id = other.company_id
    await left(other, 364)
    await AccountImport.insert(AccountImport(company=company_id, made_at=now()))
    await AccountBatch.insert(AccountBatch(company=company_id, kind="stop", made_at=now()))
    number = await applications.invited("b@shinki.example")
    await troubles.note(number, TroubleKind.STEP_FAILING, "end_wait: KeyError", now())
    await left(ids, 365)
    processes = await processes_of(ids.company_id)
    async with nobody_else(*await rows_of_company(ids.company_id), *processes):
        await forget_company(ids.company_id, processes, now())


async def test_s43_member_company_cannot_be_forgotten(applications: Applications) -> None:
    ids = await id_manager(applications)
    before = await whole_database()
    with pytest.raises(asyncpg.CheckViolationError):
        await forget_company(ids.company_id, await processes_of(ids.company_id), now())
    assert await whole_database() == before


async def test_s43_number_of_a_forgotten_company_is_not_given_again(
    applications: Applications,
) -> None:
    ids = await id_manager(applications)
    await left(ids, 365)
    await forget_company(ids.company_id, await processes_of(ids.company_id), now())
    assert (await id_manager(applications)).company_id != ids.company_id
