"""What may be entered of a person who gets an account."""

from dataclasses import fields

import pytest

from domain.new_account import (
    LABELS,
    RULES,
    NewAccount,
    accept_department,
    accept_person_name,
    accept_person_name_kana,
)
from domain.text import InvalidInput


def test_every_field_has_its_label_and_its_rule() -> None:
    names = [field.name for field in fields(NewAccount)]
    assert list(LABELS) == names
    assert list(RULES) == names


@pytest.mark.parametrize("rule", [accept_department, accept_person_name])
def test_names_are_one_line_of_at_most_100_characters(rule: type[str]) -> None:
    assert rule(" 営業部 ") == "営業部"
    assert rule("あ" * 100) == "あ" * 100
    for typed in ("", "あ" * 101, "営業\n部", "営業\u202e部"):
        with pytest.raises(InvalidInput):
            rule(typed)


def test_reading_may_be_left_out_and_is_katakana_otherwise() -> None:
    assert accept_person_name_kana(" ") == ""
    assert accept_person_name_kana("ﾀｶﾊｼ さぶろう") == "タカハシ サブロウ"
    with pytest.raises(InvalidInput):
        accept_person_name_kana("高橋")


def test_address_is_an_address() -> None:
    assert RULES["mail_address"]("ａ@Example.com") == "a@example.com"
    with pytest.raises(InvalidInput):
        RULES["mail_address"]("nobody")
