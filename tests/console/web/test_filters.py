"""Words of a search stand in no address; a person keeps filters under names of their own."""

import csv
import io

from db.purging import delete_leftovers
from db.tables.administration import SavedFilter
from rig.applications import APPLICANT, CONTACT, Applications
from rig.console.staff import let_in, logged_in, person_of
from rig.members import id_manager
from rig.site import Site
from web.console.filters import FIELDS_OF_LISTS

SEARCH = "/console/applications/all"


async def test_s07_words_about_people_stand_in_no_address_of_a_list(
    site: Site, applications: Applications
) -> None:
    ids = await id_manager(applications)
    await logged_in(site)
    for path, label, words in (
        (SEARCH, "メールアドレス", APPLICANT),
        ("/console/companies", "検索", APPLICANT),
        ("/console/mails", "宛先", CONTACT),
        ("/console/wholesalers", "検索", "見本食品"),
        (f"/console/companies/{ids.company_id}/accounts", "検索", "田中"),
    ):
        page = await site.press(await site.get(path), "検索", **{label: words})
        assert page.path == path
        assert page.value(label) == words
        assert set(page.response.url.params) == {"filter"}
        links = [a.get("href") or "" for a in page.tree.iter("a")]
        named = ("search=", "mail=", "recipient=")
        assert not any(name in link for link in links for name in named)


async def test_the_kept_words_hold_for_sorting_paging_and_the_file(
    site: Site, applications: Applications
) -> None:
    number = await applications.awaiting_approval()
    await applications.invited("other@maker.example")
    await logged_in(site)
    page = await site.press(await site.get(SEARCH), "検索", メールアドレス=APPLICANT, 状況="open")
    page = await site.get(page.link("登録日時 ▼"))
    assert [row[0] for row in page.cells("申請")] == [number]
    assert page.response.url.params["stage"] == "open"
    export = page.link("この一覧をCSVで書き出す")
    token = {"csrf_token": site.client.cookies["__Host-csrf"], "reason": "監査のため"}
    text = (await site.client.post(export, data=token)).content.decode("utf-8-sig")
    assert [row[0] for row in csv.reader(io.StringIO(text))][1:] == [number]


async def test_words_are_those_of_the_person_who_typed_them_and_last_a_day(
    site: Site, applications: Applications
) -> None:
    await applications.awaiting_approval()
    await logged_in(site)
    page = await site.press(await site.get(SEARCH), "検索", メールアドレス="none@maker.example")
    assert "条件に合う申請はありません" in page.text
    address = str(page.response.url)
    await let_in(site, await person_of(site, "helpdesk"))
    assert (await site.get(address)).value("メールアドレス") == ""
    await delete_leftovers(applications.settings.purge, site.clock.now)
    assert await SavedFilter.count() == 1
    (row,) = await SavedFilter.objects()
    row.saved_at = site.clock.now.replace(year=site.clock.now.year - 1)
    await row.save()
    await delete_leftovers(applications.settings.purge, site.clock.now)
    assert not await SavedFilter.exists()


async def test_a_filter_is_kept_opened_replaced_and_deleted(
    site: Site, applications: Applications
) -> None:
    number = await applications.awaiting_approval()
    await applications.invited("other@maker.example")
    await logged_in(site, "viewer")
    page = await site.press(await site.get(SEARCH), "検索", メールアドレス=APPLICANT, 状況="open")
    page = await site.press(page, "条件を保存する", 条件の名前="わたしの申請")
    assert len(page.cells("申請")) == 2, "the list as a whole, with the filter to choose"
    page = await site.get(page.link("わたしの申請"))
    assert [row[0] for row in page.cells("申請")] == [number]
    assert APPLICANT not in str(page.response.url)
    page = await site.get(f"{SEARCH}?sort=deadline")
    page = await site.press(page, "条件を保存する", 条件の名前="わたしの申請")
    assert page.link("わたしの申請") == f"{SEARCH}?sort=deadline"
    page = await site.press(page, "削除（わたしの申請）")
    assert "わたしの申請" not in page.text
    page = await site.press(page, "条件を保存する")
    assert (page.status, set(page.errors)) == (422, {"filter_name"})


async def test_filters_are_ones_own_and_so_many(site: Site) -> None:
    await logged_in(site)
    page = await site.get("/console/audit?source=workflow")
    for nth in range(20):
        page = await site.press(page, "条件を保存する", 条件の名前=f"条件{nth}")
        page = await site.get("/console/audit?source=workflow")
    page = await site.press(page, "条件を保存する", 条件の名前="もう一つ")
    assert page.status == 422
    other = await person_of(site, "helpdesk")
    await let_in(site, other)
    page = await site.get("/console/audit")
    assert "条件0" not in page.text
    token = {"csrf_token": site.client.cookies["__Host-csrf"], "list": "/console/audit"}
    number = (await SavedFilter.select(SavedFilter.id).first() or {})["id"]
    await site.post(f"/console/filters/{number}/delete", token)
    assert await SavedFilter.count() == 20
    elsewhere = token | {"list": "https://evil.example/", "search": "x"}
    assert (await site.post("/console/filters/words", elsewhere)).status == 404


async def test_a_filter_stays_whose_deletion_was_refused(site: Site) -> None:
    await logged_in(site)
    page = await site.get("/console/audit?source=workflow")
    await site.press(page, "条件を保存する", 条件の名前="条件")
    number = (await SavedFilter.select(SavedFilter.id).first() or {})["id"]
    token = {"csrf_token": site.client.cookies["__Host-csrf"], "list": "/nowhere"}
    assert (await site.post(f"/console/filters/{number}/delete", token)).status == 404
    assert await SavedFilter.count() == 1


async def test_every_list_that_is_searched_keeps_filters_of_its_own(site: Site) -> None:
    await logged_in(site)
    for path in FIELDS_OF_LISTS:
        page = await site.press(
            await site.get(f"{path}?sort=oldest"), "条件を保存する", 条件の名前=path
        )
        assert page.path == path
    for path, fields in FIELDS_OF_LISTS.items():
        page = await site.get(path)
        links = [a.text for a in page.tree.iter("a") if (a.text or "").startswith("/console/")]
        assert links == [path]
        asked = "?sort=oldest" if "sort" in fields else ""
        assert page.link(path) == path + asked
