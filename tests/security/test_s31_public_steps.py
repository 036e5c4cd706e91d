"""No public step can be skipped or taken from elsewhere (security.md S31)."""

from db.tables.enrolment import Application
from db.terms import current_terms
from tests.applications import APPLICANT
from tests.web.site import Site
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
