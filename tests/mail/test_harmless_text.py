import re

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from mail.harmless_text import defuse

# What mail programs look for: a scheme, a name of several labels, a mailbox, a server's share.
LINK = re.compile(
    r"[a-z]:\w|:[/\\]|\w[.．﹒․]\w|\w[@＠﹫]\w|www[.．﹒․][^\s,.．﹒․)]|\\\\", re.IGNORECASE
)
SCRAPS = st.sampled_from(
    [*"1:/\\@＠.．。｡､,()[]-_ ", "evil", "www", "http", "mailto", "例え", "//"]
)


@pytest.mark.parametrize(
    ("typed", "shown"),
    [
        ("http://evil.example/a", "http[:]//evil[.]example/a"),
        ("www.evil.example", "www[.]evil[.]example"),
        ("HTTPS://1234/", "HTTPS[:]//1234/"),
        ("ｗｗｗ．evil．example", "ｗｗｗ[．]evil[．]example"),
        ("evil。example", "evil[。]example"),
        ("evil｡example", "evil[｡]example"),
        ("例え.みんな", "例え[.]みんな"),
        ("a@evil.example", "a[@]evil[.]example"),
        ("a＠evil．example", "a[＠]evil[．]example"),
        ("mailto:a", "mailto[:]a"),
        ("tel:0312345678", "tel[:]0312345678"),
        (r"\\server\share", r"[\]\server\share"),
        ("10.0.0.1", "10[.]0[.]0[.]1"),
    ],
)
def test_s33_what_could_become_a_link_is_broken_and_still_readable(typed: str, shown: str) -> None:
    assert defuse(typed) == shown


@pytest.mark.parametrize(
    "name",
    [
        "新規食品株式会社",
        "テスト・メーカー 株式会社",
        "Sample Foods Co., Ltd.",
        "ABC Inc.",
        "A/B商事",
        "お取引がありません。担当部署をご確認ください。",
        "受付は10:30からです。(本社)",
        "仕入部：第一課",
    ],
)
def test_ordinary_names_and_sentences_stay_as_they_were_typed(name: str) -> None:
    assert defuse(name) == name


@settings(max_examples=200, deadline=None, database=None)
@given(st.lists(SCRAPS, max_size=10).map("".join))
def test_s33_nothing_that_a_mail_program_looks_for_is_left(typed: str) -> None:
    assert not LINK.search(defuse(typed))
