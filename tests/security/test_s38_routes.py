"""Every route has a stated guard; forms own their fields (security.md S38)."""

from litestar import Litestar
from litestar.handlers import HTTPRouteHandler
from litestar.routes import HTTPRoute

from db.tables.enrolment import FormDraft, FormRevision
from tests.applications import APPLICANT, Applications
from tests.web.site import Site
from tests.web.walk import fill, to_check, to_form
from web import guards

GUARDS = {stated["guard"] for name, stated in vars(guards).items() if name.isupper()}


def handlers(app: Litestar) -> list[tuple[str, HTTPRouteHandler]]:
    """Every handler that we wrote, with its path; Litestar answers OPTIONS itself."""
    return [
        (route.path, handler)
        for route in app.routes
        if isinstance(route, HTTPRoute)
        for handler in route.route_handlers
        if handler.http_methods != {"OPTIONS"}
    ]


async def test_s38_every_route_states_who_may_use_it(site: Site) -> None:
    stated = {path: handler.opt.get("guard") for path, handler in handlers(site.app)}
    assert {path for path, guard in stated.items() if guard not in GUARDS} == set()


async def test_s38_routes_with_a_secret_are_the_links_and_no_others(site: Site) -> None:
    for path, handler in handlers(site.app):
        assert ("{token}" in path or "{token:str}" in path) == (handler.opt["guard"] == "link")


async def test_s38_members_routes_are_guarded_by_a_session(site: Site) -> None:
    members = [(p, h) for p, h in handlers(site.app) if h.opt["guard"] == "member"]
    assert members
    assert [path for path, handler in members if not handler.resolve_guards()] == []


async def test_s38_fields_that_the_form_does_not_own_are_ignored(
    site: Site, applications: Applications
) -> None:
    form, link = await to_form(site, applications)
    token = form.form_of("下書きを保存する")[0].find("input")
    assert token is not None
    foreign = {
        "csrf_token": token.get("value") or "",
        "action": "save",
        "company_name": "新規",
        "application_number": "261122-999999-0",
        "mail_address": "evil@evil.example",
        "stage": "enrolled",
        "verified_at": "now",
    }
    page = await site.post(f"{link}/form", foreign)
    assert APPLICANT in page.text
    draft = await FormDraft.select(FormDraft.typed).first()
    assert draft is not None
    assert "evil" not in draft["typed"]
    assert "stage" not in draft["typed"]


async def test_s38_submitting_takes_the_saved_form_and_nothing_else(
    site: Site, applications: Applications
) -> None:
    check, link = await to_check(site, applications)
    fields = {
        e.get("name") or "": e.get("value") or ""
        for e in check.form_of("申請する")[0].iter("input")
    }
    await site.post(f"{link}/check", fields | {"company_name": "別の名前", "revision": "7"})
    assert await FormRevision.select(FormRevision.company_name, FormRevision.revision) == [
        {"company_name": "新規食品株式会社", "revision": 1}
    ]


async def test_s38_repeated_field_counts_once(site: Site, applications: Applications) -> None:
    form, _ = await to_form(site, applications)
    page = await fill(site, form)
    assert page.h1 == "入力内容の確認"
    assert (await site.get("/search?name=見本&name=テストメーカー")).status == 200
