"""The ledger finds what it is there for: an act that was lost, done twice, or is stuck."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field

import asyncpg
import pytest

from db.mailing.mails import record_sent
from db.tables.operation import Mail, Outbox
from rig.applications import APPLICANT, Applications, now
from rig.chaos.ledger import Act, Findings, Ledger, compare
from rig.databases import for_owner
from rig.proxies.smtp import Delivery
from settings import Settings

PEOPLE_ACTED = (Act.SUBMITTED, Act.APPROVED)
MESSAGE = b"Delivered-To: %s\r\nMessage-ID: <%d@inforex.example>\r\n\r\n%s\r\n"


@dataclass
class Told:
    """What people were told, the mails that came, and the database that has the facts."""

    url: str
    number: str
    ledger: Ledger = field(default_factory=Ledger)
    mails: list[bytes] = field(default_factory=list)
    deliveries: list[Delivery] = field(default_factory=list)
    killed_at: list[float] = field(default_factory=list)

    async def compared(self) -> Findings:
        return await compare(self.ledger, self.url, self.mails, self.deliveries, self.killed_at)

    async def execute(self, statement: str) -> None:
        """Do what no part of the product may."""
        connection = await asyncpg.connect(self.url)
        try:
            await connection.execute("SET session_replication_role = replica")
            await connection.execute(statement)
        finally:
            await connection.close()


@pytest.fixture
async def told(pool: str, settings: Settings) -> Told:
    """An application that was submitted and approved, all that follows from it done."""
    applications = Applications(settings)
    number = await applications.enrolled()
    await Outbox.update({Outbox.delivered_at: now()}, force=True)
    told = Told(for_owner(pool), number)
    for act in PEOPLE_ACTED:
        told.ledger.acknowledged(APPLICANT, act)
    for nth, row in enumerate(await Mail.select(Mail.key, Mail.recipient)):
        await record_sent(row["key"], "250 OK", now())
        told.mails.append(MESSAGE % (row["recipient"].encode(), nth, b"x"))
    return told


async def test_what_was_acknowledged_and_is_there_is_no_finding(told: Told) -> None:
    assert (await told.compared()).all == []


async def _decision_gone(told: Told) -> None:
    await told.execute("DELETE FROM decision")


async def _acknowledged_once_more(told: Told) -> None:
    told.ledger.acknowledged(APPLICANT, Act.SUBMITTED)


async def _mail_never_came(told: Told) -> None:
    told.mails.pop()


async def _nobody_was_told(told: Told) -> None:
    del told.ledger.acts[APPLICANT, Act.APPROVED]


async def _done_though_nobody_did(told: Told) -> None:
    await told.execute(
        "INSERT INTO withdrawal (application, withdrawn_at)"
        " SELECT application_number, now() FROM application WHERE closed_at IS NOT NULL"
    )


async def _another_company(told: Told) -> None:
    await told.execute(
        "ALTER TABLE company DROP CONSTRAINT company_once_per_application;"
        "UPDATE company SET application_number = (SELECT application_number FROM application)"
    )


async def _mail_came_twice(told: Told) -> None:
    told.mails.append(told.mails[0])


async def _mail_waits(told: Told) -> None:
    await Mail.update({Mail.state: "queued", Mail.finished_at: None}).where(Mail.kind == "welcome")
    told.mails = [each for each in told.mails if b"<" in each]


async def _news_wait(told: Told) -> None:
    await Outbox.update({Outbox.delivered_at: None}).where(Outbox.process == told.number)


@pytest.mark.parametrize(
    ("put_in", "kind"),
    [
        (_decision_gone, "lost"),
        (_acknowledged_once_more, "lost"),
        (_mail_never_came, "lost"),
        (_nobody_was_told, "doubled"),
        (_done_though_nobody_did, "doubled"),
        (_another_company, "doubled"),
        (_mail_came_twice, "doubled"),
        (_mail_waits, "stuck"),
        (_news_wait, "stuck"),
    ],
)
async def test_what_is_wrong_is_found(
    told: Told, put_in: Callable[[Told], Awaitable[None]], kind: str
) -> None:
    await put_in(told)
    assert getattr(await told.compared(), kind)


@pytest.mark.parametrize(
    ("heard", "killed_at", "excused"),
    [(True, [], False), (False, [], True), (True, [105.0], True), (True, [99.0, 120.0], False)],
    ids=["known to its sender", "never heard of", "its sender died", "another died"],
)
async def test_a_mail_may_come_twice_only_where_its_sender_cannot_know(
    told: Told,
    killed_at: list[float],
    *,
    heard: bool,
    excused: bool,
) -> None:
    told.mails.append(told.mails[0])
    told.killed_at = killed_at
    told.deliveries = [Delivery("<0@inforex.example>", (), at=100.0, heard=heard)]
    findings = await told.compared()
    assert bool(findings.doubled) is not excused
    assert bool(findings.unavoidable) is excused


async def test_an_id_on_a_line_of_its_own_is_the_same_id(told: Told) -> None:
    told.mails[0] = told.mails[0].replace(b"Message-ID: ", b"Message-ID:\r\n ")
    told.mails.append(told.mails[0])
    told.deliveries = [Delivery("<0@inforex.example>", (), at=100.0)]
    assert (await told.compared()).doubled == []


async def test_a_second_copy_is_the_same_to_the_byte(told: Told) -> None:
    told.deliveries = [Delivery("<0@inforex.example>", (), at=100.0)]
    told.mails.append(told.mails[0].replace(b"\r\nx\r\n", b"\r\ny\r\n"))
    assert "not the same" in (await told.compared()).doubled[0]
