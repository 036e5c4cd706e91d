"""Who acts in the tests of the console, and what was recorded of it."""

import json
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any

from db.audit import ActReason
from db.console.address_correction import LinkMaking
from db.tables.administration import ConsoleAct
from db.tables.operation import AuditEvent, Mail, Outbox
from domain.business_calendar import JST
from domain.companies.access_acts import Ground
from domain.console_roles import Permission
from rig.applications import now
from settings import Settings

REASON = "申請者から電話で依頼がありました。"
WHY = ActReason("helpdesk@inforex.example", REASON, 7)
GROUND = Ground(frozenset(Permission), "登記事項証明書を確認し、登録番号へ折り返しました。")
NEW_ADDRESS = "hanako@shinki-shokuhin.example"


@dataclass(frozen=True)
class Recorded:
    """One act as it was recorded."""

    tag: str
    reason: str
    done_by: str
    before: dict[str, Any]
    after: dict[str, Any]


async def acts_on(number: str) -> list[Recorded]:
    """The acts on an application, the oldest first; each is in the audit log as well."""
    rows = await ConsoleAct.select().where(ConsoleAct.application == number).order_by(ConsoleAct.id)
    events = await AuditEvent.select().where(AuditEvent.application_number == number)
    logged = {(event["tag"], json.loads(event["details"]).get("act")) for event in events}
    assert {(row["tag"], row["id"]) for row in rows} <= logged
    return [
        Recorded(
            row["tag"],
            row["reason"],
            row["done_by"],
            json.loads(row["before"]),
            json.loads(row["after"]),
        )
        for row in rows
    ]


async def news_of(number: str, signal: str) -> int:
    """How often the workflow of an application is told something."""
    return int(await Outbox.count().where(Outbox.process == number, Outbox.signal == signal))


async def mail_states(number: str) -> dict[str, tuple[str, str]]:
    """The recipient and state of each mail by its name."""
    rows = await Mail.select(Mail.key, Mail.recipient, Mail.state).where(Mail.application == number)
    return {r["key"].partition("/")[2]: (r["recipient"], r["state"]) for r in rows}


def making(settings: Settings) -> LinkMaking:
    return LinkMaking(settings.link_keys, settings.policy)


def last_minute_in(days: int) -> datetime:
    """The end of a day so far from today, in JST."""
    day: date = now().astimezone(JST).date() + timedelta(days=days)
    return datetime.combine(day, time(23, 59), JST)
