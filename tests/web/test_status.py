"""The status page: every stage in words, as a timeline, and with what can be done (step 9)."""

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta

import pytest

from activities.orders import TimeOrder
from db.enrolment.contact_requests import Colleague, hand_over
from db.enrolment.status import load_status
from db.mailing.mails import record_refused
from domain.business_calendar import format_jst
from domain.enrolment.stages import Choice, Part, ReviewChoice
from domain.tokens import Purpose
from rig.applications import Applications, now
from rig.site import Site
from tests.web.status_pages import (
    COLLEAGUE,
    OTHER_CONTACT,
    possible,
    returned,
    revision_of,
    screen,
    status_page,
    timeline,
)

CONTACT, WITHDRAW = "卸担当者を変更する", "申請を取り下げる"
CORRECT = "申請内容を修正する"
REVIEW = "申請の内容を確認中です"
BEGINNING = ["メールアドレスの確認 完了", "加入申請の受付 完了"]
ASKED = [*BEGINNING, "認証先卸への確認のお願い 完了"]

# Stages by their factories in rig/applications.py: what the page says, and what can be done.
STAGES = [
    ("under_review", REVIEW, {WITHDRAW}),
    ("cleared", "申請を受け付けました", {WITHDRAW}),
    ("sent_back", REVIEW, {WITHDRAW}),
    ("turned_down", REVIEW, {WITHDRAW}),
    ("awaiting_approval", "認証先卸の回答を待っています", {CONTACT, WITHDRAW}),
    ("decided", "認証先卸に承認されました", {WITHDRAW}),
    ("refused", "認証先卸に承認されませんでした", {WITHDRAW}),
    ("disowned", REVIEW, {WITHDRAW}),
    ("frozen", REVIEW, {WITHDRAW}),
    ("disputed", REVIEW, {WITHDRAW}),
    ("undeliverable", "認証先卸担当者へのメールが届きませんでした", {WITHDRAW}),
    ("returned", "認証先卸に承認されませんでした", {CORRECT, WITHDRAW}),
    ("withdrawing", "申請を取り下げました", set()),
    ("enrolled", "会員登録が完了しました", set()),
]


async def let_the_wait_end(applications: Applications, number: str) -> None:
    """The deadline passes, and the workflow closes the application."""
    deadline = (await load_status(number)).deadline
    assert deadline is not None
    await applications.mails_have_gone(number)
    await applications.steps.end_wait(TimeOrder(number, deadline))


@pytest.mark.parametrize(("stage", "said", "acts"), STAGES, ids=[stage for stage, _, _ in STAGES])
async def test_every_stage_says_where_it_stands_and_what_can_be_done(
    site: Site, applications: Applications, stage: str, said: str, acts: set[str]
) -> None:
    page = await status_page(site, applications, await getattr(applications, stage)())
    assert said in page.text
    assert possible(page) == acts


@pytest.mark.parametrize(
    ("stage", "points"),
    [
        (
            "under_review",
            [
                *BEGINNING,
                "申請内容の確認 現在",
                "認証先卸の回答 これから",
                "IDの発行 これから",
            ],
        ),
        ("awaiting_approval", [*ASKED, "認証先卸の回答 現在", "IDの発行 これから"]),
        ("decided", [*ASKED, "認証先卸の回答 完了", "IDの発行 現在"]),
        (
            "returned",
            [
                *ASKED,
                "認証先卸の回答 不承認",
                "申請内容の修正 現在",
                "認証先卸の回答 これから",
                "IDの発行 これから",
            ],
        ),
        (
            "frozen",
            [*ASKED, "申請内容の確認 現在", "認証先卸の回答 これから", "IDの発行 これから"],
        ),
        ("withdrawing", [*ASKED, "申請の取り下げ 完了"]),
        ("enrolled", [*ASKED, "認証先卸の回答 完了", "IDの発行 完了"]),
    ],
)
async def test_timeline_tells_what_was_what_is_and_what_comes(
    site: Site, applications: Applications, stage: str, points: Sequence[str]
) -> None:
    page = await status_page(site, applications, await getattr(applications, stage)())
    assert timeline(page) == list(points)


async def test_waiting_application_says_for_whom_since_when_until_when_and_what_comes_next(
    site: Site, applications: Applications
) -> None:
    number = await applications.awaiting_approval()
    page = await status_page(site, applications, number)
    status = await load_status(number)
    assert status.deadline is not None
    assert status.next_due is not None
    since = format_jst(status.waiting_since)
    assert number in page.text
    assert f"見本食品卸株式会社の担当者に、{since}からお取引の確認をお願いしています。" in page.text
    assert f"回答期限： {format_jst(status.deadline)}" in page.text
    assert f"次の確認の予定： {format_jst(status.next_due)}" in page.text


@pytest.mark.parametrize("stage", ["under_review", "frozen", "disputed"])
async def test_review_never_tells_what_was_found(
    site: Site, applications: Applications, stage: str
) -> None:
    page = await status_page(site, applications, await getattr(applications, stage)())
    assert "Inforexで申請の内容を確認しています。" in page.text
    for secret in ("取引がありません。", "取引がない", "心当たり", "ドメイン"):
        assert secret not in page.text


async def test_enrolled_application_leads_to_the_login(
    site: Site, applications: Applications
) -> None:
    page = await status_page(site, applications, await applications.enrolled())
    assert page.link("ログイン") == "/login"


async def test_declined_application_shows_the_reason_and_until_when_another_may_be_named(
    site: Site, applications: Applications
) -> None:
    number = await applications.decided(Choice.DECLINE, "お取引を\n{確認}できません。")
    await applications.steps.return_refused(applications.order(number))
    page = await status_page(site, applications, number)
    deadline = (await load_status(number)).deadline
    assert deadline is not None
    assert "理由 お取引を {確認}できません。" in page.text
    assert f"修正期限： {format_jst(deadline)}" in page.text


async def test_returned_application_shows_the_administrators_reason(
    site: Site, applications: Applications
) -> None:
    number = await returned(applications, Part.COMPANY)
    page = await status_page(site, applications, number)
    assert "申請の内容の修正を待っています" in page.text
    assert "理由 電話で確認しました。" in page.text
    assert "修正のお願い 要修正" in timeline(page)


async def test_undeliverable_mail_is_told_with_what_to_do(
    site: Site, applications: Applications
) -> None:
    number = await applications.undeliverable()
    await applications.steps.return_undeliverable(applications.order(number))
    page = await status_page(site, applications, number)
    assert "担当者のメールアドレスをご確認のうえ、期限までに修正して申請してください。" in page.text
    assert "認証先卸担当者へのメールの不達 要修正" in timeline(page)
    assert "認証先卸への確認のお願い 不達" in timeline(page)
    assert possible(page) == {CORRECT, WITHDRAW}


async def test_contact_whose_server_refused_us_is_not_said_to_be_asked(
    site: Site, applications: Applications
) -> None:
    number = await applications.awaiting_approval()
    asked = await status_page(site, applications, number)
    await record_refused(f"{number}/approval_request/1", "550 5.7.1 no", now(), about_us=True)
    status = await load_status(number)
    assert status.request_refused
    assert status.contact_asked_at(now()) is None
    page = await status_page(site, applications, number)
    assert "認証先卸の回答を待っています" in asked.text
    assert "認証先卸の回答を待っています" not in page.text


async def test_long_life_is_told_from_the_beginning(site: Site, applications: Applications) -> None:
    number = await applications.returned()
    page = await status_page(site, applications, number)
    form = await site.get(page.link(CORRECT))
    check = await site.press(form, "入力内容を確認する", **OTHER_CONTACT)
    await site.press(check, "修正して申請する")
    await screen(applications, number)
    await applications.mails_have_gone(number)
    colleague = Colleague("総務部", "高橋 三郎", f"t.{COLLEAGUE}")
    await hand_over(number, colleague, revision=await revision_of(number), now=now())
    await screen(applications, number)
    assert timeline(await status_page(site, applications, number)) == [
        *ASKED,
        "認証先卸の回答 不承認",
        "修正した申請の受付 完了",
        "認証先卸への確認のお願い 完了",
        "認証先卸での引き継ぎ 完了",
        "認証先卸への確認のお願い 完了",
        "認証先卸の回答 現在",
        "IDの発行 これから",
    ]


@pytest.mark.parametrize(
    ("stage", "said", "detail"),
    [
        (
            "awaiting_approval",
            "期限が過ぎたため、申請は終了しました",
            "期限までに認証先卸の回答がなかったため、終了しました。",
        ),
        (
            "returned",
            "申請は承認されず、終了しました",
            "期限までに、別の認証先卸を指定した申請がなかったため、終了しました。",
        ),
    ],
)
async def test_application_that_ran_out_of_time_says_so_and_may_be_made_again(
    site: Site, applications: Applications, stage: str, said: str, detail: str
) -> None:
    number = await getattr(applications, stage)()
    await let_the_wait_end(applications, number)
    page = await status_page(site, applications, number)
    assert said in page.text
    assert detail in page.text
    assert timeline(page)[-1] == "申請の終了 終了"
    assert page.link("もう一度申請する") == "/search"
    assert possible(page) == set()


async def test_uncorrected_application_expires(site: Site, applications: Applications) -> None:
    number = await returned(applications, Part.JAN)
    await let_the_wait_end(applications, number)
    page = await status_page(site, applications, number)
    assert "期限が過ぎたため、申請は終了しました" in page.text


async def test_application_that_an_administrator_declined_shows_why(
    site: Site, applications: Applications
) -> None:
    number = await applications.under_review()
    await applications.review(number, ReviewChoice.DECLINE)
    await applications.steps.close_turned_down(applications.order(number))
    page = await status_page(site, applications, number)
    assert "申請は承認されず、終了しました" in page.text
    assert "理由 電話で確認しました。" in page.text
    assert timeline(page)[-1] == "審査の結果 不承認"


async def test_nothing_is_offered_in_the_moments_after_the_deadline(
    site: Site, applications: Applications
) -> None:
    number = await applications.returned()
    site.clock.now = now() + timedelta(days=11)
    page = await status_page(site, applications, number)
    assert "修正期限が過ぎています" in page.text
    assert possible(page) == {WITHDRAW}


@pytest.mark.parametrize("token", ["x", "a" * 43, "あ"])
async def test_made_up_link_says_so(site: Site, token: str) -> None:
    for path in ("", "/correct", "/contact", "/withdraw"):
        page = await site.get(f"/status/{token}{path}")
        assert page.status == 404
        assert page.h1 == "リンクが見つかりません"


async def test_english_status_has_english_times(site: Site, applications: Applications) -> None:
    number = await applications.awaiting_approval()
    token = await applications.token(Purpose.STATUS, number)
    page = await site.get(f"/status/{token}?lang=en")
    assert f"{datetime.now(UTC).year}, " in page.text
    assert "JST" in page.text
