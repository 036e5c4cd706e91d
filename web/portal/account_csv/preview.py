"""The preview of a file, line by line: first what to correct, then what to make sure of."""

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass
from enum import StrEnum
from itertools import chain, repeat

from db.members.account_csv import KeptImport
from domain.account_csv import AccountLine
from domain.csv_columns import CellProblem
from domain.csv_files import excerpt
from domain.mail_addresses import MailDomainClass, classify, likely_typo, mailbox_key
from domain.new_account import LABELS
from domain.text import InvalidInput
from web.language import Language, say

_NOT_OF_COMPANIES = {MailDomainClass.FREE, MailDomainClass.CARRIER, MailDomainClass.DISPOSABLE}
_NO_RECOVERY = (
    "フリーメールや携帯電話会社などのメールアドレスです。ID、パスワードの再通知をお送りできません。"
)
_IN_USE = "同じメールアドレスのアカウントが、すでにあります。"
_SHARED = "同じメールアドレスが、ほかの行にもあります。"
_MOST_LINKS = 20


class Shown(StrEnum):
    """Which lines are shown: those of one kind, or all."""

    ALL = "all"
    WRONG = "wrong"
    DOUBTFUL = "doubtful"
    FINE = "fine"


_FIRST = (Shown.WRONG, Shown.DOUBTFUL, Shown.FINE)


@dataclass(frozen=True)
class PreviewLine:
    """One line: the アカウントID that it is likely to get, what to correct, and to make sure of."""

    number: int
    account_id: str
    person_name: str
    person_name_kana: str
    department: str
    mail_address: str
    problems: tuple[str, ...]
    warnings: tuple[str, ...]

    @property
    def kind(self) -> Shown:
        """What is to be done about the line."""
        if self.problems:
            return Shown.WRONG
        return Shown.DOUBTFUL if self.warnings else Shown.FINE


@dataclass(frozen=True)
class Remark:
    """What is said of some lines: the first of their numbers, and how many more there are."""

    text: str
    lines: tuple[int, ...]
    others: int


class Preview:
    """The lines of a file, those first that somebody has to look at.

    `free`: the numbers that may be given; with fewer than good lines, the last of them have none.
    `in_use`: the mailboxes that accounts have.
    """

    def __init__(
        self, kept: KeptImport, free: Sequence[str], in_use: frozenset[str], language: Language
    ) -> None:
        numbers = chain(free, repeat(""))
        addresses = (line.account.mail_address for line in kept.lines if line.account)
        asked = Counter(mailbox_key(address) for address in addresses)
        shared = {mailbox for mailbox, times in asked.items() if times > 1}
        made = [
            _line(line, next(numbers) if line.account else "", in_use, shared, language)
            for line in kept.lines
        ]
        self.lines = sorted(made, key=lambda line: _FIRST.index(line.kind))
        self.counts = Counter(line.kind for line in made) + Counter({Shown.ALL: len(made)})

    @property
    def good(self) -> int:
        """How many lines can be issued."""
        return self.counts[Shown.ALL] - self.counts[Shown.WRONG]

    def shown(self, which: Shown) -> list[PreviewLine]:
        """The lines of one kind, or all."""
        return [line for line in self.lines if which in {Shown.ALL, line.kind}]

    def remarks(self, kind: Shown) -> list[Remark]:
        """What is said of lines of a kind, each remark once, with the lines it is about."""
        found: dict[str, list[int]] = {}
        for line in self.shown(kind):
            for text in dict.fromkeys(line.problems or line.warnings):
                found.setdefault(text, []).append(line.number)
        return [
            Remark(text, tuple(lines[:_MOST_LINKS]), len(lines[_MOST_LINKS:]))
            for text, lines in found.items()
        ]


def _line(
    line: AccountLine,
    account_id: str,
    in_use: frozenset[str],
    shared: set[str],
    language: Language,
) -> PreviewLine:
    account, typed = line.account, line.row.cells
    people = asdict(account) if account else {name: excerpt(typed.get(name, "")) for name in LABELS}
    warnings = _warnings(account.mail_address, in_use, shared) if account else ()
    return PreviewLine(
        number=line.number,
        account_id=account_id,
        problems=tuple(correction(problem, language) for problem in line.problems),
        warnings=tuple(say(warning, language) for warning in warnings),
        **people,
    )


def correction(problem: CellProblem, language: Language) -> str:
    """What is to be done about a cell; the columns have Japanese names in every language."""
    said = say(problem.message, language)
    return f"「{problem.column}」{said}" if problem.column else said


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
