import re

from hypothesis import given
from hypothesis import strategies as st

from domain.tokens import Purpose, derive_token, token_hash

KEY = b"k" * 32
INPUTS = st.tuples(
    st.binary(min_size=32, max_size=40),
    st.sampled_from(Purpose),
    st.text(st.characters(exclude_categories=["Cs"]), max_size=20),
    st.integers(0, 1000),
)


@given(INPUTS)
def test_a_token_is_43_characters_that_need_no_escaping_in_a_link(
    parts: tuple[bytes, Purpose, str, int],
) -> None:
    assert re.fullmatch("[A-Za-z0-9_-]{43}", derive_token(*parts))


@given(INPUTS, INPUTS)
def test_tokens_are_equal_only_for_equal_inputs(
    one: tuple[bytes, Purpose, str, int], other: tuple[bytes, Purpose, str, int]
) -> None:
    assert (derive_token(*one) == derive_token(*other)) == (one == other)


def test_generation_and_subject_cannot_run_into_each_other() -> None:
    one = derive_token(KEY, Purpose.APPLY, "1\x00A", 1)
    other = derive_token(KEY, Purpose.APPLY, "A", 11)
    assert one != other
    assert derive_token(KEY, Purpose.APPLY, "11", 2) != derive_token(KEY, Purpose.APPLY, "1", 12)


def test_every_purpose_key_and_generation_gives_another_token() -> None:
    tokens = {
        derive_token(key, purpose, "261122-000001-5", generation)
        for key in (KEY, b"l" * 32)
        for purpose in Purpose
        for generation in range(5)
    }
    assert len(tokens) == 2 * len(Purpose) * 5


def test_a_derived_token_never_changes_so_that_a_retried_mail_has_the_same_link() -> None:
    token = derive_token(KEY, Purpose.APPROVAL, "261122-000001-5", 1)
    assert token == "puJA4LlDkooiFbS39axr90u-d7C_djkRbr4WIHDXVPE"


@given(st.text())
def test_any_string_has_a_hash_that_does_not_contain_it(text: str) -> None:
    assert re.fullmatch("[0-9a-f]{64}", token_hash(text))


def test_a_lone_surrogate_from_a_crafted_link_has_a_hash_of_its_own() -> None:
    assert token_hash("\ud800") != token_hash("?")
