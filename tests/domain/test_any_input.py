"""What holds for every rule that takes what a person typed."""

import time
from collections.abc import Callable
from functools import partial

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.company_names import accept_company_name
from domain.identifiers import (
    accept_account_id,
    accept_application_number,
    accept_company_id,
    accept_corporate_number,
)
from domain.jan_codes import accept_jan_maker_code
from domain.mail_addresses import accept_mail_address
from domain.passwords import accept_password
from domain.places import accept_head_office, accept_postal_code, accept_telephone
from domain.text import InvalidInput, accept_kana, accept_line, accept_text

RULES: list[Callable[[str], str]] = [
    partial(accept_line, most=40),
    partial(accept_text, most=40),
    partial(accept_kana, most=40),
    partial(accept_password, context=("テスト", "taro@example.jp")),
    partial(accept_postal_code, overseas=False),
    partial(accept_postal_code, overseas=True),
    partial(accept_telephone, overseas=False),
    partial(accept_telephone, overseas=True),
    accept_account_id,
    accept_application_number,
    accept_company_id,
    accept_company_name,
    accept_corporate_number,
    accept_head_office,
    accept_jan_maker_code,
    accept_mail_address,
]
TYPED = st.one_of(
    st.text(),
    st.text(st.sampled_from("0123456789０１２-－ー ()+〒")),
    st.builds("{}@{}.jp".format, st.text(max_size=10), st.text(max_size=10)),
)


@pytest.mark.parametrize("rule", RULES)
@given(typed=TYPED)
def test_a_typed_text_is_refused_in_words_or_taken_in_a_form_that_is_taken_again(
    rule: Callable[[str], str], typed: str
) -> None:
    try:
        value = rule(typed)
    except InvalidInput as refusal:
        assert str(refusal) == refusal.message.format(**refusal.params)  # noqa: PT017
        assert str(refusal).endswith("。")  # noqa: PT017 -- either outcome is right
        return
    assert rule(value) == value


@pytest.mark.parametrize("rule", RULES)
@pytest.mark.parametrize("flood", ["1", "あ", "a@", "\u0301\u0316"])
def test_a_flood_is_refused_before_it_costs_time(rule: Callable[[str], str], flood: str) -> None:
    began = time.process_time()
    with pytest.raises(InvalidInput):
        rule(flood * 100_000)
    assert time.process_time() - began < 3
