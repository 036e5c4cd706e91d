"""Codes of authenticator apps (RFC 6238), and recovery codes."""

import base64
import re
from datetime import UTC, datetime, timedelta
from urllib.parse import parse_qs, urlsplit

import pyotp
import pytest

from domain.second_factor import (
    accept_code,
    accept_recovery_code,
    matching_step,
    new_recovery_code,
    new_secret,
    provisioning_uri,
)
from domain.text import InvalidInput

RFC_SECRET = base64.b32encode(b"12345678901234567890").decode()
AT = datetime(2026, 11, 22, 3, 0, 10, tzinfo=UTC)
STEP = timedelta(seconds=30)


@pytest.mark.parametrize(
    ("seconds", "code"),
    [(59, "287082"), (1111111109, "081804"), (1234567890, "005924"), (20000000000, "353130")],
)
def test_codes_are_those_of_rfc_6238(seconds: int, code: str) -> None:
    """Appendix B, its last six digits."""
    at = datetime.fromtimestamp(seconds, UTC)
    assert matching_step(RFC_SECRET, code, at) == seconds // 30


@pytest.mark.parametrize(
    ("drift", "taken"), [(-2, False), (-1, True), (0, True), (1, True), (2, False)]
)
def test_one_step_of_drift_is_taken_either_way(drift: int, *, taken: bool) -> None:
    made = AT + drift * STEP
    step = matching_step(RFC_SECRET, pyotp.TOTP(RFC_SECRET).at(made), AT)
    assert step == (int(made.timestamp()) // 30 if taken else None)


def test_secrets_are_of_160_bits_and_never_the_same() -> None:
    secrets = {new_secret() for _ in range(100)}
    assert len(secrets) == 100
    assert {len(base64.b32decode(secret)) for secret in secrets} == {20}


def test_qr_code_says_what_apps_need() -> None:
    uri = urlsplit(provisioning_uri(RFC_SECRET, "10000007-001"))
    assert (uri.scheme, uri.netloc, uri.path) == ("otpauth", "totp", "/Inforex:10000007-001")
    assert parse_qs(uri.query) == {"secret": [RFC_SECRET], "issuer": ["Inforex"]}


@pytest.mark.parametrize("typed", ["012345", " 012 345 ", "０１２３４５", "012-345"])
def test_code_is_understood_as_people_type_it(typed: str) -> None:
    assert accept_code(typed) == "012345"


@pytest.mark.parametrize("typed", ["", "12345", "1234567", "abcdef", "一二三四五六", "1" * 10_000])
def test_what_cannot_be_a_code_is_told(typed: str) -> None:
    with pytest.raises(InvalidInput):
        accept_code(typed)


def test_recovery_codes_are_of_80_bits_in_groups_and_never_the_same() -> None:
    codes = {new_recovery_code() for _ in range(1000)}
    assert len(codes) == 1000
    group = "[0-9A-HJKMNP-TV-Z]{4}"
    assert all(re.fullmatch(f"{group}(-{group}){{3}}", code) for code in codes)


@pytest.mark.parametrize(
    "typed", ["01AB-CDEF-GH1J-K0MN", "o1ab cdef ghij kOmn", "０１ａｂｃｄｅｆｇｈＬｊｋ０ｍｎ"]
)
def test_recovery_code_is_understood_as_people_type_it(typed: str) -> None:
    assert accept_recovery_code(typed) == "01AB-CDEF-GH1J-K0MN"


@pytest.mark.parametrize("typed", ["", "012345", "01AB-CDEF-GH1J-K0M", "U1AB-CDEF-GH1J-K0MN"])
def test_what_cannot_be_a_recovery_code_is_told(typed: str) -> None:
    with pytest.raises(InvalidInput):
        accept_recovery_code(typed)
