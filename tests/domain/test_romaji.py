import pytest

from domain.romaji import katakana_of, romanised


@pytest.mark.parametrize(
    ("kana", "spellings"),
    [
        ("テストメーカー", ("tesutomeka", "tesutomeka")),
        ("トウキョウ", ("toukyou", "tokyo")),
        ("シャチホコ", ("shachihoko", "shachihoko")),
        ("ジュース", ("jusu", "jusu")),
        ("ニッポン", ("nippon", "nippon")),
        ("ファミリー", ("famiri", "famiri")),
        ("シェフ", ("shefu", "shefu")),
        ("abc", ("abc", "abc")),
    ],
)
def test_kana_are_spelled_as_people_type_them(kana: str, spellings: tuple[str, str]) -> None:
    assert romanised(kana) == spellings


@pytest.mark.parametrize(
    ("letters", "kana"),
    [
        ("satou shokuhin", "サトウショクヒン"),
        ("Satō", "サト"),
        ("OHTANI", "オタニ"),
        ("syokuhin", "ショクヒン"),
        ("matumoto", "マツモト"),
        ("hompo", "ホンポ"),
        ("konnyaku", "コンニャク"),
        ("sen'i", "センイ"),
        ("matcha", "マッチャ"),
        ("kippu", "キップ"),
        ("fuji-ya", "フジヤ"),
        ("ｋａｓｈｉ", "カシ"),
        ("jya", "ジャ"),
        ("test maker", None),
        ("abc", None),
        ("", None),
        ("菓子", None),
    ],
)
def test_latin_letters_are_read_as_kana_where_they_spell_them(
    letters: str, kana: str | None
) -> None:
    assert katakana_of(letters) == kana
