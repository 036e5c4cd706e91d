"""What docs say of the product, against what the code has."""

import re
from collections.abc import Iterator

import pytest

from db.companies.search import MOST_ROWS
from db.enrolment.applicant_acts import BUSINESS_DAYS_BETWEEN
from db.members.account_changes import REST
from db.members.account_invitations import INVITATION_LIFETIME
from db.members.account_issue import MOST_ACCOUNTS
from db.members.own_address import ADDRESS_LINK_LIFETIME
from db.members.own_login import PASSWORD_LINK_LIFETIME
from domain.companies.access_change import LAPSES_AFTER
from domain.logins import ADMINISTRATORS, MEMBERS
from domain.mail_shares import ANYBODY_A_DAY, OWN_A_DAY, PER_CONTACT
from tests.deployment.citations import document
from tests.deployment.files import PROJECT

PRODUCT, GLOSSARY = document("docs/product.md"), document("docs/glossary.md")
HOUR, MINUTE = 3600, 60
HERE = MEMBERS.allowances.here


def of_the_product(suffix: str) -> Iterator[str]:
    """The texts of the product itself, without tests and docs."""
    for floor in ("db", "domain", "inforex", "mail", "relay", "texts", "web", "workflows"):
        for path in (PROJECT / floor).rglob(f"*{suffix}"):
            yield path.read_text()


def test_what_the_product_page_quotes_stands_on_a_page_or_in_a_mail() -> None:
    said = "".join(text for suffix in (".html", ".py", ".txt") for text in of_the_product(suffix))
    quoted = set(re.findall("「([^」]+)」", PRODUCT))
    assert {words for words in quoted if words not in said} == set()
    assert len(quoted) > 30


def test_what_the_glossary_calls_by_a_name_is_called_so_in_the_code() -> None:
    code = "".join(of_the_product(".py"))
    names = [name for name in re.findall("`([^`]+)`", GLOSSARY) if "/" not in name]
    unknown = [name for name in names if not re.search(rf"(?<!\w){re.escape(name)}(?!\w)", code)]
    assert unknown == []
    assert len(names) > 60


@pytest.mark.parametrize(
    ("number", "of_what"),
    [
        (f"{MOST_ACCOUNTS}; {REST.days} days", "accounts of a company"),
        (f"{BUSINESS_DAYS_BETWEEN} business days", "between two requests"),
        (
            ", ".join(
                f"{lifetime.total_seconds() / HOUR:.0f} h"
                for lifetime in (INVITATION_LIFETIME, PASSWORD_LINK_LIFETIME, ADDRESS_LINK_LIFETIME)
            ),
            "invitation; link for a password; link for an address",
        ),
        *(
            (
                f"{who.idle_limit.seconds // MINUTE} min, {who.absolute_limit.seconds // HOUR} h",
                "session without a request",
            )
            for who in (MEMBERS, ADMINISTRATORS)
        ),
        (
            f"{MEMBERS.least_password}, {ADMINISTRATORS.least_password}, 128 characters",
            "password of a member at least; of the console at least; at most",
        ),
        (
            f"{HERE.most} × {HERE.window.seconds // MINUTE} min",
            "wrong passwords of one network",
        ),
        (
            f"5, {ANYBODY_A_DAY}, {PER_CONTACT}, {OWN_A_DAY} a day",
            "mails with the link to one address",
        ),
        (f"24 h, {LAPSES_AFTER.days} days", "wait of a change of who gets in"),
    ],
)
def test_the_product_page_has_the_numbers_of_the_code(number: str, of_what: str) -> None:
    assert f"| {number} | {of_what}" in PRODUCT


def test_the_search_shows_as_many_rows_as_the_product_page_says() -> None:
    assert f"{MOST_ROWS} rows at most" in PRODUCT
