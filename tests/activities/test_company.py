"""The steps about a company run twice, and what its mails tell."""

from collections.abc import AsyncIterator, Awaitable, Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from activities.company import CompanyActivities
from activities.orders import CompanyOrder
from db.companies.cancellations import load_cancellation
from db.mailing.letters import next_letters
from domain.business_calendar import format_jst, format_jst_day
from domain.companies.company_change import ChangeChoice
from rig.applications import APPLICANT, Applications
from rig.companies import (
    ADMINISTRATORS,
    REASON,
    WANTED,
    cancellation_begun,
    change_asked_for,
    decide,
)
from rig.mail_reading import text_of
from rig.members import id_manager
from settings import Settings
from tests.activities.sending import Sending, open_sending
from tests.rows import every_row

FAR_AHEAD = datetime(2100, 1, 1, tzinfo=UTC)

Step = Callable[[CompanyActivities, CompanyOrder], Awaitable[Any]]
OF_A_CHANGE: tuple[Step, ...] = (
    CompanyActivities.where_change_stands,
    CompanyActivities.alert_again,
    CompanyActivities.close_change,
)
OF_A_CANCELLATION: tuple[Step, ...] = (
    CompanyActivities.where_cancellation_stands,
    CompanyActivities.remind_of_cancellation,
    CompanyActivities.end_company,
)


@pytest.fixture
async def sending(pool: str, settings: Settings, tmp_path: Path) -> AsyncIterator[Sending]:  # noqa: ARG001 -- it opens the database
    async with open_sending(settings, tmp_path) as sending:
        yield sending


async def sent(sending: Sending, process: str) -> dict[str, str]:
    """Send what a process has to send: the text of each mail by its recipient."""
    await sending.send(*await next_letters(process, 20))
    return {mail["To"]: text_of(mail) for mail in sending.inbox.mails()}


def test_every_step_that_workers_offer_is_tried_here(settings: Settings) -> None:
    offered = {step.__name__ for step in CompanyActivities(settings).steps}
    assert offered == {step.__name__ for step in (*OF_A_CHANGE, *OF_A_CANCELLATION)}


@pytest.mark.parametrize("step", OF_A_CHANGE)
@pytest.mark.parametrize("choice", [None, ChangeChoice.APPROVE, ChangeChoice.DECLINE])
async def test_a_step_of_a_change_run_twice_changes_nothing_more(
    applications: Applications, step: Step, choice: ChangeChoice | None
) -> None:
    change_id = await change_asked_for(await id_manager(applications))
    if choice is not None:
        await decide(change_id, choice, "確認しました。")
    await _twice_is_once(
        applications, step, CompanyOrder(change_id, datetime(2027, 6, 1, tzinfo=UTC))
    )


@pytest.mark.parametrize("step", OF_A_CANCELLATION)
async def test_a_step_of_a_cancellation_run_twice_changes_nothing_more(
    applications: Applications, step: Step
) -> None:
    number = await cancellation_begun(await id_manager(applications))
    await _twice_is_once(applications, step, CompanyOrder(number, FAR_AHEAD))


async def _twice_is_once(applications: Applications, step: Step, order: CompanyOrder) -> None:
    steps = CompanyActivities(applications.settings)
    first = await step(steps, order)
    after = await every_row()
    assert await step(steps, order) == first
    assert await every_row() == after


async def test_administrators_read_what_is_wanted_and_why(
    applications: Applications, sending: Sending
) -> None:
    change_id = await change_asked_for(await id_manager(applications))
    text = (await sent(sending, f"change-{change_id}"))[ADMINISTRATORS]
    for shown in (
        WANTED.name,
        WANTED.name_kana,
        "4598766",
        "新規食品株式会社",
        REASON,
        "田中 花子",
    ):
        assert shown in text


@pytest.mark.parametrize(
    ("choice", "shown", "ended"),
    [
        (ChangeChoice.APPROVE, WANTED.name, "結果: 承認し、企業情報に反映しました"),
        (ChangeChoice.DECLINE, "> 登記簿と異なります。\n", "結果: 承認しませんでした"),
    ],
)
async def test_both_sides_read_what_was_decided(
    applications: Applications, sending: Sending, choice: ChangeChoice, shown: str, ended: str
) -> None:
    change_id = await change_asked_for(await id_manager(applications))
    await decide(change_id, choice, "登記簿と異なります。")
    order = CompanyOrder(change_id, FAR_AHEAD)
    await CompanyActivities(applications.settings).close_change(order)
    told = await sent(sending, f"change-{change_id}")
    assert set(told) == {APPLICANT, ADMINISTRATORS}
    assert shown in told[APPLICANT]
    assert "田中 花子 様" in told[APPLICANT]
    assert ended in told[ADMINISTRATORS]
    assert "登記簿" not in told[ADMINISTRATORS]


async def test_both_sides_read_when_the_company_leaves(
    applications: Applications, sending: Sending
) -> None:
    number = await cancellation_begun(await id_manager(applications))
    told = await sent(sending, f"cancellation-{number}")
    assert set(told) == {APPLICANT, ADMINISTRATORS}
    for text in told.values():
        assert format_jst((await load_cancellation(number)).ends_at) in text
    kept_until = (await load_cancellation(number)).kept_until
    assert kept_until is not None
    assert f"{format_jst_day(kept_until)}まで保存し" in told[APPLICANT]
    assert "統合のため" in told[ADMINISTRATORS]


async def test_both_sides_read_that_the_company_has_left(
    applications: Applications, sending: Sending
) -> None:
    number = await cancellation_begun(await id_manager(applications))
    await CompanyActivities(applications.settings).end_company(CompanyOrder(number, FAR_AHEAD))
    told = await sent(sending, f"cancellation-{number}")
    assert "解約の手続きが完了し" in told[APPLICANT]
    kept_until = (await load_cancellation(number)).kept_until
    assert kept_until is not None
    assert f"{format_jst_day(kept_until)}まで保存し、そのあと削除します" in told[APPLICANT]
    assert "解約の手続きが完了しました" in told[ADMINISTRATORS]
