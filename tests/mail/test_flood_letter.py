"""The mail about a flood: what was tried, how often, and where to look."""

from datetime import UTC, datetime
from email.message import EmailMessage
from uuid import UUID

import pytest

from db.floods import FLOOD, Flood
from db.mailing.mails import ClaimedMail
from domain.limits import LimitKind
from mail.bounces.keys import find_key
from mail.flood_letter import AlertFlood
from mail.rendering import render
from mail.traces import message_id
from rig.mail_reading import html_of, links_of_html, parsed, text_of, words_of_html, words_of_text
from rig.mail_specimens import HELPDESK, MAIL_FROM
from texts.limits import LIMITS

AT = datetime(2026, 11, 28, 8, 0, tzinfo=UTC)
KEY, SALT = f"letters-3/{FLOOD}/7", UUID(int=7)
EVERYTHING = Flood(LimitKind.LOGINS, "", 1200, 1000, AT, AT)
ONE_ACCOUNT = Flood(LimitKind.LOGIN_ACCOUNT, "00000017-001", 60, 50, AT, AT)


def written(flood: Flood) -> EmailMessage:
    mail = ClaimedMail(
        key=KEY,
        process="letters-3",
        kind=FLOOD,
        generation=7,
        revision=0,
        company=None,
        account=None,
        recipient="administrators@inforex.example",
        salt=SALT,
        queued_at=AT,
    )
    letter = AlertFlood.of(flood, "https://inforex.test")
    message = render(letter, mail, mail_from=MAIL_FROM, helpdesk=HELPDESK, now=AT)
    return parsed(message.as_bytes())


@pytest.mark.parametrize("flood", [EVERYTHING, ONE_ACCOUNT])
def test_the_text_and_the_html_say_the_same(flood: Flood) -> None:
    mail = written(flood)
    assert words_of_html(html_of(mail)) == words_of_text(text_of(mail))
    assert "\n\n\n" not in text_of(mail)


def test_it_says_what_was_tried_how_often_and_since_when_and_leads_to_the_list() -> None:
    mail = written(EVERYTHING)
    assert mail["Subject"] == "【Inforex管理】通常より多い操作を検知しました"
    for line in (
        "操作: ログイン（全体）",
        "回数: 1200回（目安 1000回）",
        "検知日時: 2026年11月28日(土) 17:00（日本時間）",
    ):
        assert f"\n{line}\n" in text_of(mail)
    assert "対象" not in text_of(mail)
    assert "\n対象: 00000017-001\n" in text_of(written(ONE_ACCOUNT))
    assert "https://inforex.test/console/limits" in links_of_html(html_of(mail))


def test_every_limit_has_its_words() -> None:
    assert set(LIMITS) == set(LimitKind)


def test_a_bounce_of_it_is_recognised() -> None:
    found = find_key(message_id(KEY, SALT, MAIL_FROM))
    assert found is not None
    assert found.key == KEY
