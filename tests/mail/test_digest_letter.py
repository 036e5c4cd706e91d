"""The helpdesk's digest, written without a database."""

import re
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from email.message import EmailMessage

import pytest

from db.console.digest import Digest, Ending, Figures, MailsThatWait, WaitingCases
from db.console.queue import Case
from db.mailing.mails import ClaimedMail
from domain.enrolment.stages import Stage
from domain.needs import Need
from mail.digest_letters import DETAILS, HAPPENED, LISTED, NEEDS, HelpdeskDigest
from mail.rendering import render
from rig.mail_reading import html_of, links_of_html, parsed, text_of, words_of_html, words_of_text
from rig.mail_specimens import HELPDESK, MAIL_FROM

CONSOLE = "https://inforex.test/console"
NUMBER = "261120-000001-5"
SINCE = datetime(2026, 11, 20, 1, 0, tzinfo=UTC)


def case(need: Need, *details: str, name: str = "新規食品株式会社", days: int = 0) -> Case:
    of_company = need is Need.CHANGE
    return Case(
        subject="review:1",
        need=need,
        since=SINCE + timedelta(days=days),
        application_number=None if of_company else NUMBER,
        company_id="00000017" if of_company else None,
        company_name=name,
        details=details,
        in_hand=None,
    )


NOTHING = Digest(
    day=date(2026, 11, 24),
    waiting=tuple(WaitingCases(need, 0, ()) for need in Need),
    ending=(),
    leaving=(),
    late=MailsThatWait(0, None),
    since=date(2026, 11, 20),
    happened=Figures(9, 8, 7, 6, 5, 44, 3),
    breaches={},
    seal="",
)
STOPPED = case(
    Need.STOPPED, NUMBER, "workflow_missing Enrolment: FAILED", "step_failing screen: KeyError"
)
STOPPED_IMPORT = replace(
    STOPPED,
    application_number=None,
    company_name="",
    details=("import-7", "step_failing take_in_sent: KeyError"),
)
FULL = replace(
    NOTHING,
    waiting=(
        WaitingCases(Need.STOPPED, 2, (STOPPED, STOPPED_IMPORT)),
        WaitingCases(Need.REVIEW, 1, (case(Need.REVIEW, "no_trade", "jan_maker_code_taken"),)),
        WaitingCases(Need.MAIL, 1, (case(Need.MAIL, "approval_request", "receipt"),)),
        WaitingCases(Need.SILENCE, 1, (case(Need.SILENCE),)),
        WaitingCases(Need.CHANGE, 1, (case(Need.CHANGE, "name", "jan_maker_code"),)),
    ),
    ending=(Ending(NUMBER, "期限食品株式会社", Stage.RETURNED, SINCE),),
    leaving=(Ending("00000025", "解約食品株式会社", None, SINCE),),
    late=MailsThatWait(2, SINCE),
    breaches={"seals_are_ours": 2, "mails_go": 1},
    seal="4711-" + "5ea1" * 16,
)


def written(digest: Digest) -> EmailMessage:
    """The mail as its receiver's program parses it."""
    process = "digest-20261124"
    mail = ClaimedMail(
        key=f"{process}/helpdesk_digest/1",
        process=process,
        kind="helpdesk_digest",
        generation=1,
        revision=0,
        company=None,
        account=None,
        recipient="administrators@inforex.example",
        salt=None,
        queued_at=datetime(2026, 11, 23, 23, 45, tzinfo=UTC),
    )
    letter = HelpdeskDigest.of(digest, CONSOLE)
    at = datetime(2026, 11, 23, 23, 45, tzinfo=UTC)
    message = render(letter, mail, mail_from=MAIL_FROM, helpdesk=HELPDESK, now=at)
    return parsed(message.as_bytes())


def without_addresses_of_lines(text: str) -> str:
    """The text without what the HTML has as links on the numbers."""
    return re.sub(rf"^{CONSOLE}/\w+([/][0-9-]+|[?]need=stopped)$", "", text, flags=re.MULTILINE)


@pytest.mark.parametrize("digest", [NOTHING, FULL])
def test_the_text_and_the_html_say_the_same(digest: Digest) -> None:
    mail = written(digest)
    text = without_addresses_of_lines(text_of(mail))
    assert words_of_html(html_of(mail)) == words_of_text(text)


@pytest.mark.parametrize(("digest", "count"), [(NOTHING, 0), (FULL, 6)])
def test_the_subject_says_the_day_and_how_much_there_is_to_do(digest: Digest, count: int) -> None:
    expected = f"【Inforex管理】11月24日(火)の状況（対応待ち{count}件）"
    assert written(digest)["Subject"] == expected


def test_every_line_says_who_why_and_since_when_and_leads_to_its_page() -> None:
    text = text_of(written(FULL))
    since = "2026年11月20日(金) 10:00"
    application, company = f"{CONSOLE}/applications/{NUMBER}", f"{CONSOLE}/companies"
    for line, page in {
        f"{NUMBER} 新規食品株式会社（ワークフローがない、くり返し失敗） {since}": application,
        f"import-7 ファイルの取込（くり返し失敗） {since}": f"{CONSOLE}/applications?need=stopped",
        f"{NUMBER} 新規食品株式会社（取引がない） {since}": application,
        f"{NUMBER} 新規食品株式会社（お取引確認のお願い、加入申請の受付） {since}": application,
        f"{NUMBER} 新規食品株式会社 {since}": application,
        f"00000017 新規食品株式会社（企業名、代表JAN） {since}": f"{company}/00000017",
        f"{NUMBER} 期限食品株式会社（修正待ち） {since}": application,
        f"00000025 解約食品株式会社 {since}": f"{company}/00000025",
    }.items():
        assert f"\n{line}\n{page}\n" in text
    assert set(re.findall(rf"{CONSOLE}\S*", text)) <= set(links_of_html(html_of(written(FULL))))


def test_what_there_is_nothing_of_is_not_mentioned() -> None:
    text = text_of(written(NOTHING))
    assert "対応が必要なものはありません。" in text
    assert not [title for title in NEEDS.values() if title in text]
    assert not [words for words in ("期限が近い", "解約", "送信できていない") if words in text]


def test_a_long_table_names_the_first_and_counts_the_rest() -> None:
    cases = tuple(case(Need.SILENCE, name=f"第{n}食品", days=n) for n in range(LISTED + 1))
    text = text_of(written(replace(NOTHING, waiting=(WaitingCases(Need.SILENCE, 37, cases),))))
    assert "■ 卸担当者の回答がない申請: 37件" in text
    assert f"第{LISTED - 1}食品" in text
    assert f"第{LISTED}食品" not in text
    assert f"\nほか{37 - LISTED}件\n" in text


def test_the_figures_are_of_the_days_since_the_last_business_day() -> None:
    text = text_of(written(NOTHING))
    assert "■ 11月20日(金)から11月23日(月)までの件数\n申請用URLの発行 9件\n" in text
    assert "\n届かなかったメール 3件\n" in text
    of_one_day = replace(NOTHING, since=date(2026, 11, 23))
    assert "■ 11月23日(月)の件数\n" in text_of(written(of_one_day))


def test_mails_that_cannot_go_are_told_with_the_oldest() -> None:
    assert "■ 送信できていないメール: 2件\n最も古いもの: 2026年11月20日(金) 10:00から\n" in text_of(
        written(FULL)
    )


def test_the_newest_seal_of_the_audit_log_is_told_once_there_is_one() -> None:
    assert FULL.seal in text_of(written(FULL))
    assert "封印" not in text_of(written(NOTHING))


def test_what_the_auditor_found_is_told_by_law() -> None:
    text = text_of(written(FULL))
    assert "■ 監査で見つかった異常\nseals_are_ours 2件\nmails_go 1件\n" in text
    assert "監査で" not in text_of(written(NOTHING))


def test_s33_no_name_becomes_a_link_or_markup() -> None:
    hostile = "<a href=https://evil.example>www.evil.example</a>"
    waiting = (WaitingCases(Need.REVIEW, 1, (case(Need.REVIEW, "screening", name=hostile),)),)
    mail = written(replace(NOTHING, waiting=waiting))
    assert "evil.example" not in text_of(mail)
    assert not [link for link in links_of_html(html_of(mail)) if "evil" in link]


def test_whatever_can_be_in_it_has_its_words() -> None:
    assert set(NEEDS) == set(Need)
    assert list(HAPPENED) == list(Figures.__annotations__)
    assert {"screening", "no_trade", "dispute", "approval_request", "welcome"} <= set(DETAILS)
