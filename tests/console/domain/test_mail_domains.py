"""Which domains a wholesaler may have, and how they may be typed."""

import pytest

from domain.text import InvalidInput
from domain.wholesaler_domains import accept_mail_domain


@pytest.mark.parametrize(
    ("typed", "domain"),
    [
        ("mihon-oroshi.example", "mihon-oroshi.example"),
        ("@Mihon.CO.JP", "mihon.co.jp"),
        (" ＠ｍｉｈｏｎ.co.jp ", "mihon.co.jp"),
        ("mail.mihon.co.jp", "mail.mihon.co.jp"),
        ("日本.jp", "xn--wgv71a.jp"),
        ("nifty.com", "nifty.com"),
    ],
)
def test_a_domain_is_understood_however_it_is_typed(typed: str, domain: str) -> None:
    assert accept_mail_domain(typed) == domain


@pytest.mark.parametrize(
    "typed", ["gmail.com", "mail.yahoo.co.jp", "docomo.ne.jp", "mailinator.com"]
)
def test_domains_of_anybody_are_refused(typed: str) -> None:
    with pytest.raises(InvalidInput, match="のドメインです"):
        accept_mail_domain(typed)


@pytest.mark.parametrize("typed", ["co.jp", "jp", "tokyo.jp", "a@mihon.jp", "mi hon.jp", "見本"])
def test_what_is_no_domain_of_one_company_is_refused(typed: str) -> None:
    with pytest.raises(InvalidInput, match=r"example\.co\.jp"):
        accept_mail_domain(typed)


def test_nothing_typed_is_asked_for() -> None:
    with pytest.raises(InvalidInput, match=r"^入力してください。$"):
        accept_mail_domain(" @ ")
