import re
from dataclasses import replace

import pytest

from domain.stages import Choice
from mail.letters import LETTERS, letter_for
from tests.mail.specimens import (
    DEADLINE_SHOWN,
    FACTS,
    HELPDESK,
    LINKS,
    NUMBER,
    SUBJECTS,
    facts_with_text,
    html_of,
    links_of_html,
    text_of,
    words_of_html,
    words_of_text,
    written,
)

every_kind = pytest.mark.parametrize("kind", SUBJECTS)

LINK_OF = {
    "invitation": "https://inforex.test/apply/token-a",
    "invitation_reminder": "https://inforex.test/apply/token-a",
    "receipt": "https://inforex.test/status/token-s",
    "approval_request": "https://inforex.test/approval/token-w",
    "welcome": "https://inforex.test/login",
    "declined": "https://inforex.test/",
    "lapsed": "https://inforex.test/",
}


def test_the_subjects_are_known_of_every_mail_there_is() -> None:
    assert set(SUBJECTS) == set(LETTERS)


@every_kind
async def test_the_subject_is_the_agreed_one_and_holds_nothing_that_people_typed(kind: str) -> None:
    message = await written(kind, facts_with_text("http://evil.example"))
    assert message["Subject"] == SUBJECTS[kind]


@every_kind
async def test_text_and_html_say_the_same_words_in_the_same_order(kind: str) -> None:
    message = await written(kind)
    assert words_of_html(html_of(message)) == words_of_text(text_of(message))


@every_kind
async def test_both_forms_carry_the_one_link_of_the_mail_and_no_other(kind: str) -> None:
    message = await written(kind)
    expected = {LINK_OF[kind]} if kind in LINK_OF else set()
    assert set(re.findall(r"https?://\S+", text_of(message))) == expected
    helpdesk = {f"tel:{HELPDESK.telephone}", f"mailto:{HELPDESK.mail_address}"}
    assert set(links_of_html(html_of(message))) == expected | helpdesk


@every_kind
async def test_the_action_comes_before_the_reason_and_the_reason_before_the_helpdesk(
    kind: str,
) -> None:
    text = text_of(await written(kind))
    why = text.index("■ このメールをお送りした理由")
    assert text.find("▼") < why < text.index("■ Inforexヘルプデスク")
    assert text.index(HELPDESK.telephone) < text.index("午前9:00～12:00／午後13:00～17:00")


@pytest.mark.parametrize(
    "kind", ["invitation", "invitation_reminder", "receipt", "approval_request"]
)
async def test_the_deadline_is_an_absolute_time_with_its_weekday(kind: str) -> None:
    message = await written(kind)
    assert DEADLINE_SHOWN in text_of(message)
    assert DEADLINE_SHOWN in html_of(message)


@every_kind
async def test_nothing_is_left_unrendered(kind: str) -> None:
    message = await written(kind)
    for body in (text_of(message), html_of(message)):
        assert not re.search(r"\{[{%#]|[}%#]\}|None|&amp;", body)


@every_kind
async def test_the_text_has_one_blank_line_before_each_heading_and_never_two(kind: str) -> None:
    text = text_of(await written(kind))
    assert "\n\n\n" not in text
    assert not re.search("[^\n-]\n■", text)


@every_kind
async def test_s33_markup_in_names_and_reasons_is_shown_and_not_obeyed(kind: str) -> None:
    typed = '<img src="x" onerror=alert(1)><a href=//evil>&lt;'
    message = await written(kind, facts_with_text(typed))
    assert "<img" not in html_of(message)
    assert "evil" not in "".join(links_of_html(html_of(message)))
    assert words_of_html(html_of(message)) == words_of_text(text_of(message))


@every_kind
async def test_s33_an_address_in_a_name_or_reason_cannot_be_clicked(kind: str) -> None:
    typed = "http://evil.example/login www.evil.example pay@evil.example"
    message = await written(kind, facts_with_text(typed))
    for body in (text_of(message), html_of(message)):
        assert not re.search(r"http://|evil\.|www\.|@evil", body)


async def test_the_welcome_has_the_ids_and_no_password() -> None:
    text = text_of(await written("welcome"))
    assert "企業ID: 00000017\nアカウントID: 001\n" in text
    assert "パスワード: 加入申請のときにお決めいただいたもの" in text


async def test_the_contact_sees_who_asks_before_following_the_link() -> None:
    text = text_of(await written("approval_request"))
    for shown in (FACTS.company_name, "東京都", "4598765", FACTS.manager_name, NUMBER):
        assert shown in text


@pytest.mark.parametrize(
    ("choice", "shown"), [(Choice.APPROVE, "承認する"), (Choice.DECLINE, "承認しない")]
)
async def test_the_decision_receipt_says_what_was_decided_and_when(
    choice: Choice, shown: str
) -> None:
    text = text_of(await written("decision_receipt", replace(FACTS, choice=choice)))
    assert f"回答: {shown}\n" in text
    assert "回答日時: 2026年11月24日(火) 09:30（日本時間）" in text


async def test_an_approval_has_no_empty_reason() -> None:
    facts = replace(FACTS, choice=Choice.APPROVE, reason="")
    assert "理由:" not in text_of(await written("decision_receipt", facts))


@pytest.mark.parametrize("kind", ["declined", "decision_receipt"])
async def test_every_line_of_a_reason_is_marked_as_quoted(kind: str) -> None:
    text = text_of(await written(kind))
    assert "> お取引の記録がありません。\n> 担当部署をご確認ください。\n" in text


async def test_a_receipt_that_goes_out_after_the_decision_names_no_deadline() -> None:
    text = text_of(await written("receipt", replace(FACTS, deadline=None)))
    assert "回答期限" not in text


async def test_a_decision_receipt_without_a_decision_is_never_written() -> None:
    with pytest.raises(LookupError, match=NUMBER):
        await letter_for("decision_receipt", replace(FACTS, choice=None, decided_at=None), LINKS)


async def test_a_kind_that_does_not_exist_is_a_lookup_error() -> None:
    with pytest.raises(LookupError):
        await letter_for("frame", FACTS, LINKS)
