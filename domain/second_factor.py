"""The second step of a login: codes of an authenticator app, and recovery codes (S21).

Time-based codes follow RFC 6238 with what all apps assume: SHA-1, 6 digits, steps of 30 s.
"""

import hmac
import re
import secrets
from datetime import datetime

import pyotp

from domain.text import InvalidInput, fold_width
from domain.typed_numbers import digits_of

RECOVERY_CODES = 10
"""How many recovery codes are given at a time."""

_ISSUER = "Inforex"
_STEP = 30  # seconds
# One step of drift either way (RFC 6238 5.2): for clocks that differ, and for slow typists.
_DRIFT = (0, -1, 1)

# Crockford's base 32 has no letters that are read for others: 16 of them are 80 bits.
_ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
_MISREAD = str.maketrans("ILO", "110")
_LENGTH = 16
_GROUP = 4


def new_secret() -> str:
    """Return a new secret for an app: 160 random bits in base 32, 32 characters (RFC 4226 4)."""
    return pyotp.random_base32()


def provisioning_uri(secret: str, login: str) -> str:
    """Return what the QR code says to the app; `login` is what the app shows beside Inforex."""
    return pyotp.TOTP(secret).provisioning_uri(name=login, issuer_name=_ISSUER)


def matching_step(secret: str, code: str, now: datetime) -> int | None:
    """Tell which 30 s step since 1970 a code of 6 digits is of; None for none of about now."""
    app = pyotp.TOTP(secret)
    present = int(now.timestamp()) // _STEP
    for step in (present + drift for drift in _DRIFT):
        if hmac.compare_digest(app.generate_otp(step), code):
            return step
    return None


def accept_code(text: str) -> str:
    """Return a typed code as 6 digits; raises `InvalidInput`."""
    digits = digits_of(text)
    if not re.fullmatch("[0-9]{6}", digits):
        raise InvalidInput("認証アプリに表示されている6桁の数字を入力してください。")
    return digits


def new_recovery_code() -> str:
    """Return a new recovery code of 80 random bits: `XXXX-XXXX-XXXX-XXXX`."""
    return _grouped("".join(secrets.choice(_ALPHABET) for _ in range(_LENGTH)))


def accept_recovery_code(text: str) -> str:
    """Return a typed recovery code as it was given out; raises `InvalidInput`.

    Width, case, spaces and hyphens don't matter, nor I or L for 1 and O for 0.
    """
    signs = re.sub("[ -]", "", fold_width(text)).upper().translate(_MISREAD)
    if not re.fullmatch(f"[{_ALPHABET}]{{{_LENGTH}}}", signs):
        raise InvalidInput("回復コードは、4文字ずつ4つに区切られた16文字の英数字です。")
    return _grouped(signs)


def _grouped(signs: str) -> str:
    return "-".join(signs[at : at + _GROUP] for at in range(0, len(signs), _GROUP))
