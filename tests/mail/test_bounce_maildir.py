import os
from pathlib import Path

import pytest

from mail.bounces.maildir import BounceMaildir
from mail.bounces.parts import MOST_BYTES


@pytest.fixture
def maildir(tmp_path: Path) -> Path:
    for folder in ("tmp", "new", "cur"):
        (tmp_path / folder).mkdir()
    return tmp_path


def deliver(maildir: Path, name: str, at: int, content: bytes = b"Subject: a\n\n") -> None:
    file = maildir / "new" / name
    file.write_bytes(content)
    os.utime(file, (at, at))


def test_new_messages_come_oldest_first_by_name_and_content(maildir: Path) -> None:
    deliver(maildir, "1795395608.M900P7.mx", at=30, content=b"third")
    deliver(maildir, "1795395608.M1000P7.mx", at=20, content=b"second")
    deliver(maildir, "1795395607.M5P7.mx", at=10, content=b"first")
    assert list(BounceMaildir(maildir).messages()) == [
        ("1795395607.M5P7.mx", b"first"),
        ("1795395608.M1000P7.mx", b"second"),
        ("1795395608.M900P7.mx", b"third"),
    ]


def test_a_message_that_is_done_is_kept_as_seen_and_comes_no_more(maildir: Path) -> None:
    deliver(maildir, "1.a.mx", at=1)
    bounces = BounceMaildir(maildir)
    bounces.done("1.a.mx")
    assert list(bounces.messages()) == []
    assert [file.name for file in (maildir / "cur").iterdir()] == ["1.a.mx:2,S"]


def test_a_message_that_is_not_done_comes_again(maildir: Path) -> None:
    deliver(maildir, "1.a.mx", at=1)
    assert list(BounceMaildir(maildir).messages()) == list(BounceMaildir(maildir).messages())


def test_a_message_that_another_process_has_done_is_passed_over(maildir: Path) -> None:
    deliver(maildir, "1.a.mx", at=1)
    deliver(maildir, "2.b.mx", at=2)
    messages = BounceMaildir(maildir).messages()
    assert next(messages)[0] == "1.a.mx"
    BounceMaildir(maildir).done("2.b.mx")
    assert list(messages) == []
    BounceMaildir(maildir).done("2.b.mx")
    assert [file.name for file in (maildir / "cur").iterdir()] == ["2.b.mx:2,S"]


def test_marks_that_a_mail_server_put_on_a_new_message_are_replaced(maildir: Path) -> None:
    deliver(maildir, "1.a.mx:2,", at=1)
    (maildir / "cur").rmdir()
    BounceMaildir(maildir).done("1.a.mx:2,")
    assert [file.name for file in (maildir / "cur").iterdir()] == ["1.a.mx:2,S"]


def test_mails_still_being_written_and_hidden_files_are_not_seen(maildir: Path) -> None:
    (maildir / "tmp" / "1.a.mx").write_bytes(b"half a m")
    deliver(maildir, ".nfs0001", at=1)
    assert list(BounceMaildir(maildir).messages()) == []


def test_no_more_of_a_message_is_read_than_is_looked_at(maildir: Path) -> None:
    deliver(maildir, "1.a.mx", at=1, content=b"x" * (2 * MOST_BYTES))
    [(_, content)] = BounceMaildir(maildir).messages()
    assert content is not None
    assert len(content) == MOST_BYTES


def test_a_maildir_that_is_not_there_is_an_error(tmp_path: Path) -> None:
    with pytest.raises(FileNotFoundError):
        list(BounceMaildir(tmp_path / "elsewhere").messages())
