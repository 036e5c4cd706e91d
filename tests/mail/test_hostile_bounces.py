import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from mail.bounces.parts import MOST_BYTES
from mail.bounces.reading import Automatic, Bounced, Unrecognised, read
from tests.mail.bounces import KEY, SPECIMENS

REPORT = (
    b"Content-Type: multipart/report; boundary=b\n\n--b\nContent-Type: message/delivery-status\n\n"
)
ONE_LEVEL = b"Content-Type: multipart/mixed; boundary=%d\n\n--%d\n"
MONSTERS = {
    "parts within parts": b"".join(ONE_LEVEL % (n, n) for n in range(18_000)) + b"\n" * 100_000,
    "mails within mails": b"Content-Type: message/rfc822\n\n" * 33_000,
    "parts without end": b"Content-Type: multipart/mixed; boundary=b\n\n" + b"--b\n" * 250_000,
    "parameters without end": b"Content-Type: multipart/mixed" + b";\n a" * 250_000,
    "a boundary without end": b"Content-Type: multipart/mixed; boundary=" + b"b" * MOST_BYTES,
    "headers without end": b"a:\n" * 330_000,
    "a header without end": b"Subject: a\n" + b" a\n" * 330_000,
    "a subject without end": b"Subject: " + b"=?utf-8?q?" * 100_000,
    "a sender without end": b"From: " + b"\xff" * MOST_BYTES,
    "recipients without end": REPORT + b"Action: failed\n\n" * 60_000,
    "keys without end": b"\n" + b"261122-000001-6.approval_request.1@" * 28_000,
    "statuses without end": b"From: postmaster@\n\n" + b"5.1." * 250_000,
    "lines without end": b"\n" * MOST_BYTES,
    "a slow charset": b"Content-Type: text/plain; charset=punycode\n\n" + b"a-b" * 330_000,
    "what is no base64": b"Content-Transfer-Encoding: base64\n\n" + b"A=" * 500_000,
}


@settings(max_examples=300, deadline=None, database=None)
@given(st.binary(max_size=2000))
def test_any_bytes_are_read_without_an_error(raw: bytes) -> None:
    assert isinstance(read(raw), Automatic | Unrecognised)


@settings(max_examples=500, deadline=None, database=None)
@given(
    before=st.sampled_from(list(SPECIMENS.values())),
    after=st.sampled_from(list(SPECIMENS.values())),
    cut=st.integers(0, 4000),
    resume=st.integers(0, 4000),
    noise=st.binary(max_size=20),
)
def test_a_mangled_mail_is_read_without_an_error_and_names_no_other_mail(
    before: bytes, after: bytes, cut: int, resume: int, noise: bytes
) -> None:
    outcome = read(before[:cut] + noise + after[resume:])
    assert not isinstance(outcome, Bounced) or outcome.key == KEY


@pytest.mark.parametrize("name", MONSTERS)
def test_a_hostile_mail_costs_little_and_is_for_people(name: str) -> None:
    """One that costs time by the square of its size would hold up the tests for minutes."""
    assert read(MONSTERS[name]) == Unrecognised()


def test_what_comes_after_the_first_million_bytes_is_not_looked_at() -> None:
    early = SPECIMENS["qmail"]
    late = early.replace(b"--- Below", b"." * MOST_BYTES + b"\n--- Below")
    assert isinstance(read(early), Bounced)
    assert read(late) == Unrecognised()
