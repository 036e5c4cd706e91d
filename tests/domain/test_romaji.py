import pytest

from domain.romaji import romanised


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
