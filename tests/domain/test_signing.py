"""Signatures stay what they were: links, cookies and return paths in the field depend on them."""

import hashlib
import hmac
from itertools import combinations
from uuid import UUID

import pytest

from domain.signing import CSRF_TOKEN, KNOWN_BROWSER, LINK, RETURN_PATH, Use, is_same, sign
from domain.tokens import Purpose, derive_token

SECRET = b"a secret of this test"
SALT = UUID("00112233-4455-6677-8899-aabbccddeeff")


@pytest.mark.parametrize(
    ("use", "parts", "message"),
    [
        (CSRF_TOKEN, ("c0ffee",), b"csrf c0ffee"),
        (KNOWN_BROWSER, ("__Host-browser", "c0ffee", "1", "2"), b"__Host-browser c0ffee 1 2"),
        (LINK, ("apply", "1", "261201-000001-0"), b"apply\x001\x00261201-000001-0"),
        (
            RETURN_PATH,
            (SALT.hex, "1/receipt/1"),
            b"bounce\x00%s\x001/receipt/1" % SALT.hex.encode(),
        ),
    ],
)
def test_the_signed_bytes_never_change(use: Use, parts: tuple[str, ...], message: bytes) -> None:
    assert sign(SECRET, use, *parts) == hmac.new(SECRET, message, hashlib.sha256).digest()


def test_a_link_that_went_out_still_opens() -> None:
    with_salt = derive_token(SECRET, Purpose.APPLY, "261201-000001-0", 1, SALT)
    without = derive_token(SECRET, Purpose.APPLY, "261201-000001-0", 1, None)
    assert (with_salt, without) == (
        "Jb_Z_mGiaBK7fcjYqXuYcecEyJiwgQzUE3zfHd60pGw",
        "CNrwBoWeNMDSpE-Kd09M_fM2E98_zyQwVMTxzX9rXrg",
    )


def test_what_one_use_signed_is_of_no_use_for_another() -> None:
    uses = (CSRF_TOKEN, KNOWN_BROWSER, LINK, RETURN_PATH)
    signed = [sign(SECRET, use, "same", "parts") for use in uses]
    # A browser's cookie and a link are told apart by what they begin with, and by the secret.
    assert all(one != other for one, other in combinations(signed, 2))


def test_whatever_was_sent_can_be_compared() -> None:
    assert is_same("\udc80é", "\udc80é")
    assert not is_same("\udc80", "0")
