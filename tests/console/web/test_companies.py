"""「企業」: found by whatever is at hand, shown with all there is, and put right."""

from db.console.companies import load_card
from db.identity.credentials import load_credentials
from db.tables.operation import AuditEvent
from domain.logins import MEMBERS
from rig.applications import APPLICANT, Applications
from rig.companies import WANTED, cancellation_begun, change_asked_for
from rig.console.staff import logged_in
from rig.members import Ids, id_manager
from rig.site import Site
from rig.visitor import Page
from tests.accounts import other_id_manager

LIST = "/console/companies"
REASON = "登記で確認しました。"


async def opened(site: Site, ids: Ids, page: str = "") -> Page:
    return await site.get(f"{LIST}/{ids.company_id}{page}")


async def test_a_company_is_found_and_opened(site: Site, applications: Applications) -> None:
    ids = await id_manager(applications)
    await other_id_manager(applications)
    await logged_in(site, "viewer")
    page = await site.press(await site.get(LIST), "検索", 検索=APPLICANT)
    assert APPLICANT not in str(page.response.url)
    (row,) = page.cells("企業")
    assert row[:3] == [ids.company_id, "新規食品株式会社", "東京都"]
    assert row[5] == "1 / 999"
    page = await site.get(page.link(ids.company_id))
    assert (page.status, page.h1) == (200, "新規食品株式会社")
    number = (await load_card(ids.company_id)).application_number
    assert number is not None
    assert page.link(number) == f"/console/applications/{number}"
    (account,) = page.cells("アカウント")
    assert account[0] == "001"
    assert account[1].endswith("／ID管理ユーザー（主担当）")


async def test_the_list_is_sorted_by_its_address(site: Site, applications: Applications) -> None:
    ids = await id_manager(applications)
    newer = await other_id_manager(applications)
    await logged_in(site, "viewer")
    page = await site.get(LIST)
    newest = await site.get(page.link("登録"))
    shown = [row[0] for row in newest.cells("企業")]
    assert shown.index(newer.company_id) < shown.index(ids.company_id)


async def test_nothing_found_and_nothing_to_find_are_said(site: Site) -> None:
    await logged_in(site, "viewer")
    page = await site.get(f"{LIST}?search=ありえない企業")
    assert "条件に合う企業はありません" in page.text
    page = await site.get(f"{LIST}?search=%25")
    assert (page.status, set(page.errors)) == (422, {"search"})


async def test_a_company_that_is_not_there_is_not_found(site: Site) -> None:
    await logged_in(site, "viewer")
    assert (await site.get(f"{LIST}/99999999")).status == 404


async def test_a_viewer_is_offered_nothing_to_change(
    site: Site, applications: Applications
) -> None:
    ids = await id_manager(applications)
    await logged_in(site, "viewer")
    page = await opened(site, ids)
    assert "訂正する" not in page.text
    assert "メモを追加する" not in page.text
    assert (await opened(site, ids, "/correction")).status == 403


async def test_company_data_is_corrected_with_a_reason(
    site: Site, applications: Applications
) -> None:
    ids = await id_manager(applications)
    await logged_in(site)
    page = await opened(site, ids, "/correction")
    page = await site.press(page, "企業情報を訂正する", 企業名="株式会社訂正")
    assert (page.status, set(page.errors)) == (422, {"reason"})
    assert page.value("企業名") == "株式会社訂正"
    page = await site.press(page, "企業情報を訂正する", 理由=REASON)
    assert page.h1 == "株式会社訂正"
    (act,) = page.cells("操作履歴")
    assert act[1] == "企業情報の訂正"
    assert "名称：新規食品株式会社" in act[4]


async def test_a_number_of_another_company_is_named(site: Site, applications: Applications) -> None:
    ids = await id_manager(applications)
    other = await load_card((await other_id_manager(applications)).company_id)
    await logged_in(site)
    page = await opened(site, ids, "/correction")
    page = await site.press(
        page,
        "企業情報を訂正する",
        代表JANメーカーコード=other.jan_maker_code or "",
        理由=REASON,
    )
    assert page.status == 422
    assert other.company_id in page.errors["jan_maker_code"]


async def test_a_pasted_product_code_is_explained(site: Site, applications: Applications) -> None:
    ids = await id_manager(applications)
    await logged_in(site)
    page = await opened(site, ids, "/correction")
    page = await site.press(
        page, "企業情報を訂正する", 代表JANメーカーコード="4901234567894", 理由=REASON
    )
    assert "4901234" in page.errors["jan_maker_code"]


async def test_a_company_is_suspended_and_the_suspension_lifted(
    site: Site, applications: Applications
) -> None:
    ids = await id_manager(applications)
    await logged_in(site)
    late = await opened(site, ids, "/suspension")
    page = await site.press(late, "企業の利用を停止する", 理由=REASON)
    assert "利用を停止しています" in page.text
    assert await load_credentials(MEMBERS, ids.company_id, ids.account_id) is None
    again = await site.press(late, "企業の利用を停止する", 理由=REASON)
    assert again.status == 422
    assert "すでにその状態" in again.text
    page = await site.get(page.link("利用の停止を解除する"))
    page = await site.press(page, "利用の停止を解除する", 理由=REASON)
    assert "利用を停止しています" not in page.text
    assert await load_credentials(MEMBERS, ids.company_id, ids.account_id) is not None
    assert [row[1] for row in page.cells("操作履歴")] == [
        "企業の利用停止の解除",
        "企業の利用停止",
    ]


async def test_helpdesk_adds_a_note(site: Site, applications: Applications) -> None:
    ids = await id_manager(applications)
    await logged_in(site, "helpdesk")
    page = await site.press(await opened(site, ids), "メモを追加する")
    assert (page.status, set(page.errors)) == (422, {"note"})
    page = await site.press(page, "メモを追加する", メモ="電話がありました。\n折り返します。")
    (note,) = page.cells("メモ")
    assert note[1:] == ["helpdesk@inforex.example", "電話がありました。 折り返します。"]


async def test_a_cancellation_under_way_is_shown(site: Site, applications: Applications) -> None:
    ids = await id_manager(applications)
    await cancellation_begun(ids)
    await logged_in(site, "viewer")
    assert "解約の手続き中です" in (await opened(site, ids)).text


async def test_a_request_is_shown_beside_what_it_meets_and_decided(
    site: Site, applications: Applications
) -> None:
    ids = await id_manager(applications)
    change_id = await change_asked_for(ids)
    await logged_in(site)
    page = await opened(site, ids)
    page = await site.get(page.link("申し込みと、重なる企業を見る"))
    rows = page.cells("登録されている内容と、申し込みの内容")
    assert rows[0] == ["企業名", "新規食品株式会社", WANTED.name, "あり"]
    undecided = await site.press(page, "判断を記録する")
    assert set(undecided.errors) == {"choice", "reason"}
    token = next(e for e in page.tree.iter("input") if e.get("name") == "csrf_token")
    data = {"csrf_token": token.get("value") or "", "choice": "approve", "reason": REASON}
    path = f"{LIST}/{ids.company_id}/requests/{change_id}/decision"
    not_theirs = await site.post(path, data | {"choice": "withdraw"})
    assert set(not_theirs.errors) == {"choice"}
    decided = await site.post(path, data)
    assert decided.h1 == "新規食品株式会社"
    assert "判断を待っています" not in decided.text
    assert site.relay.nudged[-1] == f"change-{change_id}"
    again = await site.post(path, data)
    assert again.status == 422
    assert "すでに判断されたか" in again.text


async def test_a_request_of_another_company_is_not_found(
    site: Site, applications: Applications
) -> None:
    ids = await id_manager(applications)
    other = await other_id_manager(applications)
    change_id = await change_asked_for(ids)
    await logged_in(site, "viewer")
    for of, number in ((other, change_id), (ids, change_id + 1)):
        assert (await opened(site, of, f"/requests/{number}")).status == 404
    page = await opened(site, ids, f"/requests/{change_id}")
    assert "判断を記録する" not in page.text
    assert not await AuditEvent.exists().where(AuditEvent.tag.like("administrator:company%"))
