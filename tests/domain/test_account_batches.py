"""What a file, or a choice, of many accounts comes to with the accounts as they are."""

from dataclasses import replace

import pytest

from domain.account_batches import (
    AskedRow,
    BatchKind,
    BatchLine,
    FieldChange,
    KnownAccount,
    fingerprint,
    read_file,
    understand,
)
from domain.account_export import ExportedAccount, accounts_file
from domain.csv_files import Encoding
from domain.text import InvalidInput

MANAGER = KnownAccount("001", "id_manager", "active", "", "田中 花子", "", "tanaka@maker.example")
YAMADA = KnownAccount(
    "002", "user", "active", "営業部", "山田 太郎", "ヤマダ タロウ", "y@maker.example"
)
STOPPED = replace(YAMADA, account_id="003", state="stopped", person_name="=佐藤")
ACCOUNTS = {account.account_id: account for account in (MANAGER, YAMADA, STOPPED)}


def lines(kind: BatchKind, text: str, by: str = "001") -> tuple[BatchLine, ...]:
    return understand(kind, read_file(kind, text.encode()).rows, ACCOUNTS, by)


def only(kind: BatchKind, text: str) -> BatchLine:
    (line,) = lines(kind, text)
    return line


def said(line: BatchLine) -> str:
    return " ".join(map(str, line.problems))


def test_numbers_that_a_spreadsheet_shortened_are_read() -> None:
    line = only(BatchKind.STOP, "アカウントID\n2")
    assert (line.number, line.account, line.is_work) == (2, YAMADA, True)


@pytest.mark.parametrize("kind", [BatchKind.STOP, BatchKind.DELETE])
def test_managers_are_never_stopped_or_deleted(kind: BatchKind) -> None:
    line = only(kind, "アカウントID\n001")
    assert "ID管理ユーザー" in said(line)
    assert not line.is_work


def test_who_is_stopped_already_is_skipped_but_can_be_deleted() -> None:
    assert only(BatchKind.STOP, "アカウントID\n003").skipped
    assert only(BatchKind.DELETE, "アカウントID\n003").is_work


def test_numbers_that_nobody_has_or_that_come_twice_are_to_be_corrected() -> None:
    twice, unknown, none = lines(BatchKind.STOP, "アカウントID\n002\n2\n777\nx")[1:]
    assert "2行目と同じアカウントID" in said(twice)
    assert "ありません" in said(unknown)
    assert none.account is None
    assert "001から999" in said(none)
    assert not any(line.skipped for line in (twice, unknown, none))


def test_another_name_than_the_registered_is_warned_of() -> None:
    assert only(BatchKind.DELETE, "アカウントID,氏名\n002,山田　太郎").warnings == ()
    line = only(BatchKind.DELETE, "アカウントID,氏名\n002,佐藤 次郎")
    assert "佐藤 次郎" in str(line.warnings[0])
    assert line.is_work


def test_what_differs_is_a_change_and_what_the_file_lacks_stays() -> None:
    line = only(BatchKind.CHANGE, "アカウントID,部署名,氏名\n002,総務部,山田 太郎")
    assert line.changes == (FieldChange("department", "営業部", "総務部"),)
    line = only(BatchKind.CHANGE, "アカウントID,氏名カナ\n002,")
    assert line.changes == (FieldChange("person_name_kana", "ヤマダ タロウ", ""),)


def test_another_id_managers_account_is_not_changed_but_the_own_is() -> None:
    text = "アカウントID,部署名\n001,総務部"
    assert only(BatchKind.CHANGE, text).is_work
    (line,) = lines(BatchKind.CHANGE, text, by="002")
    assert "ほかのID管理ユーザー" in said(line)
    (same,) = lines(BatchKind.CHANGE, "アカウントID,氏名\n001,田中 花子", by="002")
    assert (same.skipped, same.problems) == (True, ())


def test_a_line_to_correct_is_not_passed_over_as_unchanged() -> None:
    line = only(BatchKind.CHANGE, "アカウントID,氏名\n002,")
    assert line.problems
    assert not line.skipped
    assert only(BatchKind.CHANGE, "アカウントID,氏名\n002,山田 太郎").skipped


def test_every_cell_to_correct_is_named_at_once() -> None:
    line = only(BatchKind.CHANGE, "アカウントID,部署名,氏名,氏名カナ\n002,,,漢字")
    assert [problem.column for problem in line.problems] == ["部署名", "氏名", "氏名カナ"]


@pytest.mark.parametrize("encoding", Encoding)
def test_the_list_as_it_is_taken_away_changes_nothing(encoding: Encoding) -> None:
    """Formulas have their apostrophe there; a department that is empty stays so."""
    exported = [
        ExportedAccount(
            account_id=each.account_id,
            person_name=each.person_name,
            person_name_kana=each.person_name_kana,
            department=each.department,
            mail_address=each.mail_address,
            state=each.state,
            last_login_at=None,
        )
        for each in ACCOUNTS.values()
    ]
    file = read_file(BatchKind.CHANGE, accounts_file(exported, encoding))
    assert file.unknown_columns == ()
    found = understand(BatchKind.CHANGE, file.rows, ACCOUNTS, "001")
    assert [(line.skipped, line.problems, line.warnings) for line in found] == [(True, (), ())] * 3


def test_what_is_not_changed_in_this_way_is_warned_of() -> None:
    line = only(BatchKind.CHANGE, "アカウントID,氏名,メールアドレス\n002,'山田,other@maker.example")
    assert ["メールアドレスは" in str(line.warnings[0]), "「'」" in str(line.warnings[1])] == [
        True,
        True,
    ]


def test_unknown_columns_are_passed_over_and_named() -> None:
    file = read_file(BatchKind.STOP, "社員番号,アカウントID\n7,002".encode())
    assert file.unknown_columns == ("社員番号",)
    assert file.rows == (AskedRow(2, "002"),)


@pytest.mark.parametrize(
    ("kind", "text", "message"),
    [
        (BatchKind.STOP, "氏名\n山田", "足りない列：「アカウントID」"),
        (BatchKind.CHANGE, "アカウントID\n002", "変更する列を入れて"),
        (BatchKind.STOP, "アカウントID\n,", "2行目から"),
        (BatchKind.STOP, "アカウントID\n" + "002\n" * 1000, "999行まで"),
    ],
)
def test_other_files_are_refused_with_what_to_do(kind: BatchKind, text: str, message: str) -> None:
    with pytest.raises(InvalidInput, match=message):
        read_file(kind, text.encode())


def test_a_page_of_anything_else_has_another_word() -> None:
    found = lines(BatchKind.STOP, "アカウントID\n002")
    word = fingerprint(BatchKind.STOP, found)
    assert fingerprint(BatchKind.STOP, lines(BatchKind.STOP, "アカウントID\n002")) == word
    moved = [replace(found[0], account=replace(YAMADA, department="総務部"))]
    others = {
        fingerprint(BatchKind.DELETE, found),
        fingerprint(BatchKind.STOP, moved),
        fingerprint(BatchKind.STOP, [*found, *found]),
    }
    assert len(others | {word}) == 4


def test_cells_that_are_left_empty_are_no_reason_to_warn() -> None:
    assert only(BatchKind.DELETE, "アカウントID,氏名\n002,").warnings == ()
    assert only(BatchKind.CHANGE, "アカウントID,部署名,メールアドレス\n002,総務部,").warnings == ()
