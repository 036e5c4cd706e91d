"""Limits that a test passes with a few tries."""

import pytest

from domain.logins import LoginKind


def allow(monkeypatch: pytest.MonkeyPatch, kind: LoginKind, what: str, most: int) -> None:
    """Allow so many tries, until the test ends, of what `domain.logins.Allowances` names."""
    allowance = getattr(kind.allowances, what)
    monkeypatch.setitem(vars(allowance), "most", most)
