"""Passwords of tests cost as little as Argon2id can; their cost is tested where it is asked for.

Else a tenth of the tests' time would go into what is slow on purpose.
"""

import pytest
from argon2 import PasswordHasher

from domain import passwords

_NAMES = ("_HASHER", "_DUMMY_HASH")
_FULL_COST = {name: getattr(passwords, name) for name in _NAMES}


def hash_cheaply() -> None:
    """Have every hash that this process makes from now on cost next to nothing, the dummy too."""
    cheap = PasswordHasher(time_cost=1, memory_cost=8, parallelism=1)
    for name, value in zip(_NAMES, (cheap, cheap.hash("there is no such account")), strict=True):
        setattr(passwords, name, value)


def hash_at_full_cost(monkeypatch: pytest.MonkeyPatch) -> None:
    """Have them cost what they cost in production, until the test is over."""
    for name, value in _FULL_COST.items():
        monkeypatch.setattr(passwords, name, value)
