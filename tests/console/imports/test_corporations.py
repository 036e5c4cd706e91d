"""The National Tax Agency's file in the database."""

from datetime import date

import pytest

from db.imports.corporation_search import find_corporations
from db.imports.registers import find_corporation
from db.imports.runs import list_problems
from domain.csv_files import Encoding
from domain.imports.files import ImportKind
from domain.text import InvalidInput
from rig.console.company_file import company_file, company_row
from rig.console.import_files import corporations_of, looked_at, names, problems
from rig.console.nta_file import corporate_number, nta_file, nta_row

pytestmark = pytest.mark.usefixtures("pool")


@pytest.mark.parametrize("encoding", Encoding)
async def test_both_encodings_say_the_same(encoding: Encoding) -> None:
    run = await corporations_of(nta_file([nta_row(1, name="見本①")], encoding))
    assert run.encoding is encoding
    assert await names() == ["見本①"]


async def test_a_run_tells_what_it_did() -> None:
    rows = [nta_row(1), nta_row(2, number="1" * 13), nta_row(3, latest="0"), nta_row(4)]
    run = await corporations_of(nta_file(rows))
    assert (run.lines_done, run.rows_changed, run.lines_bad) == (4, 2, 1)
    assert (run.lines_read, run.lines_skipped) == (4, 1)
    assert (run.percent, run.goes_on) == (100, False)
    assert run.finished_at is not None
    ((line, problem),) = await problems(run)
    assert (line, problem[:5]) == (2, "法人番号：")
    (skipped,) = await list_problems(run.id, skipped=True)
    assert (skipped.line, "最新履歴" in skipped.text) == (3, True)


async def test_the_same_file_twice_changes_nothing() -> None:
    content = nta_file([nta_row(nth) for nth in range(1, 50)])
    first = await corporations_of(content)
    second = await corporations_of(content)
    assert first.id != second.id
    assert (first.rows_changed, second.rows_changed) == (49, 0)
    assert (first.lines_skipped, second.lines_skipped) == (0, 49)


async def test_a_newer_line_replaces_an_older_and_never_the_other_way() -> None:
    old = nta_row(1, name="古い", updated="2026-01-01")
    new = nta_row(1, name="新しい", updated="2026-02-01")
    await corporations_of(nta_file([old]))
    assert (await corporations_of(nta_file([new]))).rows_changed == 1
    assert (await corporations_of(nta_file([old]))).rows_changed == 0
    assert await names() == ["新しい"]


@pytest.mark.parametrize("newest_first", [True, False])
async def test_of_two_lines_in_one_file_the_newer_counts(newest_first: bool) -> None:  # noqa: FBT001 -- a parameter of the test
    rows = [
        nta_row(1, name="古い", updated="2026-01-01"),
        nta_row(1, updated="2026-02-01", name="新"),
    ]
    await corporations_of(nta_file(rows[::-1] if newest_first else rows))
    assert await names() == ["新"]


async def test_the_lookup_gives_what_administrators_compare() -> None:
    await corporations_of(nta_file([nta_row(1, name="見本", process="21", closed="2026-03-31")]))
    found = await find_corporation(corporate_number(1))
    assert found is not None
    assert (found.name, found.closed_on) == ("見本", date(2026, 3, 31))
    assert await find_corporation(corporate_number(2)) is None


async def test_an_applicant_finds_a_corporation_by_its_number_or_its_name() -> None:
    await corporations_of(nta_file([nta_row(1, name="見本食品"), nta_row(2, name="架空水産")]))
    for typed in (
        corporate_number(1),
        f"{corporate_number(1)[:1]}-{corporate_number(1)[1:]}",
        "見本",
    ):
        assert [each.name for each in await find_corporations(typed)] == ["見本食品"]
    assert await find_corporations(corporate_number(3)) == ()


def test_a_company_master_is_refused_as_such() -> None:
    with pytest.raises(InvalidInput, match="国税庁"):
        looked_at(company_file([company_row(1)]), ImportKind.CORPORATIONS)


def test_an_empty_file_is_refused() -> None:
    for kind in ImportKind:
        with pytest.raises(InvalidInput, match="何も書かれていません"):
            looked_at(b"", kind)
