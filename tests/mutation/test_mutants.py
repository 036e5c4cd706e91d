"""What is changed by a mutant, and what it may not change: lines, names, parameters."""

import ast
from collections.abc import Callable, Iterator
from textwrap import dedent

import pytest

from rig.mutation.edits import Edit, Source
from rig.mutation.mutants import FAMILIES, Mutant, mutants_of
from rig.mutation.python_mutants import guards, rules
from rig.mutation.sql_mutants import statements


def made(text: str, edits: Callable[[Source], Iterator[Edit]]) -> list[Mutant]:
    return [*mutants_of("sql", Source("db/engine.py", dedent(text).encode()), (edits,))]


def dropped(statement: str) -> list[str]:
    return [mutant.before for mutant in made(f'X = """{statement}"""', statements)]


@pytest.mark.parametrize(
    ("statement", "conditions"),
    [
        (
            "UPDATE link SET used_at = {} WHERE a = {} AND used_at IS NULL",
            "a = {}; used_at IS NULL",
        ),
        ("SELECT FROM a WHERE x = 1 OR y = 2 ORDER BY z", "x = 1; y = 2"),
        ("SELECT FROM a WHERE x AND (y OR z) LIMIT 1", "x; (y OR z); y; z"),
        ("SELECT FROM a WHERE x BETWEEN {} AND {} AND y", "x BETWEEN {} AND {}; y"),
        ("SELECT FROM a JOIN b ON b.id = a.id AND b.alive", "b.alive"),
        ("SELECT FROM a WHERE x IS DISTINCT FROM y AND z", "x IS DISTINCT FROM y; z"),
        (
            "DELETE FROM a WHERE NOT EXISTS (SELECT FROM b WHERE b.id = a.id) RETURNING id",
            "NOT EXISTS (SELECT FROM b WHERE b.id = a.id); b.id = a.id",
        ),
        (
            "SELECT FROM a WHERE CASE WHEN p AND q THEN r ELSE s END",
            "CASE WHEN p AND q THEN r ELSE s END",
        ),
        ("SELECT FROM a WHERE name = 'x AND y' -- AND z\n", "name = 'x AND y'"),
        ("SELECT FROM a WHERE x FOR UPDATE SKIP LOCKED", "x; FOR UPDATE SKIP LOCKED; SKIP LOCKED"),
        ("INSERT INTO a VALUES ({}) ON CONFLICT (id) DO NOTHING", "ON CONFLICT (id) DO NOTHING"),
        ("How it WHEREs and ANDs", ""),
    ],
)
def test_each_guard_of_a_statement_is_dropped(statement: str, conditions: str) -> None:
    assert "; ".join(dropped(statement)) == conditions


def test_what_is_dropped_stays_with_its_parameters() -> None:
    first, last = made('X = f"{FOUND} WHERE a = {{}} OR beta"', statements)
    assert b"WHERE ((a = {{}}) AND FALSE) OR beta" in first.text
    assert b"OR ((beta) AND FALSE)" in last.text


def test_joined_strings_are_one_statement() -> None:
    text = 'X = (\n    f"SELECT {A} FROM a"  # noqa: S608 -- a constant\n    " WHERE b AND c"\n)\n'
    assert [mutant.before for mutant in made(text, statements)] == ["b", "c"]


GUARDED = """
    async def act(member, account):
        if not member.manages or account.gone:
            raise NotPermittedError
        await require_consent(member)
        log.info("done")
        return await Link.update({Link.used_at: now}).where(Link.a == 1, Link.b == 2)

    HANDLERS = (staff_only(Permission.ADMINISTER, pages), principal_only(pages))
"""


def test_each_guard_of_a_handler_is_left_out() -> None:
    kinds = {(mutant.edit.kind, mutant.before) for mutant in made(GUARDED, guards)}
    assert kinds == {
        ("check left out", "not member.manages or account.gone"),
        ("condition dropped", "not member.manages"),
        ("condition dropped", "account.gone"),
        ("step left out", "await require_consent(member)"),
        ("change unguarded", "Link.a == 1"),
        ("change unguarded", "Link.b == 2"),
        ("permission weakened", "Permission.ADMINISTER"),
        ("permission weakened", "principal_only"),
    }


@pytest.mark.parametrize(
    ("text", "guarded"),
    [
        ('X = "UPDATE a SET b = {} WHERE c = {}"', {"c = {}"}),
        ('X = "DELETE FROM a WHERE c"', {"c"}),
        ('X = "INSERT INTO a SELECT FROM b WHERE c"', {"c"}),
        ('X = "SELECT FROM a WHERE c FOR NO KEY UPDATE"', {"c"}),
        ('X = "SELECT FROM a WHERE c"', set()),
        ("X = \"SELECT may(role, 'UPDATE, DELETE') FROM a WHERE c\"", set()),
        ('X = "SELECT FROM a WHERE c "\nY = X + "FOR UPDATE"', {"c"}),
        ('X = "SELECT FROM a WHERE c"\nY = f"INSERT INTO b {X}"\nZ = "x WHERE y"', {"c"}),
        ("Link.delete().where(Link.a == 1)", {"Link.a == 1"}),
        ("Link.select().where(Link.a == 1).lock_rows()", {"Link.a == 1"}),
        ("Link.select().where(Link.a == 1)", set()),
        (
            "def f():\n return (Link.a == 1) & (Link.b == 2)\nLink.update({}).where(f())",
            {"f()", "Link.a == 1", "Link.b == 2"},
        ),
    ],
)
def test_conditions_of_what_writes_or_locks_guard_a_change(text: str, guarded: set[str]) -> None:
    found = [*made(text, statements), *made(text, guards)]
    assert {one.before for one in found if one.edit.kind == "change unguarded"} == guarded
    assert {one.before for one in found if one.edit.kind == "condition dropped"}.isdisjoint(guarded)


def test_rules_are_changed_in_the_usual_ways() -> None:
    text = "def rule(a, b):\n    return a < 10 and not b\n"
    texts = {mutant.text.decode().splitlines()[1].strip() for mutant in made(text, rules)}
    assert texts == {
        "return ((a < 10) or True) and not b",
        "return a < 10 and ((not b) or True)",
        "return a <= 10 and not b",
        "return a < (10 + 1) and not b",
        "return a < 10 and (b)",
    }


def test_what_the_check_of_types_holds_of_a_data_class_is_not_changed() -> None:
    text = "@dataclass(frozen=True, eq=False)\nclass A:\n    open: bool = True\n"
    (mutant,) = made(text, rules)
    assert mutant.text.decode().endswith("open: bool = False\n")


@pytest.mark.parametrize("edits", [guards, rules])
def test_a_mutant_is_a_program_of_the_same_lines(
    edits: Callable[[Source], Iterator[Edit]],
) -> None:
    for mutant in made(GUARDED, edits):
        assert ast.parse(mutant.text)
        assert mutant.text.count(b"\n") == mutant.source.text.count(b"\n")


def test_a_mutant_knows_its_branch_and_its_function() -> None:
    text = "class A:\n    def f(self):\n        def g():\n            if x:\n                h()\n"
    (mutant,) = (one for one in made(text, guards) if one.before == "h()")
    assert mutant.where == "db/engine.py:A.f.<locals>.g#1"
    assert mutant.function == "A.f"


def test_a_check_is_noticed_by_those_whom_it_refuses() -> None:
    text = "def f():\n    if a or b and c:\n        raise Refused\n    return 1\n"
    places = {mutant.before: mutant.where for mutant in made(text, guards)}
    assert places == {
        "a or b and c": "db/engine.py:f#1",
        "a": "db/engine.py:f#1",
        "b and c": "db/engine.py:f#1",
        "b": "db/engine.py:f#0",
        "c": "db/engine.py:f#0",
    }


def test_a_mutant_is_known_again_until_its_function_changes() -> None:
    before, beside, changed = (
        made(text, guards)[0].key
        for text in (
            "def f():\n    g()\n",
            "import h\n\ndef f():\n    g()\n",
            "def f():\n    g()\n    return 1\n",
        )
    )
    assert before == beside
    assert before != changed


def test_there_is_a_family_for_rules_for_sql_and_for_pages() -> None:
    assert {family.name: family.folders for family in FAMILIES} == {
        "domain": ("domain",),
        "sql": ("db",),
        "web": ("web", "activities"),
    }
