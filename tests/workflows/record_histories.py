"""Record the shapes that histories have today (`python -m tests.workflows.record_histories`).

Run it when a release changes what workflows do, with a name that is new: recorded shapes are
never replaced, because applications with those histories may still be open.
"""

import asyncio
import secrets
import sys
from collections.abc import Awaitable, Callable
from dataclasses import replace
from pathlib import Path
from sysconfig import get_path

from temporalio.client import Client
from temporalio.testing import TimeSkipper, TimeSkippingConfig, WorkflowEnvironment
from temporalio.worker import Worker

from db.corrections import submit_correction
from db.engine import database
from db.revisions import newest_form
from db.withdrawals import withdraw
from domain.stages import Choice, ReviewChoice, Stage
from relay.delivery import Relay
from settings import Settings
from tests.applications import Applications, another_form, now
from tests.databases import make_template
from tests.servers import start_postgres
from tests.workflows.life import SEARCH_ATTRIBUTES, Life, Postman
from worker import enrolment_worker
from workflows.mails import MAIL_QUEUE

HISTORIES = Path(__file__).parent.parent / "histories"


async def enrolled(life: Life) -> str:
    number = await life.applications.invited()
    await life.hear()
    await life.mails_sent("invitation/1")
    await life.applications.submit(number)
    await life.hear()
    await life.has_sent("approval_request/1")
    await life.applications.approve(number)
    return number


async def declined_then_another_wholesaler(life: Life) -> str:
    number = await life.applications.awaiting_approval(form=another_form())
    await life.hear()
    await life.has_sent("approval_request/1")
    await life.applications.decline(number)
    await life.hear()
    await life.reaches(number, Stage.RETURNED)
    form = replace(
        await newest_form(number), wholesaler_id=2, contact_mail_address="abe@reiji-kashi.example"
    )
    await submit_correction(number, form, revision=1, now=now())
    await life.hear()
    await life.has_sent("approval_request/2")
    await life.applications.approve(number)
    return number


async def no_trade_cleared_then_withdrawn(life: Life) -> str:
    number = await life.applications.awaiting_approval(form=another_form())
    await life.hear()
    await life.has_sent("approval_request/1")
    await life.applications.decide(number, Choice.NO_TRADE, "取引がありません。")
    await life.hear()
    await life.reaches(number, Stage.UNDER_REVIEW)
    await life.applications.review(number, ReviewChoice.CLEAR)
    await life.hear()
    await life.has_sent("approval_request/2")
    await withdraw(number, now())
    return number


async def expired_after_a_reminder_and_a_new_link(life: Life) -> str:
    number = await life.applications.invited("late@maker.example")
    await life.hear()
    await life.mails_sent("invitation/1")
    assert await life.applications.invited("late@maker.example") == number
    return number


async def resumed_after_the_decision(life: Life) -> str:
    number = await life.applications.awaiting_approval(form=another_form())
    await life.applications.approve(number)
    return number


async def lapsed_after_reminders_and_an_alert(life: Life) -> str:
    return await life.applications.awaiting_approval(form=another_form())


async def undeliverable_and_not_corrected(life: Life) -> str:
    life.postman.refuses = {"approval_request"}
    return await life.applications.awaiting_approval(form=another_form())


async def turned_down_after_screening(life: Life) -> str:
    number = await life.applications.under_review()
    await life.hear()
    await life.has_sent_kind("alert_screening")
    await life.applications.review(number, ReviewChoice.DECLINE)
    return number


PATHS: tuple[Callable[[Life], Awaitable[str]], ...] = (
    enrolled,
    declined_then_another_wholesaler,
    no_trade_cleared_then_withdrawn,
    expired_after_a_reminder_and_a_new_link,
    resumed_after_the_decision,
    lapsed_after_reminders_and_an_alert,
    undeliverable_and_not_corrected,
    turned_down_after_screening,
)


async def record(release: str, postgres: str) -> None:
    url = await make_template(postgres)
    settings = Settings.from_environment(
        {
            "DATABASE_URL": url,
            "LINK_KEYS": secrets.token_hex(32),
            "CSRF_SECRET": secrets.token_hex(32),
            "LINK_LIFETIME": "4s",
            "LINK_REMINDER_BEFORE": "2s",
            "APPROVAL_REMINDERS": "1s,2s",
            "APPROVAL_ALERT": "3s",
            "APPROVAL_LIFETIME": "5s",
        }
    )
    environment = await WorkflowEnvironment.start_local(
        dev_server_existing_path=str(Path(get_path("scripts")) / "temporal"),
        search_attributes=SEARCH_ATTRIBUTES,
    )
    async with environment, database(url):
        for path in PATHS:
            await _record_path(path, release, environment.client, settings)


async def _record_path(
    path: Callable[[Life], Awaitable[str]], release: str, client: Client, settings: Settings
) -> None:
    postman = Postman()
    mail_worker = Worker(client, task_queue=MAIL_QUEUE, activities=[postman.send_mails])
    async with enrolment_worker(client, settings), mail_worker:
        life = Life(
            Applications(settings),
            TimeSkipper(client, config=TimeSkippingConfig(enabled=False)),
            Relay(client, settings.policy),
            postman,
        )
        number = await path(life)
        await life.hear()
        ended = await life.ends(number)
        history = await life.workflow(number).fetch_history()
        (HISTORIES / f"{release}-{path.__name__}.json").write_text(history.to_json() + "\n")
        sys.stdout.write(f"{path.__name__}: {ended}, {len(history.events)} events\n")


def main(release: str) -> None:
    HISTORIES.mkdir(exist_ok=True)
    with start_postgres() as postgres:
        asyncio.run(record(release, postgres))


if __name__ == "__main__":
    main(*sys.argv[1:])
