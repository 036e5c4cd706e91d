"""The list of companies as a CSV file."""

from collections.abc import Sequence
from dataclasses import replace

from db.console.companies import CompanyQuery, ListedCompany, find_companies
from db.console.paging import in_portions
from web.console.companies.pages import FIELDS, LIST, STANDINGS, read_query
from web.console.list_export import Asked, ListExport, Portions, Row, moment


async def _read(asked: Asked) -> Portions:
    return _each_portion(read_query(asked.form))


async def _each_portion(query: CompanyQuery) -> Portions:
    async def read(after: str, most: int) -> tuple[Sequence[ListedCompany], str | None]:
        page = await find_companies(replace(query, after=after, before=""), most)
        return page.companies, page.next

    async for companies in in_portions(read):
        yield map(_row, companies)


def _row(company: ListedCompany) -> Row:
    return (
        company.company_id,
        company.name,
        company.head_office,
        company.jan_maker_code or "",
        company.corporate_number or "",
        str(company.accounts),
        moment(company.enrolled_at),
        STANDINGS[company.standing],
    )


COMPANIES_FILE = ListExport(
    path=LIST,
    name="companies",
    header=(
        "企業ID",
        "企業名",
        "本社所在地",
        "JANメーカーコード",
        "法人番号",
        "アカウント数",
        "登録日時",
        "状態",
    ),
    fields=FIELDS,
    read=_read,
)
