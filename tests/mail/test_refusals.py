"""Whether a refusal is about the address, or about us; the answers are those of real servers."""

import pytest

from mail.bounces.reading import Automatic, Bounced, read
from mail.refusals import is_about_us
from tests.mail.bounces import SPECIMENS

ABOUT_US = [
    ("5.7.1", "smtp; 550 5.7.1 Service unavailable; client host [192.0.2.1] blocked"),
    ("5.7.1", "smtp; 554 5.7.1 <192.0.2.1>: Client host rejected: Access denied"),
    ("5.7.1", "smtp; 554 5.7.1 <suzuki@mihon-oroshi.example>: Relay access denied"),
    (
        "5.7.26",
        "smtp; 550-5.7.26 This mail has been blocked because the sender is unauthenticated.",
    ),
    ("5.7.509", "smtp;550 5.7.509 Access denied, sending domain does not pass DMARC verification"),
    ("5.7.23", "smtp; 550 5.7.23 Message rejected due to SPF policy"),
    ("4.7.0", "smtp; 421-4.7.0 unusual rate of unsolicited mail originating from your IP address"),
    ("5.0.0", "smtp; 550 5.7.1 rejected"),
    ("5.7.1", ""),
    ("5.1.8", "smtp; 501 5.1.8 Sender address rejected: Domain not found"),
    ("5.0.0", "smtp; 550 Blocked - see https://www.spamhaus.org/query/ip/192.0.2.1"),
    ("5.0.0", "smtp; 554 Message rejected: considered spam"),
    ("5.0.0", "smtp; 535 Authentication failed"),
    ("5.0.0", "smtp; 530 Must issue a STARTTLS command first"),
    ("5.3.0", "smtp; 550 Mail rejected by policy"),
]
ABOUT_THE_ADDRESS = [
    ("5.1.1", "smtp; 550 5.1.1 <suzuki@mihon-oroshi.example>: User unknown"),
    ("5.1.10", "smtp;550 5.1.10 RESOLVER.ADR.RecipientNotFound; Recipient not found"),
    ("5.2.1", "smtp; 550 5.2.1 The mailbox is disabled"),
    ("5.2.2", "smtp; 552 5.2.2 Mailbox full"),
    # Exchange Online says so of an address that its directory does not have.
    ("5.4.1", "smtp;550 5.4.1 Recipient address rejected: Access denied."),
    ("4.4.1", "X-Postfix; connect to mx.mihon-oroshi.example[198.51.100.7]:25: timed out"),
    ("5.0.0", "smtp; 550 Unknown user suzuki@keitai.example"),
    ("5.0.0", ""),
    ("5.1.1", "smtp; 550 5.1.1 spam@mihon-oroshi.example does not exist here"),
    ("5.0.0", "smtp; 550 no such user policyholder@mihon-oroshi.example [203.0.113.53]"),
]


@pytest.mark.parametrize(("status", "answer"), ABOUT_US)
def test_s41_a_server_that_does_not_want_us_says_nothing_of_the_address(
    status: str, answer: str
) -> None:
    assert is_about_us(status, answer)


@pytest.mark.parametrize(("status", "answer"), ABOUT_THE_ADDRESS)
def test_s41_whatever_is_about_the_address_stays_so(status: str, answer: str) -> None:
    assert not is_about_us(status, answer)


def test_no_specimen_of_an_unknown_address_is_taken_for_a_refusal_of_us() -> None:
    bounced = [read(content) for content in SPECIMENS.values()]
    about_us = [one for one in bounced if isinstance(one, Bounced) and one.about_us]
    assert [one.status for one in about_us] == ["5.7.1"]


def test_a_report_of_a_block_is_read_as_one() -> None:
    blocked = read(SPECIMENS["postfix_blocked"])
    assert isinstance(blocked, Bounced)
    assert (blocked.permanent, blocked.about_us) == (True, True)


@pytest.mark.parametrize(
    "name", ["Mail Delivery Center", "MAILER-DAEMON no Suzuki", "配送 mail delivery"]
)
def test_s41_an_automatic_reply_of_somebody_called_like_a_mail_system_is_no_bounce(
    name: str,
) -> None:
    ours = b"From: suzuki@mihon-oroshi.example"
    named = f'From: "{name}" <suzuki@mihon-oroshi.example>'.encode()
    reply = SPECIMENS["vacation_with_the_original_quoted"].replace(ours, named)
    assert named in reply
    assert read(reply) == Automatic()


def test_s41_a_person_called_like_a_mail_system_who_answers_is_no_bounce() -> None:
    answer = SPECIMENS["reply_of_a_person"].replace(
        b"From: suzuki@mihon-oroshi.example",
        b"From: Mail Delivery Desk <suzuki@mihon-oroshi.example>",
    )
    quoted = b"\n\n550 5.1.1\n<261122-000001-5.approval_request.1@inforex.example>\n"
    assert not isinstance(read(answer.replace(b"\n\n", quoted, 1)), Bounced)
