"""Honest time: how long it usually takes, when who is reminded, and what today means."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from db.enrolment.usual_times import usual_answer, usual_review
from db.tables.enrolment import Decision
from db.tables.operation import Mail
from db.tables.review import ReviewDecision
from domain.business_calendar import JST, format_jst
from domain.enrolment.stages import ReviewChoice
from domain.enrolment.usual_times import LEAST_CASES, UsualTime, in_english, in_japanese
from domain.tokens import Purpose
from rig.applications import Applications, another_form
from rig.mail_reading import text_of
from rig.mail_specimens import FACTS, written
from rig.site import Site
from tests.web.status_pages import status_page

HOUR = timedelta(hours=1)
OTHER_WHOLESALER = 2
SUNDAY = datetime(2026, 11, 29, 11, 0, tzinfo=JST)
MONDAY = datetime(2026, 11, 30, 9, 0, tzinfo=JST)


async def answered(applications: Applications, hours: float, wholesaler_id: int = 1) -> None:
    """A contact was asked, and answered so much later."""
    form = another_form(
        wholesaler_id=wholesaler_id,
        contact_mail_address={1: "a@mihon-oroshi.example", 2: "a@reiji-kashi.example"}[
            wholesaler_id
        ],
    )
    number = await applications.awaiting_approval(f"{form.jan_maker_code}@betsu.example", form)
    await applications.mails_have_gone(number)
    await applications.approve(number)
    asked = datetime.now(UTC) - timedelta(days=30)
    await Mail.update({Mail.finished_at: asked}).where(
        Mail.application == number, Mail.kind == "approval_request"
    )
    await Decision.update({Decision.decided_at: asked + hours * HOUR}).where(
        Decision.application == number
    )


async def test_of_ten_cases_nothing_is_said_and_of_eleven_the_figures(
    applications: Applications,
) -> None:
    for hours in range(1, LEAST_CASES):
        await answered(applications, hours)
    assert await usual_answer(1) is None
    await answered(applications, LEAST_CASES)
    usual = await usual_answer(1)
    assert usual is not None
    assert (usual.half, usual.most, usual.cases) == (6 * HOUR, 10 * HOUR, 11)
    assert not usual.general


async def test_a_wholesaler_with_few_cases_has_the_general_figure(
    applications: Applications,
) -> None:
    for hours in range(1, LEAST_CASES):
        await answered(applications, hours)
    await answered(applications, 100, OTHER_WHOLESALER)
    for wholesaler in (1, OTHER_WHOLESALER):
        usual = await usual_answer(wholesaler)
        assert usual is not None
        assert (usual.general, usual.cases) == (True, 11)


async def test_reviews_have_their_own_figure(applications: Applications) -> None:
    for nth in range(LEAST_CASES):
        number = await applications.under_review(f"a{nth}@betsu{nth}.example")
        await applications.review(number, ReviewChoice.DECLINE)
    assert await usual_answer() is None
    usual = await usual_review()
    assert usual is not None
    assert usual.cases == await ReviewDecision.count() == LEAST_CASES


async def test_status_page_says_it_where_somebody_else_has_to_act(
    site: Site, applications: Applications
) -> None:
    for hours in range(1, LEAST_CASES + 1):
        await answered(applications, hours)
    page = await status_page(site, applications, await applications.awaiting_approval())
    told = "この認証先卸の回答：これまでの半数は6時間以内、9割は10時間以内（直近11件）"
    assert told in page.text
    english = await site.get(f"{page.path}?lang=en")
    assert "half of them within 6 hours, nine out of ten within 10 hours" in english.text


async def test_page_before_the_form_says_it_of_all_and_when_it_reminds(
    site: Site, applications: Applications
) -> None:
    for hours in range(1, LEAST_CASES + 1):
        await answered(applications, hours)
    number = await applications.invited()
    page = await site.get(f"/apply/{await applications.token(Purpose.APPLY, number)}")
    assert "これまでの半数は6時間以内、9割は10時間以内（全体の直近11件）" in page.text
    assert "期限をお知らせするメールをお送りします。" in page.text


@pytest.mark.parametrize(
    ("at", "said"),
    [
        (SUNDAY, "本日は休業日（土日祝日、年末年始）です。"),
        (SUNDAY - timedelta(days=2, hours=-8), "本日の営業時間は終了しました。"),
        (MONDAY + HOUR, ""),
    ],
)
async def test_today_on_a_day_off_means_the_next_business_day(
    site: Site, applications: Applications, at: datetime, said: str
) -> None:
    number = await applications.invited()
    path = f"/apply/{await applications.token(Purpose.APPLY, number)}"
    site.clock.now = at
    page = await site.get(path)
    tells = f"早くても次の営業日の{format_jst(MONDAY)}以降になる見込みです。"
    assert (tells in page.text) == bool(said)
    assert said in page.text


@pytest.mark.parametrize(
    ("at", "opens"),
    [
        (SUNDAY, MONDAY),
        (MONDAY + 3.5 * HOUR, MONDAY + 4 * HOUR),
        (MONDAY - 2 * HOUR, MONDAY),
        (MONDAY + 8 * HOUR, MONDAY + 24 * HOUR),
        (datetime(2026, 12, 28, 18, 0, tzinfo=JST), datetime(2027, 1, 4, 9, 0, tzinfo=JST)),
        (MONDAY, None),
    ],
)
async def test_closed_helpdesk_says_when_it_opens_next(
    site: Site, at: datetime, opens: datetime | None
) -> None:
    site.clock.now = at
    page = await site.get("/")
    assert (opens is None) == ("ただいま受付時間内です" in page.html)
    assert ("次の受付開始" in page.html) == (opens is not None)
    if opens is not None:
        assert f"次の受付開始：{format_jst(opens)}" in page.html


async def test_held_application_says_when_its_reviewers_are_reminded(
    site: Site, applications: Applications
) -> None:
    page = await status_page(site, applications, await applications.under_review())
    assert "営業日の朝ごとにお知らせが届きます（次は" in page.text


async def test_receipt_says_it_and_when_the_contact_is_asked_again() -> None:
    facts = replace(
        FACTS,
        next_reminder=MONDAY,
        submitted_at=SUNDAY,
        usual_answer=UsualTime(3 * HOUR, 49 * HOUR, 27, general=False),
    )
    text = text_of(await written("receipt", facts))
    assert "この認証先卸の回答：これまでの半数は3時間以内、9割は3日以内（直近27件）" in text
    assert f"回答がない場合は、{format_jst(MONDAY)}（日本時間）に、ご担当者へもう一度" in text
    assert f"次の営業日の{format_jst(MONDAY)}（日本時間）以降" in text


@pytest.mark.parametrize(
    ("span", "japanese", "english"),
    [
        (timedelta(minutes=5), "1時間", "1 hour"),
        (timedelta(hours=2), "2時間", "2 hours"),
        (timedelta(hours=2, minutes=1), "3時間", "3 hours"),
        (timedelta(days=2), "48時間", "48 hours"),
        (timedelta(days=2, seconds=1), "3日", "3 days"),
    ],
)
def test_spans_are_never_told_shorter_than_they_are(
    span: timedelta, japanese: str, english: str
) -> None:
    assert (in_japanese(span), in_english(span)) == (japanese, english)
