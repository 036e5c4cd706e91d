"""Passwords: which are taken, how they are kept, how they are checked (S13, S18, S19).

Argon2id with 19 MiB and two passes is OWASP's minimum; the rest follows ASVS 5.0 chapter 6.2:
length instead of composition, Unicode in NFKC, common and context words refused.
"""

import re
import secrets
import unicodedata
from collections.abc import Iterator, Sequence
from contextlib import suppress
from typing import Literal

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError
from zxcvbn import zxcvbn

from domain.company_names import strip_legal_form
from domain.romaji import romanised
from domain.text import InvalidInput, refuse_invisible, to_katakana, trim_unseen

_MOST = 128
# NFKC joins at most four characters into one; a longer text is not even normalised.
_MOST_TYPED = 4 * _MOST
_LEAST_BESIDE_CONTEXT = 8
_SHORTEST_CONTEXT_WORD = 3
_SERVICE = "inforex"
# What zxcvbn needs for its worst case grows fast: 0.25 s for 24 characters, 2.6 s for 72.
# A password that starts strong is strong, so its start is enough.
_MOST_JUDGED = 24
_STRONG_ENOUGH = 3  # of zxcvbn's 0 to 4: more than 10^8 guesses

_HASHER = PasswordHasher(time_cost=2, memory_cost=19 * 1024, parallelism=1)
_DUMMY_HASH = _HASHER.hash("verified against when there is no such account")


def accept_password(text: str, *, context: Sequence[str], least: int = 12) -> str:
    """Return a new password in NFKC, of `least` to 128 characters, spaces included.

    `context` is what others know of the person: company name and its kana, own name, IDs, mail
    address. Raises `InvalidInput` that says what is weak about it and what to do.
    """
    password = _normalised(text[: _MOST_TYPED + 1])
    if not password:
        raise InvalidInput("入力してください。")
    if len(password) < least:
        raise InvalidInput("パスワードは{least}文字以上にしてください。", least=least)
    if len(text) > _MOST_TYPED or len(password) > _MOST:
        raise InvalidInput("パスワードは{most}文字以内にしてください。", most=_MOST)
    refuse_invisible(password)
    _refuse_context(password, (*context, _SERVICE))
    _refuse_common(password)
    return password


def hash_password(password: str) -> str:
    """Return the Argon2id hash of an accepted password; some 30 ms, so call it in a thread."""
    return _HASHER.hash(_encoded(password))


def verify_password(hashed: str | None, password: str) -> bool:
    """Tell whether the password is the one that was hashed; never raises, whatever was typed.

    Without a hash (no such account), with a broken one and for a text that cannot be a password,
    a dummy is verified, so that the answer takes as long.
    """
    possible = len(password) <= _MOST_TYPED and len(_normalised(password)) <= _MOST
    if hashed is None or not possible:
        return _verify_dummy()
    try:
        return _HASHER.verify(hashed, _encoded(password))
    except InvalidHashError:
        return _verify_dummy()
    except VerificationError:
        return False


def needs_rehash(hashed: str) -> bool:
    """Tell whether a hash was made with other parameters than today's."""
    return _HASHER.check_needs_rehash(hashed)


def _verify_dummy() -> Literal[False]:
    with suppress(VerificationError):
        _HASHER.verify(_DUMMY_HASH, "")
    return False


def _normalised(password: str) -> str:
    """What is meant: copied invisible characters at the ends are not, spaces may be."""
    return unicodedata.normalize("NFKC", trim_unseen(password))


def _encoded(password: str) -> bytes:
    return _normalised(password).encode("utf-8", "surrogatepass")


def _refuse_common(password: str) -> None:
    if zxcvbn(password[:_MOST_JUDGED])["score"] < _STRONG_ENOUGH:
        raise InvalidInput(
            "よく使われる言葉や並びで、推測されやすいパスワードです。"
            "関係のない言葉をいくつかつなげるなど、別のパスワードにしてください。"
        )


def _refuse_context(password: str, context: Sequence[str]) -> None:
    rest = folded = "".join(_runs(password))
    for word in sorted(_context_words(context), key=len, reverse=True):
        rest = rest.replace(word, " ")
    if rest != folded and len(rest.replace(" ", "")) < _LEAST_BESIDE_CONTEXT:
        raise InvalidInput(
            "企業名、氏名、ID、メールアドレスなどは推測されやすい言葉です。"
            "それらを除いても{least}文字以上あるパスワードにしてください。",
            least=_LEAST_BESIDE_CONTEXT,
        )


def _context_words(context: Sequence[str]) -> set[str]:
    words = {word for text in context for word in _spellings(text)}
    return {word for word in words if len(word) >= _SHORTEST_CONTEXT_WORD}


def _spellings(text: str) -> Iterator[str]:
    runs = _runs(strip_legal_form(text))
    for word in (*runs, "".join(runs)):
        yield word
        yield from romanised(word)


def _runs(text: str) -> list[str]:
    """Return the runs of letters and digits, in one width, case and kana; long marks separate."""
    folded = to_katakana(unicodedata.normalize("NFKC", text).casefold())
    return re.findall(r"[^\W_ー]+", folded)


# Neither 0 and o nor 1, i and l, which are read for one another.
_FIRST_ALPHABET = "23456789abcdefghjkmnpqrstuvwxyz"
_GROUPS, _GROUP = 4, 5


def new_first_password() -> str:
    """Return a new first password of 99 random bits: `xxxxx-xxxxx-xxxxx-xxxxx`."""
    return "-".join(
        "".join(secrets.choice(_FIRST_ALPHABET) for _ in range(_GROUP)) for _ in range(_GROUPS)
    )
