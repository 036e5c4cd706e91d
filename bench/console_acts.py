"""What people look for in the console, in the database of `bench.console_data`."""

import random
from collections.abc import Awaitable, Callable, Sequence
from datetime import datetime, timedelta
from functools import partial
from typing import Any

from db.console.application_page import load_application_page
from db.console.application_search import (
    ApplicationQuery,
    ApplicationSort,
    Phase,
    find_applications,
)
from db.console.dashboard import load_failing_mails, load_funnel, load_step_times, load_waiting
from db.console.everything import find_everything
from db.console.figures import load_figures
from db.console.load import load_load
from db.console.possible_acts import load_circumstances
from db.console.queue import QueueQuery, QueueSort, load_queue
from db.tables.companies import Account
from db.tables.enrolment import Application, FormRevision
from domain.enrolment.stages import Stage
from domain.finding import accept_sought
from domain.needs import Need
from domain.searches import (
    Clues,
    accept_anything,
    accept_jan,
    accept_mail,
    accept_name,
    accept_number,
)

Act = Callable[[], Awaitable[object]]

NAMES = ("フーズ", "珈琲", "ヤマト", "琉球石井珈琲総業", "山田食", "存在しない会社", "田中製菓")


async def samples() -> Sequence[dict[str, Any]]:
    """Applications to look for: what people have at hand of them."""
    rows: Sequence[dict[str, Any]] = await FormRevision.raw(
        """
        SELECT application, company_name, jan_maker_code, corporate_number, contact_mail_address,
            application.mail_address, wholesaler
        FROM form_revision TABLESAMPLE system (2)
        JOIN application ON application_number = application ORDER BY random() LIMIT 200
        """
    )
    return rows


def searches(rows: Sequence[dict[str, Any]], now: datetime) -> dict[str, Act]:
    """The search by each field, by several together, in each order, on a far page."""
    dice = random.Random(len(rows))  # noqa: S311 -- to be thrown again, not to be secret

    def by(make: Callable[[dict[str, Any]], ApplicationQuery]) -> Act:
        return lambda: find_applications(make(dice.choice(rows)))

    def clue(accept: Callable[[str], Clues], column: str) -> Act:
        return by(lambda row: ApplicationQuery(clues=(accept(row[column]),)))

    return {
        "search: everything, newest first": by(lambda _: ApplicationQuery()),
        "search: everything, by deadline": by(
            lambda _: ApplicationQuery(order=ApplicationSort.DEADLINE)
        ),
        "search: everything, by wait": by(
            lambda _: ApplicationQuery(order=ApplicationSort.LONGEST_WAIT)
        ),
        "search: the page before": by(lambda row: ApplicationQuery(before=row["application"])),
        "search: a far page": by(lambda row: ApplicationQuery(after=row["application"])),
        "search: one field, number": clue(accept_anything, "application"),
        "search: one field, name": clue(accept_anything, "company_name"),
        "search: one field, mail": clue(accept_anything, "mail_address"),
        "search: part of a number": by(
            lambda row: ApplicationQuery(clues=(accept_number(row["application"][7:13]),))
        ),
        "search: part of a name": by(
            lambda _: ApplicationQuery(clues=(accept_name(dice.choice(NAMES)),))
        ),
        "search: JAN maker code": clue(accept_jan, "jan_maker_code"),
        "search: mail of a contact": clue(accept_mail, "contact_mail_address"),
        "search: mail domain": by(
            lambda row: ApplicationQuery(
                clues=(accept_mail(row["mail_address"].partition("@")[2]),)
            )
        ),
        "search: wholesaler": by(lambda row: ApplicationQuery(wholesaler=row["wholesaler"])),
        "search: stage": by(lambda _: ApplicationQuery(stage=dice.choice(_STAGES))),
        "search: ten days": by(lambda _: _ten_days(now - timedelta(days=dice.uniform(10, 700)))),
        "search: name, wholesaler, open": by(
            lambda row: ApplicationQuery(
                clues=(accept_name(dice.choice(NAMES)),),
                wholesaler=row["wholesaler"],
                stage=Phase.OPEN,
            )
        ),
    }


_STAGES = (*Phase, Stage.INVITED, Stage.UNDER_REVIEW, Stage.ENROLLED, Stage.WITHDRAWN)


def _ten_days(since: datetime) -> ApplicationQuery:
    return ApplicationQuery(requested_from=since, requested_until=since + timedelta(days=10))


async def people() -> Sequence[dict[str, Any]]:
    """Accounts to look for."""
    rows: Sequence[dict[str, Any]] = await Account.raw(
        "SELECT company, account_id, mail_address, person_name FROM account"
        " TABLESAMPLE system (0.1) ORDER BY random() LIMIT 200"
    )
    return rows


def boxes(rows: Sequence[dict[str, Any]], people: Sequence[dict[str, Any]]) -> dict[str, Act]:
    """The one search box, asked for each thing that people have at hand."""
    dice = random.Random(2)  # noqa: S311 -- as above

    def finding(words: Callable[[], str]) -> Act:
        return lambda: find_everything(accept_sought(words()))

    def of_application(column: str) -> Callable[[], str]:
        return lambda: str(dice.choice(rows)[column])

    def of_account(words: Callable[[dict[str, Any]], str]) -> Callable[[], str]:
        return lambda: words(dice.choice(people))

    asked: dict[str, Callable[[], str]] = {
        "number": of_application("application"),
        "part of a number": lambda: dice.choice(rows)["application"][7:13],
        "company name": of_application("company_name"),
        "part of a name": lambda: dice.choice(NAMES),
        "法人番号": lambda: dice.choice(rows)["corporate_number"] or "1000000000003",
        "JAN maker code": of_application("jan_maker_code"),
        "企業ID": of_account(lambda row: row["company"]),
        "account": of_account(lambda row: f"{row['company']}-{row['account_id']}"),
        "mail address": of_account(lambda row: row["mail_address"]),
        "mail address of a contact": of_application("contact_mail_address"),
        "part of an address that many have": lambda: dice.choice(("tanto", "company", "tanaka2")),
        "part of an address that few have": of_account(lambda row: row["mail_address"][4:-10]),
        "part of a domain": of_account(lambda row: row["mail_address"].partition("@")[2][3:16]),
        "person": of_account(lambda row: row["person_name"]),
        "family name": lambda: dice.choice(("田中", "鈴木", "さとう", "tanaka")),
        "given name": lambda: dice.choice(("花子", "直美", "大輔")),
        "telephone": lambda: "03-0000-0000",
        "wholesaler": lambda: f"第{dice.randrange(1, 200)}卸",
        "nothing": lambda: dice.choice(("存在しない会社", "zzzqqq", "99-9999-9999")),
    }
    return {f"find: {name}": finding(words) for name, words in asked.items()}


def queues() -> dict[str, Act]:
    """The queue as a whole, narrowed, and in each order."""
    acts: dict[str, Act] = {
        "queue": partial(load_queue, QueueQuery()),
        "queue: mails": partial(load_queue, QueueQuery(Need.MAIL)),
    }
    for order in QueueSort:
        acts[f"queue: by {order}"] = partial(load_queue, QueueQuery(order=order))
    return acts


def pages(rows: Sequence[dict[str, Any]]) -> dict[str, Act]:
    """The application's page."""
    dice = random.Random(1)  # noqa: S311 -- as above

    async def load() -> object:
        return await load_application_page(
            await load_circumstances(dice.choice(rows)["application"])
        )

    return {"application page": load}


async def dashboards(now: datetime) -> dict[str, Act]:
    """Each question of the dashboard, for a month and for a year; and what metrics ask."""
    acts: dict[str, Act] = {
        "dashboard: load": partial(load_load, now),
        "metrics: all figures": partial(load_figures, now),
    }
    for days in (30, 365):
        since = now - timedelta(days=days)
        times = await load_step_times(since)
        acts |= {
            f"dashboard: funnel, {days} days": partial(load_funnel, since),
            f"dashboard: times, {days} days": partial(load_step_times, since),
            f"dashboard: waiting, {days} days": partial(load_waiting, times, now),
            f"dashboard: failing mails, {days} days": partial(load_failing_mails, since),
        }
    return acts


async def addresses() -> tuple[str, ...]:
    """Pages to fetch."""
    row = await Application.select().where(Application.stage == "under_review").first()
    number = row["application_number"] if row else ""
    return (
        "/console/applications",
        "/console/applications/all",
        "/console/applications/all?search=フーズ",
        f"/console/applications/all?search={number}",
        f"/console/applications/{number}",
        "/console/dashboard",
        "/console/dashboard?days=365",
        "/console/dashboard/process",
        "/console/dashboard/process?since=2026-01-01&until=2026-12-31",
    )
