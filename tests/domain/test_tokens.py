import re
from uuid import UUID

from hypothesis import given
from hypothesis import strategies as st

from domain.tokens import Purpose, derive_token, token_hash

KEY = b"k" * 32
SALT = UUID("0123456789abcdef0123456789abcdef")
INPUTS = st.tuples(
    st.binary(min_size=32, max_size=40),
    st.sampled_from(Purpose),
    st.text(st.characters(exclude_categories=["Cs"]), max_size=20),
    st.integers(0, 1000),
    st.none() | st.uuids(),
)


@given(INPUTS)
def test_a_token_is_43_characters_that_need_no_escaping_in_a_link(
    parts: tuple[bytes, Purpose, str, int, UUID | None],
) -> None:
    assert re.fullmatch("[A-Za-z0-9_-]{43}", derive_token(*parts))


@given(INPUTS, INPUTS)
def test_tokens_are_equal_only_for_equal_inputs(
    one: tuple[bytes, Purpose, str, int, UUID | None],
    other: tuple[bytes, Purpose, str, int, UUID | None],
) -> None:
    assert (derive_token(*one) == derive_token(*other)) == (one == other)


def test_generation_and_subject_cannot_run_into_each_other() -> None:
    one = derive_token(KEY, Purpose.APPLY, "1\x00A", 1, SALT)
    other = derive_token(KEY, Purpose.APPLY, "A", 11, SALT)
    assert one != other
    tokens = {derive_token(KEY, Purpose.APPLY, *parts, SALT) for parts in (("11", 2), ("1", 12))}
    assert len(tokens) == 2


def test_a_salt_cannot_be_made_of_a_subject() -> None:
    made = derive_token(KEY, Purpose.APPLY, f"{SALT.hex}\0apply\x001\x00A", 1, None)
    assert made != derive_token(KEY, Purpose.APPLY, "A", 1, SALT)


def test_every_purpose_key_generation_and_salt_gives_another_token() -> None:
    tokens = {
        derive_token(key, purpose, "261122-000001-5", generation, salt)
        for key in (KEY, b"l" * 32)
        for purpose in Purpose
        for generation in range(5)
        for salt in (None, SALT)
    }
    assert len(tokens) == 2 * len(Purpose) * 5 * 2


def test_a_derived_token_never_changes_so_that_a_retried_mail_has_the_same_link() -> None:
    token = derive_token(KEY, Purpose.APPROVAL, "261122-000001-5", 1, SALT)
    assert token == "GdJU6Zmrd6484mbIs2iL0pT73v2qzWj91OLStgVG3a0"
    before_there_were_salts = derive_token(KEY, Purpose.APPROVAL, "261122-000001-5", 1, None)
    assert before_there_were_salts == "puJA4LlDkooiFbS39axr90u-d7C_djkRbr4WIHDXVPE"


@given(st.text())
def test_any_string_has_a_hash_that_does_not_contain_it(text: str) -> None:
    assert re.fullmatch("[0-9a-f]{64}", token_hash(text))


def test_a_lone_surrogate_from_a_crafted_link_has_a_hash_of_its_own() -> None:
    assert token_hash("\ud800") != token_hash("?")
