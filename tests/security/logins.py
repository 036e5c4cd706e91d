"""What the tests of logins send, and how they compare what they get."""

import re
from collections.abc import Callable

import pytest
from argon2 import PasswordHasher

from rig.applications import PASSWORD
from rig.members import Ids
from rig.site import Site
from rig.visitor import Page

SESSION = "__Host-session"
KNOWN_BROWSER = "__Host-known-browser"
WRONG = "wrong-horse-battery-staple"


def fields_of(site: Site, ids: Ids) -> dict[str, str]:
    """What the login's form sends, for a browser that has its CSRF cookie."""
    return {
        "csrf_token": site.client.cookies["__Host-csrf"],
        "company_id": ids.company_id,
        "account_id": ids.account_id,
        "password": PASSWORD,
    }


def without_what_was_typed(page: Page) -> str:
    return re.sub(r'(name="(company_id|account_id|csrf_token)"[^>]*value=")[^"]*', r"\1", page.html)


def costs_of_verifying(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Of each password that is verified from now on: the parameters of Argon2, as they are kept."""
    costs: list[str] = []
    real: Callable[..., bool] = PasswordHasher.verify

    def noting(hasher: PasswordHasher, hashed: str, password: str) -> bool:
        costs.append(hashed.rsplit("$", 2)[0])
        return real(hasher, hashed, password)

    monkeypatch.setattr(PasswordHasher, "verify", noting)
    return costs
