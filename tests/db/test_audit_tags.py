"""Every event of the audit log is a member of one enumeration, which has words for it."""

import ast
import re
from collections.abc import Iterator
from dataclasses import fields
from pathlib import Path

import pytest

from db.console.administrators import NewPerson
from db.console.audit_log import EventQuery
from db.console.replies import Reply
from db.console.wholesalers import WholesalerEntry
from domain.audit_tags import AuditTag
from domain.companies.access_acts import AccessAct
from domain.companies.company_change import ChangeChoice
from domain.companies.company_data import HeadOffice, Identity
from domain.enrolment.stages import CLOSED, WAITS, Choice, ReviewChoice, Stage
from domain.logins import ADMINISTRATORS, MEMBERS
from domain.new_account import NewAccount
from texts import audit_log

ROOT = Path(__file__).parents[2]
A_TAG = re.compile(r"[a-z_]+:[a-z_]+:[a-z_]+")
JAPANESE = re.compile("[\u3041-\u30ff\u3400-\u9fff]")
WRITTEN_NO_MORE = {
    AuditTag.ADMINISTRATOR_ACCOUNT_REMOVE_SECOND_FACTOR,
    AuditTag.ADMINISTRATOR_ACCOUNT_CORRECT_ADDRESS,
    AuditTag.ADMINISTRATOR_MANAGER_REPLACE,
}
PUT_TOGETHER = [
    *(
        AuditTag.of("workflow", "application", stage)
        for stage in (WAITS | CLOSED) - {Stage.INVITED}
    ),
    *(AuditTag.of("wholesaler", "application", choice) for choice in Choice),
    *(AuditTag.of("administrator", "review", choice) for choice in ReviewChoice),
    *(AuditTag.of("workflow", "company_change", choice) for choice in ChangeChoice),
    *(
        AuditTag.of("administrator", "company_change", choice)
        for choice in (ChangeChoice.APPROVE, ChangeChoice.DECLINE)
    ),
    AuditTag.of("member", "company_change", "withdraw"),
    *(
        AuditTag.of("administrator", "access", f"ask_{act}")
        for act in (AccessAct.ADDRESS, AccessAct.SECOND_FACTOR, AccessAct.MANAGER)
    ),
    *(
        AuditTag.of(kind.actor, *what.split(":"))
        for kind in (MEMBERS, ADMINISTRATORS)
        for what in (
            "session:begin",
            "session:end",
            "login:fail",
            "login:wrong_code",
            "password:change",
            "second_factor:on",
            "recovery_codes:renew",
        )
    ),
    AuditTag.of(MEMBERS.actor, "second_factor", "off"),
]
"""All that `AuditTag.of` is asked for: there is a member for each value that there can be."""


def _of_db() -> Iterator[tuple[Path, ast.Module]]:
    for file in (ROOT / "db").rglob("*.py"):
        if "migrations" not in file.parts:
            yield file, ast.parse(file.read_text())


def test_no_event_is_written_by_a_bare_string() -> None:
    """What mypy cannot see: SQL aside, no text of the shape of a tag stands in `db/`."""
    bare = [
        f"{file.name}: {node.value}"
        for file, tree in _of_db()
        for node in ast.walk(tree)
        if isinstance(node, ast.Constant)
        and isinstance(node.value, str)
        and A_TAG.fullmatch(node.value)
    ]
    assert bare == []


def test_every_member_is_written_by_something() -> None:
    named = {
        AuditTag[node.attr]
        for _, tree in _of_db()
        for node in ast.walk(tree)
        if isinstance(node, ast.Attribute)
        and isinstance(node.value, ast.Name)
        and node.value.id == "AuditTag"
        and node.attr != "of"
    }
    assert set(AuditTag) - named - set(PUT_TOGETHER) == WRITTEN_NO_MORE


@pytest.mark.parametrize("tag", AuditTag)
def test_every_member_has_its_words_and_three_parts(tag: AuditTag) -> None:
    assert tag.label
    assert audit_log.ACTS[tag.value] == tag.label
    assert JAPANESE.search(tag.label)
    assert audit_log.doer_of(tag) in audit_log.SOURCES.values()
    assert A_TAG.fullmatch(tag.value)
    assert tag.name == tag.value.upper().replace(":", "_")


NOTED_BY = re.compile(r"(audit\.)?_?record(_\w+)?")
COLUMNS = {"application_number", "company_id", "account_id", "before", "after", "now", "at"}
NO_VALUES = {"about_us"}
"""What functions of that name are told and do not note."""

PUT_IN_WHOLE = (Identity, HeadOffice, NewPerson, NewAccount, Reply, WholesalerEntry, EventQuery)


def _names(call: ast.Call) -> Iterator[str]:
    """The names of the values that an event is written with."""
    for keyword in call.keywords:
        if keyword.arg and keyword.arg not in COLUMNS | NO_VALUES:
            yield keyword.arg
    yield from _keys(*(each.value for each in call.keywords if each.arg in {"before", "after"}))


def _keys(*trees: ast.AST) -> Iterator[str]:
    for tree in trees:
        for node in ast.walk(tree):
            if isinstance(node, ast.Dict):
                keys = (key.value for key in node.keys if isinstance(key, ast.Constant))
                yield from (key for key in keys if isinstance(key, str))


def test_every_value_that_is_noted_has_its_words() -> None:
    """Found in the calls that write events, and in what is put into them whole."""
    named = {
        name
        for _, tree in _of_db()
        for node in ast.walk(tree)
        if isinstance(node, ast.Call) and NOTED_BY.fullmatch(ast.unparse(node.func))
        for name in _names(node)
    }
    put_together = {
        name
        for _, tree in _of_db()
        for node in ast.walk(tree)
        if isinstance(node, ast.AnnAssign) and ast.unparse(node.annotation).startswith("Values")
        for name in _keys(node)
    }
    whole = {field.name for each in PUT_IN_WHOLE for field in fields(each)}
    assert {"bytes_done", "revision", "evidence", "run"} <= named
    assert {"limit", "tries"} <= put_together
    assert (named | put_together | whole) - set(audit_log.VALUES) == set()


def test_values_are_read_as_words() -> None:
    noted = {
        "stage": "under_review",
        "parts": "company,jan",
        "suspended": True,
        "review": None,
        "effective_from": "2026-12-01T00:00:00+09:00",
        "tries": 3,
    }
    assert audit_log.in_words(noted) == [
        ("申請の状況", "審査中"),
        ("修正する箇所", "企業情報、代表JAN"),
        ("利用停止", "はい"),
        ("審査の理由", "なし"),
        ("発効日", "2026年12月1日(火) 00:00"),
        ("回数", "3"),
    ]


def test_what_was_never_known_is_shown_as_it_is() -> None:
    assert audit_log.act_of("robot:dance:begin") == "robot:dance:begin"
    assert audit_log.doer_of("robot:dance:begin") == "robot"
    assert audit_log.in_words({"colour": "red"}) == [("colour", "red")]
