"""Every act of the portal and the console says what it did, once, to whoever did it."""

import ast
import typing
from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest
from litestar import Litestar
from litestar.handlers import HTTPRouteHandler
from litestar.response import Redirect
from litestar.routes import HTTPRoute

from rig.applications import Applications
from rig.console.staff import let_in, person_of
from rig.members import colleague, id_manager
from rig.site import Site
from rig.told import check_told
from rig.visitor import AS_A_BROWSER, Page
from tests.web.test_accounts import issue
from tests.web.test_login import log_in
from web import console, login, portal
from web.said import Told

LEADS_ON = {
    "/login": "to where one wanted to go",
    "/login/code": "to where one wanted to go",
    "/console/login": "to where one wanted to go",
    "/console/login/code": "to where one wanted to go",
    "/console/filters/words": "to the list that was asked for",
    "/console/find": "to what was looked for, of which no address may tell",
    "/logout": "a page that says so",
    "/console/logout": "the login, which says so",
    "/forgotten": "a page that says so",
    "/password/{token:str}": "a page that says so",
    "/address/{token:str}": "a page that says so",
    "/invitation/{token:str}": "a page that says so",
}
"""Forms that do nothing, or lead to a page that is there to say what was done, and to which."""


def acts(app: Litestar) -> Iterator[tuple[str, HTTPRouteHandler]]:
    """Every form of the portal and the console, by its address."""
    rooms = ("web.portal", "web.console", "web.login")
    for route in app.routes:
        for handler in route.route_handlers if isinstance(route, HTTPRoute) else ():
            if "POST" in handler.http_methods and handler.fn.__module__.startswith(rooms):
                yield route.path, handler


async def test_no_form_of_members_or_staff_may_be_answered_by_a_bare_redirect(site: Site) -> None:
    found = dict(acts(site.app))
    assert len(found) > 70
    assert set(LEADS_ON) <= set(found)
    for path, handler in found.items():
        answer = typing.get_type_hints(handler.fn)["return"]
        kinds = typing.get_args(answer) or (answer,)
        silent = [each for each in kinds if each is Redirect]
        assert bool(silent) == (path in LEADS_ON), f"{path}: told(…) says what was done"
        assert Told in kinds or silent or _page_of_its_own(handler), path


def _page_of_its_own(handler: HTTPRouteHandler) -> bool:
    """Whether it answers by a page that holds what may be shown this once, or by a file."""
    return handler.fn.__name__ in {"confirm_first_factor", "preview_pdf", "download_own_data"}


def calls(name: str) -> Iterator[tuple[str, str]]:
    """The functions of the portal and the console that call this one, with their files."""
    for room in (portal, console, login):
        for path in sorted(Path(room.__file__ or "").parent.rglob("*.py")):
            for node in ast.walk(ast.parse(path.read_text())):
                if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
                    yield from ((path.name, node.name) for _ in _called(node, name))


def _called(function: ast.AST, name: str) -> Iterator[str]:
    inner = {
        id(node)
        for each in ast.iter_child_nodes(function)
        for node in ast.walk(each)
        if isinstance(each, ast.FunctionDef | ast.AsyncFunctionDef)
    }
    for node in ast.walk(function):
        called = ast.unparse(node.func) if isinstance(node, ast.Call) else ""
        if called == name and id(node) not in inner:
            yield called


def test_nothing_leads_on_silently_but_what_only_shows() -> None:
    """A page that was asked for may lead on; a form says what it did.

    The types alone would let a redirect through as a page.
    """
    assert sorted({each for each in calls("see_other") if not each[1].startswith("show_")}) == [
        ("address_link.py", "confirm"),
        ("areas.py", "home"),
        ("code_step.py", "to_code_step"),
        ("filters.py", "ask_list"),
        ("find.py", "search"),
        ("forgotten.py", "recover"),
        ("invitation.py", "accept"),
        ("issue.py", "_progress"),
        ("password_link.py", "set_password"),
        ("session.py", "log_out"),
        ("session.py", "logged_in"),
    ]
    assert list(calls("Redirect")) == []


async def renamed(site: Site, applications: Applications, name: str) -> Page:
    """The page after an act by the ID manager upon a colleague."""
    ids = await id_manager(applications)
    await colleague(ids)
    await log_in(site, ids)
    form = await site.get("/accounts/002/change")
    return await site.press(form, "変更する", 部署名="広報部", 氏名=name)


async def test_it_is_said_once_and_stands_in_no_address(
    site: Site, applications: Applications
) -> None:
    page = await renamed(site, applications, "佐藤 太郎")
    assert page.said == "登録内容を変更しました いまの内容は、次のとおりです。", page.text
    assert page.response.url.query == b""
    assert (await site.get(page.path)).said == ""


async def test_it_is_said_in_the_language_of_the_page(
    site: Site, applications: Applications
) -> None:
    await renamed(site, applications, "佐藤 太郎")
    form = await site.get("/accounts/002?lang=en")
    assert "The account was stopped" in (await site.press(form, "Stop the account")).said


async def _told(site: Site, path: str, **fields: str) -> None:
    """Act, and do not follow the redirect."""
    token = next(
        e.get("value") or ""
        for e in (await site.get("/forgotten")).tree.iter("input")
        if e.get("name") == "csrf_token"
    )
    sent = await site.client.post(path, data={"csrf_token": token, **fields}, headers=AS_A_BROWSER)
    assert sent.status_code == 303
    assert site.client.cookies["__Host-said"]


async def test_what_a_person_typed_is_shown_as_text(site: Site, applications: Applications) -> None:
    await log_in(site, await id_manager(applications))
    page = await issue(site, メールアドレス="a'&b@shinki.example")
    assert "a'&b@shinki.example へ" in page.said
    assert "a&#39;&amp;b@shinki.example へ" in page.html


async def test_it_waits_through_a_redirect_and_for_whoever_reads(
    site: Site, applications: Applications
) -> None:
    await renamed(site, applications, "佐藤 太郎")
    await _told(site, "/accounts/002", action="stop")
    news = await site.get("/accounts/002", **{"sec-fetch-mode": "cors"})
    assert news.said == ""
    assert (await site.get("/login")).said.startswith("アカウントの利用を停止しました")


async def test_nobody_else_reads_it(site: Site, applications: Applications) -> None:
    ids = await id_manager(applications)
    other = await colleague(ids)
    await log_in(site, ids)
    await _told(site, "/accounts/002", action="stop")
    async with site.browser() as elsewhere:
        elsewhere.cookies.set(
            "__Host-said", site.client.cookies["__Host-said"], domain="inforex.test"
        )
        assert "停止しました" not in (await elsewhere.get("/forgotten")).text
    await site.client.post("/logout", data={"csrf_token": site.client.cookies["__Host-csrf"]})
    assert site.client.cookies["__Host-said"]
    await other.change(state="active")
    assert (await log_in(site, other)).said == ""


async def test_cookie_is_private_and_short_lived(site: Site, applications: Applications) -> None:
    await log_in(site, await id_manager(applications))
    await _told(site, "/company/cancellation/undo")
    sealed = site.client.cookies["__Host-said"]
    assert len(sealed) < 2000
    assert "解約" not in sealed


async def test_staff_read_it_too(site: Site, applications: Applications) -> None:
    number = await applications.submitted()
    await let_in(site, await person_of(site))
    page = await site.get(f"/console/applications/{number}")
    said = (await site.press(page, "担当する")).said
    assert said.startswith("担当になりました")


SILENT = "<html lang='ja'><body><main><h1>アカウント002</h1></main></body></html>"
TELLING = SILENT.replace("<main>", "<main><div class='notice said'>停止しました</div>")


def answered(html: str, path: str = "/accounts/002") -> tuple[httpx.Response, Page]:
    """What a form led to by a redirect."""
    shown = httpx.Response(200, html=html, request=httpx.Request("GET", f"https://x.test{path}"))
    shown.history = [httpx.Response(303, request=httpx.Request("POST", "https://x.test/"))]
    return shown, Page(shown)


@pytest.mark.parametrize("sent_to", ["/accounts/002", "/console/applications/1/clear", "/profile"])
def test_a_silent_answer_to_any_form_of_a_test_is_noticed(sent_to: str) -> None:
    shown, page = answered(SILENT)
    with pytest.raises(AssertionError, match="without a word"):
        check_told(sent_to, shown, page.tree)
    shown, page = answered(TELLING)
    check_told(sent_to, shown, page.tree)


def test_pages_that_say_so_themselves_need_no_more() -> None:
    for sent_to, path in [("/forgotten", "/forgotten/sent"), ("/login", "/home")]:
        shown, page = answered(SILENT, path)
        check_told(sent_to, shown, page.tree)
