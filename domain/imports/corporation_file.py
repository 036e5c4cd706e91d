"""The National Tax Agency's file of corporations (国税庁 法人番号公表サイト, 基本3情報, CSV).

30 columns without a header. A file has all corporations, or those that changed on some day. Source:
「リソース定義書」 of the site.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from functools import partial

from domain.company_names import loose_search_key
from domain.identifiers import accept_corporate_number
from domain.imports.files import Skipped, accept_cell
from domain.places import OVERSEAS, PREFECTURES
from domain.text import InvalidInput, accept_line

COLUMNS = 30

# Places of the columns that are taken, from 0.
NUMBER, PROCESS, UPDATED_ON, CHANGED_ON, NAME = 1, 2, 4, 5, 6
PREFECTURE, CITY, STREET, POSTAL_CODE, ABROAD = 9, 10, 11, 15, 16
CLOSED_ON, LATEST, KANA = 18, 23, 28

# 処理区分: the number was given by mistake, and is no corporation's.
_DELETED = "99"
_LONGEST_KEY = 300

_accept_name = partial(accept_line, most=150)
_accept_kana = partial(accept_line, most=300)
_accept_address = partial(accept_line, most=400)


@dataclass(frozen=True, slots=True)
class Corporation:
    """A corporation as the register of the National Tax Agency has it.

    `closed_on`: since when it is no more; None while it exists. `updated_on`: when the register
    was changed, so that an older line is known.
    """

    corporate_number: str
    name: str
    name_kana: str
    loose_search_key: str
    head_office: str
    address: str
    postal_code: str
    closed_on: date | None
    updated_on: date


def refuse_other_file(cells: Sequence[str]) -> None:
    """Raise `InvalidInput` unless the first line of a file is one of this format."""
    if len(cells) != COLUMNS or not re.fullmatch("[0-9]{13}", cells[NUMBER]):
        raise InvalidInput(
            "国税庁の法人番号のCSVファイルではありません。法人番号公表サイトの"
            "「基本3情報ダウンロード」のCSV形式（30項目、見出しなし）のファイルを選択してください。"
        )


_REPLACED = Skipped("登録のあとで変わった、以前の内容の行です（最新履歴が0）。")


def accept_corporation(cells: Sequence[str]) -> Corporation | Skipped:
    """Understand one line; one that a later line of the register replaced is skipped (最新履歴 0).

    Raises `InvalidInput`, which names the column.
    """
    if len(cells) != COLUMNS:
        raise InvalidInput("項目が{count}個あります。{columns}個が必要です。", **_counted(cells))
    if cells[LATEST] == "0":
        return _REPLACED
    name = accept_cell("商号又は名称", _accept_name, cells[NAME])
    head_office, address = _place(cells)
    return Corporation(
        corporate_number=accept_cell("法人番号", accept_corporate_number, cells[NUMBER]),
        name=name,
        name_kana=accept_cell("フリガナ", _accept_kana, cells[KANA]) if cells[KANA] else "",
        loose_search_key=loose_search_key(name)[:_LONGEST_KEY],
        head_office=head_office,
        address=accept_cell("所在地", _accept_address, address) if address else "",
        postal_code=accept_cell("郵便番号", _postal_code, cells[POSTAL_CODE]),
        closed_on=_closed_on(cells),
        updated_on=accept_cell("更新年月日", _day, cells[UPDATED_ON]),
    )


def _counted(cells: Sequence[str]) -> dict[str, int]:
    return {"count": len(cells), "columns": COLUMNS}


def _place(cells: Sequence[str]) -> tuple[str, str]:
    """The prefecture and what follows it; or 国外 and the address there."""
    if cells[PREFECTURE] in PREFECTURES:
        return cells[PREFECTURE], cells[CITY] + cells[STREET]
    if cells[PREFECTURE] or not cells[ABROAD]:
        raise InvalidInput("所在地：都道府県も国外所在地も読み取れません。")
    return OVERSEAS, cells[ABROAD]


def _postal_code(text: str) -> str:
    if text and not re.fullmatch("[0-9]{7}", text):
        raise InvalidInput("7桁の数字ではありません。")
    return f"{text[:3]}-{text[3:]}" if text else ""


def _closed_on(cells: Sequence[str]) -> date | None:
    if cells[PROCESS] == _DELETED:
        return accept_cell("変更年月日", _day, cells[CLOSED_ON] or cells[CHANGED_ON])
    return accept_cell("閉鎖等年月日", _day, cells[CLOSED_ON]) if cells[CLOSED_ON] else None


def _day(text: str) -> date:
    if re.fullmatch("[0-9]{4}-[0-9]{2}-[0-9]{2}", text):
        try:
            return date.fromisoformat(text)
        except ValueError:
            pass
    raise InvalidInput("「2026-04-01」の形の日付ではありません。")
