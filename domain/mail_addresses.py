"""Mail addresses: how they are taken, compared, and sorted by who hands out the mailbox."""

import re
import unicodedata
from collections.abc import Iterable, Iterator
from enum import StrEnum

from disposable_email_domains import blocklist
from email_validator import EmailNotValidError, validate_email

from domain.known_mail_domains import (
    CARRIER,
    COMPANY_BELOW_CARRIER,
    DOTS_IGNORED,
    FREE,
    FREE_UNDER_ANY_TLD,
    ISP,
    OFTEN_MISTYPED,
)
from domain.lengths import LONGEST_MAIL_ADDRESS
from domain.mailbox_names import accept_mailbox_name, as_sent
from domain.pasted_mail_addresses import bare_address, refuse_no_address, too_long
from domain.text import InvalidInput, legible

_NEUTRAL = frozenset({"DIGIT", "HYPHEN-MINUS", "COMBINING"})
# One registrable label in Japanese mixes these, so they count as one script (UTS 39, 5.2).
_JAPANESE = frozenset({"LATIN", "CJK", "HIRAGANA", "KATAKANA", "KATAKANA-HIRAGANA", "IDEOGRAPHIC"})


class MailDomainClass(StrEnum):
    """Who hands out mailboxes of a domain: the company itself, or somebody to everybody."""

    COMPANY = "company"
    FREE = "free"
    CARRIER = "carrier"
    ISP = "isp"
    DISPOSABLE = "disposable"


def accept_mail_address(text: str) -> str:
    """Return a mail address of at most 254 characters, its domain in lower-case ASCII (punycode).

    Full-width typing is folded, and what people paste around an address dropped. Quotes before `@`
    stay only where they are needed; `as_sent` puts those that docomo's and au's addresses need.
    Refused with `InvalidInput` are non-ASCII local parts, domains without a dot, reserved domains
    that no mail can reach (but not `.example` and `.test`), and labels that mix scripts (S30).
    """
    address = bare_address(text)
    refuse_no_address(address)
    local_part, _, typed_domain = address.rpartition("@")
    domain = _accept_domain(typed_domain)
    accepted = f"{accept_mailbox_name(local_part, domain)}@{domain}"
    if len(as_sent(accepted)) > LONGEST_MAIL_ADDRESS:
        raise too_long()
    return accepted


def mailbox_key(address: str) -> str:
    """Return what two accepted addresses have in common when they are the same mailbox."""
    return address.casefold()


def counted_mailbox(address: str) -> str:
    """Return the mailbox that mails to an accepted address are counted by (S12).

    Many mail servers deliver `name+anything` to `name`, and Gmail ignores dots: without this, one
    mailbox would have any number of addresses.
    """
    local_part, _, domain = mailbox_key(address).rpartition("@")
    if local_part.startswith('"'):
        local_part = re.sub(r"\\(.)", r"\1", local_part[1:-1])
    name = local_part.partition("+")[0] or local_part
    if domain in DOTS_IGNORED:
        name = name.replace(".", "")
    return f"{name}@{domain}"


def domain_of(address: str) -> str:
    """Return the domain of an accepted address."""
    return address.rpartition("@")[2]


def within_domain(domain: str, registered: str) -> bool:
    """Tell whether `domain` is the registered domain or one below it."""
    return domain == registered or domain.endswith(f".{registered}")


def classify(address: str) -> MailDomainClass:
    """Return the class of an accepted address by its domain and those above it.

    Never by MX records, which companies share with free mail. Source: facts.md, "Mail domains".
    """
    for domain in _with_parents(domain_of(address)):
        if domain in COMPANY_BELOW_CARRIER:
            return MailDomainClass.COMPANY
        if domain in FREE or domain.partition(".")[0] in FREE_UNDER_ANY_TLD:
            return MailDomainClass.FREE
        if domain in CARRIER:
            return MailDomainClass.CARRIER
        if domain in ISP:
            return MailDomainClass.ISP
        if domain in blocklist:
            return MailDomainClass.DISPOSABLE
    return MailDomainClass.COMPANY


def is_of_house(address: str, known: Iterable[str]) -> bool:
    """Tell whether an accepted address is one of the known ones, or of their company's domain."""
    if counted_mailbox(address) in {counted_mailbox(one) for one in known}:
        return True
    domain = domain_of(mailbox_key(address))
    of_company = classify(address) is MailDomainClass.COMPANY
    return of_company and domain in {domain_of(mailbox_key(one)) for one in known}


def likely_typo(address: str) -> str | None:
    """Return the address that was probably meant, if the domain is one slip from a famous one."""
    local_part, _, domain = address.rpartition("@")
    if domain in FREE | CARRIER | ISP:
        return None
    for famous in OFTEN_MISTYPED:
        if _one_slip_apart(domain, famous):
            return f"{local_part}@{famous}"
    return None


def _with_parents(domain: str) -> Iterator[str]:
    """Yield the domain and every domain above it, down to two labels."""
    while "." in domain:
        yield domain
        domain = domain.partition(".")[2]


def _one_slip_apart(typed: str, meant: str) -> bool:
    """Tell whether one letter is missing, added or wrong, or two neighbours are swapped."""
    pairs = enumerate(zip(typed, meant, strict=False))
    same = next((at for at, (a, b) in pairs if a != b), min(len(typed), len(meant)))
    typed, meant = typed[same:], meant[same:]
    swapped = typed[:2] == meant[:2][::-1] and typed[2:] == meant[2:]
    return swapped or typed[1:] == meant[1:] or typed[1:] == meant or typed == meant[1:]


def _accept_domain(text: str) -> str:
    try:
        valid = validate_email(
            f"mail@{text}",
            allow_smtputf8=False,
            check_deliverability=False,
            test_environment=True,  # takes .test, which RFC 6761 sets aside for trying things out
        )
    except EmailNotValidError as error:
        raise _no_domain(text) from error
    if "." not in valid.ascii_domain:
        raise _no_domain(text)
    if any(_mixes_scripts(label) for label in valid.domain.split(".")):
        raise InvalidInput(
            "メールアドレスの@より後ろに、種類の異なる文字が混ざっています。半角英数字で入力してください。"
        )
    return valid.ascii_domain


def _no_domain(text: str) -> InvalidInput:
    wrong = re.search(r"[^\w.-]|_", text)
    if wrong:
        return InvalidInput(
            "「@」より後ろに、メールアドレスに使えない文字（{sign}）があります。"
            "「example.co.jp」のように入力してください。",
            sign=legible(wrong[0]),
        )
    if "." not in text:
        return InvalidInput(
            "「@」より後ろが途中までのようです。「example.co.jp」のように最後まで入力してください。"
        )
    return InvalidInput("「@」より後ろを、「example.co.jp」のように半角英数字で入力してください。")


def _mixes_scripts(label: str) -> bool:
    scripts = {unicodedata.name(character, "").split(" ")[0] for character in label} - _NEUTRAL
    return len(scripts) > 1 and not scripts <= _JAPANESE
