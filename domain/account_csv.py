"""The CSV file that asks for many accounts at once: its columns, and what each line says."""

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import islice
from unicodedata import normalize

from domain.csv_files import Encoding, Row, excerpt, read_table, write_table
from domain.mail_addresses import counted_mailbox, is_of_house, mailbox_key
from domain.mail_shares import ANYBODY_A_DAY
from domain.new_account import LABELS, RULES, NewAccount
from domain.text import InvalidInput

MOST_ROWS = 998
"""How many accounts one file may ask for: all numbers but the ID manager's."""

COLUMNS = tuple(LABELS.values())
"""What the first line names; a file may have them in any order."""


@dataclass(frozen=True)
class CellProblem:
    """What is to be corrected in one cell; `typed` is what stands there."""

    column: str
    typed: str
    message: InvalidInput


@dataclass(frozen=True)
class AccountLine:
    """One line of the file: the account it asks for, or None and what is to be corrected."""

    number: int
    account: NewAccount | None
    problems: tuple[CellProblem, ...] = ()


def template(encoding: Encoding) -> bytes:
    """Write a file with the columns and nothing else, to be filled in."""
    return write_table([COLUMNS], encoding)


def read_accounts(content: bytes) -> tuple[AccountLine, ...]:
    """Understand every line of a file; raises `InvalidInput` when it is no such file as a whole."""
    table = read_table(content, most_rows=MOST_ROWS)
    columns = _columns(table.header)
    if not table.rows:
        raise InvalidInput(
            "見出しのほかに何もありません。2行目から、発行する方を1行に1名ずつ入力してください。"
        )
    return tuple(_without_repetition(_line(columns, row) for row in table.rows))


def without_crowds(
    lines: Sequence[AccountLine], managers: Sequence[str]
) -> tuple[AccountLine, ...]:
    """Refuse more people at one mailbox of a stranger than it may get mails in a day (S12).

    `managers`: the addresses of the ID managers; any number may have a mailbox of their house.
    """
    seen: Counter[str] = Counter()
    return tuple(_unless_crowded(line, managers, seen) for line in lines)


def _unless_crowded(line: AccountLine, managers: Sequence[str], seen: Counter[str]) -> AccountLine:
    if line.account is None or is_of_house(line.account.mail_address, managers):
        return line
    mailbox = counted_mailbox(line.account.mail_address)
    seen[mailbox] += 1
    if seen[mailbox] <= ANYBODY_A_DAY:
        return line
    message = InvalidInput(
        "貴社以外のドメインのメールアドレスは、1つにつき{most}行までです。行を減らすか、別のメールアドレスにしてください。",
        most=ANYBODY_A_DAY,
    )
    typed = line.account.mail_address
    return AccountLine(line.number, None, (CellProblem(LABELS["mail_address"], typed, message),))


def _columns(header: Sequence[str]) -> tuple[str, ...]:
    """The names of the columns as they stand, in whichever order, each once."""
    names = tuple(normalize("NFKC", excerpt(name)) for name in header)
    while names and not names[-1]:
        names = names[:-1]
    missing = [name for name in COLUMNS if name not in names]
    surplus = [name for name, times in Counter(names).items() if name not in COLUMNS or times > 1]
    if missing or surplus:
        raise InvalidInput(
            "1行目の見出しを、ひな形に合わせてください。足りない列：{missing} 余分な列：{surplus}",
            missing=_quoted(missing),
            surplus=_quoted(surplus),
        )
    return names


def _line(columns: Sequence[str], row: Row) -> AccountLine:
    cells = dict(zip(columns, row.cells + ("",) * len(columns), strict=False))
    fields: dict[str, str] = {}
    problems: list[CellProblem] = []
    for field, column in LABELS.items():
        try:
            fields[field] = RULES[field](cells[column])
        except InvalidInput as error:
            problems.append(CellProblem(column, excerpt(cells[column]), error))
    problems += _surplus(row.cells[len(columns) :])
    return AccountLine(row.line, None if problems else NewAccount(**fields), tuple(problems))


def _surplus(cells: Sequence[str]) -> Iterator[CellProblem]:
    if typed := excerpt(",".join(cells).strip(",")):
        message = InvalidInput('列が多すぎます。コンマを含む値は、引用符「"」で囲んでください。')
        yield CellProblem("", typed, message)


def _without_repetition(lines: Iterable[AccountLine]) -> Iterator[AccountLine]:
    """Refuse a person who was asked for above; people may share a mailbox."""
    first: dict[tuple[str, str], int] = {}
    for line in lines:
        account = line.account
        if account is None:
            yield line
            continue
        person = (account.person_name, mailbox_key(account.mail_address))
        above = first.setdefault(person, line.number)
        yield line if above == line.number else _repetition(line, account, above)


def _repetition(line: AccountLine, account: NewAccount, above: int) -> AccountLine:
    message = InvalidInput(
        "{line}行目と、氏名とメールアドレスが同じです。どちらかの行を削除してください。", line=above
    )
    return AccountLine(
        line.number, None, (CellProblem(LABELS["mail_address"], account.mail_address, message),)
    )


def _quoted(names: Iterable[str]) -> str:
    return "".join(f"「{name}」" for name in islice(names, 10)) or "－"
