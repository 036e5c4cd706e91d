"""First passwords: long, unlike one another, and typed without doubt."""

import re

from domain.passwords import accept_password, new_first_password


def test_first_password_is_read_and_typed_without_doubt() -> None:
    for _ in range(200):
        assert re.fullmatch("[2-9a-hjkmnp-z]{5}(-[2-9a-hjkmnp-z]{5}){3}", new_first_password())


def test_no_two_first_passwords_are_alike() -> None:
    assert len({new_first_password() for _ in range(1000)}) == 1000


def test_first_password_is_as_good_as_an_own_one_must_be() -> None:
    first = new_first_password()
    assert accept_password(first, context=("admin@inforex.example",), least=15) == first
