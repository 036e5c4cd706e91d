"""The company master in the database."""

from collections.abc import Sequence

import pytest

from db.companies.company_ids import next_company_ids
from db.companies.search import search_companies
from db.demo.seeding import COMPANIES
from db.imports import registers
from db.imports.runs import list_problems
from db.tables.companies import Company
from domain.identifiers import company_id
from domain.imports.company_file import HEADER, CompanyLine
from domain.imports.company_register import Register
from domain.imports.files import ImportKind
from domain.text import InvalidInput
from rig.applications import FORM, Applications, now
from rig.console.company_file import company_file, company_row
from rig.console.import_files import company, looked_at, problems, taken_in
from rig.console.nta_file import nta_file, nta_row
from settings import Settings

pytestmark = pytest.mark.usefixtures("pool")

TAKEN_OVER = company_id(2_000_001)
DEMO = company_id(1)


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp932"])
async def test_new_companies_are_added_and_found_by_the_search(encoding: str) -> None:
    rows = [company_row(1), company_row(2, 企業名="株式会社見本①水産")]
    run = await taken_in(company_file(rows, encoding))
    assert (run.lines_done, run.lines_read) == (3, 2)
    assert (run.rows_changed, run.lines_bad, run.lines_skipped) == (2, 0, 0)
    assert (await company(TAKEN_OVER)).application_number is None
    found = await search_companies("見本①水産")
    assert "株式会社見本①水産" in [each.name for each in found.companies]


async def test_the_same_file_twice_changes_nothing() -> None:
    content = company_file([company_row(1), company_row(2, 企業ID="")])
    before = await Company.count()
    assert (await taken_in(content)).rows_changed == 2
    second = await taken_in(content)
    assert (second.rows_changed, second.lines_bad, second.lines_skipped) == (0, 0, 2)
    assert [problem.line for problem in await list_problems(second.id, skipped=True)] == [2, 3]
    assert await list_problems(second.id) == []
    assert await Company.count() == before + 2


async def test_a_company_without_an_id_gets_one_that_nobody_has() -> None:
    (drawn,) = await next_company_ids(1)
    following = company_id(int(drawn[:7]) + 1)
    await taken_in(company_file([company_row(1, 企業ID=following), company_row(2, 企業ID="")]))
    issued = await Company.objects().get(Company.corporate_number == company_row(2)[3])
    assert issued is not None
    assert issued.company_id == company_id(int(drawn[:7]) + 2)


async def test_bad_lines_are_reported_by_number_and_the_rest_is_taken() -> None:
    rows = [company_row(1), company_row(2, 本社所在地="東京"), company_row(3)]
    run = await taken_in(company_file(rows))
    assert (run.rows_changed, run.lines_bad) == (2, 1)
    assert [line for line, _ in await problems(run)] == [3]


async def test_all_that_is_wrong_with_a_line_is_kept() -> None:
    wrong = dict.fromkeys(HEADER, "x" * 20)
    run = await taken_in(company_file([list(wrong.values())]))
    ((line, said),) = await problems(run)
    assert (line, said.count("／")) == (2, 3)
    assert said.endswith("。")


async def test_what_is_empty_is_filled_in_and_nothing_is_replaced() -> None:
    name, _, place, code = COMPANIES[0]
    row = company_row(1, 企業ID=DEMO, 企業名=name, 企業名カナ="", 本社所在地=place)
    row[-1] = code
    assert (await taken_in(company_file([row]))).rows_changed == 1
    filled = await company(DEMO)
    assert (filled.corporate_number, filled.telephone) == (row[3], row[7])
    row[7] = "06-0000-0001"
    run = await taken_in(company_file([row]))
    assert (run.rows_changed, run.lines_bad) == (0, 1)
    assert (await company(DEMO)).telephone == "03-0000-0001"


async def test_a_company_that_leaves_while_its_line_is_read_is_not_filled_in(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    read = registers._register  # noqa: SLF001 -- what comes between reading and writing

    async def left_since(entries: Sequence[CompanyLine]) -> Register:
        found = await read(entries)
        await Company.update(ended_at=now()).where(Company.company_id == DEMO)
        return found

    monkeypatch.setattr(registers, "_register", left_since)
    name, _, place, code = COMPANIES[0]
    row = company_row(1, 企業ID=DEMO, 企業名=name, 企業名カナ="", 本社所在地=place)
    row[-1] = code
    assert (await taken_in(company_file([row]))).rows_changed == 0
    assert (await company(DEMO)).telephone == ""


async def test_a_company_that_enrolled_is_not_changed(settings: Settings) -> None:
    number = await Applications(settings).enrolled()
    before = await Company.objects().get(Company.application_number == number)
    assert before is not None
    row = company_row(1, 企業ID=before.company_id, 企業名=FORM.company_name, 住所="別の住所")
    run = await taken_in(company_file([row]))
    after = await company(before.company_id)
    assert (run.rows_changed, run.lines_bad) == (0, 1)
    assert after.to_dict() == before.to_dict()


async def test_a_company_that_enrolled_gets_no_second_id(settings: Settings) -> None:
    await Applications(settings).enrolled()
    before = await Company.count()
    row = company_row(1, 企業ID="", 代表JANメーカーコード=FORM.jan_maker_code)
    run = await taken_in(company_file([row]))
    assert (run.lines_bad, await Company.count()) == (1, before)


@pytest.mark.parametrize(("theirs", "ours"), [("4590000", "459000099"), ("459000099", "4590000")])
async def test_a_jan_code_that_begins_another_is_reported(theirs: str, ours: str) -> None:
    await taken_in(company_file([company_row(1, 代表JANメーカーコード=theirs)]))
    run = await taken_in(company_file([company_row(2, 代表JANメーカーコード=ours)]))
    assert (run.rows_changed, run.lines_bad) == (0, 1)


def test_another_csv_is_refused_before_anything_is_kept() -> None:
    for content in (nta_file([nta_row(1)]), "部署名,氏名\n営業部,山田\n".encode()):
        with pytest.raises(InvalidInput, match="企業マスターのCSV"):
            looked_at(content, ImportKind.COMPANIES)
