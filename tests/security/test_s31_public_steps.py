"""No public step can be skipped or taken from elsewhere (security.md S31)."""

import pytest

from db.tables.enrolment import Application
from db.terms import add_terms, current_terms
from rig.applications import APPLICANT
from rig.site import Site
from tests.web.walk import NAME, give_address, to_mail_address


async def test_s31_address_is_not_asked_before_the_terms_are_agreed_to(site: Site) -> None:
    page = await site.get(f"/mail-address?name={NAME}")
    assert page.path == "/terms"
    assert page.response.url.params["name"] == NAME


async def test_s31_consent_in_a_link_or_in_the_form_is_no_consent(site: Site) -> None:
    terms = await current_terms(site.clock())
    mark = f"{terms.version}.{terms.text_sha256}"
    page = await site.get(f"/mail-address?name={NAME}&consent={mark}&terms={mark}&agreed=yes")
    assert page.path == "/terms"


async def test_s31_address_without_consent_gets_no_mail(site: Site) -> None:
    page = await to_mail_address(site)
    site.client.cookies.delete("__Host-consent")
    assert (await give_address(site, page, APPLICANT)).path == "/terms"
    assert not await Application.exists()


async def test_s31_consent_lasts_two_hours_and_is_out_of_reach(site: Site) -> None:
    page = await to_mail_address(site)
    cookie = page.response.history[-1].headers["set-cookie"].split("; ")
    assert {"Max-Age=7200", "Path=/", "HttpOnly", "Secure"} <= set(cookie)


async def test_s31_address_without_a_search_leads_to_the_search(site: Site) -> None:
    await to_mail_address(site)
    assert (await site.get("/mail-address")).path == "/search"


async def test_s31_consent_to_an_older_version_is_no_consent_to_the_newer(site: Site) -> None:
    """The cookie is kept, and sent again after the terms were revised."""
    page = await to_mail_address(site)
    await add_terms(3, "改定\n\n第1条\n新しい内容です。", "New", site.clock())
    assert (await site.get(f"/mail-address?name={NAME}")).path == "/terms"
    assert (await give_address(site, page, APPLICANT)).path == "/terms"
    assert not await Application.exists()


@pytest.mark.parametrize("made_up", ["", "1", "1.", "yes", "1." + "0" * 64])
async def test_s31_consent_that_was_made_up_is_none(site: Site, made_up: str) -> None:
    site.client.cookies.set("__Host-consent", made_up, domain="inforex.test")
    assert (await site.get(f"/mail-address?name={NAME}")).path == "/terms"
