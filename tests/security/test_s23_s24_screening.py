"""Whose mailbox may vouch, by every way that names one (security.md S23, S24, S30)."""

from collections.abc import Awaitable, Callable

import pytest

from db.console import acts_on_request
from db.enrolment.applicant_acts import change_contact, submit_correction
from db.enrolment.application_form import newest_form
from db.enrolment.contact_requests import Colleague, hand_over
from db.enrolment.facts import load_facts
from db.enrolment.reviews import findings
from db.tables.enrolment import FormRevision, WholesalerMailDomain
from domain.enrolment.stages import Part, Stage
from domain.mail_addresses import domain_of
from domain.refusals import ContactNotAllowedError
from domain.screening import Reason
from rig.applications import APPLICANT, FORM, Applications, another_form, now
from rig.console.acts import WHY
from rig.console.staff import logged_in
from rig.site import Site
from tests.web.status_pages import returned
from tests.web.walk import fill, to_form

UNREGISTERED = "sato@evil.example"
NOT_TO_VOUCH = {
    "the applicant's own mailbox": ("TANAKA@shinki-shokuhin.example", Reason.CONTACT_IS_APPLICANT),
    "the applicant's domain": (
        "sato@shinki-shokuhin.example",
        Reason.CONTACT_SHARES_APPLICANT_DOMAIN,
    ),
    "below the applicant's domain": (
        "sato@mail.shinki-shokuhin.example",
        Reason.CONTACT_SHARES_APPLICANT_DOMAIN,
    ),
    "like the applicant's domain": (
        "sato@shinki-shokuh1n.example",
        Reason.CONTACT_DOMAIN_LOOKS_LIKE_APPLICANTS,
    ),
    "free mail": ("sato@gmail.com", Reason.CONTACT_MAIL_IS_FREE),
    "a carrier's mail": ("sato@docomo.ne.jp", Reason.CONTACT_MAIL_IS_CARRIER),
    "disposable mail": ("sato@mailinator.com", Reason.CONTACT_MAIL_IS_DISPOSABLE),
}


async def register(domain: str) -> None:
    """Put a domain on the wholesaler's register, so that only what it is can be found."""
    await WholesalerMailDomain.insert(
        WholesalerMailDomain(wholesaler=FORM.wholesaler_id, domain=domain)
    )


async def found(number: str) -> list[str]:
    return [reason for _, reason, _ in await findings(number)]


@pytest.mark.parametrize(("contact", "reason"), NOT_TO_VOUCH.values(), ids=NOT_TO_VOUCH)
async def test_s23_such_a_mailbox_goes_to_a_person_though_its_domain_is_registered(
    applications: Applications, contact: str, reason: Reason
) -> None:
    await register(domain_of(contact))
    number = await applications.awaiting_approval(form=another_form(contact_mail_address=contact))
    assert (await load_facts(number)).stage is Stage.UNDER_REVIEW
    assert await found(number) == [reason]


async def test_s23_a_domain_like_the_wholesalers_is_named_as_such(
    applications: Applications,
) -> None:
    form = another_form(contact_mail_address="sato@mihon-orosh1.example")
    number = await applications.awaiting_approval(form=form)
    assert await found(number) == [
        Reason.CONTACT_DOMAIN_NOT_REGISTERED,
        Reason.CONTACT_DOMAIN_LOOKS_LIKE_WHOLESALERS,
    ]


@pytest.mark.parametrize("own", [APPLICANT, APPLICANT.upper()])
async def test_s23_the_form_refuses_the_applicants_own_mailbox(
    site: Site, applications: Applications, own: str
) -> None:
    form, _ = await to_form(site, applications)
    page = await fill(site, form, 認証先卸担当者メールアドレス=own)
    assert set(page.errors) == {"contact_mail_address"}
    assert not await FormRevision.exists()


async def by_form(applications: Applications) -> str:
    return await applications.submitted(form=another_form(contact_mail_address=UNREGISTERED))


async def by_correction(applications: Applications) -> str:
    number = await returned(applications, Part.WHOLESALER)
    form = another_form(contact_mail_address=UNREGISTERED)
    await submit_correction(number, form, revision=1, now=now())
    return number


async def by_contact_change(applications: Applications) -> str:
    number = await applications.awaiting_approval()
    form = another_form(contact_mail_address=UNREGISTERED)
    await change_contact(number, form, revision=1, now=now())
    return number


async def by_administrator(applications: Applications) -> str:
    number = await applications.awaiting_approval()
    form = another_form(contact_mail_address=UNREGISTERED)
    await acts_on_request.change_contact(number, form, revision=1, why=WHY, now=now())
    return number


@pytest.mark.parametrize("name", [by_form, by_correction, by_contact_change, by_administrator])
async def test_s24_a_domain_outside_the_register_goes_to_a_person_however_it_is_named(
    applications: Applications, name: Callable[[Applications], Awaitable[str]]
) -> None:
    number = await name(applications)
    await applications.steps.screen(applications.order(number))
    facts = await load_facts(number)
    assert (facts.contact_mail_address, facts.stage) == (UNREGISTERED, Stage.UNDER_REVIEW)
    assert Reason.CONTACT_DOMAIN_NOT_REGISTERED in await found(number)


@pytest.mark.parametrize(
    "address",
    [UNREGISTERED, "sato@mihon-oroshi.example.evil.example", "sato@xmihon-oroshi.example"],
)
async def test_s24_a_handover_outside_the_register_is_refused_whichever_page_asks_for_it(
    applications: Applications, address: str
) -> None:
    number = await applications.awaiting_approval()
    with pytest.raises(ContactNotAllowedError):
        await hand_over(number, Colleague("営業部", "佐藤", address), revision=1, now=now())
    assert await FormRevision.count() == 1
    assert (await newest_form(number)).contact_mail_address == FORM.contact_mail_address


async def test_s23_a_handover_is_screened_as_any_form(applications: Applications) -> None:
    await register("shinki-shokuhin.example")
    number = await applications.awaiting_approval()
    await hand_over(number, Colleague("営業部", "佐藤", APPLICANT), revision=1, now=now())
    await applications.steps.screen(applications.order(number))
    assert (await load_facts(number)).stage is Stage.UNDER_REVIEW
    assert await found(number) == [Reason.CONTACT_IS_APPLICANT]


@pytest.mark.parametrize("page", ["", "/approve"])
async def test_s24_whoever_looks_sees_the_registers_number_to_call_and_not_the_forms(
    site: Site, applications: Applications, page: str
) -> None:
    make = applications.awaiting_approval if page else applications.under_review
    number = await make()
    await logged_in(site)
    shown = await site.get(f"/console/applications/{number}{page}")
    label = "登録された電話番号" if page else "確認の電話番号（折り返し用）"
    assert f"{label} 03-0000-0001" in shown.text
    assert f"{label} {FORM.telephone}" not in shown.text


@pytest.mark.parametrize("address", ["sato@mіhon-oroshi.example", "sato@mihon-oroshi.ехample"])
async def test_s30_the_form_takes_no_domain_of_mixed_scripts(
    site: Site, applications: Applications, address: str
) -> None:
    form, _ = await to_form(site, applications)
    page = await fill(site, form, 認証先卸担当者メールアドレス=address)
    assert set(page.errors) == {"contact_mail_address"}


async def test_s30_a_domain_of_one_foreign_script_is_kept_and_shown_in_punycode(
    site: Site, applications: Applications
) -> None:
    form, _ = await to_form(site, applications)
    page = await fill(site, form, 認証先卸担当者メールアドレス="sato@москва.example")
    assert "sato@xn--80adxhks.example" in page.text
    assert "москва" not in page.text
