"""Finds which of our mails another mail is about."""

import re
from typing import NamedTuple

from db.console.digest import DIGEST
from db.floods import FLOOD
from domain.identifiers import accept_application_number
from domain.processes import ProcessKind
from domain.text import InvalidInput
from mail.letters import LETTERS
from mail.member_letters import MEMBER_LETTERS

# As `mail.traces` writes it into the Message-ID and the return path.
_WRITTEN_KEY = re.compile(
    r"(?<![A-Za-z0-9])([0-9]{6}-[0-9]{6}-[0-9]|[a-z]+-[1-9][0-9]{0,18})"
    r"\.([a-z_]+)\.([1-9][0-9]{0,8}(?:\.[1-9][0-9]{0,18})?)(?:-[a-z2-7]{8})?@"
)


class FoundKey(NamedTuple):
    """The key of a mail, such as `261122-000001-5/approval_request/1`, and where it stands."""

    key: str
    position: int


def find_key(text: str) -> FoundKey | None:
    """Find the first Message-ID or return path of a mail that can be ours.

    Anybody can write one: it names a mail that may exist, and proves nothing (what does:
    `mail.traces.knows_return_path`).
    """
    for found in _WRITTEN_KEY.finditer(text):
        process, kind, which = found.groups()
        if _can_be_ours(process, kind):
            return FoundKey(f"{process}/{kind}/{which}", found.start())
    return None


def _can_be_ours(process: str, kind: str) -> bool:
    if kind in LETTERS:
        return _is_application_number(process)
    return kind in {*MEMBER_LETTERS, DIGEST, FLOOD} and process.partition("-")[0] in set(
        ProcessKind
    )


def _is_application_number(text: str) -> bool:
    try:
        return accept_application_number(text) == text
    except InvalidInput:
        return False
