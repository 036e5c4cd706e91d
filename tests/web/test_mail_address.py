"""Where the link to the form goes (product.md, step 4)."""

import asyncio
from datetime import UTC, datetime, timedelta

import pytest

from db.tables.enrolment import Application, Consent
from db.tables.operation import Mail, Outbox
from db.terms import add_terms, current_terms
from domain.limits import PRESSED_TWICE
from rig.applications import APPLICANT
from rig.site import Site
from rig.visitor import Visitor
from tests.web.walk import (
    ADDRESS_AGAIN_LABEL,
    ADDRESS_LABEL,
    NAME,
    give_address,
    to_mail_address,
)


async def test_address_gets_an_application_a_mail_and_news_for_temporal(site: Site) -> None:
    page = await give_address(site, await to_mail_address(site), APPLICANT)
    assert page.h1 == "メールをお送りしました"
    application = await Application.select().first()
    assert application is not None
    number = application["application_number"]
    assert application["mail_address"] == APPLICANT
    assert application["searched_name"] == NAME
    assert await Mail.select(Mail.key) == [{"key": f"{number}/invitation/1"}]
    assert await Outbox.select(Outbox.signal) == [{"signal": "start"}]
    assert site.relay.nudged == [number]


async def test_consent_keeps_version_text_and_time(site: Site) -> None:
    await give_address(site, await to_mail_address(site), APPLICANT)
    terms = await current_terms(site.clock())
    consent = await Consent.select().first()
    assert consent is not None
    assert consent["terms_version"] == terms.version
    assert consent["text_sha256"] == terms.text_sha256
    assert consent["consented_at"] == site.clock()


async def test_deadline_is_told_to_the_minute_in_japan_time(site: Site) -> None:
    site.clock.now = datetime(2026, 11, 22, 11, 4, 59, tzinfo=UTC)
    page = await give_address(site, await to_mail_address(site), APPLICANT)
    assert "2026年12月2日(水) 20:04" in page.text
    site.clock.now += timedelta(days=1)
    assert "2026年12月2日(水) 20:04" in (await site.get(str(page.response.url))).text


async def test_deadline_that_somebody_made_up_is_not_told(site: Site) -> None:
    page = await site.get("/mail-address/sent?until=20991231T0000%2B0000")
    assert "2099年" not in page.text
    for until in ("soon", "00010101T0000%2B2359"):
        assert (await site.get(f"/mail-address/sent?until={until}")).path == "/search"
    assert (await site.get("/mail-address/sent")).path == "/search"


async def test_full_width_address_is_understood(site: Site) -> None:
    page = await give_address(
        site,
        await to_mail_address(site),
        "ｔａｎａｋａ＠ｓｈｉｎｋｉ．ｅｘａｍｐｌｅ",
        "tanaka@shinki.example",
    )
    assert page.path == "/mail-address/sent"
    assert await Application.exists().where(Application.mail_address == "tanaka@shinki.example")


@pytest.mark.parametrize(
    ("address", "again", "errors"),
    [
        ("", "", {"mail_address": "＊メールアドレスを入力してください。",
                  "mail_address_again": "＊確認用のメールアドレスを入力してください。"}),
        ("a@shinki.example", "b@shinki.example", {"mail_address_again":
            "＊確認用のメールアドレス：1つめと一致しません。2つの欄に同じメールアドレスを入力してください。"}),
        ("tanaka", "tanaka", {"mail_address":
            "＊メールアドレス：「@」がありません。「name@example.co.jp」のように、@とその後ろまで"
            "入力してください。"}),
        ("x@mailinator.com", "x@mailinator.com", {"mail_address":
            "＊使い捨てのメールアドレスは登録できません。現在使用しているメールアドレスを入力してください。"}),
    ],
)  # fmt: skip
async def test_wrong_address_is_told_and_stays(
    site: Site, address: str, again: str, errors: dict[str, str]
) -> None:
    page = await give_address(site, await to_mail_address(site), address, again)
    assert page.status == 422
    assert page.errors == errors
    assert page.title.startswith("エラー：")
    assert (page.value(ADDRESS_LABEL), page.value(ADDRESS_AGAIN_LABEL)) == (address, again)
    assert not await Application.exists()


async def test_overlong_address_is_told(site: Site) -> None:
    long = f"{'a' * 60}@{'b' * 60}.{'c' * 60}.{'d' * 60}.{'e' * 60}.example"
    page = await give_address(site, await to_mail_address(site), long)
    assert page.errors["mail_address"] == "＊メールアドレスは254文字以内で入力してください。"


@pytest.mark.parametrize(
    ("address", "warning"),
    [
        ("tanaka@gmail.com", "再通知等のメールをお送りできません。"),
        ("tanaka@docomo.ne.jp", "ご案内のメールが届かないことがあります。"),
        ("tanaka@gmial.com", "tanaka@gmail.com の入力間違いではありませんか。"),
        ("tanaka@yahoo.co.jo", "tanaka@yahoo.co.jp の入力間違いではありませんか。"),
    ],
)
async def test_doubtful_address_is_warned_of_once_and_may_go_on(
    site: Site, address: str, warning: str
) -> None:
    page = await give_address(site, await to_mail_address(site), address)
    assert page.status == 200
    assert warning in page.text
    assert page.errors == {}
    assert not await Application.exists()
    assert (await site.press(page, "メールアドレス認証")).path == "/mail-address/sent"
    assert await Application.exists().where(Application.mail_address == address)


async def test_another_doubtful_address_is_warned_of_again(site: Site) -> None:
    page = await give_address(site, await to_mail_address(site), "tanaka@gmail.com")
    page = await give_address(site, page, "tanaka@yahoo.co.jp")
    assert page.path == "/mail-address"
    assert not await Application.exists()


async def test_asking_again_sends_a_new_link_for_the_same_application(site: Site) -> None:
    page = await to_mail_address(site)
    await give_address(site, page, APPLICANT)
    site.clock.now += PRESSED_TWICE
    await give_address(site, page, APPLICANT.upper())
    assert await Application.count() == 1
    signals = await Outbox.select(Outbox.signal).order_by(Outbox.id)
    assert [row["signal"] for row in signals] == ["start", "link_renewed"]


async def test_the_button_pressed_twice_sends_one_link(site: Site) -> None:
    page = await to_mail_address(site)
    pages = await asyncio.gather(*(give_address(site, page, APPLICANT) for _ in range(3)))
    assert len({each.html for each in pages}) == 1
    (mail,) = await Mail.select()
    assert mail["generation"] == 1
    assert await Outbox.count() == 1


async def test_the_button_of_the_page_that_says_it_was_sent_sends_one_more(site: Site) -> None:
    sent = await give_address(site, await to_mail_address(site), APPLICANT)
    for mails in (2, 3):
        site.clock.now += timedelta(seconds=5)
        presses = (site.press(sent, "メールアドレス認証") for _ in range(3))
        pages = await asyncio.gather(*presses)
        assert {page.h1 for page in pages} == {"メールをお送りしました"}
        assert await Mail.count() == mails, "who asks for another after all gets one"


async def test_terms_that_changed_meanwhile_are_shown_first(site: Site) -> None:
    page = await to_mail_address(site)
    await add_terms(3, "改定", "New", site.clock())
    again = await give_address(site, page, APPLICANT)
    assert again.path == "/terms"
    assert not await Application.exists()


WRONG = "tanka@shinki-shokuhin.example"


async def test_address_is_shown_where_the_mail_is_announced_and_can_be_mended(site: Site) -> None:
    page = await give_address(site, await to_mail_address(site), WRONG)
    assert page.h1 == "メールをお送りしました"
    assert WRONG in page.text
    assert WRONG not in str(page.response.url)
    assert page.value("メールアドレス") == WRONG
    mended = await site.press(page, "メールアドレス認証", メールアドレス=APPLICANT)
    assert mended.h1 == "メールをお送りしました"
    assert APPLICANT in mended.text
    assert WRONG not in mended.text
    assert {row["mail_address"] for row in await Application.select()} == {WRONG, APPLICANT}


async def test_mail_is_sent_again_within_the_limits(site: Site) -> None:
    page = await give_address(site, await to_mail_address(site), APPLICANT)
    for _ in range(6):
        page = await site.press(page, "メールアドレス認証")
        assert page.h1 == "メールをお送りしました"
    assert await Application.count() == 1
    assert await Mail.count() == 5
    for _ in range(20):
        page = await site.press(page, "メールアドレス認証")
        if page.status == 429:
            break
    assert page.status == 429


async def test_mended_address_is_judged_as_the_first_was(site: Site) -> None:
    page = await give_address(site, await to_mail_address(site), APPLICANT)
    wrong = await site.press(page, "メールアドレス認証", メールアドレス="tanaka")
    assert set(wrong.errors) == {"mail_address"}
    warned = await site.press(page, "メールアドレス認証", メールアドレス="tanaka@gmail.com")
    assert "フリーメールアドレスには" in warned.text
    assert APPLICANT in warned.text, "where the first mail went"
    sent = await site.press(warned, "メールアドレス認証")
    assert "tanaka@gmail.com" in sent.text


async def test_nobody_else_sees_the_address(site: Site) -> None:
    page = await give_address(site, await to_mail_address(site), APPLICANT)
    async with site.browser() as other:
        elsewhere = await other.get(str(page.response.url))
        assert APPLICANT not in elsewhere.text
        assert "メールをお送りしました" in elsewhere.text
        again = {"csrf_token": other.cookies["__Host-csrf"]}
        assert (await Visitor(other).post("/mail-address/sent", again)).path == "/search"


async def test_page_says_what_a_free_mail_address_is_and_asks_for_care(site: Site) -> None:
    page = await to_mail_address(site)
    assert "お間違えないよう入力してください。" in page.text
    assert "@yahoo.co.jp、@hotmail.com、@gmail.comなどの無料で取得可能な" in page.text


async def test_the_invitation_goes_in_the_language_of_the_page(site: Site) -> None:
    await to_mail_address(site)
    page = await site.get("/mail-address?name=Shinki&lang=en")
    fields = dict.fromkeys(("Enter your e-mail address", "Enter it again to confirm"), APPLICANT)
    await site.press(page, "Verify e-mail address", **fields)
    assert (await Application.select().first() or {})["language"] == "en"
