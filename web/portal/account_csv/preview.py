"""What the issue of a file is going to do, line by line, with what may be a slip (ux 12)."""

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import chain, repeat

from db.members.account_csv import KeptImport
from domain.mail_addresses import MailDomainClass, classify, likely_typo, mailbox_key
from domain.new_account import NewAccount
from domain.text import InvalidInput
from web.language import Language, say

_NOT_OF_COMPANIES = {MailDomainClass.FREE, MailDomainClass.CARRIER, MailDomainClass.DISPOSABLE}
_NO_RECOVERY = (
    "フリーメールや携帯電話会社などのメールアドレスです。ID、パスワードの再通知をお送りできません。"
)
_IN_USE = "同じメールアドレスのアカウントが、すでにあります。"
_SHARED = "同じメールアドレスが、ほかの行にもあります。"


@dataclass(frozen=True)
class PreviewLine:
    """One line: the アカウントID that it is likely to get, and what to make sure of."""

    number: int
    account_id: str
    account: NewAccount
    warnings: tuple[str, ...]


def preview(
    kept: KeptImport, free: tuple[str, ...], in_use: frozenset[str], language: Language
) -> list[PreviewLine]:
    """Go through the lines of a file; `in_use` are the mailboxes that accounts have.

    With fewer `free` numbers than lines, the last lines have none.
    """
    asked = Counter(mailbox_key(line.account.mail_address) for line in kept.lines)
    shared = {mailbox for mailbox, times in asked.items() if times > 1}
    return [
        PreviewLine(
            line.number,
            account_id,
            line.account,
            tuple(
                say(warning, language)
                for warning in _warnings(line.account.mail_address, in_use, shared)
            ),
        )
        for line, account_id in zip(kept.lines, chain(free, repeat("")), strict=False)
    ]


def _warnings(
    address: str, in_use: frozenset[str], shared: set[str]
) -> Iterator[InvalidInput | str]:
    if meant := likely_typo(address):
        yield InvalidInput("「{meant}」の入力誤りではありませんか。", meant=meant)
    if classify(address) in _NOT_OF_COMPANIES:
        yield _NO_RECOVERY
    if mailbox_key(address) in in_use:
        yield _IN_USE
    if mailbox_key(address) in shared:
        yield _SHARED
