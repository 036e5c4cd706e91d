"""Another ID manager for a company, asked for in the console against evidence (S20)."""

import pytest

from rig.applications import Applications
from rig.console.staff import logged_in
from rig.members import Ids, colleague, id_manager
from rig.site import Site
from rig.visitor import Page

REASON = "本人から電話で依頼があり、登録内容で本人と確認しました。"


async def replaced(site: Site, ids: Ids, **fields: str) -> Page:
    """Send the form for another ID manager."""
    path = f"/console/companies/{ids.company_id}/manager"
    page = await site.get(path)
    token = next(e for e in page.tree.iter("input") if e.get("name") == "csrf_token")
    return await site.post(path, {"csrf_token": token.get("value") or ""} | fields)


async def test_an_administrator_asks_for_another_id_manager_against_evidence(
    site: Site, applications: Applications
) -> None:
    ids = await id_manager(applications)
    await colleague(ids)
    await logged_in(site)
    page = await replaced(site, ids, way="account", account_id="2", reason=REASON)
    assert set(page.errors) == {"evidence"}
    page = await replaced(
        site, ids, way="account", account_id="2", evidence="登記事項証明書", reason=REASON
    )
    assert "「ID管理ユーザーの変更」の手続きが進行中です" in page.text
    roles = {row[0]: "ID管理ユーザー" in row[1] for row in page.cells("アカウント")}
    assert roles == {"001": True, "002": False}
    (act,) = page.cells("操作履歴")
    assert act[1] == "ID管理ユーザーの変更の手続き（001）"
    assert "登記事項証明書" in act[5]


async def test_a_new_person_is_asked_for_as_the_id_manager(
    site: Site, applications: Applications
) -> None:
    ids = await id_manager(applications)
    await logged_in(site)
    way = {"way": "person", "evidence": "登記事項証明書", "reason": REASON}
    page = await replaced(site, ids, **way)
    assert set(page.errors) == {"department", "person_name", "mail_address"}
    person = {
        "department": "総務部",
        "person_name": "高橋 三郎",
        "mail_address": "takahashi@shinki-shokuhin.example",
    }
    page = await replaced(site, ids, **way, **person)
    assert [row[0] for row in page.cells("アカウント")] == ["001"]
    page = await site.get(page.link("手続きの内容を見る・取りやめる"))
    assert "総務部 高橋 三郎（takahashi@shinki-shokuhin.example）" in page.text


@pytest.mark.parametrize(
    ("fields", "wrong"),
    [
        ({}, {"way", "evidence", "reason"}),
        ({"way": "account", "account_id": "777"}, {"account_id"}),
        ({"way": "account", "account_id": "001"}, {"account_id"}),
    ],
)
async def test_what_stands_against_a_replacement_is_said(
    site: Site, applications: Applications, fields: dict[str, str], wrong: set[str]
) -> None:
    ids = await id_manager(applications)
    await logged_in(site)
    given = {"evidence": "登記", "reason": REASON} if fields else {}
    page = await replaced(site, ids, **fields, **given)
    assert (page.status, set(page.errors)) == (422, wrong)


async def test_helpdesk_does_not_replace_the_id_manager(
    site: Site, applications: Applications
) -> None:
    ids = await id_manager(applications)
    await logged_in(site, "helpdesk")
    assert (await site.get(f"/console/companies/{ids.company_id}/manager")).status == 403
