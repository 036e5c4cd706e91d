"""Whatever answers a form can be reloaded and gone back to (web/answers.py)."""

import re
from collections.abc import Iterator
from datetime import timedelta

import httpx
import pytest
from litestar import Litestar
from litestar.routes import HTTPRoute

from db.kept_answers import KEPT_FOR, MOST_OF_A_NETWORK
from db.tables.operation import KeptAnswer
from rig.applications import APPLICANT, PASSWORD, Applications
from rig.console.staff import let_in, person_of
from rig.members import Ids, colleague, id_manager
from rig.site import Site
from rig.visitor import AS_A_BROWSER, Page
from tests.web.walk import give_address, to_mail_address


def forms(app: Litestar) -> Iterator[str]:
    """The address of every form there is, whatever stands in its place holders."""
    for route in app.routes:
        if isinstance(route, HTTPRoute) and "POST" in route.methods:
            yield re.sub(r"\{\w+:int\}", "1", re.sub(r"\{\w+:(str|path)\}", "abc", route.path))


async def token_of(site: Site) -> str:
    page = await site.get("/forgotten")
    fields = {e.get("name"): e.get("value") for e in page.tree.iter("input")}
    return fields["csrf_token"] or ""


async def log_in(site: Site, applications: Applications, who: str) -> None:
    if who == "member":
        await _enter(site, await id_manager(applications))
    elif who == "administrator":
        await let_in(site, await person_of(site))


async def _enter(site: Site, ids: Ids) -> None:
    fields = {"企業ID": ids.company_id, "アカウントID": ids.account_id}
    await site.press(await site.get("/login"), "ログイン", パスワード=PASSWORD, **fields)


@pytest.mark.parametrize("who", ["nobody", "member", "administrator"])
async def test_no_form_is_answered_but_by_a_redirect(
    site: Site, applications: Applications, who: str
) -> None:
    await log_in(site, applications, who)
    wrong = {"csrf_token": await token_of(site), "action": "check"}
    paths = [path for path in forms(site.app) if not path.endswith("logout")]
    assert len(paths) > 60
    kept = 0
    for path in paths:
        sent = await site.client.post(path, data=wrong, headers=AS_A_BROWSER)
        if "attachment" in sent.headers.get("Content-Disposition", ""):
            continue  # A file leaves the browser on the page that it has.
        assert sent.status_code == 303, f"{path}: {sent.status_code}"
        if "answer=" in sent.headers["location"]:
            kept += 1
            shown = site.checked(await site.client.get(sent.headers["location"]))
            again = await site.get(sent.headers["location"])
            assert (again.status, again.html) == (shown.status, shown.html), path
            assert shown.status in {200, 400, 403, 404, 409, 410, 422, 429}, path
    assert kept > 20


async def test_address_that_only_takes_a_form_says_so_without_one(
    site: Site, applications: Applications
) -> None:
    await log_in(site, applications, "member")
    page = await site.get("/company/change/withdrawal")
    assert (page.status, page.h1) == (405, "この操作はできません")
    assert page.response.headers["allow"] == "POST"


async def test_errors_are_shown_by_an_address_that_can_be_reloaded(site: Site) -> None:
    page = await _wrong(site)
    assert (page.status, page.response.request.method) == (422, "GET")
    again = await site.get(str(page.response.url))
    assert again.html == page.html
    assert APPLICANT not in str(page.response.url)


async def _wrong(site: Site) -> Page:
    return await give_address(site, await to_mail_address(site), APPLICANT, "b@shinki.example")


async def test_answer_opens_in_no_other_browser(site: Site) -> None:
    url = str((await _wrong(site)).response.url)
    async with site.browser() as other:
        elsewhere = await other.get(url, follow_redirects=True)
    assert APPLICANT not in elsewhere.text
    assert "answer" not in str(elsewhere.url)
    row = await KeptAnswer.objects().first()
    assert row is not None
    assert APPLICANT not in row.sealed
    assert row.token_hash not in url


async def test_answer_opens_at_no_other_address(site: Site) -> None:
    url = (await _wrong(site)).response.url
    assert APPLICANT not in (await site.get(f"/terms?{url.query.decode()}")).html


async def test_answer_is_gone_with_the_login(site: Site, applications: Applications) -> None:
    await log_in(site, applications, "member")
    form = await site.get("/profile/password")
    wrong = await site.press(form, "パスワードを変更する")
    assert wrong.status == 422
    await site.post("/logout", {"csrf_token": await token_of(site)})
    assert (await site.get(str(wrong.response.url))).path == "/login"


async def test_answer_to_one_person_is_not_the_next_ones(
    site: Site, applications: Applications
) -> None:
    ids = await id_manager(applications)
    await _enter(site, ids)
    wrong = await site.press(await site.get("/profile/password"), "パスワードを変更する")
    await site.post("/logout", {"csrf_token": await token_of(site)})
    await _enter(site, await colleague(ids))
    page = await site.get(str(wrong.response.url))
    assert (page.path, page.status) == ("/profile/password", 200)
    assert "answer" not in str(page.response.url)


async def test_answer_that_is_over_leads_to_the_page_without_it(site: Site) -> None:
    url = str((await _wrong(site)).response.url)
    site.clock.now += KEPT_FOR
    page = await site.get(url)
    assert (page.path, page.status) == ("/mail-address", 200)
    assert "answer" not in str(page.response.url)


async def test_what_is_no_browser_gets_the_answer_itself(site: Site) -> None:
    data = {"csrf_token": await token_of(site)}
    assert (await site.client.post("/terms?name=ABC", data=data)).status_code == 422


async def test_no_network_fills_the_database(site: Site) -> None:
    data = {"csrf_token": await token_of(site)}

    async def send(client: httpx.AsyncClient) -> int:
        sent = await client.post("/terms?name=ABC", data=data, headers=AS_A_BROWSER)
        return sent.status_code

    assert {await send(site.client) for _ in range(MOST_OF_A_NETWORK)} == {303}
    assert await send(site.client) == 422
    assert await KeptAnswer.count() == MOST_OF_A_NETWORK
    async with site.browser("192.0.2.99") as other:
        other.cookies = site.client.cookies
        assert await send(other) == 303
    site.clock.now += KEPT_FOR + timedelta(seconds=1)
    assert await send(site.client) == 303
    assert await KeptAnswer.count() == 1, "what is over goes with the next one"


async def test_a_browser_without_our_cookie_reads_why_at_once(site: Site) -> None:
    async with site.browser() as other:
        sent = await other.post("/login", data={}, headers=AS_A_BROWSER)
    assert sent.status_code == 403
    assert "Cookie" in sent.text
    assert not await KeptAnswer.exists(), "nobody could open it"


async def test_what_is_refused_for_too_much_is_kept_nowhere(site: Site) -> None:
    tried = {"company_id": "00000017", "account_id": "001", "password": "wrong-horse-battery"}
    data = {"csrf_token": await token_of(site), **tried}
    answers = [await site.client.post("/login", data=data, headers=AS_A_BROWSER) for _ in range(40)]
    refused = [each for each in answers if each.status_code == httpx.codes.TOO_MANY_REQUESTS]
    assert refused
    assert await KeptAnswer.count() == len(answers) - len(refused)
