"""The mail domains of wholesalers: whose mailboxes may vouch for makers (S23, S24)."""

from domain.lookalike_domains import registrable_domain
from domain.mail_addresses import MailDomainClass, accept_mail_address, classify, domain_of
from domain.text import InvalidInput, trim

_ANYBODYS = {
    MailDomainClass.FREE: "フリーメール",
    MailDomainClass.CARRIER: "携帯電話会社",
    MailDomainClass.DISPOSABLE: "使い捨てメール",
}


def accept_mail_domain(text: str) -> str:
    """Return a domain that belongs to one company, in lower-case ASCII; raises `InvalidInput`.

    Refused are domains under which anybody gets a mailbox, and those under which anybody
    registers a domain, such as `co.jp`.
    """
    typed = trim(text).removeprefix("@").removeprefix("＠")
    if not typed:
        raise InvalidInput("入力してください。")
    try:
        address = accept_mail_address(f"mail@{typed}")
    except InvalidInput as error:
        raise _not_a_domain() from error
    domain = domain_of(address).lower()
    if _is_public_suffix(domain):
        raise _not_a_domain()
    anybodys = _ANYBODYS.get(classify(address))
    if anybodys is not None:
        raise InvalidInput(
            "{domain}は、{kind}のドメインです。卸売業の会社のドメインを入力してください。",
            domain=domain,
            kind=anybodys,
        )
    return domain


def _is_public_suffix(domain: str) -> bool:
    """Tell whether a domain below this one is registered by somebody of its own."""
    return registrable_domain(f"a.{domain}") != registrable_domain(domain)


def _not_a_domain() -> InvalidInput:
    return InvalidInput(
        "会社のメールアドレスの@より後ろを、「example.co.jp」のように入力してください。"
    )
