"""Mails to applicants who made their application in English."""

import re
from dataclasses import replace

import pytest

from db.enrolment.same_mailbox import OfSameMailbox
from domain.business_calendar import format_jst
from domain.enrolment.disclosure import NOT_GIVEN
from domain.enrolment.form import LABELS, TITLES
from domain.enrolment.stages import Stage
from domain.mail_kinds import Audience, MailKind
from mail.english_fields import ENGLISH_FIELDS
from rig.mail_reading import html_of, links_of_html, text_of, words_of_html, words_of_text
from rig.mail_specimens import DEADLINE, FACTS, written
from web.language import ENGLISH as CATALOGUE

ENGLISH = replace(
    FACTS,
    language="en",
    company_name="Shinki Foods K.K.",
    manager_name="Jane Doe",
    company_name_kana="SHINKI FOODS",
    head_office="Tokyo",
    address="1-1 Chiyoda, Chiyoda-ku",
    manager_department="Products",
    manager_name_kana="JANE DOE",
    contact_department="Buying",
    contact_name="T. Oroshi",
    wholesaler_name="Mihon Oroshi",
    return_reason="Please check the address.",
    verdict_reason="No business relationship.",
    missed_wholesaler="Kitaguni Foods",
    named_wholesaler="Kitaguni Foods Wholesale",
    wholesaler_answer="It is listed now.",
)
JAPANESE = re.compile("[\u3041-\u30ff\u3400-\u9fff]")
TO_APPLICANTS = [str(kind) for kind in MailKind if kind.audience is Audience.APPLICANT]

every_kind = pytest.mark.parametrize("kind", TO_APPLICANTS)


@every_kind
async def test_every_mail_to_an_applicant_is_all_in_english(kind: str) -> None:
    message = await written(kind, ENGLISH)
    assert message["Content-Language"] == "en"
    assert message["Subject"].startswith("【Inforex】")
    for words in (message["Subject"], text_of(message), html_of(message)):
        assert not JAPANESE.search(words)
    assert '<html lang="en">' in html_of(message)


@every_kind
async def test_english_text_and_html_say_the_same_words_in_the_same_order(kind: str) -> None:
    message = await written(kind, ENGLISH)
    assert words_of_html(html_of(message)) == words_of_text(text_of(message))


@every_kind
async def test_the_english_mail_has_the_links_of_the_japanese_one(kind: str) -> None:
    english, japanese = await written(kind, ENGLISH), await written(kind)
    assert links_of_html(html_of(english)) == links_of_html(html_of(japanese))
    for text in (text_of(english), text_of(japanese)):
        assert "\n\n\n" not in text
        assert not re.search("[^\n-]\n■", text)


@pytest.mark.parametrize(
    ("kind", "stage"),
    [
        ("invitation", Stage.INVITED),
        ("receipt", Stage.AWAITING_APPROVAL),
        ("returned", Stage.RETURNED),
    ],
)
async def test_deadlines_are_in_english(kind: str, stage: Stage) -> None:
    message = await written(kind, replace(ENGLISH, stage=stage))
    assert format_jst(DEADLINE, "en") in text_of(message)


async def test_japanese_names_in_an_english_mail_are_marked() -> None:
    html = html_of(await written("declined", replace(FACTS, language="en")))
    assert f'<span lang="ja">{FACTS.wholesaler_name}</span>' in html


@pytest.mark.parametrize("kind", ["approval_request", "alert_screening", "decision_receipt"])
async def test_mails_to_others_stay_japanese(kind: str) -> None:
    message = await written(kind, replace(FACTS, language="en"))
    assert message["Content-Language"] == "ja"
    assert '<html lang="ja">' in html_of(message)


def test_fields_have_the_words_of_the_english_form() -> None:
    said = {*LABELS.values(), *TITLES.values(), NOT_GIVEN}
    assert dict(ENGLISH_FIELDS) == {each: CATALOGUE[each] for each in said}


@pytest.mark.parametrize(
    ("stage", "says"),
    [
        (Stage.AWAITING_APPROVAL, "1. We are asking T. Oroshi (Buying, Mihon Oroshi)"),
        (Stage.UNDER_REVIEW, "Until that is done, nobody at the wholesaler is asked."),
        (Stage.RETURNED, "Your application has moved on since."),
    ],
)
async def test_the_receipt_says_what_is_true_and_what_was_sent(stage: Stage, says: str) -> None:
    text = text_of(await written("receipt", replace(ENGLISH, stage=stage)))
    assert says in text
    assert "Telephone number: " in text
    assert ("Answer due by" in text) is (stage is Stage.AWAITING_APPROVAL)


async def test_the_invitation_tells_what_the_mailbox_has_already() -> None:
    others = (
        OfSameMailbox("Old Foods", "261122-000001-5", enrolled=True),
        OfSameMailbox("Other Foods", "261122-000002-3", enrolled=False),
    )
    text = text_of(await written("invitation", replace(ENGLISH, others=others)))
    assert "Enrolled: Old Foods" in text
    assert "Application under way: Other Foods" in text
    assert "If you are applying for another company" in text
