import pytest

from mail.bounces.reading import Automatic, Bounced, Unrecognised, read
from mail.letters import LETTERS
from rig.mail_specimens import NUMBER, written
from tests.mail.bounces import KEY, SPECIMENS

UNKNOWN_AT_POSTFIX = (
    "smtp; 550 5.1.1 <suzuki@mihon-oroshi.example>: Recipient address rejected: "
    "User unknown in virtual mailbox table"
)
BLOCKED_AT_POSTFIX = (
    "smtp; 554 5.7.1 Service unavailable; Client host [192.0.2.1] blocked using"
    " zen.spamhaus.example"
)
UNKNOWN_AT_EXCHANGE = (
    "smtp;550 5.1.10 RESOLVER.ADR.RecipientNotFound; Recipient not found by SMTP address lookup"
)
UNKNOWN_AT_GMAIL = (
    "smtp; 550-5.1.1 The email account that you tried to reach does not exist. "
    "550 5.1.1 Please try double-checking the recipient's email address."
)
NO_CONNECTION = (
    "X-Postfix; connect to mx.mihon-oroshi.example[198.51.100.7]:25: Connection timed out"
)
REPORTS = {
    "postfix_unknown_user": ("5.1.1", UNKNOWN_AT_POSTFIX),
    "postfix_blocked": ("5.7.1", BLOCKED_AT_POSTFIX),
    "sendmail_docomo": ("5.2.0", "SMTP; 550 Unknown user suzuki@keitai.example"),
    "exchange_report": ("5.1.10", UNKNOWN_AT_EXCHANGE),
    "gmail_without_the_original": ("5.1.1", UNKNOWN_AT_GMAIL),
    "two_behind_one_address": ("5.2.1", "smtp; 550 5.2.1 The mailbox is disabled"),
    "rewritten_message_id": ("5.1.1", UNKNOWN_AT_POSTFIX),
    # Days of trying are over, so this mail is as lost as a refused one.
    "postfix_gave_up": ("4.4.1", NO_CONNECTION),
}
WORDS = {
    "qmail": ("5.1.1", "Sorry, no mailbox here by that name. (#5.1.1)"),
    "exim": ("5.1.1", "550-5.1.1 No such user here"),
    "exchange_in_words": ("5.1.1", "<mail.mihon-oroshi.example #5.1.1>"),
    "au": ("5.0.0", "<<< 550 <suzuki@keitai.example>: User unknown"),
    "docomo_in_japanese": ("5.0.0", "理由: 550 Unknown user suzuki@keitai.example（エラー）"),
    "report_without_status": ("5.0.0", "(reason: 550 Unknown user suzuki@keitai.example)"),
}
PASSING = {
    "postfix_delayed": ("4.4.1", NO_CONNECTION),
    "qmail_out_of_time": ("4.4.3", "CNAME lookup failed temporarily. (#4.4.3)"),
}
AUTOMATIC = {
    "vacation",
    "vacation_with_the_original_quoted",
    "x_autoreply",
    "out_of_office",
    "exchange_automatic_reply",
    "autoresponder_of_a_helpdesk",
}
FOR_PEOPLE = {
    "reply_of_a_person",
    "bounce_forwarded_by_a_person",
    "report_forwarded_by_a_person",
    "notice_of_a_postmaster",
    "report_on_another_mail",
    "delivered",
}

every_permanent_bounce = pytest.mark.parametrize("name", [*REPORTS, *WORDS])


@pytest.mark.parametrize(("name", "said"), REPORTS.items())
def test_s41_a_report_says_which_mail_was_refused_and_why(name: str, said: tuple[str, str]) -> None:
    status, diagnostic = said
    assert read(SPECIMENS[name]) == Bounced(
        KEY, permanent=True, status=status, diagnostic=diagnostic
    )


@pytest.mark.parametrize(("name", "said"), WORDS.items())
def test_s41_a_refusal_in_a_servers_own_words_is_read(name: str, said: tuple[str, str]) -> None:
    status, diagnostic = said
    assert read(SPECIMENS[name]) == Bounced(
        KEY, permanent=True, status=status, diagnostic=diagnostic
    )


@pytest.mark.parametrize(("name", "said"), PASSING.items())
def test_trouble_that_passes_is_not_permanent(name: str, said: tuple[str, str]) -> None:
    status, diagnostic = said
    assert read(SPECIMENS[name]) == Bounced(
        KEY, permanent=False, status=status, diagnostic=diagnostic
    )


def test_what_is_only_delayed_is_not_permanent_whatever_its_status() -> None:
    bounced = read(SPECIMENS["postfix_delayed"].replace(b"4.4.1", b"5.4.1"))
    assert isinstance(bounced, Bounced)
    assert not bounced.permanent


@pytest.mark.parametrize("name", sorted(AUTOMATIC))
def test_s41_an_automatic_reply_is_never_a_bounce_nor_an_answer(name: str) -> None:
    assert read(SPECIMENS[name]) == Automatic()


@pytest.mark.parametrize("name", sorted(FOR_PEOPLE))
def test_what_is_neither_is_left_for_people_to_read(name: str) -> None:
    assert read(SPECIMENS[name]) == Unrecognised()


def test_every_specimen_is_read_by_a_test() -> None:
    assert {*REPORTS, *WORDS, *PASSING, *AUTOMATIC, *FOR_PEOPLE} == set(SPECIMENS)


@every_permanent_bounce
@pytest.mark.parametrize("line_end", [b"\r\n", b"\r"])
def test_line_ends_make_no_difference(name: str, line_end: bytes) -> None:
    assert read(SPECIMENS[name].replace(b"\n", line_end)) == read(SPECIMENS[name])


@pytest.mark.parametrize("kind", LETTERS)
async def test_the_message_id_of_every_kind_of_mail_is_found_again(kind: str) -> None:
    message_id = (await written(kind))["Message-ID"].strip("<>").encode()
    ours = f"{NUMBER}.approval_request.1@inforex.example".encode()
    bounced = read(SPECIMENS["postfix_unknown_user"].replace(ours, message_id))
    assert isinstance(bounced, Bounced)
    assert bounced.key == f"{NUMBER}/{kind}/1"


@every_permanent_bounce
@pytest.mark.parametrize(
    "forged",
    [
        "261122-000001-6.approval_request.1@",  # the check digit
        "9261122-000001-5.approval_request.1@",
        "２61122-000001-5.approval_request.1@",
        "261122-000001-5.payment_request.1@",
        "261122-000001-5.approval_request.0@",
        "261122-000001-5.approval_request.x@",
        "261122-000001-5.approval_request.9999999999@",
    ],
)
def test_a_bounce_of_a_mail_that_cannot_be_ours_is_for_people(name: str, forged: str) -> None:
    ours = f"{NUMBER}.approval_request.1@".encode()
    assert read(SPECIMENS[name].replace(ours, forged.encode())) == Unrecognised()


@pytest.mark.parametrize(
    ("words", "status"),
    [
        ("554 5.7.1 Denied", "5.7.1"),
        ("550 #5.1.1", "5.1.1"),
        ("エラー（550）", "5.0.0"),
        ("理由：550、宛先不明", "5.0.0"),
        ("No such mailbox, 5.1.1.", "5.1.1"),
        ("421 busy, then 550", "4.0.0"),
    ],
)
def test_a_status_is_found_among_words(words: str, status: str) -> None:
    bounced = read(SPECIMENS["qmail"].replace(b"(#5.1.1)", words.encode()))
    assert isinstance(bounced, Bounced)
    assert (bounced.status, bounced.permanent) == (status, status[0] == "5")


@pytest.mark.parametrize(
    "number", ["", "5.1.1.7", "1.5.1.1", "5.9.1", "550.7", "5500", "1550", "03-550", "550th", "580"]
)
def test_no_other_number_is_taken_for_a_status(number: str) -> None:
    assert read(SPECIMENS["qmail"].replace(b"(#5.1.1)", number.encode())) == Unrecognised()


def test_numbers_below_the_quoted_mail_are_no_status() -> None:
    silent = SPECIMENS["docomo_in_japanese"].replace(b"550 Unknown", b"Unknown")
    assert read(silent + b"> 550 yen\n") == Unrecognised()


def test_numbers_of_the_look_of_a_page_are_no_status() -> None:
    in_html = SPECIMENS["au"].replace(b"text/plain", b"text/html")
    assert read(in_html.replace(b"<<< 550", b"<p style='font-weight: 500'>")) == Unrecognised()


@pytest.mark.parametrize(
    ("sender", "outcome"),
    [
        ("MAILER-DAEMON", Bounced),
        ("<mailerdaemon@keitai.example>", Bounced),
        ("Mail-Daemon@keitai.example", Bounced),
        ("Mail Delivery Subsystem <root@keitai.example>", Bounced),
        ("<MicrosoftExchange329e71ec88ae@keitai.example>", Bounced),
        ("<suzuki@keitai.example>", Unrecognised),
    ],
)
def test_a_refusal_in_words_counts_only_from_a_mail_server(sender: str, outcome: type) -> None:
    ours = b"Mail Administrator <Postmaster@keitai.example>"
    assert isinstance(read(SPECIMENS["au"].replace(ours, sender.encode())), outcome)


def test_a_report_counts_whatever_the_name_of_its_sender() -> None:
    ours = b"MAILER-DAEMON@relay.inforex.example (Mail Delivery System)"
    report = SPECIMENS["postfix_unknown_user"]
    assert read(report.replace(ours, b"relay@inforex.example")) == read(report)


@pytest.mark.parametrize(
    "mark",
    [
        "X-Autorespond: 1",
        "Precedence: bulk",
        "Precedence: junk",
        "Precedence: auto_reply",
        "Auto-Submitted: auto-generated",
        "Auto-Submitted: auto-replied; owner-email=suzuki@mihon-oroshi.example",
    ],
)
def test_s41_machines_say_in_many_ways_that_they_answer(mark: str) -> None:
    assert read(SPECIMENS["x_autoreply"].replace(b"X-Autoreply: yes", mark.encode())) == Automatic()


@pytest.mark.parametrize(
    "subject", ["Automatic reply: a", "Re: a (Auto Reply)", "AutoReply", "Out Of Office AutoReply"]
)
def test_s41_machines_say_in_the_subject_that_they_answer(subject: str) -> None:
    marked = SPECIMENS["reply_of_a_person"].replace(b"Subject: ", f"Subject: {subject} ".encode())
    assert read(marked) == Automatic()


def test_a_diagnostic_is_one_printable_line_of_at_most_500_characters() -> None:
    rude = b"550 5.1.1 \x00\x1b[31m\xff" + b"x" * 5000
    bounced = read(SPECIMENS["postfix_unknown_user"].replace(b"550 5.1.1", rude))
    assert isinstance(bounced, Bounced)
    assert bounced.diagnostic.startswith("smtp; 550 5.1.1 ??[31m\ufffdxxx")
    assert len(bounced.diagnostic) == 500
    assert bounced.diagnostic.isprintable()
