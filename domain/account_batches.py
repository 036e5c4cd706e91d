"""What is asked of many accounts at once, account by account: stopped, deleted, or changed."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass, field
from enum import StrEnum
from hashlib import sha256
from unicodedata import normalize

from domain.account_export import COLUMNS
from domain.csv_columns import CellProblem, columns_of
from domain.csv_files import excerpt, read_table
from domain.identifiers import accept_account_id
from domain.new_account import LABELS, RULES
from domain.text import InvalidInput, trim

MOST_ROWS = 999
"""How many accounts one batch may be about: all that a company can have."""

_NUMBER = "アカウントID"
_CHANGEABLE = {name: LABELS[name] for name in ("department", "person_name", "person_name_kana")}


class BatchKind(StrEnum):
    """What is to be done to the accounts; kept in the database."""

    STOP = "stop"
    DELETE = "delete"
    CHANGE = "change"


@dataclass(frozen=True)
class AskedRow:
    """One account that is asked for.

    `number`: of the file's row, 0 where no file named it. `cells`: what the file says of the
    account, by the columns that it has.
    """

    number: int
    account_id: str
    cells: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class BatchFile:
    """A file that was read; `unknown_columns` are passed over."""

    rows: tuple[AskedRow, ...]
    unknown_columns: tuple[str, ...] = ()


@dataclass(frozen=True)
class KnownAccount:
    """An account as it is."""

    account_id: str
    role: str
    state: str
    department: str
    person_name: str
    person_name_kana: str
    mail_address: str


@dataclass(frozen=True)
class FieldChange:
    """What stands in a field, and what is to stand there; `name` is of `NewAccount`."""

    name: str
    old: str
    new: str


@dataclass(frozen=True)
class BatchLine:
    """What a row comes to.

    `account`: None where there is none of this number. `changes`: of a batch that changes.
    `skipped`: it is as it is asked for already.
    """

    number: int
    account_id: str
    account: KnownAccount | None
    changes: tuple[FieldChange, ...] = ()
    problems: tuple[CellProblem, ...] = ()
    warnings: tuple[InvalidInput, ...] = ()
    skipped: bool = False

    @property
    def is_work(self) -> bool:
        """Whether something is to be done."""
        return not self.problems and not self.skipped


def read_file(kind: BatchKind, content: bytes) -> BatchFile:
    """Read the rows of a file; raises `InvalidInput` when it is no such file as a whole.

    The file that the list is taken away as is one.
    """
    table = read_table(content, most_rows=MOST_ROWS)
    columns = columns_of(table.header, needed=(_NUMBER,), known=COLUMNS)
    if kind is BatchKind.CHANGE and not set(_CHANGEABLE.values()) & set(columns.names):
        raise InvalidInput("「部署名」「氏名」「氏名カナ」のうち、変更する列を入れてください。")
    if not table.rows:
        raise InvalidInput(
            "見出しのほかに何もありません。2行目から、1行に1件ずつ入力してください。"
        )
    rows = []
    for row in table.rows:
        cells = {name: text for name, text in columns.cells(row.cells).items() if name in COLUMNS}
        rows.append(AskedRow(row.line, cells.pop(_NUMBER), cells))
    return BatchFile(tuple(rows), columns.unknown)


def understand(
    kind: BatchKind, rows: Sequence[AskedRow], accounts: Mapping[str, KnownAccount], by: str
) -> tuple[BatchLine, ...]:
    """Say of each row what it comes to with the accounts as they are, by their numbers.

    `by`: アカウントID of who asks, who may change the own account, and users'.
    """
    seen: dict[str, int] = {}
    return tuple(_line(kind, row, accounts, seen, by) for row in rows)


def fingerprint(kind: BatchKind, lines: Sequence[BatchLine]) -> str:
    """A word for what a page showed: another one where anything about it is different."""
    said = [kind.value, *(repr((line.number, line.account, line.changes)) for line in lines)]
    return sha256("\n".join(said).encode()).hexdigest()[:32]


def _line(
    kind: BatchKind,
    row: AskedRow,
    accounts: Mapping[str, KnownAccount],
    seen: dict[str, int],
    by: str,
) -> BatchLine:
    try:
        account_id = accept_account_id(row.account_id)
    except InvalidInput as error:
        typed = excerpt(row.account_id)
        return BatchLine(row.number, typed, None, problems=(CellProblem("", typed, error),))
    account = accounts.get(account_id)
    above = seen.setdefault(account_id, row.number)
    if account is None:
        problem = InvalidInput("このアカウントIDのアカウントはありません。")
    elif above != row.number:
        problem = InvalidInput(
            "{line}行目と同じアカウントIDです。どちらかの行を削除してください。", line=above
        )
    else:
        return (
            _changed(row, account, by) if kind is BatchKind.CHANGE else _ended(kind, row, account)
        )
    return BatchLine(
        row.number, account_id, account, problems=(CellProblem("", account_id, problem),)
    )


def _ended(kind: BatchKind, row: AskedRow, account: KnownAccount) -> BatchLine:
    """What becomes of an account that is to be stopped or deleted; managers stay (S39)."""
    stays = InvalidInput("ID管理ユーザーのアカウントは、停止や削除ができません。外してください。")
    return BatchLine(
        row.number,
        account.account_id,
        account,
        problems=(CellProblem("", account.account_id, stays),) if account.role != "user" else (),
        warnings=tuple(_other_person(row, account)),
        skipped=kind is BatchKind.STOP and account.state == "stopped",
    )


def _other_person(row: AskedRow, account: KnownAccount) -> Iterator[InvalidInput]:
    """A name that is not the account's says that the number may be another person's."""
    typed = row.cells.get(LABELS["person_name"], "")
    if trim(typed) and _squeezed(typed) != _squeezed(account.person_name):
        yield InvalidInput(
            "ファイルの氏名「{typed}」が、登録されている氏名と異なります。", typed=excerpt(typed)
        )


def _changed(row: AskedRow, account: KnownAccount, by: str) -> BatchLine:
    """What is to be written anew of an account; columns that the file lacks stay as they are."""
    changes: list[FieldChange] = []
    problems: list[CellProblem] = []
    for name, column in _CHANGEABLE.items():
        old = asdict(account)[name]
        if column not in row.cells or _is_same(row.cells[column], old):
            continue
        try:
            new = RULES[name](row.cells[column])
        except InvalidInput as error:
            problems.append(CellProblem(column, excerpt(row.cells[column]), error))
            continue
        if new != old:
            changes.append(FieldChange(name, old, new))
    if changes and account.role != "user" and account.account_id != by:
        other = InvalidInput(
            "ほかのID管理ユーザーのアカウントは、この方法では変更できません。行を削除してください。"
        )
        problems.append(CellProblem("", account.account_id, other))
    return BatchLine(
        row.number,
        account.account_id,
        account,
        tuple(changes),
        tuple(problems),
        tuple(_not_taken(row, account, changes)),
        skipped=not changes and not problems,
    )


def _not_taken(
    row: AskedRow, account: KnownAccount, changes: Sequence[FieldChange]
) -> Iterator[InvalidInput]:
    address = row.cells.get(LABELS["mail_address"], account.mail_address)
    if trim(address) and not _is_same(address, account.mail_address):
        yield InvalidInput(
            "メールアドレスは、この方法では変更できません。アカウントのページで変更してください。"
        )
    for change in changes:
        if change.new.startswith("'"):
            yield InvalidInput(
                "「{column}」の先頭に「'」が付いています。必要のないときは、取り除いてください。",
                column=LABELS[change.name],
            )


def _is_same(cell: str, known: str) -> bool:
    """Whether a cell says what is known; the file that we wrote may have an apostrophe before."""
    return trim(cell) == known or trim(cell) == f"'{known}"


def _squeezed(name: str) -> str:
    return "".join(normalize("NFKC", name).split())
