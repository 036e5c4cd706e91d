"""S16, S17: what a session may do has changed: its identifier rotates, and the others end."""

from db.members import sessions
from tests.applications import PASSWORD, Applications
from tests.members import colleague, id_manager
from tests.own_data import session_of
from tests.web.site import Site
from tests.web.test_login import log_in


async def test_s16_handing_the_role_over_ends_every_other_session_of_both(
    site: Site, applications: Applications
) -> None:
    manager = await id_manager(applications)
    successor = await colleague(manager)
    elsewhere = [await session_of(manager), await session_of(successor)]
    await log_in(site, manager)
    before = site.client.cookies["__Host-session"]
    page = await site.get("/accounts/002/hand-over")
    page = await site.press(page, "ID管理ユーザーを引き継ぐ", 現在のパスワード=PASSWORD)
    assert page.path == "/handed-over"
    for ended in (before, *elsewhere):
        assert await sessions.find(ended, site.clock.now) is None
    assert (await site.get("/home")).path == "/home"
