"""Made-up company masters in the format of domain/imports/company_file.py."""

import csv
import io
import random
from collections.abc import Iterable, Sequence

from domain.identifiers import company_id
from domain.imports.company_file import HEADER
from domain.places import PREFECTURES
from rig.console.nta_file import corporate_number

_TRADES = ("製菓", "食品", "水産", "醸造", "乳業", "商事", "製麺", "製茶", "精肉", "青果", "冷凍")


def company_row(nth: int, **columns: str) -> list[str]:
    """One company, the same for the same number; `columns` say by their labels what is else."""
    dice = random.Random(nth)  # noqa: S311 -- to be made again, not to be secret
    row = {
        "企業ID": company_id(2_000_000 + nth),
        "企業名": f"株式会社見本{dice.choice(_TRADES)}{nth}",
        "企業名カナ": "ミホンショクヒン",
        "法人番号": corporate_number(nth),
        "本社所在地": dice.choice(PREFECTURES),
        "郵便番号": "100-0001",
        "住所": f"見本市例示町{dice.randrange(1, 99)}",
        "電話番号": "03-0000-0001",
        "代表JANメーカーコード": f"459{nth:06d}",
    }
    return list((row | columns).values())


def company_file(rows: Iterable[Sequence[str]], encoding: str = "utf-8") -> bytes:
    """The rows under the header, as offices save them."""
    written = io.StringIO(newline="")
    csv.writer(written).writerows((HEADER, *rows))
    return written.getvalue().encode(encoding)
