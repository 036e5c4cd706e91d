import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.identifiers import mod10_3_1
from domain.jan_codes import WholeCodePasted, accept_jan_maker_code, overlaps
from domain.text import InvalidInput

FULL_WIDTH = str.maketrans("0123456789", "０１２３４５６７８９")
JAPANESE = st.builds(
    str.__add__,
    st.sampled_from([f"{prefix}" for prefix in (*range(450, 460), *range(490, 500))]),
    st.sampled_from([4, 6, 7]).flatmap(
        lambda length: st.text("0123456789", min_size=length, max_size=length)
    ),
)
DIGITS = st.text("0123456789", max_size=16)
NEVER_LENT = [
    *("000001", "020", "029", "040", "049", "050", "059", "200", "299"),
    *("950", "951", "952", "959", "960", "969", "977", "978", "979"),
    *("980", "983", "990", "999"),
]


def whole_code(twelve: str) -> str:
    return f"{twelve}{mod10_3_1(twelve)}"


@given(JAPANESE)
def test_every_japanese_maker_code_is_accepted_in_any_writing(code: str) -> None:
    for typed in (code, code.translate(FULL_WIDTH), f" {code[:2]}-{code[2:5]} {code[5:]}"):
        assert accept_jan_maker_code(typed) == code


@pytest.mark.parametrize(
    "code", ["0012345", "3012345", "5012345", "9551234", "9581234", "690123456"]
)
def test_a_foreign_maker_code_is_accepted(code: str) -> None:
    assert accept_jan_maker_code(code) == code


@pytest.mark.parametrize(
    ("typed", "advice"),
    [
        ("490123", "短縮タイプ用"),
        ("49012345", "8桁のJANコード"),
        ("49012345678", "11桁のコード"),
        ("49", "2桁"),
        ("4" * 30, "30桁"),
    ],
)
def test_a_code_of_the_wrong_length_is_told_what_it_looks_like(typed: str, advice: str) -> None:
    with pytest.raises(InvalidInput, match=advice) as refusal:
        accept_jan_maker_code(typed)
    assert "7桁、9桁または10桁" in str(refusal.value)


@pytest.mark.parametrize("typed", ["", "abcdefg", "490123a", "٤٩٠١٢٣٤", "4901\n234"])
def test_what_is_no_number_is_asked_for_digits(typed: str) -> None:
    with pytest.raises(InvalidInput, match="数字で入力"):
        accept_jan_maker_code(typed)


@pytest.mark.parametrize("prefix", NEVER_LENT)
def test_a_prefix_that_gs1_never_lends_to_a_maker_is_refused(prefix: str) -> None:
    for length in (7, 9, 10):
        with pytest.raises(InvalidInput, match=f"{prefix[:3]}で始まる番号"):
            accept_jan_maker_code(prefix.ljust(length, "0"))


@pytest.mark.parametrize(
    ("pasted", "candidates"),
    [
        ("4901234567894", ("4901234",)),
        ("４５６９９５１-１１００１６", ("456995111",)),
        (whole_code("459512345601"), ("459512345", "4595123456")),
        ("5000112637922", ("5000112", "500011263", "5000112637")),
        ("012345678905", ("0012345", "001234567", "0012345678")),
    ],
)
def test_a_pasted_product_code_offers_the_maker_codes_in_it(
    pasted: str, candidates: tuple[str, ...]
) -> None:
    with pytest.raises(WholeCodePasted, match="選んでください") as offer:
        accept_jan_maker_code(pasted)
    assert offer.value.candidates == candidates


@given(JAPANESE)
def test_every_offered_maker_code_is_accepted_and_begins_the_product_code(code: str) -> None:
    product = whole_code(code.ljust(12, "0"))
    with pytest.raises(WholeCodePasted) as offer:
        accept_jan_maker_code(product)
    assert offer.value.candidates
    for candidate in offer.value.candidates:
        assert accept_jan_maker_code(candidate) == candidate
        assert product.startswith(candidate)


@pytest.mark.parametrize("pasted", ["4901234567890", "012345678901"])
def test_a_pasted_product_code_with_a_wrong_check_digit_is_told_so(pasted: str) -> None:
    with pytest.raises(InvalidInput, match="チェックデジット") as refusal:
        accept_jan_maker_code(pasted)
    assert not isinstance(refusal.value, WholeCodePasted)


def test_a_pasted_in_store_code_offers_nothing() -> None:
    with pytest.raises(InvalidInput, match="201で始まる番号"):
        accept_jan_maker_code(whole_code("201234567890"))


@given(DIGITS)
def test_whatever_is_accepted_has_7_9_or_10_digits(typed: str) -> None:
    try:
        code = accept_jan_maker_code(typed)
    except InvalidInput:
        return
    assert len(code) in {7, 9, 10}


@given(DIGITS, DIGITS)
def test_codes_overlap_when_one_begins_the_other_either_way_round(a: str, b: str) -> None:
    assert overlaps(a, a + b)
    assert overlaps(a + b, a)
    assert overlaps(a, b) == overlaps(b, a)


def test_different_codes_do_not_overlap() -> None:
    assert not overlaps("4901234", "490123567")
    assert overlaps("4569951", "456995111")
