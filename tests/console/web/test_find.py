"""The search box on every page of the console."""

import pytest

from rig.applications import Applications
from rig.console.staff import logged_in
from rig.members import id_manager
from rig.site import Site

NOBODY = "nobody@nowhere.example"


async def test_what_is_named_opens_from_any_page(site: Site, applications: Applications) -> None:
    number = await applications.under_review()
    ids = await id_manager(applications)
    await logged_in(site, "viewer")
    page = await site.get("/console/dashboard")
    assert (await site.press(page, "探す", すべてから探す=number)).path.endswith(number)
    account = await site.press(page, "探す", すべてから探す=f"{ids.company_id}-001")
    assert account.path == f"/console/companies/{ids.company_id}/accounts/001"


async def test_what_may_be_meant_is_listed_and_the_words_stand_in_no_address(
    site: Site, applications: Applications, capsys: pytest.CaptureFixture[str]
) -> None:
    await applications.invited("kato@himitsu.example")
    await applications.invited("sato@himitsu.example")
    await logged_in(site, "viewer")
    page = await site.press(await site.get("/console"), "探す", すべてから探す="himitsu")
    assert len(page.cells("申請")) == 2
    assert page.value("探すもの") == "himitsu"
    assert "himitsu" not in str(page.response.url)
    assert "himitsu" not in capsys.readouterr().out
    again = await site.get(f"{page.path}?{page.response.url.query.decode()}")
    assert again.cells("申請") == page.cells("申請"), "Back and reload show the list again"


async def test_a_search_that_finds_nothing_says_what_it_looked_for(site: Site) -> None:
    await logged_in(site, "viewer")
    page = await site.press(await site.get("/console"), "探す", すべてから探す="03-9999-9999")
    assert "見つかりませんでした" in page.text
    assert "電話番号（先頭の一部を含む）" in page.text
    page = await site.press(page, "探す", 探すもの="1")
    assert (page.status, set(page.errors)) == (422, {"words"})


async def test_a_list_that_finds_nothing_says_what_it_looked_for(
    site: Site, applications: Applications
) -> None:
    ids = await id_manager(applications)
    await logged_in(site)
    for address, said in {
        "applications/all?search=4598765&stage=open": "検索：4598765（受付番号の一部、",
        "applications/all?stage=open": "状況：進行中のすべて",
        f"companies/{ids.company_id}/accounts?search=ない": "メールアドレスの一部：ない",
        f"companies?search={NOBODY}": f"検索：{NOBODY}（アカウントのメールアドレスとして）",
        "companies?standing=ended": "状態：退会",
        "mails?state=bounced": "結果：",
        "wholesalers?search=ない": "名前または読み：ない",
        "audit?action=none&since=2026-12-31": "開始日：2026-12-31",
    }.items():
        page = await site.get(f"/console/{address}")
        assert "条件に合う" in page.text, address
        assert said in page.text, address
