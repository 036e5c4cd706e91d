"""The company master as a CSV file: companies that have, or are to have, their 企業ID."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import partial

from domain.company_names import accept_company_name, loose_search_key, search_key
from domain.identifiers import accept_company_id, accept_corporate_number
from domain.imports.files import BadLineError, Skipped, accept_cell
from domain.jan_codes import accept_jan_maker_code
from domain.lengths import LONGEST_ADDRESS, LONGEST_COMPANY_KANA
from domain.places import OVERSEAS, accept_head_office, accept_postal_code
from domain.telephones import accept_telephone
from domain.text import InvalidInput, accept_kana, accept_line, trim

HEADER = (
    "企業ID",
    "企業名",
    "企業名カナ",
    "法人番号",
    "本社所在地",
    "郵便番号",
    "住所",
    "電話番号",
    "代表JANメーカーコード",
)
"""The columns; a file has all of them, in any order."""

_LONGEST_KEY = 200


@dataclass(frozen=True, slots=True)
class CompanyLine:
    """One company of the file; empty, or None, is what the file does not say.

    `company_id` is empty for a company that is to get one.
    """

    company_id: str
    name: str
    name_kana: str
    search_key: str
    loose_search_key: str
    corporate_number: str | None
    head_office: str
    postal_code: str
    address: str
    telephone: str
    jan_maker_code: str | None


_HEADER_AGAIN = Skipped("見出しと同じ行です。")


def reader_of(header: Sequence[str]) -> Callable[[Sequence[str]], CompanyLine | Skipped]:
    """Make what understands the lines under this header; the header once more is skipped.

    Raises `InvalidInput` for the header of another file.
    """
    names = tuple(trim(name) for name in header)
    missing = [name for name in HEADER if name not in names]
    if missing or len(names) != len(HEADER):
        raise InvalidInput(
            "企業マスターのCSVファイルではありません。1行目を、次の見出しにしてください（順番は"
            "問いません）：{header}。",
            header="、".join(HEADER),
        )
    places = {name: names.index(name) for name in HEADER}

    def understand(cells: Sequence[str]) -> CompanyLine | Skipped:
        return _HEADER_AGAIN if cells == header else _understood(cells, places)

    return understand


def _understood(cells: Sequence[str], places: dict[str, int]) -> CompanyLine:
    if len(cells) != len(HEADER):
        raise InvalidInput(
            "項目が{count}個あります。{columns}個が必要です。",
            count=len(cells),
            columns=len(HEADER),
        )

    problems: list[InvalidInput] = []

    def needed(label: str, rule: Callable[[str], str]) -> str:
        try:
            return accept_cell(label, rule, cells[places[label]])
        except InvalidInput as error:
            problems.append(error)
            return ""

    def given(label: str, rule: Callable[[str], str]) -> str:
        return needed(label, rule) if trim(cells[places[label]]) else ""

    name = needed("企業名", _accept_name)
    head_office = needed("本社所在地", _accept_place)
    overseas = head_office == OVERSEAS

    def local(label: str, rule: Callable[..., str]) -> str:
        """Where the place cannot be read, nothing is refused that might be right there."""
        return given(label, partial(rule, overseas=overseas)) if head_office else ""

    line = CompanyLine(
        company_id=given("企業ID", accept_company_id),
        name=name,
        name_kana=given("企業名カナ", _accept_kana),
        search_key=search_key(name),
        loose_search_key=loose_search_key(name),
        corporate_number=given("法人番号", accept_corporate_number) or None,
        head_office=head_office,
        postal_code=local("郵便番号", accept_postal_code),
        address=given("住所", _accept_address),
        telephone=local("電話番号", accept_telephone),
        jan_maker_code=given("代表JANメーカーコード", accept_jan_maker_code) or None,
    )
    if problems:
        raise BadLineError(problems)
    return line


_accept_kana = partial(accept_kana, most=LONGEST_COMPANY_KANA)
_accept_address = partial(accept_line, most=LONGEST_ADDRESS)


def _accept_place(text: str) -> str:
    try:
        return accept_head_office(text)
    except InvalidInput as error:
        raise InvalidInput("「東京都」などの都道府県名か「国外」を記入してください。") from error


def _accept_name(text: str) -> str:
    name = accept_company_name(text)
    if max(len(search_key(name)), len(loose_search_key(name))) > _LONGEST_KEY:
        raise InvalidInput("組文字を使わずに、100文字以内で入力してください。")
    return name
