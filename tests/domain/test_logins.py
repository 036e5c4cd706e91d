"""What the table of logins holds for both kinds of person (S15, S16, S18, S21)."""

from dataclasses import fields

import pytest

from domain.limits import OF_NETWORKS, OVER_MANY, LimitKind
from domain.logins import ADMINISTRATORS, MEMBERS, Allowance, LoginKind, Principal

BOTH = pytest.mark.parametrize("kind", [MEMBERS, ADMINISTRATORS], ids=lambda kind: kind.actor)


def allowances(kind: LoginKind) -> dict[str, Allowance]:
    found = {field.name: getattr(kind.allowances, field.name) for field in fields(kind.allowances)}
    return {name: allowance for name, allowance in found.items() if allowance is not None}


def counts(kind: LoginKind) -> list[LimitKind]:
    return [allowance.kind for allowance in allowances(kind).values()]


def test_s15_no_count_serves_two_purposes() -> None:
    """Else what members do would use up the administrators' tries."""
    both = counts(MEMBERS) + counts(ADMINISTRATORS)
    assert len(set(both)) == len(both)


@BOTH
def test_s15_what_many_networks_do_refuses_nobody(kind: LoginKind) -> None:
    found = allowances(kind)
    slow = {found[name].kind for name in ("person", "company", "everybody") if name in found}
    assert set(counts(kind)) & OVER_MANY == slow
    assert set(counts(kind)) & OF_NETWORKS == {found["here"].kind, found["network"].kind}


def test_s16_each_kind_has_cookies_of_its_own() -> None:
    both = [
        name
        for kind in (MEMBERS, ADMINISTRATORS)
        for name in (kind.session_cookie, kind.code_cookie, kind.browser_cookie)
    ]
    assert len(set(both)) == len(both)


def test_s18_s21_administrators_are_asked_for_more_than_members() -> None:
    assert ADMINISTRATORS.second_factor_needed
    assert ADMINISTRATORS.password_must_differ
    assert ADMINISTRATORS.least_password > MEMBERS.least_password


@BOTH
def test_owner_names_one_person_of_one_kind(kind: LoginKind) -> None:
    (other,) = {MEMBERS, ADMINISTRATORS} - {kind}
    assert kind.key_of(kind.owner(12)) == 12
    assert kind.key_of(other.owner(12)) is None
    assert kind.key_of("") is None


def test_an_administrators_login_is_a_mailbox_in_its_one_spelling() -> None:
    ((_, accept),) = ADMINISTRATORS.fields
    assert accept("Yamada@INFOREX.example") == "yamada@inforex.example"


def test_an_authenticator_app_shows_the_login_in_one_word() -> None:
    assert Principal(MEMBERS, 1, ("10000007", "001")).written == "10000007-001"
    assert Principal(ADMINISTRATORS, 1, ("a@inforex.example",)).written == "a@inforex.example"
