"""S22: a mail address changes by password and the word of the new mailbox; the old is told."""

from collections.abc import Awaitable, Callable

import pytest

from domain.logins import MEMBERS
from domain.tokens import Purpose
from rig.applications import APPLICANT, Applications
from rig.members import id_manager
from rig.own_data import NEW_ADDRESS, letters, link_of
from rig.site import Site
from rig.visitor import Page
from tests.limits import allow
from tests.security.logins import WRONG
from tests.web.test_login import log_in
from tests.web.test_profile import change_address, change_password

Change = Callable[..., Awaitable[Page]]


async def test_s22_session_alone_does_not_change_the_address(
    site: Site, applications: Applications
) -> None:
    await log_in(site, await id_manager(applications))
    assert (await change_address(site, present=WRONG)).status == 422
    assert await letters() == []


async def test_s22_old_mailbox_is_told_when_it_is_asked_and_when_it_has_changed(
    site: Site, applications: Applications
) -> None:
    ids = await id_manager(applications)
    await log_in(site, ids)
    await change_address(site)
    assert ("address_change_asked", APPLICANT) in await letters()
    link = await link_of(applications, ids, Purpose.ADDRESS)
    await site.press(await site.get(link), "このメールアドレスに変更する")
    assert ("address_changed", APPLICANT) in await letters()


async def test_s01_s02_opening_the_link_changes_nothing_however_often(
    site: Site, applications: Applications
) -> None:
    ids = await id_manager(applications)
    await log_in(site, ids)
    await change_address(site)
    link = await link_of(applications, ids, Purpose.ADDRESS)
    async with site.browser("198.51.100.1") as scanner:
        for _ in range(5):
            assert (await scanner.get(link)).status_code == 200
            assert (await scanner.head(link)).status_code in {200, 405}
        assert (await scanner.post(link)).status_code == 403
    assert (await ids.account()).mail_address == APPLICANT
    await site.press(await site.get(link), "このメールアドレスに変更する")
    assert (await ids.account()).mail_address == NEW_ADDRESS


async def test_s06_link_of_one_purpose_opens_no_other(
    site: Site, applications: Applications
) -> None:
    ids = await id_manager(applications)
    await log_in(site, ids)
    await change_address(site)
    token = (await link_of(applications, ids, Purpose.ADDRESS)).rpartition("/")[2]
    assert (await site.get(f"/password/{token}")).status == 404


async def test_s22_owner_who_changes_the_password_stops_a_strangers_change(
    site: Site, applications: Applications
) -> None:
    ids = await id_manager(applications)
    await log_in(site, ids)
    await change_address(site, "stranger@evil.example")
    link = await link_of(applications, ids, Purpose.ADDRESS)
    await change_password(site)
    assert (await site.get(link)).status == 410
    assert (await ids.account()).mail_address == APPLICANT


@pytest.mark.parametrize("change", [change_address, change_password])
async def test_s15_guessing_the_present_password_is_throttled(
    site: Site, applications: Applications, monkeypatch: pytest.MonkeyPatch, change: Change
) -> None:
    allow(monkeypatch, MEMBERS, "present", 2)
    await log_in(site, await id_manager(applications))
    statuses = [(await change(site, present=WRONG)).status for _ in range(3)]
    assert statuses == [422, 422, 429]
    site.clock.now += MEMBERS.allowances.present.window
    assert (await change(site)).status == 200


async def test_s09_pages_of_links_are_neither_kept_nor_named(
    site: Site, applications: Applications
) -> None:
    ids = await id_manager(applications)
    await log_in(site, ids)
    await change_address(site)
    page = await site.get(await link_of(applications, ids, Purpose.ADDRESS))
    assert page.response.headers["referrer-policy"] == "no-referrer"
    assert page.response.headers["cache-control"] == "no-store"
