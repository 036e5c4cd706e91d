import re
from dataclasses import replace

import pytest

from domain.enrolment.stages import Choice, Stage
from domain.screening import Reason
from mail.letters import LETTERS, letter_for
from mail.member_letters import MEMBER_LETTERS
from rig.mail_reading import html_of, links_of_html, text_of, words_of_html, words_of_text
from rig.mail_specimens import (
    DEADLINE_SHOWN,
    FACTS,
    HELPDESK,
    LINKS,
    NUMBER,
    facts_with_text,
    written,
)
from rig.mail_subjects import SUBJECTS, subject_of
from texts.evidence import explain

CONSOLE_PAGE = f"https://inforex.test/console/applications/{NUMBER}"
TOP = "https://inforex.test/"
ACCESS_CHANGE = "https://inforex.test/console/companies/00000017/access-changes/7"
ALERTS = [kind for kind in SUBJECTS if kind.startswith("alert_")]

every_kind = pytest.mark.parametrize("kind", SUBJECTS)

LINK_OF = {
    "invitation": "https://inforex.test/apply/token-a",
    "invitation_reminder": "https://inforex.test/apply/token-a",
    "wholesaler_answer": "https://inforex.test/apply/token-a",
    "receipt": "https://inforex.test/status/token-s",
    "approval_request": "https://inforex.test/approval/token-w",
    "approval_reminder": "https://inforex.test/approval/token-w",
    "approval_resend": "https://inforex.test/approval/token-w",
    "open_requests": "https://inforex.test/requests/token-r",
    "decision_receipt": "https://inforex.test/dispute/token-d",
    "welcome": "https://inforex.test/login",
    "returned": "https://inforex.test/status/token-s",
    "declined": "https://inforex.test/status/token-s",
    "undeliverable": "https://inforex.test/status/token-s",
    "address_corrected": "https://inforex.test/status/token-s",
    **dict.fromkeys(("lapsed", "uncorrected", "withdrawn"), TOP),
    **dict.fromkeys(("cancellation_ended", "company_revoked"), TOP),
    "account_invitation": "https://inforex.test/invitation/token-i",
    "recovery": "https://inforex.test/password/token-p",
    "password_reset": "https://inforex.test/password/token-p",
    "password_link": "https://inforex.test/password/token-p",
    "manager_invited": "https://inforex.test/invitation/token-i",
    "manager_appointed": "https://inforex.test/login",
    "address_confirmation": "https://inforex.test/address/token-m",
    "access_change_asked": "https://inforex.test/access/token-c",
    "access_change_notice": "https://inforex.test/access/token-c",
    "access_confirmation": "https://inforex.test/address/token-m",
    **dict.fromkeys(("access_change_alert", "access_change_stopped"), ACCESS_CHANGE),
    "role_received": "https://inforex.test/login",
    "deputy_asked": "https://inforex.test/deputy",
    "suspension_lifted": "https://inforex.test/login",
    "company_change_alert": "https://inforex.test/console",
    "company_change_declined": "https://inforex.test/login",
    "cancellation_begun": "https://inforex.test/login",
    "cancellation_reminder": "https://inforex.test/login",
    "cancellation_alert": "https://inforex.test/console",
    "cancellation_proposed": "https://inforex.test/console/companies/00000017",
    **dict.fromkeys(ALERTS, CONSOLE_PAGE),
}


def test_the_subjects_are_known_of_every_mail_there_is() -> None:
    assert set(SUBJECTS) == {*LETTERS, *MEMBER_LETTERS}


@every_kind
async def test_the_subject_is_the_agreed_one_and_holds_no_link_that_people_typed(kind: str) -> None:
    message = await written(kind, facts_with_text("http://evil.example"))
    assert message["Subject"] == subject_of(kind, "http[:]//evil[.]example")


@every_kind
async def test_text_and_html_say_the_same_words_in_the_same_order(kind: str) -> None:
    message = await written(kind)
    assert words_of_html(html_of(message)) == words_of_text(text_of(message))


@every_kind
async def test_both_forms_carry_the_one_link_of_the_mail_and_that_of_the_top_page(
    kind: str,
) -> None:
    message = await written(kind)
    expected = {LINK_OF[kind]} if kind in LINK_OF else set()
    if "トップページ" in text_of(message):
        expected.add(TOP)
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
    ("kind", "stage"),
    [
        ("invitation", Stage.INVITED),
        ("invitation_reminder", Stage.INVITED),
        ("receipt", Stage.AWAITING_APPROVAL),
        ("approval_request", Stage.AWAITING_APPROVAL),
        ("approval_reminder", Stage.AWAITING_APPROVAL),
        ("approval_resend", Stage.AWAITING_APPROVAL),
        ("alert_silence", Stage.AWAITING_APPROVAL),
        ("returned", Stage.RETURNED),
        ("declined", Stage.RETURNED),
        ("undeliverable", Stage.RETURNED),
        ("account_invitation", Stage.ENROLLED),
        ("recovery", Stage.ENROLLED),
        ("password_reset", Stage.ENROLLED),
        ("address_confirmation", Stage.ENROLLED),
        ("cancellation_begun", Stage.ENROLLED),
        ("cancellation_reminder", Stage.ENROLLED),
        ("access_change_asked", Stage.ENROLLED),
        ("access_change_notice", Stage.ENROLLED),
        ("access_confirmation", Stage.ENROLLED),
        ("access_change_alert", Stage.ENROLLED),
    ],
)
async def test_the_deadline_is_an_absolute_time_with_its_weekday(kind: str, stage: Stage) -> None:
    message = await written(kind, replace(FACTS, stage=stage))
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
    ("choice", "shown"),
    [
        (Choice.APPROVE, "承認"),
        (Choice.DECLINE, "承認しない"),
        (Choice.NO_TRADE, "取引がない"),
    ],
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


@pytest.mark.parametrize(
    ("kind", "quoted"),
    [
        ("decision_receipt", FACTS.reason),
        ("alert_no_trade", FACTS.reason),
        ("declined", FACTS.return_reason),
        ("returned", FACTS.return_reason),
        ("turned_down", FACTS.verdict_reason),
    ],
)
async def test_every_line_of_a_reason_is_marked_as_quoted(kind: str, quoted: str) -> None:
    text = text_of(await written(kind))
    assert "".join(f"> {line}\n" for line in quoted.splitlines()) in text


@pytest.mark.parametrize("kind", ["receipt", "returned", "declined", "undeliverable"])
async def test_a_mail_that_goes_out_after_the_wait_it_speaks_of_names_no_deadline(
    kind: str,
) -> None:
    text = text_of(await written(kind, replace(FACTS, stage=Stage.UNDER_REVIEW)))
    assert DEADLINE_SHOWN not in text


async def test_the_receipt_says_whether_the_wholesaler_is_asked() -> None:
    asked = text_of(await written("receipt"))
    assert "鈴木 一郎 様に、お取引の確認をメールでお願いします。" in asked
    assert "卸担当者へ、直接ご相談ください。" in asked
    held = text_of(await written("receipt", replace(FACTS, stage=Stage.UNDER_REVIEW)))
    assert "確認が終わるまで、卸担当者へはメールをお送りしません。" in held
    assert "直接ご相談" not in held
    later = text_of(await written("receipt", replace(FACTS, stage=Stage.WITHDRAWN)))
    assert "現在の状況は、上のページでご確認ください。" in later
    assert "承認されると" not in later


async def test_a_named_colleague_reads_who_handed_it_over_and_when() -> None:
    handed = replace(FACTS, predecessor=FACTS.successor)
    text = text_of(await written("approval_request", handed))
    assert (
        "この申請の確認は、2026年11月24日(火) 11:00（日本時間）に、"
        "営業部 佐藤 次郎 様（sato[@]mihon-oroshi[.]example）から 鈴木 一郎 様に引き継がれた"
        in text
    )
    assert "貴社のご担当者に指定されたため" not in text
    assert "貴社のご担当者に指定されたため" in text_of(await written("approval_request"))


async def test_a_hand_over_is_receipted_with_the_address_that_was_used() -> None:
    text = text_of(await written("hand_over_receipt"))
    assert "新しい担当者: 営業部 佐藤 次郎 様\n" in text
    assert "メールアドレス: sato[@]mihon-oroshi[.]example\n" in text


async def test_no_trade_without_a_reason_has_none_in_any_mail() -> None:
    silent = replace(FACTS, choice=Choice.NO_TRADE, reason="")
    for kind in ("decision_receipt", "alert_no_trade"):
        text = text_of(await written(kind, silent))
        assert "理由:" not in text
        assert "担当者から:" not in text


async def test_a_return_names_the_parts_as_the_form_does() -> None:
    assert "\n・企業情報\n・代表JAN\n" in text_of(await written("returned"))


async def test_an_undeliverable_mail_is_told_with_the_address_that_nobody_can_click() -> None:
    text = text_of(await written("undeliverable"))
    assert "メールアドレス: suzuki[@]mihon-oroshi[.]example\n" in text


@pytest.mark.parametrize("kind", ALERTS)
async def test_an_alert_names_the_application_and_opens_its_page_in_the_console(kind: str) -> None:
    text = text_of(await written(kind))
    assert f"\n受付番号: {NUMBER}\n" in text
    assert f"\n▼ 申請を開く\n{CONSOLE_PAGE}\n" in text


async def test_the_alert_of_screening_explains_each_reason_once() -> None:
    text = text_of(await written("alert_screening"))
    for reason in (Reason.JAN_MAKER_CODE_TAKEN, Reason.CONTACT_MAIL_IS_FREE):
        assert text.count(f"\n・{explain(reason)}\n") == 1


async def test_the_alert_of_a_suspension_names_the_company_id() -> None:
    assert "\n企業ID: 00000017\n" in text_of(await written("alert_suspended"))


async def test_a_decision_receipt_without_a_decision_is_never_written() -> None:
    with pytest.raises(LookupError, match=NUMBER):
        await letter_for("decision_receipt", replace(FACTS, choice=None, decided_at=None), LINKS)


async def test_a_kind_that_does_not_exist_is_a_lookup_error() -> None:
    with pytest.raises(LookupError):
        await letter_for("frame", FACTS, LINKS)


async def test_s27_the_receipt_tells_when_an_administrator_stood_in() -> None:
    facts = replace(FACTS, choice=Choice.APPROVE, reason="", decided_on_behalf=True)
    message = await written("decision_receipt", facts)
    assert "回答の方法: Inforexの管理者が、貴社に確認のうえ代わりに記録" in text_of(message)
    assert "このメールアドレスへお送りした" not in text_of(message)
    assert words_of_html(html_of(message)) == words_of_text(text_of(message))
