"""「担当者を変更する」: a colleague decides instead, and the old link is void (S29)."""

import asyncio

import pytest

from db.enrolment.application_form import revisions
from db.enrolment.facts import load_facts
from db.tables.enrolment import FormRevision, WholesalerMailDomain
from db.tables.operation import Mail, Outbox
from domain.business_calendar import format_jst
from domain.enrolment.stages import Author, Stage
from rig.applications import COLLEAGUE, CONTACT, Applications
from rig.site import Site
from rig.visitor import Page
from tests.web.approval_pages import (
    approval_path,
    asked,
    colleague_form,
    hand_over,
    name_colleague,
)

HANDED_OVER = "この確認を別の担当者に引き継ぎました"


async def test_page_names_the_registered_domains(site: Site, applications: Applications) -> None:
    page = await asked(site, applications)
    page = await site.get(page.link("担当者を変更する"))
    assert "@mihon-oroshi.example" in page.text


async def test_request_is_handed_to_a_colleague(site: Site, applications: Applications) -> None:
    page = await asked(site, applications)
    page = await hand_over(site, page)
    assert page.status == 410
    assert page.h1 == HANDED_OVER
    number = site.relay.nudged[0]
    newest = (await revisions(number))[-1]
    assert newest.made_by is Author.CONTACT
    assert newest.form.contact_department == "営業部"
    assert newest.form.contact_name == "佐藤 次郎"
    assert newest.form.contact_mail_address == COLLEAGUE
    assert await Outbox.count().where(Outbox.signal == "form_submitted") == 2


async def test_old_link_tells_to_whom_and_when_and_never_the_new_link(
    site: Site, applications: Applications
) -> None:
    page = await hand_over(site, await asked(site, applications))
    number = site.relay.nudged[0]
    await applications.steps.screen(applications.order(number))
    new = await approval_path(applications, number)
    page = await site.get(page.path)
    assert page.h1 == HANDED_OVER
    assert f"新しい担当者のメールアドレス {COLLEAGUE}" in page.text
    assert "新しい担当者 営業部 佐藤 次郎" in page.text
    assert f"引き継いだ日時 {format_jst(site.clock.now)}" in page.text
    assert new not in page.html


async def test_colleague_reads_who_handed_it_over_and_when(
    site: Site, applications: Applications
) -> None:
    await hand_over(site, await asked(site, applications))
    at, number = format_jst(site.clock.now), site.relay.nudged[0]
    await applications.steps.screen(applications.order(number))
    page = await site.get(await approval_path(applications, number))
    assert (
        f"この確認は、{at}に、仕入部 鈴木 一郎 様（{CONTACT}）から引き継がれました。" in page.text
    )
    english = await site.get(f"{page.path}?lang=en")
    assert f"by 鈴木 一郎, 仕入部 ({CONTACT})" in english.text


async def test_contact_whom_the_applicant_named_reads_of_no_hand_over(
    site: Site, applications: Applications
) -> None:
    assert "引き継がれました" not in (await asked(site, applications)).text


async def test_who_handed_it_over_gets_a_receipt_with_the_address_used(
    site: Site, applications: Applications
) -> None:
    page = await asked(site, applications)
    page = await hand_over(site, page)
    rows = await Mail.select(Mail.recipient, Mail.revision).where(Mail.kind == "hand_over_receipt")
    assert rows == [{"recipient": CONTACT, "revision": 1}]
    assert "引き継ぎの控えのメール" in page.text


async def test_colleague_decides_and_the_old_link_does_not_tell(
    site: Site, applications: Applications
) -> None:
    old = await hand_over(site, await asked(site, applications))
    number = site.relay.nudged[0]
    await applications.steps.screen(applications.order(number))
    new = await site.get(await approval_path(applications, number))
    assert "佐藤 次郎" in new.text
    new = await site.press(await site.get(new.link("承認する")), "承認する")
    assert new.h1 == "承認を受け付けました"
    assert COLLEAGUE in new.text
    assert (await site.get(old.path)).h1 == HANDED_OVER


@pytest.mark.parametrize(
    "address",
    [
        "sato@other.example",
        "sato@mihon-orosh1.example",
        "sato@mihon-oroshi.example.evil.example",
        "sato@evilmihon-oroshi.example",
        "sato@example",
        "sato@gmail.com",
        "mihon-oroshi.example@other.example",
    ],
)
async def test_colleague_outside_the_domain_is_refused_and_nothing_typed_is_lost(
    site: Site, applications: Applications, address: str
) -> None:
    page = await hand_over(site, await asked(site, applications), address)
    assert page.status == 422
    assert "contact_mail_address" in page.errors
    assert page.value("部署名") == "営業部"
    assert page.value("メールアドレス") == address
    assert await FormRevision.count() == 1


async def test_refusal_says_which_domains_are_registered(
    site: Site, applications: Applications
) -> None:
    page = await hand_over(site, await asked(site, applications), "sato@other.example")
    assert "登録されているドメイン（mihon-oroshi.example）" in page.errors["contact_mail_address"]


@pytest.mark.parametrize(
    "address",
    ["sato@osaka.mihon-oroshi.example", "ＳＡＴＯ＠ＭＩＨＯＮ－ＯＲＯＳＨＩ．ＥＸＡＭＰＬＥ"],
)
async def test_sub_domain_and_full_width_typing_are_taken(
    site: Site, applications: Applications, address: str
) -> None:
    page = await hand_over(site, await asked(site, applications), address)
    assert page.h1 == HANDED_OVER


@pytest.mark.parametrize("address", [CONTACT, CONTACT.upper()])
async def test_present_contact_is_no_colleague(
    site: Site, applications: Applications, address: str
) -> None:
    page = await hand_over(site, await asked(site, applications), address)
    assert "現在の担当者と同じメールアドレスです。" in page.errors["contact_mail_address"]


async def test_every_missing_field_is_told_at_once(site: Site, applications: Applications) -> None:
    page = await asked(site, applications)
    page = await site.get(page.link("担当者を変更する"))
    page = await site.press(page, "担当者を変更する", 部署名=" ", 氏名="　", メールアドレス="")
    assert list(page.errors) == ["contact_department", "contact_name", "contact_mail_address"]


async def test_repeated_clicks_hand_over_once(site: Site, applications: Applications) -> None:
    page = await asked(site, applications)
    form = await colleague_form(site, page)
    clicks = await asyncio.gather(*(name_colleague(site, form) for _ in range(3)))
    assert {click.h1 for click in clicks} == {HANDED_OVER}
    assert all("記録していません" not in click.text for click in clicks)
    assert await FormRevision.count() == 2


async def test_decision_after_the_handover_is_told_that_it_does_not_count(
    site: Site, applications: Applications
) -> None:
    page = await asked(site, applications)
    approving = await site.get(page.link("承認する"))
    await hand_over(site, page)
    late = await site.press(approving, "承認する")
    assert late.h1 == HANDED_OVER
    assert "今回の「承認する」は記録していません" in late.text
    assert (await load_facts(site.relay.nudged[0])).stage is Stage.SUBMITTED


async def test_handover_after_the_decision_is_told_which_one_stands(
    site: Site, applications: Applications
) -> None:
    page = await asked(site, applications)
    await site.press(await site.get(page.link("承認する")), "承認する")
    page = await hand_over_again(site, page.path)
    assert page.h1 == "承認を受け付けました"
    assert "今回の「担当者を変更する」は記録していません" in page.text
    assert await FormRevision.count() == 1


async def hand_over_again(site: Site, path: str) -> Page:
    """Send the form of a page that was open before."""
    fields = {
        "csrf_token": site.client.cookies["__Host-csrf"],
        "contact_department": "営業部",
        "contact_name": "佐藤 次郎",
        "contact_mail_address": COLLEAGUE,
    }
    return await site.post(f"{path}/colleague", fields)


async def test_wholesaler_without_a_registered_domain_is_sent_to_the_helpdesk(
    site: Site, applications: Applications
) -> None:
    page = await asked(site, applications)
    await WholesalerMailDomain.delete(force=True)
    page = await site.get(page.link("担当者を変更する"))
    assert "登録済みのメールのドメインがない" in page.text
    assert not list(page.tree.iter("form"))


async def test_pages_speak_english(site: Site, applications: Applications) -> None:
    page = await asked(site, applications)
    page = await site.get(f"{page.path}/colleague?lang=en")
    page = await site.press(page, "Name another contact", **{"E-mail address": "a@b.example"})
    assert page.title.startswith("Error: ")
    assert "registered domains (mihon-oroshi.example)" in page.errors["contact_mail_address"]
