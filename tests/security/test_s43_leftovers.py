"""S43: rows that have served are deleted when their time is over, and fresh ones stay."""

from datetime import timedelta

import pytest

from db import floods
from db.purging import (
    DELIVERED_NEWS_KEPT,
    delete_leftovers,
)
from db.tables.administration import (
    Administrator,
    AdministratorSession,
    CaseInHand,
    SavedFilter,
)
from db.tables.companies import LoginSession, Throttle
from db.tables.members import (
    AccountBatch,
    AccountImport,
    LoginChallenge,
    LoginRecord,
)
from db.tables.operation import KeptAnswer, Outbox
from db.tallies import Event, tallies
from db.temporal_runs import FailedRun, note_failed
from db.throttle import allow
from domain.enrolment.policy import PurgePolicy
from domain.limits import Limit, LimitKind
from rig.applications import Applications, now
from rig.members import id_manager
from tests.security.forgetting import applications, policy

__all__ = ["applications", "policy"]

DAYS = timedelta(days=1)
_KEPT_FOR_A_WHILE = (
    LoginSession,
    LoginChallenge,
    AccountImport,
    AccountBatch,
    LoginRecord,
    CaseInHand,
    Throttle,
    AdministratorSession,
    KeptAnswer,
)


async def administrator() -> int:
    rows = await Administrator.insert(
        Administrator(mail_address="a@inforex.example", person_name="管理 一郎", role="viewer")
    )
    return int(rows[0]["id"])


async def test_s43_rows_that_have_served_are_deleted_and_fresh_ones_stay(
    applications: Applications, policy: PurgePolicy
) -> None:
    ids = await id_manager(applications)
    account = (await ids.account()).id
    await LoginSession.insert(
        *(
            LoginSession(token_hash=text * 64, account=account, created_at=at, last_seen_at=at)
            for text, at in (("0", now() - 2 * DAYS), ("1", now()))
        )
    )
    await LoginChallenge.insert(
        *(
            LoginChallenge(token_hash=text * 64, owner=f"account:{account}", made_at=at)
            for text, at in (("0", now() - 2 * DAYS), ("1", now()))
        )
    )
    await AccountImport.insert(
        *(
            AccountImport(company=ids.company_id, made_at=made, done_at=done)
            for made, done in (
                (now() - 2 * DAYS, None),
                (now() - 3 * DAYS, now() - 2 * DAYS),
                (now() - 2 * DAYS, now()),
            )
        )
    )
    await AccountBatch.insert(
        *(
            AccountBatch(company=ids.company_id, kind="stop", made_at=made, done_at=done)
            for made, done in ((now() - 2 * DAYS, None), (now() - 2 * DAYS, now()))
        )
    )
    await LoginRecord.insert(
        *(
            LoginRecord(account=account, at=at, outcome="succeeded")
            for at in (now() - 366 * DAYS, now() - 364 * DAYS)
        )
    )
    person = await administrator()
    await CaseInHand.insert(
        *(
            CaseInHand(subject=f"review:{nth}", administrator=person, taken_at=at)
            for nth, at in enumerate((now() - 366 * DAYS, now() - 364 * DAYS))
        )
    )
    await AdministratorSession.insert(
        *(
            AdministratorSession(
                token_hash=text * 64, administrator=person, created_at=at, last_seen_at=at
            )
            for text, at in (("0", now() - 2 * DAYS), ("1", now()))
        )
    )
    await KeptAnswer.insert(
        *(
            KeptAnswer(token_hash=text * 64, network="n" * 64, sealed="words", kept_at=at)
            for text, at in (("0", now() - 2 * DAYS), ("1", now()))
        )
    )
    await allow(Limit(LimitKind.SEARCH, "1", 5, DAYS), now() - 2 * DAYS)
    await allow(Limit(LimitKind.LOGINS, "1", 5, DAYS), now())
    await delete_leftovers(policy, now())
    for table in _KEPT_FOR_A_WHILE:
        assert await table.count() == 1, table


@pytest.mark.usefixtures("pool")
async def test_s43_words_of_a_search_last_a_day_and_what_has_a_name_stays(
    policy: PurgePolicy,
) -> None:
    person = await administrator()
    await SavedFilter.insert(
        *(
            SavedFilter(administrator=person, list="/companies", name=name, saved_at=at)
            for name, at in (("", now() - 2 * DAYS), ("", now()), ("退会", now() - 2 * DAYS))
        )
    )
    await delete_leftovers(policy, now())
    left = await SavedFilter.select(SavedFilter.name, SavedFilter.saved_at)
    assert sorted((row["name"], row["saved_at"] > now() - DAYS) for row in left) == [
        ("", True),
        ("退会", False),
    ]


async def test_s43_floods_are_forgotten_after_a_month(
    applications: Applications, policy: PurgePolicy
) -> None:
    limit = Limit(LimitKind.LOGINS, "", 5, DAYS)
    for days in (31, 29):
        await floods.note(limit, 6, applications.settings.alert_mail_address, now() - days * DAYS)
    assert len(await floods.latest_floods()) == 2
    await delete_leftovers(policy, now())
    assert len(await floods.latest_floods()) == 1


@pytest.mark.usefixtures("pool")
async def test_s43_workflows_that_failed_are_forgotten_after_a_month(policy: PurgePolicy) -> None:
    """The count of them stays."""
    runs = [
        FailedRun(f"run-{days}", "261128-000001-1", "Enrolment", "FAILED", now() - days * DAYS)
        for days in (31, 29)
    ]
    assert await note_failed(runs) == runs
    await delete_leftovers(policy, now())
    assert await note_failed(runs) == runs[:1]
    assert await tallies(Event.RUN_FAILED) == {"FAILED": 3}


async def test_s43_news_is_deleted_once_it_was_delivered_long_enough_ago(
    applications: Applications, policy: PurgePolicy
) -> None:
    number = await applications.submitted()
    await Outbox.update(delivered_at=now()).where(Outbox.signal == "start")
    await delete_leftovers(policy, now() + DELIVERED_NEWS_KEPT - DAYS)
    told = await Outbox.select(Outbox.signal).where(Outbox.process == number)
    assert {"signal": "start"} in told
    await delete_leftovers(policy, now() + DELIVERED_NEWS_KEPT + DAYS)
    left = await Outbox.select(Outbox.signal).where(Outbox.process == number)
    assert left == [news for news in told if news["signal"] != "start"]
    assert left
