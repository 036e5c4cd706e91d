"""Who asks again for a link reads in its mail what the mailbox has already."""

from dataclasses import replace
from datetime import timedelta

import pytest

from db.enrolment.mail_facts import load_mail_facts
from db.enrolment.same_mailbox import OfSameMailbox
from db.tables.companies import Company
from domain.tokens import Purpose
from mail.applicant_letters import Invitation
from mail.links import Links
from rig.applications import APPLICANT, FORM, Applications, now
from rig.mail_reading import html_of, text_of, words_of_html, words_of_text
from rig.mail_specimens import FACTS, written


async def asked_again(applications: Applications) -> str:
    return await applications.invited(APPLICANT.upper(), now() + timedelta(minutes=1))


async def test_application_under_way_is_told_with_the_way_to_its_status(
    applications: Applications,
) -> None:
    first = await applications.awaiting_approval()
    again = await asked_again(applications)
    facts = await load_mail_facts(again, 0)
    assert facts.others == (OfSameMailbox(FORM.company_name, first, enrolled=False),)
    links = Links("https://inforex.test", applications.settings.link_keys, again, 1)
    letter = await Invitation.about(facts, links)
    token = await applications.token(Purpose.STATUS, first)
    assert letter.under_way[0].status_url == f"https://inforex.test/status/{token}"


async def test_company_that_is_enrolled_is_told(applications: Applications) -> None:
    first = await applications.enrolled()
    facts = await load_mail_facts(await asked_again(applications), 0)
    assert facts.others == (OfSameMailbox(FORM.company_name, first, enrolled=True),)


@pytest.mark.parametrize("column", ["suspended_at", "ended_at"])
async def test_company_that_nobody_gets_into_is_not_told(
    applications: Applications, column: str
) -> None:
    await applications.enrolled()
    await Company.raw(f"UPDATE company SET {column} = now()")  # noqa: S608 -- a column
    assert (await load_mail_facts(await asked_again(applications), 0)).others == ()


async def test_what_ended_or_is_another_mailboxs_is_not_told(applications: Applications) -> None:
    await applications.awaiting_approval("other@shinki-shokuhin.example")
    await applications.invited()
    assert (await load_mail_facts(await asked_again(applications), 0)).others == ()


async def test_mail_names_both_and_leads_to_them() -> None:
    others = (
        OfSameMailbox("申請中食品株式会社", "261122-000002-3", enrolled=False),
        OfSameMailbox("www.evil.example", "", enrolled=True),
    )
    message = await written("invitation", replace(FACTS, others=others))
    text, html = text_of(message), html_of(message)
    for expected in (
        "申請中食品株式会社",
        "261122-000002-3",
        "https://inforex.test/status/token-s",
        "https://inforex.test/login",
        "https://inforex.test/forgotten",
        "www[.]evil[.]example",
        "https://inforex.test/apply/token-a",
    ):
        assert expected in text
        assert expected in html
    assert words_of_text(text) == words_of_html(html)
    assert "\n\n\n" not in text


async def test_mail_to_a_new_mailbox_says_nothing_of_it() -> None:
    assert "すでに次のお手続き" not in text_of(await written("invitation"))
