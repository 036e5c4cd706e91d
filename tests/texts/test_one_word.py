"""One thing has one word in all that people read: pages, mails, commands, Temporal."""

import ast
import functools
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
FLOORS = ("web", "mail", "texts", "domain", "inforex", "workflows", "activities", "embedded")
JAPANESE = re.compile("[\u3040-\u30ff\u3400-\u9fff]")

# What a person orders who is a member already; only who asks for IDs makes a 申請.
_BY_MEMBERS = re.compile("cancellation|compan|portal|access_change|audit_log")

OTHER_WORDS = {
    "この後": "このあと|こののち|今後の流れ|以降の流れ",
    "回答期限": "回答の(ご)?期限|返答の?期限|回答の?締め?切",
    "修正期限": "修正の(ご)?期限|訂正の?期限|修正の?締め?切",
    "申請": "申し?込み?",
    "卸担当者": "卸の(ご)?担当|卸売業の(ご)?担当|卸企業の(ご)?担当|卸売業者の(ご)?担当",
    "ご自身、お客様": "あなた|貴方",
    "操作履歴に残る": "操作の記録に残",
    "同意不要": "だれも必要ない",
    "担当を引き継ぐ": "担当を替わる",
    "9割がこの時間以内": "パーセンタイル",
}


@pytest.mark.parametrize("word", OTHER_WORDS)
def test_one_word_for_one_thing(word: str) -> None:
    other = re.compile(OTHER_WORDS[word])
    assert [
        (name, text)
        for name, text in _all_texts()
        if other.search(text) and not _is_another_thing(word, name, text)
    ] == []


def test_there_are_texts_of_every_sort() -> None:
    names = {name.split("/", maxsplit=1)[0] for name, _ in _all_texts()}
    assert set(FLOORS) - names <= {"activities"}
    assert any("お取引確認のお願い" in text for _, text in _all_texts())


def _is_another_thing(word: str, name: str, text: str) -> bool:
    ordered = re.search("(変更|解約)[^。]{0,8}申し込", text) or _BY_MEMBERS.search(name)
    return word == "申請" and bool(ordered)


@functools.cache
def _all_texts() -> tuple[tuple[str, str], ...]:
    """Every line with Japanese in a template, and every Japanese string in the code."""
    return tuple(_read())


def _read() -> Iterator[tuple[str, str]]:
    for floor in FLOORS:
        for path in sorted((ROOT / floor).rglob("*")):
            name = str(path.relative_to(ROOT))
            if path.suffix in {".html", ".txt", ".js"}:
                yield from ((name, line) for line in path.read_text().splitlines())
            elif path.suffix == ".py":
                yield from ((name, text) for text in _strings(path))


def _strings(path: Path) -> Iterator[str]:
    tree = ast.parse(path.read_text())
    docstrings = {id(node.value) for node in ast.walk(tree) if isinstance(node, ast.Expr)}
    for node in ast.walk(tree):
        if not isinstance(node, ast.Constant) or id(node) in docstrings:
            continue
        if isinstance(node.value, str) and JAPANESE.search(node.value):
            yield node.value
