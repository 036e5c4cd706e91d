"""The CSV file that asks for many accounts at once: its columns, and what each line says."""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum

from domain.csv_columns import CellProblem, columns_of
from domain.csv_files import Encoding, excerpt, read_table, write_table
from domain.mail_addresses import counted_mailbox, is_of_house, mailbox_key
from domain.mail_shares import ANYBODY_A_DAY
from domain.new_account import LABELS, RULES, NewAccount
from domain.text import InvalidInput, trim

MOST_ROWS = 998
"""How many accounts one file may ask for: all numbers but the ID manager's."""

COLUMNS = tuple(LABELS.values())
"""What the first line names; a file may have them in any order."""

HINTS = "直し方"
"""The column that says what is to be corrected, in the file of the lines that cannot be issued."""

APOSTROPHE = "'"
"""What a spreadsheet, and a file that we wrote, puts before a cell that is no formula (S34)."""


class Apostrophes(StrEnum):
    """What was answered about cells that begin with an apostrophe; kept in the database."""

    UNANSWERED = ""
    KEEP = "keep"
    DROP = "drop"


@dataclass(frozen=True)
class TypedRow:
    """One row as it was typed.

    `cells`: by the fields of `NewAccount`; `surplus`: beyond the last column; `hint`: why it was
    left out of what was issued.
    """

    number: int
    cells: Mapping[str, str]
    surplus: tuple[str, ...] = ()
    hint: str = ""

    @property
    def has_apostrophes(self) -> bool:
        """Whether a cell begins with one, which may belong to it or not."""
        return any(trim(cell).startswith(APOSTROPHE) for cell in self.cells.values())

    def without_apostrophes(self) -> "TypedRow":
        """The row without the first character of those cells."""
        cells = {name: trim(cell).removeprefix(APOSTROPHE) for name, cell in self.cells.items()}
        return replace(self, cells=cells)


@dataclass(frozen=True)
class AccountFile:
    """A file that was read; `unknown_columns` are passed over."""

    rows: tuple[TypedRow, ...]
    unknown_columns: tuple[str, ...] = ()


@dataclass(frozen=True)
class AccountLine:
    """One line of the file: the account it asks for, or None and what is to be corrected."""

    number: int
    account: NewAccount | None
    problems: tuple[CellProblem, ...]
    row: TypedRow


def template(encoding: Encoding) -> bytes:
    """Write a file with the columns and nothing else, to be filled in."""
    return write_table([COLUMNS], encoding)


def read_file(content: bytes) -> AccountFile:
    """Read the rows of a file; raises `InvalidInput` when it is no such file as a whole."""
    table = read_table(content, most_rows=MOST_ROWS)
    columns = columns_of(table.header, needed=COLUMNS, known=(HINTS,))
    if not table.rows:
        raise InvalidInput(
            "見出しのほかに何もありません。2行目から、発行する方を1行に1名ずつ入力してください。"
        )
    rows = []
    for row in table.rows:
        cells = columns.cells(row.cells)
        typed = {name: cells[column] for name, column in LABELS.items()}
        rows.append(TypedRow(row.line, typed, columns.surplus(row.cells)))
    return AccountFile(tuple(rows), columns.unknown)


def understand(
    rows: Sequence[TypedRow],
    managers: Sequence[str],
    apostrophes: Apostrophes = Apostrophes.UNANSWERED,
) -> tuple[AccountLine, ...]:
    """Understand every row; `managers`: the addresses of the ID managers (S12)."""
    lines = _without_repetition(_line(row, apostrophes) for row in rows)
    return without_crowds(tuple(lines), managers)


def lines_to_correct(rows: Iterable[TypedRow], encoding: Encoding) -> bytes:
    """Write rows as they were typed, each with its hint, to be corrected and sent again."""
    written = (
        (*(row.cells.get(name, "") for name in LABELS), row.hint, *row.surplus) for row in rows
    )
    return write_table([(*COLUMNS, HINTS), *written], encoding)


def with_hint(line: AccountLine) -> TypedRow:
    """The row of a line, with what is to be corrected in it."""
    return replace(line.row, hint=" ".join(map(str, line.problems)))


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
    return _refused(line, message)


def _line(row: TypedRow, apostrophes: Apostrophes) -> AccountLine:
    meant = row.without_apostrophes() if apostrophes is Apostrophes.DROP else row
    asked = apostrophes is Apostrophes.UNANSWERED
    fields: dict[str, str] = {}
    problems: list[CellProblem] = []
    for name, column in LABELS.items():
        cell = meant.cells.get(name, "")
        try:
            if asked:
                _ask_about_apostrophe(cell)
            fields[name] = RULES[name](cell)
        except InvalidInput as error:
            problems.append(CellProblem(column, excerpt(cell), error))
    problems += _surplus(row.surplus)
    account = None if problems else NewAccount(**fields)
    return AccountLine(row.number, account, tuple(problems), row)


def _ask_about_apostrophe(cell: str) -> None:
    if trim(cell).startswith(APOSTROPHE):
        raise InvalidInput("先頭に「'」が付いています。取り除くかどうかを選んでください。")


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
        yield line if above == line.number else _repetition(line, above)


def _repetition(line: AccountLine, above: int) -> AccountLine:
    message = InvalidInput(
        "{line}行目と、氏名とメールアドレスが同じです。どちらかの行を削除してください。", line=above
    )
    return _refused(line, message)


def _refused(line: AccountLine, message: InvalidInput) -> AccountLine:
    """A line whose account is not to be issued, though it can be understood."""
    typed = line.account.mail_address if line.account else ""
    problem = CellProblem(LABELS["mail_address"], typed, message)
    return replace(line, account=None, problems=(problem,))
