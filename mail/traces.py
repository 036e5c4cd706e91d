"""What a mail carries of its key, so that a bounce tells which mail came back."""

import base64
from collections.abc import Sequence
from uuid import UUID

from domain.mail_addresses import domain_of
from domain.signing import RETURN_PATH, sign


def message_id(key: str, salt: UUID | None, mail_from: str) -> str:
    """The Message-ID, the same on every retry of a mail (S40), and of no other mail.

    A key is unique in one database; its `salt` tells it from the same key before a restore, or of
    another installation (S47, S49). None is of a mail that was queued before mails had one.
    """
    end = "" if salt is None else f"-{_forty_bits(salt.bytes)}"
    return f"<{_written(key)}{end}@{domain_of(mail_from)}>"


def thread_id(process: str, mail_from: str) -> str:
    """What all mails about one case refer to, though no mail has it: mail programs thread by it.

    So each can be written without a look at those before, and a purged one breaks nothing
    (RFC 5322, 3.6.4).
    """
    return f"<case.{process}@{domain_of(mail_from)}>"


def return_path(key: str, salt: UUID | None, mail_from: str, secrets: Sequence[bytes]) -> str:
    """An address of the envelope for this mail alone (VERP); at most 64 characters before the @.

    Its end can be guessed by nobody who has not seen the envelope: 40 bits of an HMAC under the
    first of the secrets. The mail server for the domain of `mail_from` delivers `bounce+` and
    whatever follows to one maildir.
    """
    return f"{_mailbox(key, salt, secrets[0])}@{domain_of(mail_from)}"


def knows_return_path(
    content: bytes, key: str, salt: UUID | None, secrets: Sequence[bytes]
) -> bool:
    """Tell whether what came back names the return path of this mail, under any of the secrets.

    A mail server sends it there, so that the bounce is addressed to it, or quotes it.
    """
    text = content.lower()
    return any(_mailbox(key, salt, secret).encode() in text for secret in secrets)


def _mailbox(key: str, salt: UUID | None, secret: bytes) -> str:
    parts = (key,) if salt is None else (salt.hex, key)
    proof = sign(secret, RETURN_PATH, *parts)
    return f"bounce+{_written(key)}-{_forty_bits(proof)}"


def _forty_bits(of: bytes) -> str:
    return base64.b32encode(of[:5]).decode().lower()


def _written(key: str) -> str:
    # A slash is not safe in every mail program's Message-ID; no part of a key has a dot but `nth`.
    return key.replace("/", ".")
