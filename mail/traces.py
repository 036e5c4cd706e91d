"""What a mail carries of its key, so that a bounce tells which mail came back."""

import base64
import hmac
from collections.abc import Sequence

from domain.mail_addresses import domain_of


def message_id(key: str, mail_from: str) -> str:
    """The Message-ID, the same on every retry of a mail (S40)."""
    return f"<{_written(key)}@{domain_of(mail_from)}>"


def return_path(key: str, mail_from: str, secrets: Sequence[bytes]) -> str:
    """An address of the envelope for this mail alone (VERP); at most 64 characters before the @.

    Its end can be guessed by nobody who has not seen the mail: 40 bits of an HMAC under the
    first of the secrets. The mail server for the domain of `mail_from` delivers `bounce+` and
    whatever follows to one maildir.
    """
    return f"{_mailbox(key, secrets[0])}@{domain_of(mail_from)}"


def knows_return_path(content: bytes, key: str, secrets: Sequence[bytes]) -> bool:
    """Tell whether what came back names the return path of this mail, under any of the secrets.

    A mail server sends it there, so that the bounce is addressed to it, or quotes it.
    """
    text = content.lower()
    return any(_mailbox(key, secret).encode() in text for secret in secrets)


def _mailbox(key: str, secret: bytes) -> str:
    proof = base64.b32encode(hmac.digest(secret, f"bounce\0{key}".encode(), "sha256")[:5])
    return f"bounce+{_written(key)}-{proof.decode().lower()}"


def _written(key: str) -> str:
    # A slash is not safe in every mail program's Message-ID; no part of a key has a dot but `nth`.
    return key.replace("/", ".")
