"""Every route has a stated guard; forms own their fields (security.md S38)."""

from dataclasses import asdict

import pytest
from litestar import Litestar
from litestar.handlers import HTTPRouteHandler
from litestar.routes import HTTPRoute

from db.enrolment.applicant_acts import submit_correction
from db.enrolment.application_form import newest_form
from db.tables.enrolment import FormDraft, FormRevision
from domain.enrolment.form import PARTS, ApplicationForm
from domain.enrolment.stages import Part
from rig.applications import APPLICANT, Applications, now
from rig.site import Site
from tests.web.status_pages import returned
from tests.web.walk import fill, to_check, to_form
from web import guards

OTHERWISE = ApplicationForm(
    company_name="別の企業",
    company_name_kana="ベツノキギョウ",
    corporate_number=None,
    postal_code="530-0001",
    head_office="大阪府",
    address="大阪市北区梅田9-9",
    telephone="06-0000-9999",
    jan_maker_code="4930999",
    wholesaler_id=2,
    contact_department="別の部署",
    contact_name="別の担当者",
    contact_mail_address="betsu@mihon-oroshi.example",
    manager_department="別の部署",
    manager_name="別の 人",
    manager_name_kana="ベツノ ヒト",
)
"""Nothing of it is as in `FORM`."""

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


@pytest.mark.parametrize("part", list(Part))
async def test_s38_a_correction_changes_what_was_opened_and_nothing_else(
    applications: Applications, part: Part
) -> None:
    number = await returned(applications, part)
    before = asdict(await newest_form(number))
    await submit_correction(number, OTHERWISE, revision=1, now=now())
    after = asdict(await newest_form(number))
    assert {name for name in before if before[name] != after[name]} <= set(PARTS[part])
    assert before != after
