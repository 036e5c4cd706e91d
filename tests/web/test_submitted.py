"""What was sent is kept: on the status page, in the receipt, and as a PDF for filing."""

import pytest

from db.enrolment.application_form import load_submission, newest_form
from db.enrolment.mail_facts import load_mail_facts
from domain.enrolment.form import LABELS, TITLES
from domain.tokens import Purpose
from mail.letters import letter_for
from rig.applications import (
    APPLICANT,
    COLLEAGUE,
    CONTACT,
    FORM,
    PASSWORD,
    Applications,
    another_form,
)
from rig.lives.standings import go_on, hand_it_over
from rig.mail_reading import text_of
from rig.mail_specimens import LINKS, written
from rig.site import Site
from tests.web.status_pages import status_page, status_path

ENTERED = [str(value) for name, value in vars(FORM).items() if name != "wholesaler_id"]


async def test_status_page_shows_all_that_was_entered(
    site: Site, applications: Applications
) -> None:
    page = await status_page(site, applications, await applications.awaiting_approval())
    for shown in (*ENTERED, "見本食品卸株式会社", APPLICANT, *LABELS.values(), *TITLES.values()):
        assert shown in page.text
    assert "同意した利用規約 第2版（" in page.text
    assert PASSWORD not in page.html
    assert "パスワード 設定済み" in page.text


async def test_pdf_for_filing_is_made_of_the_same(site: Site, applications: Applications) -> None:
    number = await applications.awaiting_approval()
    page = await status_page(site, applications, number)
    response = await site.client.get(page.link("申請した内容をダウンロード（PDF）"))
    assert response.headers["content-type"] == "application/pdf"
    named = f'attachment; filename="inforex-application-{number}.pdf"'
    assert response.headers["content-disposition"] == named
    assert response.content.startswith(b"%PDF-")
    assert b"+NotoSansCJKjp-Regular" in response.content


async def test_nothing_that_people_type_is_markup_in_the_pdf(
    site: Site, applications: Applications
) -> None:
    """Typst would stop at `#panic`; here it is text."""
    form = another_form(address='#panic("x") *a* $b$ <c> @d \\ `e`', manager_department="= 題")
    number = await applications.awaiting_approval("b@maker.example", form)
    path = f"{await status_path(applications, number)}/application.pdf"
    assert (await site.client.get(path)).status_code == 200


@pytest.mark.parametrize("token", ["x", "a" * 43])
async def test_s03_without_the_link_there_is_no_pdf(site: Site, token: str) -> None:
    assert (await site.get(f"/status/{token}/application.pdf")).status == 404


async def test_s06_another_links_token_opens_no_pdf(site: Site, applications: Applications) -> None:
    number = await applications.awaiting_approval()
    token = await applications.token(Purpose.APPROVAL, number)
    assert (await site.get(f"/status/{token}/application.pdf")).status == 404


async def test_what_others_changed_is_not_shown_as_sent(
    site: Site, applications: Applications
) -> None:
    number = await applications.awaiting_approval()
    await hand_it_over(number)
    await go_on(applications, number)
    assert (await newest_form(number)).contact_mail_address == COLLEAGUE
    assert (await load_submission(number)).revision.form.contact_mail_address == CONTACT
    page = await status_page(site, applications, number)
    assert CONTACT in page.text
    assert COLLEAGUE not in page.html


async def test_receipt_lists_all_that_was_entered(applications: Applications) -> None:
    number = await applications.awaiting_approval()
    letter = await letter_for("receipt", await load_mail_facts(number, 1), LINKS)
    listed = {label: value for _, rows in letter.sent for label, value in rows}  # type: ignore[union-attr]  # a receipt
    assert set(listed) == set(LABELS.values())
    for value in ENTERED:
        assert value in [shown.replace("[", "").replace("]", "") for shown in listed.values()]
    text = text_of(await written("receipt"))
    assert "■ 申請した内容\n［企業情報］\n企業名: 新規食品株式会社\n" in text
    assert "認証先卸担当者メールアドレス: suzuki[@]mihon-oroshi[.]example\n" in text
