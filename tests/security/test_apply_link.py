"""The applicant's link (security.md S01 to S06, S09, S31)."""

import re
from datetime import timedelta

import pytest

from db.enrolment.application_form import verify_address
from db.tables.enrolment import Application, FormDraft, FormRevision, Link
from db.tables.operation import AuditEvent, Outbox
from domain.tokens import Purpose, token_hash
from rig.applications import Applications, now
from rig.site import Site
from tests.web.walk import FILLED, apply_link, fill, to_check, to_form

PAGES = ("", "/form", "/check", "/done", "/no-jan")


async def everything_recorded() -> list[int]:
    tables = (Application, FormDraft, FormRevision, Link, Outbox, AuditEvent)
    used = await Link.count().where(Link.used_at.is_not_null())
    verified = await Application.count().where(Application.verified_at.is_not_null())
    return [*[await table.count() for table in tables], used, verified]


async def test_s01_s02_ten_prefetches_of_every_page_change_nothing_and_then_a_person_goes_on(
    site: Site, applications: Applications
) -> None:
    _, link = await apply_link(applications)
    before = await everything_recorded()
    for path in PAGES * 10:
        assert (await site.client.get(link + path)).status_code in {200, 303}
        assert (await site.client.head(link + path)).status_code in {200, 303}
    assert await everything_recorded() == before
    page = await site.press(await site.get(link), "加入申請を始める")
    assert page.h1 == "加入申請情報登録"


@pytest.mark.parametrize("path", ["", "/form", "/check"])
async def test_s01_post_without_the_csrf_token_changes_nothing(
    site: Site, applications: Applications, path: str
) -> None:
    _, link = await to_check(site, applications)
    before = await everything_recorded()
    page = await site.post(link + path, {"company_name": "別の名前", "action": "check"})
    assert page.status == 403
    assert await everything_recorded() == before


async def test_s03_token_is_random_looking_and_only_its_hash_is_stored(
    applications: Applications,
) -> None:
    number = await applications.invited()
    token = await applications.token(Purpose.APPLY, number)
    assert re.fullmatch("[A-Za-z0-9_-]{43}", token)
    assert await Link.select(Link.token_hash) == [{"token_hash": token_hash(token)}]


async def test_s03_what_the_database_holds_opens_nothing(
    site: Site, applications: Applications
) -> None:
    await applications.invited()
    stored = await Link.select(Link.token_hash).first()
    assert stored is not None
    assert (await site.get(f"/apply/{stored['token_hash']}")).status == 404


async def test_s04_newer_link_kills_the_older_for_every_step(
    site: Site, applications: Applications
) -> None:
    number, link = await apply_link(applications)
    start = await site.get(link)
    await applications.invited()
    for path in PAGES:
        assert (await site.get(link + path)).status == 410
    late = await site.press(start, "加入申請を始める")
    assert late.h1 == "このリンクは新しいリンクに置き換えられました"
    newer = f"/apply/{await applications.token(Purpose.APPLY, number)}"
    await site.press(await site.get(newer), "加入申請を始める")
    assert (await site.get(link)).status == 410


async def test_s04_s15_nobody_can_throw_an_applicant_out_of_the_form(
    site: Site, applications: Applications
) -> None:
    """Whoever knows an address can ask for a link to it; the form that was begun goes on."""
    check, link = await to_check(site, applications)
    for _ in range(4):
        await applications.invited(at=now() + timedelta(days=9))
    site.clock.now += timedelta(days=15)
    for path in ("/form", "/check"):
        assert (await site.get(link + path)).status == 200
    done = await site.press(check, "申請する")
    assert done.h1 == "加入申請を受け付けました"


async def test_s04_corrected_address_ends_the_form_that_was_begun_by_the_wrong_one(
    site: Site, applications: Applications
) -> None:
    _, link = await to_check(site, applications)
    number = (await Application.select(Application.application_number))[0]["application_number"]
    await Application.update({Application.verified_at: None}, force=True)
    await applications.invited()
    await verify_address(number, now())
    for path in PAGES:
        assert (await site.get(link + path)).status == 410


@pytest.mark.parametrize(
    ("moment", "status"),
    [(timedelta(days=10) - timedelta(seconds=1), 200), (timedelta(days=10, seconds=1), 410)],
)
async def test_s05_link_works_a_second_before_its_end_and_explains_a_second_after(
    site: Site, applications: Applications, moment: timedelta, status: int
) -> None:
    number = await applications.invited(at=site.clock())
    await verify_address(number, site.clock())
    link = f"/apply/{await applications.token(Purpose.APPLY, number)}"
    start, form = await site.get(link), await site.get(f"{link}/form")
    site.clock.now += moment
    assert (await site.get(link)).status == status
    assert (await site.press(start, "加入申請を始める")).status == status
    assert (await fill(site, form)).status == status


@pytest.mark.parametrize("purpose", [Purpose.STATUS, Purpose.APPROVAL])
async def test_s06_token_of_another_purpose_is_refused(
    site: Site, applications: Applications, purpose: Purpose
) -> None:
    number = await applications.awaiting_approval()
    token = await applications.token(purpose, number)
    for path in PAGES:
        assert (await site.get(f"/apply/{token}{path}")).status == 404


async def test_s06_tampered_token_is_refused(site: Site, applications: Applications) -> None:
    _, link = await apply_link(applications)
    last = "A" if link[-1] != "A" else "B"
    for tampered in (link[:-1] + last, link.upper(), link + "A", link[:-1]):
        page = await site.get(tampered)
        assert page.status == 404


async def test_s06_token_of_another_application_shows_only_its_own(
    site: Site, applications: Applications
) -> None:
    form, _ = await to_form(site, applications)
    await fill(site, form, 氏名="")
    number = await applications.invited("other@another.example")
    await verify_address(number, site.clock())
    other = await site.get(f"/apply/{await applications.token(Purpose.APPLY, number)}/form")
    assert other.value("住所") == ""
    assert FILLED["企業名"] not in other.html


async def test_s09_no_page_of_the_link_is_kept_or_told_to_others(
    site: Site, applications: Applications
) -> None:
    _, link = await to_check(site, applications)
    for path in PAGES:
        headers = (await site.get(link + path)).response.headers
        assert headers["Referrer-Policy"] == "no-referrer"
        assert headers["Cache-Control"] == "no-store"


async def test_s31_form_cannot_be_saved_or_submitted_before_the_address_is_verified(
    site: Site, applications: Applications
) -> None:
    _, link = await apply_link(applications)
    start = await site.get(link)
    token = start.form_of("加入申請を始める")[0].find("input")
    assert token is not None
    fields = {"csrf_token": token.get("value") or "", "company_name": "新規"}
    for path in ("/form", "/check"):
        assert (await site.post(link + path, fields)).path == link
    assert not await FormDraft.exists()
    assert not await FormRevision.exists()
