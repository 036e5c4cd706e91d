"""What the commonest pages ask of the database: a statement more is a decision, not an accident."""

from litestar import Litestar
from litestar.routes import HTTPRoute

from db.enrolment.application_form import verify_address
from db.identity.sessions import begin
from domain.tokens import Purpose
from rig.applications import Applications, another_form, now
from rig.console.staff import HERE, logged_in
from rig.members import id_manager
from rig.site import Site
from tests.statements import statements
from tests.web.approval_pages import approval_path

SEARCH = "the search, answered"
EXPECTED = {
    "the top page": 0,
    "the search": 0,
    "the login": 0,
    "the form": 4,
    "the status page": 9,
    "the request": 4,
    "the account list": 4,
    # Besides whoever looks and what waits, the filters that the person keeps.
    "the queue": 3,
}
MOST_OF_A_SEARCH = 12
"""It tries each way to find a company in turn, within one transaction."""


async def test_the_commonest_pages_cost_no_more_statements_than_they_need(
    site: Site, applications: Applications
) -> None:
    counts: dict[str, int] = {}

    async def count(page: str, path: str) -> None:
        async with statements() as gathered:
            await site.get(path)
        counts[page] = len(gathered)

    number = await applications.invited("form@maker.example")
    await verify_address(number, now())
    waiting = await applications.awaiting_approval("waits@maker.example", another_form())
    await applications.mails_have_gone(waiting)
    manager = await id_manager(applications)
    await count("the top page", "/")
    await count("the search", "/search")
    await count("the login", "/login")
    await count(SEARCH, "/search?name=新規食品")
    await count("the form", f"/apply/{await applications.token(Purpose.APPLY, number)}/form")
    await count("the status page", f"/status/{await applications.token(Purpose.STATUS, waiting)}")
    await count("the request", await approval_path(applications, waiting))
    identifier = await begin(await manager.credentials(), HERE, replaces="", now=now())
    site.client.cookies.set("__Host-session", identifier or "", domain="inforex.test", path="/")
    await count("the account list", "/accounts")
    await logged_in(site)
    await count("the queue", "/console/applications")
    assert counts.pop(SEARCH) <= MOST_OF_A_SEARCH
    assert counts == EXPECTED


async def test_a_page_that_is_kept_has_the_token_of_whoever_sees_it(site: Site) -> None:
    seen = set()
    for _ in range(2):
        async with site.browser() as browser:
            page = (await browser.get("/login")).text
            token = browser.cookies["__Host-csrf"]
            assert f'name="csrf_token" value="{token}"' in page
            assert page.count(token) == 1
            seen.add(token)
    assert len(seen) == 2


async def test_a_page_that_is_kept_is_the_same_as_one_that_is_not(site: Site) -> None:
    for path in ("/", "/search", "/login"):
        await site.get(path)  # it has its cookie now
        kept, made = await site.get(path), await site.get(f"{path}?unknown=1")
        assert kept.html == made.html.replace("unknown=1&amp;", "")


def test_nothing_that_a_handler_asks_for_is_looked_up_in_a_task_of_its_own(app: Litestar) -> None:
    models = [
        model
        for route in app.routes
        if isinstance(route, HTTPRoute)
        for _, model in route.route_handler_map.values()
    ]
    assert any(len(model.dependency_batches) > 1 for model in models)
    assert all(len(batch) == 1 for model in models for batch in model.dependency_batches)
