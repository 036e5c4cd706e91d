"""Every law of the auditor holds of what the product does, and is broken by faults put in."""

import re
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from datetime import timedelta
from pathlib import Path

import asyncpg

from auditor.facts import LAWS, breaches, read_laws
from db.audit_seals import seal_events
from db.console.address_correction import correct_address
from db.console.mails_again import retry_failed
from db.enrolment.applicant_acts import withdraw
from db.enrolment.facts import load_facts
from db.mailing import mails
from db.tables.operation import Mail, Outbox
from domain.enrolment.stages import Author, Choice, ReviewChoice
from rig.applications import Applications, another_form, now
from rig.console.acts import GROUND, WHY, making
from rig.databases import for_owner
from rig.deputies import deputy
from rig.lawful import laws_hold
from rig.members import colleague, id_manager_of
from tests.deployment.citations import document
from tests.deployment.laws_page import as_made, law_table

FAULTS = [
    (law, fault)
    for law, faults in re.findall(
        r"^-- law: (\w+)\n(.+?)(?=\n-- law|\Z)",
        Path(__file__).with_name("faults.sql").read_text(),
        re.DOTALL | re.MULTILINE,
    )
    for fault in faults.split(";\n")
    if fault.strip()
]
GRACE = timedelta(hours=1)
NEWEST = 2**62
LATER = timedelta(hours=3)
"""When the auditor comes: what happened before has had what follows, and is sealed."""


async def lives(applications: Applications) -> None:
    """Applications at every stage, and a company with a deputy who is logged in; all is settled."""
    steps, order = applications.steps, applications.order
    manager = await id_manager_of(await applications.enrolled())
    await deputy(manager, await colleague(manager))
    await applications.awaiting_approval("b@shinki-shokuhin.example", another_form())
    await applications.under_review("c@shinki-shokuhin.example")
    number = await applications.awaiting_approval("d@shinki-shokuhin.example", another_form())
    await applications.decline(number)
    await steps.return_refused(order(number))
    number = await applications.awaiting_approval("e@shinki-shokuhin.example", another_form())
    await withdraw(number, now())
    await steps.close_withdrawn(order(number))
    number = await applications.under_review("f@shinki-shokuhin.example")
    await applications.review(number, ReviewChoice.DECLINE)
    await steps.close_turned_down(order(number))
    await applications.invited("g@shinki-shokuhin.example")
    await _settle(applications.settings.link_keys)


async def _settle(keys: Sequence[bytes]) -> None:
    """Mails are sent, news delivered, and the log is sealed."""
    await Mail.raw("UPDATE mail SET state = 'sent', finished_at = queued_at WHERE state = 'queued'")
    await Outbox.raw("UPDATE outbox SET delivered_at = recorded_at")
    await seal_events(keys, NEWEST)


@asynccontextmanager
async def owner(url: str) -> AsyncIterator["asyncpg.Connection[asyncpg.Record]"]:
    connection = await asyncpg.connect(for_owner(url))
    try:
        yield connection
    finally:
        await connection.close()


async def test_each_law_holds_of_lives_and_finds_every_fault(
    pool: str, applications: Applications
) -> None:
    await lives(applications)
    async with owner(pool) as connection:
        assert await read_laws(connection, now() + LATER, GRACE) == []
        missed = [
            (law, fault) for law, fault in FAULTS if law not in await broken_by(connection, fault)
        ]
    assert missed == []


async def test_a_form_that_administrators_had_asked_about_anew_is_their_act(
    pool: str, applications: Applications
) -> None:
    """Neither another address of the applicant's, nor a retry, is a form in the log."""
    readdressed = await applications.awaiting_approval()
    made = making(applications.settings)
    await correct_address(readdressed, "a@elsewhere.example", made, WHY, ground=GROUND, now=now())
    tried = await applications.awaiting_approval("b@shinki-shokuhin.example", another_form())
    await mails.record_refused(f"{tried}/approval_request/1", "550 no such user", now())
    await retry_failed(tried, WHY, now())
    cleared = await applications.awaiting_approval("c@shinki-shokuhin.example", another_form())
    await applications.decide(cleared, Choice.NO_TRADE, "取引がありません。")
    await applications.steps.freeze_disowned(applications.order(cleared))
    await applications.review(cleared, ReviewChoice.CLEAR)
    for number in (readdressed, tried, cleared):
        assert (await load_facts(number)).made_by is Author.ADMINISTRATOR
    await laws_hold(pool, now())


async def test_who_withdraws_a_form_at_once_is_told_of_that_alone(
    pool: str, applications: Applications
) -> None:
    number = await applications.submitted()
    await withdraw(number, now())
    await applications.steps.close_withdrawn(applications.order(number))
    await _settle(applications.settings.link_keys)
    async with owner(pool) as connection:
        assert await read_laws(connection, now() + LATER, GRACE) == []


# Moments as two write them who act at once: whoever came first waited for the other.
CROSSED = {
    "ids_have_their_approval": """
        UPDATE decision SET decided_at = enrolled_at + interval '1 second' FROM company
        WHERE application = application_number
    """,
    "who_was_asked_decides": """
        UPDATE form_revision SET submitted_at = decided_at + interval '1 second' FROM decision
        WHERE form_revision.application = decision.application
    """,
    "news_keep_their_order": """
        UPDATE outbox SET delivered_at = delivered_at + interval '1 second' WHERE signal = 'start'
    """,
    "void_links_open_nothing": """
        INSERT INTO account_link (token_hash, purpose, account, generation, made_at, expires_at,
            used_at)
        SELECT nth::text, 'password', (SELECT max(id) FROM account), nth, now(),
            now() + interval '1 day', CASE nth WHEN 1 THEN now() + interval '1 second' END
        FROM generate_series(1, 2) AS nth
    """,
}


async def test_moments_of_two_at_once_break_no_law(pool: str, applications: Applications) -> None:
    await lives(applications)
    async with owner(pool) as connection:
        broken = [await broken_by(connection, crossed) for crossed in CROSSED.values()]
    assert set().union(*broken) == set()


async def broken_by(connection: "asyncpg.Connection[asyncpg.Record]", fault: str) -> set[str]:
    """Which laws a fault breaks; it is undone."""
    transaction = connection.transaction()
    await transaction.start()
    try:
        await connection.execute("SET LOCAL session_replication_role = replica")
        await connection.execute(fault)
        return {breach.law for breach in await breaches(connection, now() + LATER, GRACE)}
    finally:
        await transaction.rollback()


def test_every_law_has_its_fault() -> None:
    assert {law.name for law in LAWS} == {law for law, _ in FAULTS}
    assert len({law.name for law in LAWS}) == len(LAWS)


def test_the_page_of_laws_is_up_to_date() -> None:
    """`make lists` writes it anew."""
    page = document("docs/laws.md")
    assert as_made(page) == page
    assert law_table() in page
