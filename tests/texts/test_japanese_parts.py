import pytest

from texts.japanese_parts import mark_japanese


@pytest.mark.parametrize(
    ("html", "marked"),
    [
        (
            "<p>Asked 見本食品卸株式会社.</p>",
            '<p>Asked <span lang="ja">見本食品卸株式会社</span>.</p>',
        ),
        ("<p>山田 太郎, Buying</p>", '<p><span lang="ja">山田 太郎</span>, Buying</p>'),
        ("<p>甲 and 乙</p>", '<p><span lang="ja">甲</span> and <span lang="ja">乙</span></p>'),
        ('<p lang="ja">利用規約<br>第1条</p>', '<p lang="ja">利用規約<br>第1条</p>'),
        ('<p lang="ja">利用<b>規約</b></p>', '<p lang="ja">利用<b>規約</b></p>'),
        ("<b>卸</b>", '<b><span lang="ja">卸</span></b>'),
        ('<option value="1">見本卸</option>', '<option value="1" lang="ja">見本卸</option>'),
        ("<title>見本</title>", "<title>見本</title>"),
        ("<textarea>理由</textarea>", "<textarea>理由</textarea>"),
        ('<input value="見本"><p>a</p>', '<input value="見本"><p>a</p>'),
        ("<p>&lt;見本&gt;</p>", '<p>&lt;<span lang="ja">見本</span>&gt;</p>'),
        ("<p>“Done” 100% – a</p>", "<p>“Done” 100% – a</p>"),
    ],
)
def test_japanese_is_marked_once_and_nothing_else_is_changed(html: str, marked: str) -> None:
    assert mark_japanese(html) == marked
    assert mark_japanese(marked) == marked
