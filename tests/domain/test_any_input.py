"""What holds for every rule that takes what a person typed."""

import importlib
import inspect
import pkgutil
import time
from collections.abc import Callable
from datetime import date
from functools import partial

import pytest
from hypothesis import given
from hypothesis import strategies as st

import domain
from domain.company_names import accept_company_name
from domain.console_roles import accept_reason
from domain.days import accept_beginning, accept_end, accept_last_day
from domain.finding import accept_sought
from domain.identifiers import (
    accept_account_id,
    accept_application_number,
    accept_company_id,
    accept_corporate_number,
    application_number,
    company_id,
)
from domain.jan_codes import accept_jan_maker_code
from domain.mail_addresses import accept_mail_address
from domain.new_account import accept_department, accept_person_name, accept_person_name_kana
from domain.passwords import accept_password
from domain.places import accept_head_office, accept_postal_code
from domain.searches import (
    accept_anything,
    accept_jan,
    accept_mail,
    accept_name,
    accept_number,
    accept_wanted,
)
from domain.second_factor import accept_code, accept_recovery_code
from domain.telephones import accept_telephone
from domain.text import InvalidInput, accept_kana, accept_line, accept_text
from domain.wholesaler_domains import accept_mail_domain

RIGHT: list[tuple[Callable[[str], object], str]] = [
    (partial(accept_line, most=40), "山田 太郎"),
    (partial(accept_text, most=40), "一行目\n二行目"),
    (partial(accept_kana, most=40), "ヤマダ タロウ"),
    (partial(accept_password, context=("テスト", "taro@example.jp")), "plumb-heron-quiver-41"),
    (partial(accept_postal_code, overseas=False), "100-0001"),
    (partial(accept_postal_code, overseas=True), "SW1A 1AA"),
    (partial(accept_telephone, overseas=False), "03-1234-5678"),
    (partial(accept_telephone, overseas=True), "+12125550100"),
    (accept_account_id, "001"),
    (accept_application_number, application_number(date(2026, 11, 22), 1)),
    (accept_company_id, company_id(1)),
    (accept_company_name, "㈱テスト"),
    (accept_corporate_number, "7000012050002"),
    (accept_head_office, "東京都"),
    (accept_jan_maker_code, "4901234"),
    (accept_mail_address, "taro@example.jp"),
    (accept_mail_domain, "mihon-oroshi.example"),
    (accept_department, "営業部"),
    (accept_person_name, "山田 太郎"),
    (accept_person_name_kana, "ヤマダ タロウ"),
    (accept_reason, "確認済みのため"),
    (accept_code, "123456"),
    (accept_recovery_code, "0123-4567-89AB-CDEF"),
    (accept_beginning, "2026-12-31"),
    (accept_end, "2026-12-31"),
    (accept_last_day, "2026-12-31"),
    (accept_anything, "テスト"),
    (accept_sought, "テスト"),
    (accept_number, "261122"),
    (accept_jan, "4901234"),
    (accept_mail, "taro@example.jp"),
    (accept_name, "テスト"),
    (accept_wanted, "テスト"),
]
"""Every rule with something right."""

RULES = [rule for rule, right in RIGHT if isinstance(rule(right), str)]
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


@pytest.mark.parametrize(("rule", "right"), RIGHT)
@pytest.mark.parametrize("unseen", ["\u200b", "\ufeff", "\u202a", "\u3164", "\u00ad", "\t"])
def test_what_copying_brings_to_the_ends_changes_nothing(
    rule: Callable[[str], object], right: str, unseen: str
) -> None:
    assert rule(f"{unseen}{right}{unseen}") == rule(right)


@pytest.mark.parametrize(
    "rule",
    [
        accept_company_id,
        accept_account_id,
        accept_application_number,
        accept_corporate_number,
        accept_jan_maker_code,
        accept_code,
        partial(accept_postal_code, overseas=False),
        partial(accept_telephone, overseas=False),
        partial(accept_telephone, overseas=True),
    ],
)
def test_a_number_that_a_spreadsheet_broke_is_told_what_happened(
    rule: Callable[[str], str],
) -> None:
    with pytest.raises(InvalidInput, match="表計算ソフト"):
        rule("4.91235E+12")


def test_every_rule_of_the_domain_is_among_them() -> None:
    """All that take what is typed; the others take a whole line, or only a part of a field."""
    tried = {getattr(rule, "func", rule) for rule, _ in RIGHT}
    assert {rule for rule in _rules_of_the_domain() if rule.__name__ not in NO_FIELD} == tried


NO_FIELD = {"accept_corporation", "accept_cell", "accept_mailbox_name"}


def _rules_of_the_domain() -> set[Callable[..., object]]:
    modules = [
        importlib.import_module(found.name)
        for found in pkgutil.walk_packages(domain.__path__, "domain.")
    ]
    return {
        member
        for module in modules
        for name, member in inspect.getmembers(module, inspect.isfunction)
        if name.startswith("accept_")
    }
