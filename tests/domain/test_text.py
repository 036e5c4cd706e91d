import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.text import InvalidInput, accept_line, accept_text, fold_width, legible, trim

INVISIBLE = [
    "\u0000",
    "\u001b",
    "\u200b",
    "\u200f",
    "\u202e",
    "\u2066",
    "\ufeff",
    "\u3164",
    "\uffa0",
    "\u00ad",
    "\ue000",
    "\ufdd0",
    "\ud800",
]


def test_a_line_stays_as_it_was_typed() -> None:
    assert accept_line("㈱ﾃｽﾄ ＡＢＣ－１ 髙﨑", most=100) == "㈱ﾃｽﾄ ＡＢＣ－１ 髙﨑"


def test_white_space_around_a_line_is_trimmed_ideographic_space_too() -> None:
    assert accept_line("\u3000 山田 太郎\u3000\r\n", most=100) == "山田 太郎"


def test_a_variation_selector_stays() -> None:
    name = "葛\U000e0100城製菓"
    assert accept_line(name, most=100) == name


@pytest.mark.parametrize("text", ["", " ", "\u3000\n"])
def test_nothing_typed_asks_for_input(text: str) -> None:
    with pytest.raises(InvalidInput, match=r"^入力してください。$"):
        accept_line(text, most=100)


@pytest.mark.parametrize("character", INVISIBLE)
def test_a_character_nobody_sees_is_refused_and_named(character: str) -> None:
    with pytest.raises(InvalidInput, match=f"U\\+{ord(character):04X}"):
        accept_line(f"山田{character}太郎", most=100)


def test_the_place_of_what_nobody_sees_is_named() -> None:
    with pytest.raises(InvalidInput, match="3文字目に、目に見えない文字"):
        accept_line("\ufeff山田\u200b太郎", most=100)


def test_the_place_in_several_lines_is_named_by_its_line() -> None:
    with pytest.raises(InvalidInput, match="2行目の1文字目に、目に見えない文字"):
        accept_text("理由\n\u202etxt", most=100)


def test_a_letter_that_others_cannot_read_is_told_apart() -> None:
    with pytest.raises(
        InvalidInput, match=r"1文字目に、ほかの方には読めない文字（外字など、U\+E000"
    ):
        accept_line("\ue000田", most=100)
    with pytest.raises(InvalidInput, match="2行目の3文字目に、ほかの方には読めない文字"):
        accept_text("理由\n田中\ue000", most=100)


@pytest.mark.parametrize("line_break", ["\n", "\r\n", "\r", "\t", "\x85", "\u2028", "\u2029"])
def test_a_line_with_a_break_or_tab_inside_is_refused(line_break: str) -> None:
    with pytest.raises(InvalidInput, match="1行"):
        accept_line(f"件名{line_break}Bcc: someone@example.com", most=100)


def test_one_character_too_many_is_refused_with_the_limit() -> None:
    assert accept_line("あ" * 100, most=100) == "あ" * 100
    with pytest.raises(InvalidInput, match="100文字以内") as refusal:
        accept_line("あ" * 101, most=100)
    assert refusal.value.message == "{most}文字以内で入力してください。"
    assert refusal.value.params == {"most": 100}


def test_several_lines_keep_their_breaks_in_one_form() -> None:
    assert accept_text(" 一行目\r\n二行目\r三行目\n", most=100) == "一行目\n二行目\n三行目"


@pytest.mark.parametrize("sign", ["\u202e", "\u2028", "\u2029"])
def test_several_lines_refuse_what_nobody_sees_as_well(sign: str) -> None:
    with pytest.raises(InvalidInput, match=f"U\\+{ord(sign):04X}"):
        accept_text(f"理由\n{sign}txt", most=100)


def test_codes_are_folded_to_half_width_with_one_kind_of_dash() -> None:
    assert fold_width(" １００ー０００１\u3000") == "100-0001"
    assert fold_width("ＡＢ‐1–2—3−4－5ｰ6") == "AB-1-2-3-4-5-6"
    assert fold_width("12\u31643") == "123"


def test_a_code_has_100_characters_at_most() -> None:
    assert fold_width("1" * 100) == "1" * 100
    with pytest.raises(InvalidInput, match="100文字以内"):
        fold_width("1" * 101)


@given(st.text(max_size=40))
def test_what_nobody_sees_is_dropped_from_codes_and_from_the_ends_of_all(text: str) -> None:
    assert fold_width(f"\u202a12\u200b{'3'}\u2060\ufeff") == "123"
    assert trim(f"\ufeff\u200b \u3164{text}a\u00ad\u202c\n") == trim(f"{text}a")


@given(st.text(max_size=40))
def test_folding_twice_is_folding_once(text: str) -> None:
    assert fold_width(fold_width(text)) == fold_width(text)


@given(st.text(max_size=40))
def test_an_accepted_line_has_no_control_characters_and_is_accepted_again(text: str) -> None:
    try:
        line = accept_line(text, most=30)
    except InvalidInput:
        return
    assert not any(unicodedata.category(sign).startswith("C") for sign in line)
    assert accept_line(line, most=30) == line


def test_what_nobody_sees_or_reads_is_named_by_its_number() -> None:
    assert [legible(sign) for sign in ("山", "\u200b", "\ue000")] == ["山", "U+200B", "U+E000"]
