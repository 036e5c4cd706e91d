"""The page behind the invitation: a password is set, and the account is active."""

import asyncio
from datetime import timedelta

import pytest

from db.members.account_changes import delete_account, stop_account
from db.members.account_invitations import INVITATION_LIFETIME
from rig.applications import PASSWORD, Applications, now
from rig.members import Ids, id_manager
from rig.site import Site
from rig.visitor import Page, Visitor
from settings import Settings
from tests.accounts import PERSON, invited, link_of
from tests.web.test_login import log_in

SET = "パスワードを設定する"
FIRST, AGAIN = "新しいパスワード", "新しいパスワード(再入力)"


async def new_colleague(applications: Applications, settings: Settings) -> Ids:
    return await invited(await id_manager(applications), settings)


async def set_password(visitor: Visitor, link: str, first: str, again: str | None = None) -> Page:
    page = await visitor.get(link)
    typed = {FIRST: first, AGAIN: first if again is None else again}
    return await visitor.press(page, SET, **typed)


async def test_password_makes_the_account_usable_without_logging_in(
    site: Site, applications: Applications, settings: Settings
) -> None:
    ids = await new_colleague(applications, settings)
    link = await link_of(ids, settings)
    page = await site.get(link)
    assert page.h1 == "パスワードを設定してください"
    for shown in (PERSON.person_name, ids.company_id, "アカウントID 002"):
        assert shown in page.text
    page = await set_password(site, link, PASSWORD)
    assert page.path == f"{link}/done"
    assert f"企業ID {ids.company_id}" in page.text
    assert "アカウントID 002" in page.text
    assert (await site.get("/home")).path == "/login"
    assert (await log_in(site, ids)).path == "/home"


async def test_opening_changes_nothing_however_often(
    site: Site, applications: Applications, settings: Settings
) -> None:
    ids = await new_colleague(applications, settings)
    link = await link_of(ids, settings)
    for _ in range(10):
        await site.client.head(link)
        assert (await site.get(link)).status == 200
    assert (await ids.account()).state == "invited"
    assert (await site.get(f"{link}/done")).path == link


@pytest.mark.parametrize(
    "weak",
    ["", "short", "takahashi-takahashi", "シンキショクヒン2026", "12345678901234"],
)
async def test_weak_password_is_refused_with_the_reason(
    site: Site, applications: Applications, settings: Settings, weak: str
) -> None:
    ids = await new_colleague(applications, settings)
    page = await set_password(site, await link_of(ids, settings), weak)
    assert page.status == 422
    assert "password" in page.errors
    assert (await ids.account()).state == "invited"


async def test_two_passwords_that_differ_set_none(
    site: Site, applications: Applications, settings: Settings
) -> None:
    ids = await new_colleague(applications, settings)
    page = await set_password(site, await link_of(ids, settings), PASSWORD, "another")
    assert page.status == 422
    assert list(page.errors) == ["password_again"]
    assert (await ids.account()).state == "invited"


async def test_used_link_leads_to_the_login(
    site: Site, applications: Applications, settings: Settings
) -> None:
    ids = await new_colleague(applications, settings)
    link = await link_of(ids, settings)
    await set_password(site, link, PASSWORD)
    page = await site.get(link)
    assert (page.status, page.h1) == (410, "このリンクは使用済みです")
    assert page.link("ログイン") == "/login"


async def test_two_passwords_at_once_set_one(
    site: Site, applications: Applications, settings: Settings
) -> None:
    ids = await new_colleague(applications, settings)
    link = await link_of(ids, settings)
    passwords = [PASSWORD, "another-staple-battery-horse"]
    async with site.browser() as one, site.browser() as two:
        visitors = [Visitor(one), Visitor(two)]
        pages = [await visitor.get(link) for visitor in visitors]
        answers = await asyncio.gather(
            *(
                visitor.press(page, SET, **{FIRST: password, AGAIN: password})
                for visitor, page, password in zip(visitors, pages, passwords, strict=True)
            )
        )
    assert sorted(answer.status for answer in answers) == [200, 410]


async def test_link_works_72_hours_and_then_says_whom_to_ask(
    site: Site, applications: Applications, settings: Settings
) -> None:
    manager = await id_manager(applications)
    issued_at = site.clock.now
    link = await link_of(await invited(manager, settings, issued_at), settings)
    site.clock.now = issued_at + INVITATION_LIFETIME - timedelta(seconds=1)
    page = await site.get(link)
    assert page.status == 200
    site.clock.now = issued_at + INVITATION_LIFETIME
    late = await site.press(page, SET, **{FIRST: PASSWORD, AGAIN: PASSWORD})
    assert (late.status, late.h1) == (410, "招待の有効期限が切れています")
    assert "ID管理ユーザーに、招待をもう一度送るよう依頼" in late.text


async def test_invitation_of_a_stopped_or_deleted_account_is_void(
    site: Site, applications: Applications, settings: Settings
) -> None:
    ids = await new_colleague(applications, settings)
    link = await link_of(ids, settings)
    await stop_account(ids.company_id, ids.account_id, "001", now())
    assert (await site.get(link)).h1 == "この招待は取り消されました"
    await delete_account(ids.company_id, ids.account_id, "001", now())
    for path in (link, f"{link}/done", "/invitation/unknown", "/invitation/unknown/done"):
        assert (await site.get(path)).status == 404
