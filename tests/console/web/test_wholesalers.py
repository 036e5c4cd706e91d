"""「卸」: what administrators see and change of the register."""

from db.console.wholesalers import load_wholesaler
from db.tables.enrolment import CertifyingWholesaler
from rig.applications import Applications
from rig.console.staff import logged_in
from rig.site import Site

REASON = "登記で確認しました。"
LIST = "/console/wholesalers"


async def test_a_wholesaler_is_added_with_its_domain(site: Site) -> None:
    await logged_in(site)
    page = await site.get((await site.get(LIST)).link("卸を追加する"))
    fields = {"名前": "株式会社あたらし酒販", "折り返し確認の電話番号": "０３-0000-9999"}
    page = await site.press(page, "卸を追加する", **fields, 理由=REASON)
    assert (page.status, page.h1) == (200, "株式会社あたらし酒販")
    assert "03-0000-9999" in page.text
    page = await site.get(page.link("メールドメインを追加する"))
    page = await site.press(
        page, "メールドメインを追加する", メールドメイン="@Atarashi.example", 理由=REASON
    )
    assert "atarashi.example" in page.text
    names = [row[0] for row in (await site.get(LIST)).cells("卸")]
    assert "株式会社あたらし酒販" in names


async def test_what_is_wrong_is_said_and_what_was_typed_stays(site: Site) -> None:
    await logged_in(site)
    page = await site.get(f"{LIST}/new")
    page = await site.press(page, "卸を追加する", 名前="見本", 折り返し確認の電話番号="12")
    assert page.status == 422
    assert set(page.errors) == {"telephone", "reason"}
    assert page.value("名前") == "見本"
    page = await site.press(page, "卸を追加する", 表示する="maybe")
    assert set(page.errors) == {"listed", "telephone", "reason"}


async def test_a_name_that_is_there_is_refused(site: Site) -> None:
    await logged_in(site)
    there = (await load_wholesaler(1)).name
    page = await site.get(f"{LIST}/new")
    page = await site.press(
        page, "卸を追加する", 名前=there, 折り返し確認の電話番号="03-0000-9999", 理由=REASON
    )
    assert (page.status, set(page.errors)) == (422, {"name"})


async def test_a_free_mail_domain_is_refused(site: Site) -> None:
    await logged_in(site)
    page = await site.get(f"{LIST}/1/domains/new")
    page = await site.press(
        page, "メールドメインを追加する", メールドメイン="gmail.com", 理由=REASON
    )
    assert page.status == 422
    assert "フリーメール" in page.errors["domain"]


async def test_a_change_is_shown_among_the_acts_with_before_and_after(
    site: Site, applications: Applications
) -> None:
    await applications.awaiting_approval()
    await logged_in(site)
    page = await site.get(f"{LIST}/1/change")
    assert "回答を待っている申請は、1件です" in page.text
    page = await site.press(
        page, "卸を変更する", 折り返し確認の電話番号="03-0000-7777", 理由=REASON
    )
    (act,) = page.cells("操作履歴")
    assert act[1:4] == ["卸の変更", "administrator@inforex.example", REASON]
    assert "電話番号：03-0000-7777" in act[5]


async def test_a_domain_is_removed(site: Site) -> None:
    await logged_in(site)
    (domain, *_) = (await load_wholesaler(1)).domains
    page = await site.get(f"{LIST}/1/domains/remove")
    page = await site.press(page, "メールドメインを削除する", メールドメイン="", 理由=REASON)
    assert page.errors == {"domain": "＊メールドメイン：選択してください。"}
    page = await site.press(page, "メールドメインを削除する", メールドメイン=domain, 理由=REASON)
    assert (page.status, page.path) == (200, f"{LIST}/1")
    assert domain not in (await load_wholesaler(1)).domains
    page = await site.get(f"{LIST}/1")
    assert "メールドメインの削除" in page.text


async def test_a_viewer_sees_the_register_and_no_way_to_change_it(site: Site) -> None:
    await logged_in(site, "viewer")
    page = await site.get(f"{LIST}/1")
    assert "変更" not in {e.text for e in page.tree.iter("a")}
    assert (await site.get(f"{LIST}/1/change")).status == 403


async def test_the_search_stands_in_the_address(site: Site) -> None:
    await logged_in(site, "viewer")
    page = await site.press(await site.get(LIST), "検索", 検索="見本食品")
    assert "search" not in page.response.url.params
    assert [row[0] for row in page.cells("卸")] == ["見本食品卸株式会社"]
    page = await site.press(page, "検索", 検索="ない名前")
    assert "条件に合う卸はありません" in page.text


async def test_a_wholesaler_that_is_not_there_is_not_found(site: Site) -> None:
    await logged_in(site, "viewer")
    assert not await CertifyingWholesaler.exists().where(CertifyingWholesaler.id == 999)
    assert (await site.get(f"{LIST}/999")).status == 404
    assert (await site.get(f"{LIST}/99999999999999999999")).status == 404
