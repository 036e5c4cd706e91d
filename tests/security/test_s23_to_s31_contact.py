"""Fraud against the wholesaler's contact (security.md S23 to S31)."""

import asyncio

import pytest

from db.enrolment.facts import load_facts
from db.tables.companies import Account, Company
from db.tables.enrolment import Decision, FormRevision
from db.tables.operation import Mail
from domain.enrolment.stages import Stage
from rig.applications import APPLICANT, COLLEAGUE, Applications, another_form
from rig.site import Site
from tests.web.approval_pages import (
    WAYS,
    approval_path,
    asked,
    hand_over,
    name_another_contact,
)

BUTTONS = {
    "approve": "承認する",
    "decline": "承認しない",
    "no_trade": "取引がない",
    "colleague": "担当者を変更する",
}
TYPED = {
    "contact_department": "営業部",
    "contact_name": "佐藤 次郎",
    "contact_mail_address": COLLEAGUE,
    "reason": "理由",
}


def fields(site: Site, **more: str) -> dict[str, str]:
    """All that any of the four forms sends, by a browser that has its CSRF cookie."""
    return {"csrf_token": site.client.cookies["__Host-csrf"], **TYPED, **more}


async def test_s28_same_name_goes_to_a_person_whatever_was_searched_for_before(
    applications: Applications,
) -> None:
    """The search is the applicant's to choose; the form is what is screened, in any prefecture."""
    form = another_form(company_name="株式会社テストメーカー", head_office="大阪府")
    number = await applications.awaiting_approval("a@betsu.example", form)
    assert (await load_facts(number)).stage is Stage.UNDER_REVIEW
    # Nor does a search mark what is not the company that was searched for.
    number = await applications.awaiting_approval("b@hoka.example", another_form())
    assert (await load_facts(number)).stage is Stage.AWAITING_APPROVAL


@pytest.mark.parametrize("address", [APPLICANT, "suzuki@gmail.com", "suzuki@docomo.ne.jp"])
async def test_s23_request_is_not_handed_to_the_applicant_or_to_free_mail(
    site: Site, applications: Applications, address: str
) -> None:
    page = await hand_over(site, await asked(site, applications), address)
    assert page.status == 422
    assert await FormRevision.count() == 1


async def test_s24_s29_colleague_outside_the_register_is_refused_whatever_the_form_says(
    site: Site, applications: Applications
) -> None:
    page = await asked(site, applications)
    sent = fields(
        site, contact_mail_address="sato@evil.example", domains="evil.example", wholesaler_id="2"
    )
    assert (await site.post(f"{page.path}/colleague", sent)).status == 422
    assert await FormRevision.count() == 1


@pytest.mark.parametrize("way", WAYS)
async def test_s25_each_way_has_a_second_page_that_names_who_asks(
    site: Site, applications: Applications, way: str
) -> None:
    number = await applications.awaiting_approval()
    page = await site.get(f"{await approval_path(applications, number)}/{way}")
    form, _ = page.form_of(BUTTONS[way])
    assert form.get("action") == page.path
    assert "新規食品株式会社" in page.text
    assert number in page.text
    assert not await Decision.exists()


async def test_s26_no_trade_freezes_and_alerts(site: Site, applications: Applications) -> None:
    page = await asked(site, applications)
    await site.press(await site.get(page.link("取引がない")), "取引がない")
    (number,) = site.relay.nudged
    await applications.steps.freeze_disowned(applications.order(number))
    assert (await load_facts(number)).stage is Stage.UNDER_REVIEW
    assert await Mail.exists().where(Mail.kind == "alert_no_trade")
    await applications.steps.issue_ids(applications.order(number))
    assert not await Company.exists().where(Company.application_number == number)


@pytest.mark.parametrize("way", WAYS)
async def test_s29_changed_contact_voids_every_way_of_the_old_link(
    site: Site, applications: Applications, way: str
) -> None:
    number = await applications.awaiting_approval()
    old = await approval_path(applications, number)
    await site.get(old)
    await name_another_contact(number, "yamada@mihon-oroshi.example")
    for _ in range(2):
        page = await site.post(f"{old}/{way}", fields(site))
        assert page.status == 410
        assert f"今回の「{BUTTONS[way]}」は記録していません" in page.text
        await applications.steps.screen(applications.order(number))
    assert not await Decision.exists()
    assert await FormRevision.count() == 2


@pytest.mark.parametrize(
    "address",
    ["sato@mіhon-oroshi.example", "sato@xn--mhon-oroshi-zvj.example", "sato@mihon-oroshi.ехample"],
    ids=["Cyrillic i", "the same in punycode", "Cyrillic e and kh"],
)
async def test_s30_look_alikes_of_the_registered_domain_are_refused(
    site: Site, applications: Applications, address: str
) -> None:
    page = await hand_over(site, await asked(site, applications), address)
    assert "contact_mail_address" in page.errors
    assert await FormRevision.count() == 1


async def test_s31_link_decides_about_its_own_application_only(
    site: Site, applications: Applications
) -> None:
    other = await applications.awaiting_approval("other@betsu.example", another_form())
    page = await asked(site, applications)
    sent = fields(site, application_number=other, application=other, revision="2")
    await site.post(f"{page.path}/approve", sent)
    decided = await Decision.select(Decision.application, Decision.revision)
    assert decided == [{"application": site.relay.nudged[0], "revision": 1}]
    assert decided[0]["application"] != other


@pytest.mark.parametrize("way", WAYS)
async def test_s31_nothing_is_taken_once_it_is_decided(
    site: Site, applications: Applications, way: str
) -> None:
    number = await applications.enrolled()
    path = await approval_path(applications, number)
    await site.get(path)
    before = await Decision.select()
    page = await site.post(f"{path}/{way}", fields(site))
    assert page.h1 == "承認を受け付けました"
    assert await Decision.select() == before
    assert await FormRevision.count() == 1


async def test_s28_s31_many_approvals_at_once_are_one_company(
    site: Site, applications: Applications
) -> None:
    page = await asked(site, applications)
    form = await site.get(page.link("承認する"))
    await asyncio.gather(*(site.press(form, "承認する") for _ in range(10)))
    order = applications.order(site.relay.nudged[0])
    await asyncio.gather(*(applications.steps.issue_ids(order) for _ in range(3)))
    number = order.application_number
    assert await Company.count().where(Company.application_number == number) == 1
    assert await Account.count().where(Account.company.application_number == number) == 1
