"""What a mail carries of its key, so that a bounce tells which mail came back."""

from domain.mail_addresses import domain_of


def message_id(key: str, mail_from: str) -> str:
    """The Message-ID, the same on every retry of a mail (S40)."""
    return f"<{_written(key)}@{domain_of(mail_from)}>"


def return_path(key: str, mail_from: str) -> str:
    """An address of the envelope for this mail alone (VERP); at most 64 characters before the @.

    The mail server for the domain of `mail_from` delivers `bounce+` and whatever follows to one
    maildir.
    """
    return f"bounce+{_written(key)}@{domain_of(mail_from)}"


def _written(key: str) -> str:
    # A slash is not safe in every mail program's Message-ID; no part of a key has a dot but `nth`.
    return key.replace("/", ".")
