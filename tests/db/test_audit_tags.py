"""Every event of the audit log is a member of one enumeration, which has words for it."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from domain.audit_tags import AuditTag
from domain.companies.access_acts import AccessAct
from domain.companies.company_change import ChangeChoice
from domain.enrolment.stages import CLOSED, WAITS, Choice, ReviewChoice, Stage
from domain.logins import ADMINISTRATORS, MEMBERS
from texts import audit_log

ROOT = Path(__file__).parents[2]
A_TAG = re.compile(r"[a-z_]+:[a-z_]+:[a-z_]+")
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
    assert A_TAG.fullmatch(tag.value)
    assert tag.name == tag.value.upper().replace(":", "_")
