"""What people were told was done, and whether it is so: nothing lost, nothing done twice."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum

import asyncpg

from rig.mail_reading import message_id_of, parsed
from rig.proxies.smtp import Delivery

KILLED_WITHIN = 15.0
"""Seconds from when a mail was handed over until that is recorded, or its sender is dead."""

OUR_FAULT, UNAVAILABLE = 500, 503


class Act(StrEnum):
    """What somebody does that there is a fact of afterwards, once however often it was tried."""

    SUBMITTED = "submitted"
    CHANGED = "changed"
    APPROVED = "approved"
    DECLINED = "declined"
    DISPUTED = "disputed"
    WITHDRAWN = "withdrawn"
    REVIEWED = "reviewed"
    ISSUED = "issued"
    """By an ID manager: an account to a colleague."""


FACTS = """
    WITH mine AS (SELECT application_number AS number, mail_address AS person FROM application)
    SELECT person, 'submitted' AS act FROM mine JOIN form_revision ON application = number
        WHERE revision = 1
    UNION ALL SELECT person, 'changed' FROM mine JOIN form_revision ON application = number
        WHERE revision > 1
    UNION ALL SELECT person, CASE choice WHEN 'approve' THEN 'approved' ELSE 'declined' END
        FROM mine JOIN decision ON application = number
    UNION ALL SELECT person, 'disputed' FROM mine JOIN dispute ON application = number
    UNION ALL SELECT person, 'withdrawn' FROM mine JOIN withdrawal ON application = number
    UNION ALL SELECT person, 'reviewed' FROM mine JOIN review ON application = number
        JOIN review_decision ON review.id = review
    UNION ALL SELECT person, 'issued' FROM mine JOIN company ON application_number = number
        JOIN account ON company = company_id WHERE account_id <> '001'
"""

EFFECTS = """
    SELECT application.mail_address AS person, count(DISTINCT company_id) AS companies,
        count(DISTINCT decision.id) FILTER (WHERE choice = 'approve') AS approvals
    FROM application LEFT JOIN company USING (application_number)
        LEFT JOIN decision ON decision.application = application.application_number
    GROUP BY application.application_number
"""

WAITING = """
    SELECT 'mail' AS what, key AS which FROM mail WHERE state = 'queued'
    UNION ALL SELECT 'news', process || ' ' || signal FROM outbox WHERE delivered_at IS NULL
    UNION ALL SELECT 'trouble', process || ' ' || kind FROM trouble
"""


@dataclass
class Ledger:
    """`acts`: those that were acknowledged, by person (the applicant's address) and act."""

    acts: Counter[tuple[str, Act]] = field(default_factory=Counter)
    slowest: float = 0.0
    slowest_page: str = ""
    pages: int = 0
    errors: Counter[str] = field(default_factory=Counter)
    """What people met instead of what they wanted; some of it is what an outage looks like."""

    wrong: Counter[str] = field(default_factory=Counter)
    """Answers that no outage excuses."""

    def acknowledged(self, person: str, act: Act) -> None:
        self.acts[person, act] += 1

    def answered(self, status: int, path: str) -> None:
        """Note an error page, which is 503 and says so, or wrong."""
        if status >= OUR_FAULT:
            self.errors[str(status)] += 1
            if status != UNAVAILABLE:
                self.wrong[f"{status} {path}"] += 1

    def failed(self, failure: Exception) -> None:
        """Note why somebody has to try again; a page with defects is wrong."""
        words = (str(failure).splitlines() or [""])[0][:100]
        self.errors[type(failure).__name__] += 1
        if "defects" in words:
            self.wrong["; ".join(str(failure).splitlines()[:3])] += 1

    def waited(self, path: str, seconds: float) -> None:
        """Note how long a page took to come, whatever it was."""
        self.pages += 1
        if seconds > self.slowest:
            self.slowest, self.slowest_page = seconds, path


@dataclass
class Findings:
    """What is wrong, in words; and mails that came twice for a reason that SMTP leaves open."""

    lost: list[str] = field(default_factory=list)
    doubled: list[str] = field(default_factory=list)
    stuck: list[str] = field(default_factory=list)
    unavoidable: list[str] = field(default_factory=list)
    wrong: list[str] = field(default_factory=list)
    out_of_time: list[str] = field(default_factory=list)
    """Breaches that are none when what wrong clocks wrote is put right."""

    @property
    def all(self) -> list[str]:
        return [
            *(f"lost: {each}" for each in self.lost),
            *(f"doubled: {each}" for each in self.doubled),
            *(f"stuck: {each}" for each in self.stuck),
            *(f"wrong: {each}" for each in self.wrong),
        ]


async def compare(
    ledger: Ledger,
    database_url: str,
    mails: Iterable[bytes],
    deliveries: Sequence[Delivery] = (),
    killed_at: Sequence[float] = (),
) -> Findings:
    """Hold what was acknowledged against the facts, and the facts against the mails that came.

    `deliveries` and `killed_at` tell which mails may have come twice: those of which the sender
    cannot know that the server took them, and those whose sender was killed before it said so.
    """
    findings = Findings(wrong=[f"{times} times {what}" for what, times in ledger.wrong.items()])
    connection = await asyncpg.connect(database_url)
    try:
        facts = Counter((row["person"], Act(row["act"])) for row in await connection.fetch(FACTS))
        effects = await connection.fetch(EFFECTS)
        sent = await connection.fetch("SELECT key, recipient, kind FROM mail WHERE state = 'sent'")
        findings.stuck += [f"{row['what']} {row['which']}" for row in await _waiting(connection)]
    finally:
        await connection.close()
    for about in sorted({*facts, *ledger.acts}):
        told, is_so, words = ledger.acts[about], facts[about], f"{about[1]} by {about[0]}"
        if is_so < told:
            findings.lost.append(f"{words}: acknowledged {told}, recorded {is_so}")
        if is_so > told:
            findings.doubled.append(f"{words}: acknowledged {told}, recorded {is_so}")
    findings.wrong += [
        f"{row['person']} has a company and no approval"
        for row in effects
        if row["companies"] and not row["approvals"]
    ]
    findings.doubled += [
        f"{row['companies']} companies of {row['person']}"
        for row in effects
        if row["companies"] > 1
    ]
    _compare_mails(findings, list(mails), sent, deliveries, killed_at)
    return findings


async def waiting(database_url: str) -> list[str]:
    """What there is still to be done."""
    connection = await asyncpg.connect(database_url)
    try:
        return [f"{row['what']} {row['which']}" for row in await _waiting(connection)]
    finally:
        await connection.close()


async def _waiting(
    connection: "asyncpg.Connection[asyncpg.Record]",
) -> "list[asyncpg.Record]":
    return list(await connection.fetch(WAITING))


def _compare_mails(
    findings: Findings,
    mails: Sequence[bytes],
    sent: "Sequence[asyncpg.Record]",
    deliveries: Sequence[Delivery],
    killed_at: Sequence[float],
) -> None:
    came: dict[tuple[str, str], list[bytes]] = defaultdict(list)
    for content in mails:
        mail = parsed(content)
        came[message_id_of(mail), str(mail["Delivered-To"])].append(content)
    recorded = Counter(row["recipient"] for row in sent)
    arrived = Counter(to for _, to in came)
    findings.lost += [
        f"{recorded[to] - arrived[to]} mails to {to}: recorded as sent, never came"
        for to in recorded
        if arrived[to] < recorded[to]
    ]
    excused = _unheard(deliveries, killed_at)
    for (message_id, to), copies in came.items():
        if len(copies) > 1:
            words = f"{len(copies)} times {message_id} to {to}"
            same = len(set(copies)) == 1
            if same and len(copies) <= 1 + excused[message_id]:
                findings.unavoidable.append(words)
            else:
                findings.doubled.append(words if same else f"{words}, not the same to the byte")


def _unheard(deliveries: Sequence[Delivery], killed_at: Sequence[float]) -> Mapping[str, int]:
    """How often each mail was taken without its sender knowing it."""
    return Counter(
        each.message_id
        for each in deliveries
        if not each.heard or any(each.at <= at <= each.at + KILLED_WITHIN for at in killed_at)
    )
