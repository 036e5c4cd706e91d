import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.text import InvalidInput, accept_kana, to_katakana


@pytest.mark.parametrize(
    ("typed", "kana"),
    [
        ("テストメーカー", "テストメーカー"),
        ("ﾃｽﾄﾒｰｶｰ", "テストメーカー"),
        ("てすとめーかー", "テストメーカー"),
        ("ﾃｽﾄﾒ-ｶ-", "テストメーカー"),
        ("やまだ　たろう", "ヤマダ タロウ"),
        ("ｶﾞｷﾞ ヴァ・ヱ", "ガギ ヴァ・ヱ"),
        ("ＡＢＣフーズ１２", "ABCフーズ12"),
        ("エー&ビー", "エー&ビー"),
        ("Ａ‐ワン", "A-ワン"),
    ],
)
def test_a_reading_is_shown_in_full_width_katakana(typed: str, kana: str) -> None:
    assert accept_kana(typed, most=40) == kana


@pytest.mark.parametrize("typed", ["山田", "テスト株式会社", "テスト！", "テスト@", "Тест"])
def test_what_is_no_reading_is_refused(typed: str) -> None:
    with pytest.raises(InvalidInput, match="全角カタカナ"):
        accept_kana(typed, most=40)


@pytest.mark.parametrize("typed", ["", "ア" * 41, "ア\u200bイ", "ア\nイ"])
def test_what_no_line_may_be_no_reading_is(typed: str) -> None:
    with pytest.raises(InvalidInput):
        accept_kana(typed, most=40)


def test_a_reading_that_grows_beyond_the_limit_when_folded_is_refused() -> None:
    with pytest.raises(InvalidInput, match="40文字以内"):
        accept_kana("㌖" * 39 + "ア", most=40)


@given(st.text(st.sampled_from("あゔゖゝアヴヺー・ｱｶﾞ Ａa-"), min_size=1, max_size=20))
def test_a_reading_that_was_accepted_is_accepted_unchanged(text: str) -> None:
    try:
        kana = accept_kana(text, most=40)
    except InvalidInput:
        return
    assert accept_kana(kana, most=40) == kana
    assert not re.search("[ぁ-ゖｦ-ﾟ]", kana)


def test_only_hiragana_changes_into_katakana() -> None:
    assert to_katakana("ぁんゔゕゖゝゞ漢字ABCァー\u3097") == "ァンヴヵヶヽヾ漢字ABCァー\u3097"
