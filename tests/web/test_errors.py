"""Every error is a page that says what to do next (ux 28)."""

import asyncio

import asyncpg
import pytest

from db.tables.enrolment import Application
from domain.enrolment.stages import Choice, Stage
from domain.refusals import (
    AlreadyDecidedError,
    AlreadySubmittedError,
    DeadlinePassedError,
    MovedOnError,
    NothingToDecideError,
    NothingToReviewError,
    PasswordMissingError,
    TooSoonError,
)
from rig.applications import PASSWORD, Applications, now
from rig.site import Site
from rig.visitor import Page
from tests.web.walk import AGREEMENT, NAME, fill, to_form
from web.forms import MOST_BYTES
from web.state_texts import stage_title


async def failing(site: Site, monkeypatch: pytest.MonkeyPatch, error: Exception) -> Page:
    """The page that answers when the search fails so."""

    async def fail(_: str) -> None:
        raise error

    monkeypatch.setattr("web.applicant.search.search_companies", fail)
    return await site.get(f"/search?name={NAME}")


async def test_unknown_address_is_a_page(site: Site) -> None:
    page = await site.get("/no/such/page")
    assert (page.status, page.h1) == (404, "ページが見つかりません")
    assert page.link("トップページへ") == "/"


@pytest.mark.parametrize("way", ["password", "invitation", "address", "access"])
async def test_unknown_link_of_a_member_leads_to_who_can_help(site: Site, way: str) -> None:
    page = await site.get(f"/{way}/none")
    assert (page.status, page.h1) == (404, "リンクが見つかりません")
    assert "貴社のID管理ユーザーにお問い合わせください" in page.text
    assert "もう一度メールアドレスを登録" not in page.text


@pytest.mark.parametrize("path", ["/console/no/such/page", "/console/static/"])
async def test_in_the_console_the_way_back_leads_into_it(site: Site, path: str) -> None:
    page = await site.get(path)
    assert (page.status, page.h1) == (404, "ページが見つかりません")
    assert page.link("管理画面に戻る") == "/console"
    assert page.link("Inforex") == "/console"
    assert "トップページへ" not in page.text


async def test_wrong_method_is_a_page_that_names_the_right_ones(site: Site) -> None:
    page = site.checked(await site.client.delete("/search"))
    assert (page.status, page.h1) == (405, "この操作はできません")
    assert "GET" in page.response.headers["allow"]


async def test_too_large_form_is_a_page(site: Site) -> None:
    terms = await site.get(f"/terms?name={NAME}")
    page = await site.press(terms, "次へ", **{AGREEMENT: "y" * MOST_BYTES})
    assert (page.status, page.h1) == (413, "送信された内容が大きすぎます")


@pytest.mark.parametrize("token", ["", "x", "あ" * 70, "0" * 129, "é.é"])
async def test_foreign_csrf_token_is_a_page_that_says_to_send_again(site: Site, token: str) -> None:
    await site.get("/")
    page = await site.post(f"/terms?name={NAME}", {"csrf_token": token, "agreed": "yes"})
    assert (page.status, page.h1) == (403, "もう一度送信してください")
    assert "前のページに戻って再読み込みし" in page.text


async def test_csrf_token_of_another_browser_is_foreign(site: Site) -> None:
    async with site.browser() as other:
        token = (await other.get("/")).cookies["__Host-csrf"]
    await site.get("/")
    page = await site.post(f"/terms?name={NAME}", {"csrf_token": token, "agreed": "yes"})
    assert page.status == 403


async def test_csrf_cookie_that_we_did_not_sign_is_replaced(site: Site) -> None:
    for made_up in ("x.y", "0" * 129, "%C3%A9.%C3%A9", ""):
        site.client.cookies.set("__Host-csrf", made_up, domain="inforex.test")
        response = await site.client.get("/", headers={"Cookie": f"__Host-csrf={made_up}"})
        assert response.headers["set-cookie"].startswith("__Host-csrf=")
        assert made_up == "" or made_up not in response.text


async def test_form_of_a_link_without_its_csrf_token_can_be_sent_again_as_it_is(
    site: Site, applications: Applications
) -> None:
    _, link = await to_form(site, applications)
    site.client.cookies.clear()
    fields = {"company_name": "新規 <食品>", "action": "save", "password": PASSWORD}
    page = await site.post(f"{link}/form", fields)
    assert page.status == 403
    assert PASSWORD not in page.html
    saved = await site.press(page, "もう一度送信する")
    assert "下書きを保存しました" in saved.text
    assert saved.value("企業名") == "新規 <食品>"


async def test_public_form_cannot_be_sent_again_from_the_error_page(site: Site) -> None:
    page = await site.post(f"/terms?name={NAME}", {"agreed": "yes"})
    assert list(page.tree.iter("form")) == []


@pytest.mark.parametrize(
    "error",
    [
        ConnectionRefusedError(),
        FileNotFoundError(),
        TimeoutError(),
        asyncpg.ConnectionDoesNotExistError(),
        asyncpg.CannotConnectNowError(),
        asyncpg.AdminShutdownError(),
        asyncpg.CrashShutdownError(),
        asyncpg.QueryCanceledError(),
        asyncpg.TooManyConnectionsError(),
        asyncpg.DiskFullError(),
        asyncpg.PostgresIOError(),
        asyncpg.ReadOnlySQLTransactionError(),
        asyncpg.InvalidPasswordError(),
        asyncpg.InvalidCatalogNameError(),
        asyncpg.InternalClientError("cannot switch to state 12; another operation is in progress"),
        asyncpg.InterfaceError("the connection is closed"),
    ],
    ids=lambda error: type(error).__name__,
)
async def test_database_out_of_reach_is_a_page_that_says_to_reload(
    site: Site, monkeypatch: pytest.MonkeyPatch, error: Exception
) -> None:
    page = await failing(site, monkeypatch, error)
    assert (page.status, page.h1) == (503, "ただいまご利用いただけません")
    assert page.response.headers["x-content-type-options"] == "nosniff"


async def test_failure_is_a_page_with_a_number(site: Site, monkeypatch: pytest.MonkeyPatch) -> None:
    page = await failing(site, monkeypatch, KeyError("secret"))
    assert (page.status, page.h1) == (500, "ページを表示できませんでした")
    assert "secret" not in page.html


@pytest.mark.parametrize(
    ("error", "status", "heading"),
    [
        (DeadlinePassedError(), 410, "リンクの有効期限が切れています"),
        (AlreadySubmittedError("261122-000001-5"), 409, "この申請は受け付け済みです"),
        (AlreadyDecidedError(Choice.APPROVE, None), 409, "この申請は回答済みです"),  # type: ignore[arg-type]  # the page shows no time
        (NothingToDecideError(), 409, "この申請への回答は受け付けられません"),
        (PasswordMissingError(), 422, "パスワードが設定されていません"),
        (TooSoonError(now()), 409, "まだ再送できません"),
        (
            NothingToReviewError(Stage.CLEARED),
            409,
            "申請の状況が変わったため、受け付けられませんでした",
        ),
    ],
    ids=lambda value: type(value).__name__,
)
async def test_refusal_is_a_page_that_says_why(
    site: Site, monkeypatch: pytest.MonkeyPatch, error: Exception, status: int, heading: str
) -> None:
    page = await failing(site, monkeypatch, error)
    assert (page.status, page.h1) == (status, heading)


@pytest.mark.parametrize("stage", list(Stage))
async def test_application_that_moved_on_is_said_to_be_where_it_is(
    site: Site, monkeypatch: pytest.MonkeyPatch, stage: Stage
) -> None:
    page = await failing(site, monkeypatch, MovedOnError(stage))
    assert f"現在の状況は、「{stage_title(stage)}」です。" in page.text
    with pytest.raises(LookupError):
        page.link("申請の状況を確認する")


async def test_error_page_is_english_for_english_readers(site: Site) -> None:
    await site.get("/?lang=en")
    page = await site.get("/nothing")
    assert page.h1 == "Page not found"


async def test_two_submissions_at_the_same_moment_both_end_well(
    site: Site, applications: Applications
) -> None:
    form, _ = await to_form(site, applications)
    check = await fill(site, form)
    answers = await asyncio.gather(*(site.press(check, "申請する") for _ in range(4)))
    assert {page.status for page in answers} <= {200, 409}
    number = (await Application.select().first() or {})["application_number"]
    assert all(number in page.text for page in answers)
