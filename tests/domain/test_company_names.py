import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.company_names import (
    accept_company_name,
    legal_form,
    loose_search_key,
    search_key,
    search_words,
    strip_legal_form,
)
from domain.legal_forms import FULL_FORMS
from domain.text import InvalidInput

NAMES = st.text(
    st.sampled_from("アイガキパー・-ヴァテすとﾃｽﾄ゛髙島屋ＡＢcｄ&％_\\ 　.,'1①ΣßİΆ")
    | st.characters(),
    min_size=1,
    max_size=20,
)
WORDS = st.text(st.sampled_from("アイウカキクテスト山川東海食品ABcd12"), min_size=1, max_size=12)


def accepted(text: str) -> str | None:
    try:
        return accept_company_name(text)
    except InvalidInput:
        return None


@pytest.mark.parametrize(
    "spelling",
    [
        "テストメーカー",
        "ﾃｽﾄﾒｰｶｰ",
        "㈱テストメーカー",
        "㍿テストメーカー",
        "テスト・メーカー 株式会社",
        "てすとめーかー",
        "テストメ―カ−",
        "（株）テスト　メーカー",
        "カ）テストメーカー",
        "テストメーカー(カ",
        "株式 会社 テストメーカー",
        "テスト\ufe00メーカー",
    ],
)
def test_every_spelling_of_a_name_has_one_key(spelling: str) -> None:
    assert search_key(accept_company_name(spelling)) == "テストメーカー"


@pytest.mark.parametrize("form", FULL_FORMS)
@given(word=WORDS)
def test_every_legal_form_is_stripped_at_either_end(form: str, word: str) -> None:
    assert search_key(form + word) == search_key(word + form) == search_key(word)


@pytest.mark.parametrize(
    ("name", "form"),
    [
        ("株式会社テスト", "株式会社"),
        ("テスト㈱", "株式会社"),
        ("カ）テスト", "株式会社"),
        ("テスト(カ", "株式会社"),
        ("株式會社テスト", "株式会社"),
        ("㈲テスト", "有限会社"),
        ("特例有限会社テスト", "有限会社"),
        ("(合)テスト", ""),
        ("テスト", ""),
        ("株式会社", ""),
        ("横浜農業協同組合", ""),
        ("Test Foods Co., Ltd.", "coltd"),
    ],
)
def test_a_legal_form_is_known_by_every_spelling(name: str, form: str) -> None:
    assert legal_form(name) == form


def test_a_legal_form_in_the_middle_stays() -> None:
    assert search_key("山田株式会社東京支店") == "山田株式会社東京支店"


def test_only_one_legal_form_is_stripped() -> None:
    assert search_key("株式会社山田有限会社") == "山田有限会社"


@pytest.mark.parametrize("name", ["株式会社", "㈱", "(有)", "Inc.", "株式会社・"])
def test_a_legal_form_alone_is_kept(name: str) -> None:
    assert search_key(accept_company_name(name))


@pytest.mark.parametrize(
    "name", ["横浜農業協同組合", "銚子漁業協同組合", "港生活協同組合", "灘酒造組合"]
)
def test_a_cooperative_keeps_the_form_that_is_its_name(name: str) -> None:
    assert search_key(name) == name


@pytest.mark.parametrize(
    ("name", "key"),
    [
        ("Test Maker Co., Ltd.", "testmaker"),
        ("TEST MAKER CO LTD", "testmaker"),
        ("Test Maker, Inc.", "testmaker"),
        ("Test Maker GmbH", "testmaker"),
        ("Test Maker S.p.A.", "testmaker"),
        ("テストメーカーInc.", "テストメーカー"),
        ("Visa", "visa"),
        ("U.S.A.", "usa"),
        ("Cisco", "cisco"),
    ],
)
def test_a_foreign_form_is_stripped_as_a_word_of_its_own(name: str, key: str) -> None:
    assert search_key(name) == key


def test_the_ambiguous_mark_is_stripped_without_being_read_as_one_form() -> None:
    assert strip_legal_form("(合)山田") == "山田"


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("髙島屋", "高島屋"),
        ("﨑陽軒", "崎陽軒"),
        ("國分", "国分"),
        ("澤の鶴", "沢の鶴"),
        ("邊見", "辺見"),
        ("渡邉製菓", "渡辺製菓"),
        ("齋藤商店", "斉藤商店"),
        ("キューピー", "キユーピー"),
        ("自由ヶ丘", "自由ケ丘"),
        ("ヴァイオリン", "バイオリン"),
        ("山田&川口", "山田アンド川口"),
        ("Salt & Pepper", "salt and pepper"),
    ],
)
def test_similar_names_share_the_looser_key_only(one: str, other: str) -> None:
    assert search_key(one) != search_key(other)
    assert loose_search_key(one) == loose_search_key(other)


def test_the_wave_dash_of_any_keyboard_is_the_same() -> None:
    assert search_key("あ〜ん") == search_key("あ～ん")


@given(NAMES)
def test_an_accepted_name_has_keys_safe_inside_a_like_pattern(text: str) -> None:
    if (name := accepted(text)) is None:
        return
    for key in (search_key(name), loose_search_key(name)):
        assert key
        assert not set(key) & set("%_\\ 　\n")


@given(NAMES)
def test_the_key_of_a_key_differs_only_by_a_second_legal_form(text: str) -> None:
    if (name := accepted(text)) is None:
        return
    key = search_key(name)
    again = search_key(key)
    assert again == key or (len(again) < len(key) and again in key)


@given(WORDS)
def test_a_name_without_legal_form_is_found_by_its_own_key(name: str) -> None:
    assert search_key(search_key(name)) == search_key(name)


@given(WORDS)
def test_spellings_of_one_key_have_one_looser_key(name: str) -> None:
    assert loose_search_key(f"㈱ {name}") == loose_search_key(f"{'・'.join(name)}株式会社")


def test_the_name_is_taken_as_typed() -> None:
    assert accept_company_name("　㈱ﾃｽﾄ・ﾒｰｶｰ ") == "㈱ﾃｽﾄ・ﾒｰｶｰ"


@pytest.mark.parametrize("text", ["・・・", "%", "_", "％＿＼", "---", "ーー", "&", "!!!"])
def test_signs_alone_are_no_company_name(text: str) -> None:
    with pytest.raises(InvalidInput, match="記号だけ"):
        accept_company_name(text)


@pytest.mark.parametrize(
    "text", ["", "\u3000", "テスト\u202eメーカー", "テスト\nメーカー", "あ" * 101]
)
def test_what_no_line_may_be_no_company_name_is(text: str) -> None:
    with pytest.raises(InvalidInput):
        accept_company_name(text)


def test_a_word_of_signs_alone_is_none() -> None:
    assert search_words("見本 ・ 食品") == search_words("見本 食品")
