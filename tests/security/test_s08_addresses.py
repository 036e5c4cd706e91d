"""Whose word counts about addresses (security.md S08)."""

from datetime import timedelta
from ipaddress import ip_network
from typing import Any

import pytest
from litestar import Request

from db.members.account_links import make_account_link
from domain.tokens import Purpose
from mail.links import Links
from mail.member_links import MemberLinks
from rig.applications import Applications, now
from rig.site import Site
from tests.accounts import other_id_manager
from tests.web.walk import to_mail_address
from web.security import client_network

PROXY = ip_network("10.0.0.0/8")


def request_from(peer: str, forwarded: str = "") -> Request[Any, Any, Any]:
    headers = [(b"x-forwarded-for", forwarded.encode())] if forwarded else []
    return Request({"type": "http", "client": (peer, 1), "headers": headers})  # type: ignore[arg-type]  # all that is read


@pytest.mark.parametrize(
    ("peer", "forwarded", "expected"),
    [
        ("192.0.2.1", "", "192.0.2.1"),
        ("192.0.2.1", "198.51.100.7", "192.0.2.1"),
        ("10.0.0.1", "198.51.100.7", "198.51.100.7"),
        ("10.0.0.1", "203.0.113.9, 198.51.100.7", "198.51.100.7"),
        ("10.0.0.1", "203.0.113.9, 198.51.100.7, 10.1.1.1", "198.51.100.7"),
        ("10.0.0.1", "", "10.0.0.1"),
        ("10.0.0.1", "not an address", "unknown"),
        ("10.0.0.1", "198.51.100.7:4711", "198.51.100.7"),
        ("10.0.0.1", "203.0.113.9:1, 198.51.100.7:4711, 10.1.1.1:22", "198.51.100.7"),
        ("10.0.0.1", "2001:db8:1:2:3:4:5:6", "2001:db8:1:2::"),
        ("10.0.0.1", "[2001:db8:1:2:3:4:5:6]:4711", "2001:db8:1:2::"),
        ("10.0.0.1", "[2001:db8:1:2:3:4:5:6]", "2001:db8:1:2::"),
        ("10.0.0.1", "198.51.100.7, [::ffff:10.1.1.1]:22", "198.51.100.7"),
        ("10.0.0.1", "[198.51.100.7]:4711:4711", "unknown"),
        ("2001:db8:1:2:3:4:5:6", "", "2001:db8:1:2::"),
        ("::ffff:192.0.2.1", "", "192.0.2.1"),
        ("::ffff:10.0.0.1", "198.51.100.7", "198.51.100.7"),
    ],
)
def test_s08_forwarded_address_counts_only_from_a_configured_proxy(
    peer: str, forwarded: str, expected: str
) -> None:
    assert client_network(request_from(peer, forwarded), [PROXY]) == expected


async def test_s08_made_up_forwarded_addresses_do_not_pass_a_limit(site: Site) -> None:
    statuses = [
        (
            await site.client.get("/search?name=見本", headers={"X-Forwarded-For": f"192.0.2.{i}"})
        ).status_code
        for i in range(31)
    ]
    assert statuses == [200] * 30 + [429]


async def test_s08_forged_host_is_in_no_page_and_no_redirect(site: Site) -> None:
    forged = {"Host": "evil.example", "X-Forwarded-Host": "evil.example"}
    page = await to_mail_address(site)
    for path in ("/", "/search?name=新規食品", page.path, "/?lang=en", "/nothing"):
        response = await site.client.get(path, headers=forged)
        assert "evil" not in response.text
        assert response.headers.get("location", "/").startswith("/")


@pytest.mark.usefixtures("site")
async def test_s08_links_of_mails_lead_to_the_configured_address_and_nowhere_else(
    applications: Applications,
) -> None:
    settings = applications.settings
    number = await applications.awaiting_approval()
    ids = await other_id_manager(applications)
    account, at = (await ids.account()).id, now()
    await make_account_link(
        settings.link_keys, Purpose.PASSWORD, account, now=at, expires_at=at + timedelta(hours=1)
    )
    links = Links(settings.base_url, settings.link_keys, number, 1)
    members = MemberLinks(settings.base_url, settings.link_keys, account, 1)
    urls = [
        links.top,
        links.login,
        links.console_page,
        await links.status(),
        (await links.apply()).url,
        (await links.approval()).url,
        members.console,
        members.access_change(ids.company_id, 1),
        (await members.password()).url,
    ]
    assert [url for url in urls if not url.startswith("https://inforex.test/")] == []
