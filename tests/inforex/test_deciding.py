"""The queue, and the three decisions about an application under review."""

import asyncio
from datetime import date

import pytest

from db.enrolment.applicant_acts import newest_notice
from db.enrolment.application_form import revisions
from db.enrolment.dossier import load_reviews
from db.enrolment.facts import load_facts
from db.tables.operation import AuditEvent, Outbox
from db.tables.review import ReviewDecision
from domain.business_calendar import format_jst
from domain.enrolment.stages import Author, Choice, Part, ReviewChoice, Stage
from domain.identifiers import application_number
from inforex.command import RefusedError
from rig.applications import Applications
from tests.inforex.conftest import Type

BY = ("--by", "admin@inforex.example")
NOBODYS = application_number(date(2026, 11, 22), 777)


async def test_an_empty_queue_says_so(applications: Applications, typed: Type) -> None:
    await applications.awaiting_approval()
    assert await typed("list") == "対応が必要な申請はありません。\n"


async def test_the_queue_tells_who_waits_since_when_and_why(
    applications: Applications, typed: Type
) -> None:
    number = await applications.under_review()
    (review,) = await load_reviews(number)
    queue = await typed("list")
    assert number in queue
    assert format_jst(review.opened_at) in queue
    assert (await load_facts(number)).company_name in queue
    assert "認証先卸担当者のメールドメインが、認証先卸企業の登録ドメインにありません。" in queue


async def test_the_longest_waiting_comes_first(applications: Applications, typed: Type) -> None:
    first = await applications.under_review("first@maker.example")
    second = await applications.under_review("second@maker.example")
    queue = await typed("list")
    assert queue.index(first) < queue.index(second)
    assert "2件" in queue


async def test_what_was_decided_is_not_in_the_queue(
    applications: Applications, typed: Type
) -> None:
    number = await applications.cleared()
    assert number not in await typed("list")


async def test_no_trade_is_in_the_queue_without_what_was_cleared_before(
    applications: Applications, typed: Type
) -> None:
    number = await applications.cleared()
    await applications.steps.ask_wholesaler(applications.order(number))
    await applications.decide(number, Choice.NO_TRADE, "取引がありません。")
    await applications.steps.freeze_disowned(applications.order(number))
    queue = await typed("list")
    assert "卸担当者が「取引がない」と回答しました。" in queue
    assert "登録ドメインにありません" not in queue


async def test_clearing_has_the_wholesaler_asked(applications: Applications, typed: Type) -> None:
    number = await applications.under_review()
    said = await typed("clear", number, "--reason", "電話で確認しました。", *BY)
    assert f"受付番号 {number} を「問題なし」としました。" in said
    assert "卸担当者へ、確認のメールを送ります。" in said
    standing = await applications.steps.ask_wholesaler(applications.order(number))
    assert standing.stage is Stage.AWAITING_APPROVAL


async def test_clearing_after_no_trade_asks_anew(applications: Applications, typed: Type) -> None:
    number = await applications.frozen()
    await typed("clear", number, "--reason", "担当者の誤りでした。", *BY)
    assert [revision.made_by for revision in await revisions(number)] == [
        Author.APPLICANT,
        Author.ADMINISTRATOR,
    ]


async def test_returning_opens_the_named_parts_for_the_reason_given(
    applications: Applications, typed: Type
) -> None:
    number = await applications.under_review()
    parts, reason = "wholesaler,company", "会社名と担当者をご確認ください。"
    said = await typed("return", number, "--parts", parts, "--reason", reason, *BY)
    assert "申請者へ、理由と修正箇所をメールで知らせ、修正を待ちます。" in said
    await applications.steps.send_back(applications.order(number))
    notice = await newest_notice(number)
    assert notice is not None
    assert (notice.parts, notice.reason) == ((Part.COMPANY, Part.WHOLESALER), reason)


async def test_declining_ends_the_application(applications: Applications, typed: Type) -> None:
    number = await applications.under_review()
    said = await typed("decline", number, "--reason", "対象外の企業です。", *BY)
    assert "申請者へ、理由をメールで知らせ、申請を終了します。" in said
    standing = await applications.steps.close_turned_down(applications.order(number))
    assert standing.stage is Stage.DECLINED


async def test_a_decision_is_audited_and_is_news_for_the_workflow(
    applications: Applications, typed: Type
) -> None:
    number = await applications.under_review()
    await typed("decline", number, "--reason", "対象外の企業です。", *BY)
    events = await AuditEvent.count().where(
        AuditEvent.application_number == number,
        AuditEvent.tag == "administrator:review:decline",
    )
    news = await Outbox.count().where(Outbox.process == number, Outbox.signal == "review_decided")
    assert (events, news) == (1, 1)


async def test_the_second_decision_changes_nothing_and_tells_of_the_first(
    applications: Applications, typed: Type
) -> None:
    number = await applications.under_review()
    await typed("clear", number, "--reason", "電話で確認しました。", *BY)
    with pytest.raises(RefusedError) as refused:
        await typed("decline", number, "--reason", "別の理由", "--by", "other@inforex.example")
    told = str(refused.value)
    assert "何も変更していません。" in told
    assert "「問題なし」 admin@inforex.example" in told
    assert "理由: 電話で確認しました。" in told
    assert (await load_facts(number)).review_choice is ReviewChoice.CLEAR


async def test_of_two_administrators_at_once_one_decides_and_the_other_is_told(
    applications: Applications, typed: Type
) -> None:
    number = await applications.under_review()
    outcomes = await asyncio.gather(
        typed("clear", number, "--reason", "電話で確認しました。", *BY),
        typed("decline", number, "--reason", "対象外の企業です。", *BY),
        return_exceptions=True,
    )
    (refusal,) = [outcome for outcome in outcomes if isinstance(outcome, BaseException)]
    (decided,) = await load_reviews(number)
    assert isinstance(refusal, RefusedError)
    assert decided.verdict is not None
    assert f"理由: {decided.verdict.why.reason}" in str(refusal)


@pytest.mark.parametrize("action", [("clear",), ("decline",), ("return", "--parts", "jan")])
async def test_an_application_that_moved_on_is_not_decided_but_its_stage_told(
    applications: Applications, typed: Type, action: tuple[str, ...]
) -> None:
    number = await applications.withdrawing()
    with pytest.raises(RefusedError, match="申請者が取り下げました。"):
        await typed(*action, number, "--reason", "理由", *BY)
    assert await ReviewDecision.count() == 0


@pytest.mark.parametrize(
    "action", [("show",), ("clear", "--reason", "理由", *BY), ("decline", "--reason", "理由", *BY)]
)
async def test_an_unknown_number_is_told(
    applications: Applications, typed: Type, action: tuple[str, ...]
) -> None:
    await applications.under_review()
    with pytest.raises(RefusedError, match=f"受付番号 {NOBODYS} の申請はありません。"):
        await typed(*action, NOBODYS)
    assert await ReviewDecision.count() == 0
