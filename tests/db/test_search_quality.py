"""How well companies are found: names written in every way that people write them, by class."""

from collections import Counter
from itertools import product
from pathlib import Path

import pytest

from db.companies.search import search_companies
from db.tables.companies import Company
from domain.company_names import loose_search_key, search_key

ROWS = [
    line.split("\t")
    for line in Path(__file__).with_name("search_quality.tsv").read_text().splitlines()
]
COMPANIES = [(name, kana) for kind, name, kana in ROWS if kind == "company"]
SEARCHES = [(kind, typed, meant) for kind, typed, meant in ROWS if kind != "company"]
FIRST = {"exact", "form", "width", "marks", "characters", "kana", "reading", "romaji"}
"""Ways to write the whole name: the company is the first that is shown."""

_FAMILIES = "佐野 鈴村 高梨 田所 伊東 渡部 山元 中里 小池 加納 吉永 松田 井出 木下 林田 清川 斎木"
_TRADES = "食品 製菓 醸造 水産 製麺 商店 味噌 酒造 珈琲 乳業 本舗 農園 製粉 製茶 畜産 青果"
OTHERS = [
    "".join(parts) for parts in product(_FAMILIES.split(), _TRADES.split(), ("", "東", "中央"))
]


async def add(names: list[tuple[str, str]]) -> None:
    await Company.raw(
        """
        INSERT INTO company (company_id, name, name_kana, search_key, loose_search_key, head_office)
        SELECT lpad((place + 80000000)::text, 8, '0'), name, kana, exact, loose, '東京都'
        FROM unnest({}::text[], {}::text[], {}::text[], {}::text[])
            WITH ORDINALITY AS added (name, kana, exact, loose, place)
        """,
        [name for name, _ in names],
        [kana for _, kana in names],
        [search_key(name) for name, _ in names],
        [loose_search_key(name) for name, _ in names],
    )


@pytest.mark.usefixtures("pool")
async def test_the_right_company_is_among_the_first() -> None:
    assert len(SEARCHES) >= 400
    await add([*((name, "") for name in OTHERS), *COMPANIES])
    missed = []
    for kind, typed, meant in SEARCHES:
        shown = [each.name for each in (await search_companies(typed)).companies]
        if meant not in shown[: 1 if kind in FIRST else 5]:
            missed.append((kind, typed, meant, shown[:5]))
    assert not [each for each in missed if each[0] in FIRST]
    assert len(missed) <= len(SEARCHES) // 100, Counter(kind for kind, *_ in missed)
