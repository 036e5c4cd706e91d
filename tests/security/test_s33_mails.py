"""What people typed becomes no link in the mails that go out; tests/mail has every kind (S33)."""

import re
from dataclasses import replace

import pytest

from activities.mail_writing import MailWriter
from db.mailing import mails
from domain.enrolment.stages import Choice
from rig.applications import FORM, Applications, now
from rig.mail_reading import html_of, links_of_html, parsed, text_of

TYPED = '<a href="https://evil.example">x</a> http://evil.example www.evil.example a@evil.example'
HOSTILE = replace(
    FORM,
    company_name=f"新規 {TYPED}",
    contact_department=TYPED,
    contact_name=TYPED,
    manager_department=TYPED,
    manager_name=TYPED,
)
# What mail programs turn into a link by themselves, if it stands in a text.
SEEN_AS_LINK = re.compile(r"evil\.example|https?://evil|www\.evil|@evil")


async def assert_harmless(key: str, applications: Applications) -> None:
    mail = await mails.claim(key, now())
    assert mail is not None
    content = await MailWriter(applications.settings, now).content(mail)
    assert content is not None
    message = parsed(content)
    for body in (text_of(message), html_of(message)):
        assert not SEEN_AS_LINK.search(body)
    assert not [link for link in links_of_html(html_of(message)) if "evil" in link]


@pytest.mark.parametrize("choice", [Choice.DECLINE, Choice.NO_TRADE])
async def test_s33_a_form_full_of_links_gives_mails_without_them(
    applications: Applications, choice: Choice
) -> None:
    number = await applications.awaiting_approval(form=HOSTILE)
    await applications.decide(number, choice, TYPED)
    steps, order = applications.steps, applications.order(number)
    await (
        steps.return_refused(order) if choice is Choice.DECLINE else steps.freeze_disowned(order)
    )
    keys = await mails.due(number)
    assert len(keys) > 2
    for key in keys:
        await assert_harmless(key, applications)
