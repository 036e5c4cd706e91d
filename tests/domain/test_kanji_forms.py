"""Old and new forms of kanji, one by one."""

import unicodedata

import pytest

from domain.company_names import loose_search_key, search_key
from domain.kanji_forms import FOLDED, JOYO, JOYO_BY_NFKC, NAMES, TRADE

GROUPS = (JOYO + NAMES + TRADE).split()
PAIRS = [(group[0], old) for group in GROUPS for old in group[1:]]
COMPATIBILITY = [chr(code) for code in range(0xF900, 0xFB00)]


@pytest.mark.parametrize(("new", "old"), PAIRS, ids="".join)
def test_old_and_new_form_find_each_other_and_are_not_the_same(new: str, old: str) -> None:
    one, other = f"{new}山製菓", f"株式会社{old}山製菓"
    assert loose_search_key(one) == loose_search_key(other)
    assert search_key(one) != search_key(other)


@pytest.mark.parametrize("new", JOYO_BY_NFKC)
def test_an_old_form_of_the_compatibility_block_is_the_same(new: str) -> None:
    olds = [each for each in COMPATIBILITY if unicodedata.normalize("NFKC", each) == new]
    assert olds
    for old in olds:
        assert search_key(f"{old}山製菓") == search_key(f"{new}山製菓")


def test_there_are_as_many_as_in_the_official_list() -> None:
    assert len([old for group in JOYO.split() for old in group[1:]]) + len(JOYO_BY_NFKC) == 364


def test_no_form_stands_twice() -> None:
    olds = [old for _, old in PAIRS]
    assert len(olds) == len(set(olds))


def test_what_is_folded_to_is_folded_no_further() -> None:
    for old, new in FOLDED.items():
        assert ord(new) not in FOLDED, chr(old)


@pytest.mark.parametrize(
    ("registered", "searched"),
    [
        ("株式会社壽屋", "寿屋"),
        ("寿屋株式会社", "壽屋"),
        ("丸山醬油", "丸山醤油"),
        ("灘釀造", "灘醸造"),
        ("寶酒造", "宝酒造"),
        ("赤穂鹽業", "赤穂塩業"),
        ("讃岐製麵所", "讚岐製麺所"),
        ("濱口酒藏", "浜口酒蔵"),
        ("龜田製菓", "亀田製菓"),
        ("萬字屋", "万字屋"),
        ("東洋商會", "東洋商会"),
        ("株式會社豐島屋", "豊島屋"),
        ("有限會社麴町庵", "麹町庵"),
        ("鷗亭", "鴎亭"),
        ("餠屋", "餅屋"),
        ("嶌田屋", "島田屋"),
        ("嶋田屋", "島田屋"),
        ("﨑陽軒", "崎陽軒"),
        ("𠮷野屋", "吉野屋"),
        ("渡邉食品", "渡邊食品"),
        ("齊藤商店", "斎藤商店"),
        ("斉藤商店", "齋藤商店"),
        ("神\ufa1e屋", "神羽屋"),
        ("山の音本舖", "山の音本舗"),
        ("山の音本鋪", "山の音本舗"),
        ("鉃屋廚房", "鐵屋厨房"),
        ("入江牡蠣店", "入江牡蛎店"),
        ("岩嵜苺園", "岩崎莓園"),
        ("惣菜の㐂多", "総菜の喜多"),
    ],
)
def test_a_company_is_found_by_either_form(registered: str, searched: str) -> None:
    assert loose_search_key(registered) == loose_search_key(searched)


@pytest.mark.parametrize("pair", ["ロ口", "カ力", "ニ二", "ハ八", "ト卜", "ー一", "埼崎", "未末"])
def test_what_only_looks_alike_is_not_the_same(pair: str) -> None:
    assert loose_search_key(f"{pair[0]}山製菓") != loose_search_key(f"{pair[1]}山製菓")
