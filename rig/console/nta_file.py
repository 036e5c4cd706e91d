"""Made-up files in the format of the National Tax Agency's corporate-number file."""

import csv
import io
import random
from collections.abc import Iterator
from datetime import date, timedelta

from domain.identifiers import corporate_number_check_digit
from domain.places import PREFECTURES

_FORMS = ("株式会社", "有限会社", "合同会社", "一般社団法人", "医療法人")
_WORDS = (
    "見本",
    "例示",
    "架空",
    "雛形",
    "北見本",
    "南例示",
    "東架空",
    "西雛形",
    "見本乃",
    "例示屋",
)
_TRADES = ("製菓", "食品", "水産", "醸造", "乳業", "商事", "製麺", "製茶", "精肉", "青果", "冷凍")
_CITIES = ("見本市", "例示区", "架空町", "雛形村")
_FIRST = 100_000_000_000


def corporate_number(nth: int) -> str:
    """A 法人番号 with the right check digit, another for each number."""
    base = f"{_FIRST + nth}"
    return f"{corporate_number_check_digit(base)}{base}"


def nta_row(nth: int, **columns: str) -> list[str]:
    """One corporation, the same for the same number; `columns` say what is otherwise."""
    dice = random.Random(nth)  # noqa: S311 -- to be made again, not to be secret
    prefecture = dice.randrange(len(PREFECTURES))
    updated = date(2015, 10, 5) + timedelta(days=dice.randrange(3650))
    row = {
        "sequence": str(nth),
        "number": corporate_number(nth),
        "process": dice.choice(("01", "01", "11", "12")),
        "correct": "0",
        "updated": updated.isoformat(),
        "changed": updated.isoformat(),
        "name": f"{dice.choice(_FORMS)}{dice.choice(_WORDS)}{dice.choice(_TRADES)}{nth}",
        "name_image": "",
        "kind": dice.choice(("301", "302", "305", "399")),
        "prefecture": PREFECTURES[prefecture],
        "city": dice.choice(_CITIES),
        "street": f"{dice.randrange(1, 9)}丁目{dice.randrange(1, 30)}番地",
        "address_image": "",
        "prefecture_code": f"{prefecture + 1:02d}",
        "city_code": f"{dice.randrange(100, 999)}",
        "postal_code": f"{dice.randrange(10_000, 9_999_999):07d}",
        "abroad": "",
        "abroad_image": "",
        "closed": "",
        "close_cause": "",
        "successor": "",
        "change_cause": "",
        "assigned": "2015-10-05",
        "latest": "1",
        "english_name": "",
        "english_prefecture": "",
        "english_city": "",
        "english_abroad": "",
        "kana": "ミホンショクヒン",
        "hidden": "0",
    }
    return list((row | columns).values())


def nta_file(rows: Iterator[list[str]] | list[list[str]], encoding: str = "utf-8") -> bytes:
    """The rows as the site's file has them: texts in quotes, lines end with CR LF."""
    written = io.StringIO(newline="")
    csv.writer(written, quoting=csv.QUOTE_ALL).writerows(rows)
    return written.getvalue().encode(encoding)
