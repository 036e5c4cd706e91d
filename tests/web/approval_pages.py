"""The wholesaler's pages, opened as the contact opens them."""

from dataclasses import replace

from db.enrolment.applicant_acts import change_contact
from db.enrolment.application_form import newest_form
from db.enrolment.facts import load_facts
from domain.tokens import Purpose
from rig.applications import COLLEAGUE, Applications, now
from rig.site import Site
from rig.visitor import Page

WAYS = ("approve", "decline", "no_trade", "colleague")


async def approval_path(
    applications: Applications, number: str, generation: int | None = None
) -> str:
    """Where the link of 「お取引確認のお願い」 leads; the newest link's unless one is named."""
    return f"/approval/{await applications.token(Purpose.APPROVAL, number, generation)}"


async def asked(site: Site, applications: Applications) -> Page:
    """The page behind the link of 「お取引確認のお願い」."""
    number = await applications.awaiting_approval()
    return await site.get(await approval_path(applications, number))


async def hand_over(site: Site, page: Page, mail_address: str = COLLEAGUE) -> Page:
    """Press 「担当者を変更する」 on both pages."""
    return await name_colleague(site, await colleague_form(site, page), mail_address)


async def colleague_form(site: Site, page: Page) -> Page:
    """Where the contact names a colleague."""
    return await site.get(page.link("担当者を変更する"))


async def name_colleague(site: Site, form: Page, mail_address: str = COLLEAGUE) -> Page:
    """Name a colleague on that page."""
    return await site.press(
        form, "担当者を変更する", 部署名="営業部", 氏名="佐藤 次郎", メールアドレス=mail_address
    )


async def name_another_contact(number: str, mail_address: str) -> None:
    """The applicant changes the contact; the workflow has not heard of it yet."""
    facts = await load_facts(number)
    form = replace(await newest_form(number), contact_mail_address=mail_address)
    await change_contact(number, form, revision=facts.revision, now=now())
