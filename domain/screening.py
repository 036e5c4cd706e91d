"""Why an application goes to a person before any wholesaler is asked (product.md, "Screening").

The rules decide over facts that were loaded once. What they find is kept as data, so that a
person sees side by side what matched with what; of mail addresses only the domains (S07).
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from enum import StrEnum
from typing import Literal

from domain.company_names import legal_form, loose_search_key
from domain.enrolment.form import ApplicationForm
from domain.jan_codes import overlaps
from domain.lookalike_domains import looks_like, registrable_domain
from domain.mail_addresses import (
    MailDomainClass,
    classify,
    domain_of,
    mailbox_key,
    within_domain,
)


class Reason(StrEnum):
    """What a rule found; the values are stored."""

    JAN_MAKER_CODE_TAKEN = "jan_maker_code_taken"
    JAN_MAKER_CODE_OVERLAPS = "jan_maker_code_overlaps"
    CORPORATE_NUMBER_TAKEN = "corporate_number_taken"
    SAME_NAME_AND_PREFECTURE = "same_name_and_prefecture"
    CONTACT_DOMAIN_NOT_REGISTERED = "contact_domain_not_registered"
    CONTACT_IS_APPLICANT = "contact_is_applicant"
    CONTACT_SHARES_APPLICANT_DOMAIN = "contact_shares_applicant_domain"
    CONTACT_DOMAIN_LOOKS_LIKE_APPLICANTS = "contact_domain_looks_like_applicants"
    CONTACT_DOMAIN_LOOKS_LIKE_WHOLESALERS = "contact_domain_looks_like_wholesalers"
    CONTACT_MAIL_IS_FREE = "contact_mail_is_free"
    CONTACT_MAIL_IS_CARRIER = "contact_mail_is_carrier"
    CONTACT_MAIL_IS_DISPOSABLE = "contact_mail_is_disposable"
    SAME_NAME_AND_FORM = "same_name_and_form"


@dataclass(frozen=True)
class Other:
    """What another company or open application is known by.

    `reference`: the 企業ID of a company, the 受付番号 of an application.
    """

    kind: Literal["company", "application"]
    reference: str
    name: str
    loose_search_key: str
    head_office: str
    jan_maker_code: str | None
    corporate_number: str | None


@dataclass(frozen=True)
class ScreeningFacts:
    """All that the rules look at; addresses and domains in their accepted form.

    `registered_domains`: those of the chosen wholesaler.
    `others`: candidates, without the application itself; the rules decide which of them match.
    """

    form: ApplicationForm
    applicant_mail_address: str
    registered_domains: tuple[str, ...]
    others: tuple[Other, ...]

    @property
    def contact_domain(self) -> str:
        """The mail domain of the wholesaler's contact."""
        return domain_of(self.form.contact_mail_address)

    @property
    def applicant_domain(self) -> str:
        """The mail domain of the applicant."""
        return domain_of(self.applicant_mail_address)

    @property
    def contact_is_registered(self) -> bool:
        """Whether the contact's domain is one of the wholesaler's, or below one."""
        return any(within_domain(self.contact_domain, known) for known in self.registered_domains)


@dataclass(frozen=True)
class Finding:
    """One reason and its evidence.

    Keys of `evidence` are names of the form's fields and of the facts; `other_*` is what the
    other company or application has, empty where it has none. Several domains are separated by
    spaces; `registered_domains` are those that matter for the reason.
    """

    reason: Reason
    evidence: dict[str, str]


def screen(facts: ScreeningFacts) -> tuple[Finding, ...]:
    """Return what speaks for a person's look, in the order of `Reason`; nothing when clean."""
    return tuple(finding for rule in _RULES for finding in rule(facts))


def _jan_maker_code_taken(facts: ScreeningFacts) -> Iterator[Finding]:
    code = facts.form.jan_maker_code
    return _about_others(
        Reason.JAN_MAKER_CODE_TAKEN, facts, lambda other: other.jan_maker_code == code
    )


def _jan_maker_code_overlaps(facts: ScreeningFacts) -> Iterator[Finding]:
    code = facts.form.jan_maker_code

    def overlapped(other: Other) -> bool:
        taken = other.jan_maker_code
        return taken is not None and taken != code and overlaps(taken, code)

    return _about_others(Reason.JAN_MAKER_CODE_OVERLAPS, facts, overlapped)


def _corporate_number_taken(facts: ScreeningFacts) -> Iterator[Finding]:
    number = facts.form.corporate_number
    return _about_others(
        Reason.CORPORATE_NUMBER_TAKEN,
        facts,
        lambda other: number is not None and other.corporate_number == number,
    )


def _same_name_and_prefecture(facts: ScreeningFacts) -> Iterator[Finding]:
    key, place = loose_search_key(facts.form.company_name), facts.form.head_office
    return _about_others(
        Reason.SAME_NAME_AND_PREFECTURE,
        facts,
        lambda other: (other.loose_search_key, other.head_office) == (key, place),
    )


def _contact_domain_not_registered(facts: ScreeningFacts) -> Iterator[Finding]:
    if not facts.contact_is_registered:
        known = " ".join(facts.registered_domains)
        yield _about_contact(Reason.CONTACT_DOMAIN_NOT_REGISTERED, facts, registered_domains=known)


def _contact_belongs_to_applicant(facts: ScreeningFacts) -> Iterator[Finding]:
    contact, applicant = facts.form.contact_mail_address, facts.applicant_mail_address
    domain = facts.applicant_domain
    if mailbox_key(contact) == mailbox_key(applicant):
        yield _about_contact(Reason.CONTACT_IS_APPLICANT, facts, applicant_domain=domain)
    elif registrable_domain(facts.contact_domain) == registrable_domain(domain):
        yield _about_contact(Reason.CONTACT_SHARES_APPLICANT_DOMAIN, facts, applicant_domain=domain)


def _contact_domain_looks_like_applicants(facts: ScreeningFacts) -> Iterator[Finding]:
    # The domain of a mail provider is not the applicant's own.
    own = classify(facts.applicant_mail_address) is MailDomainClass.COMPANY
    domain = facts.applicant_domain
    if own and looks_like(facts.contact_domain, domain):
        reason = Reason.CONTACT_DOMAIN_LOOKS_LIKE_APPLICANTS
        yield _about_contact(reason, facts, applicant_domain=domain)


def _contact_domain_looks_like_wholesalers(facts: ScreeningFacts) -> Iterator[Finding]:
    near = [known for known in facts.registered_domains if looks_like(facts.contact_domain, known)]
    if near and not facts.contact_is_registered:
        reason = Reason.CONTACT_DOMAIN_LOOKS_LIKE_WHOLESALERS
        yield _about_contact(reason, facts, registered_domains=" ".join(near))


def _contact_mail_is_anybodys(facts: ScreeningFacts) -> Iterator[Finding]:
    reason = _ANYBODYS.get(classify(facts.form.contact_mail_address))
    if reason is not None:
        yield _about_contact(reason, facts)


def _same_name_and_form(facts: ScreeningFacts) -> Iterator[Finding]:
    """Two firms may share a name in two places; of one legal form they may be one firm."""
    name, place = facts.form.company_name, facts.form.head_office
    key, ours = loose_search_key(name), legal_form(name)

    def may_be_one(other: Other) -> bool:
        theirs = legal_form(other.name)
        same_form = not (ours and theirs) or ours == theirs
        return other.loose_search_key == key and other.head_office != place and same_form

    return _about_others(Reason.SAME_NAME_AND_FORM, facts, may_be_one)


def _about_others(
    reason: Reason, facts: ScreeningFacts, matches: Callable[[Other], bool]
) -> Iterator[Finding]:
    # One that is a candidate for several reasons may have been loaded several times.
    for other in dict.fromkeys(facts.others):
        if matches(other):
            yield Finding(reason, _side_by_side(facts.form, other))


def _side_by_side(form: ApplicationForm, other: Other) -> dict[str, str]:
    return {
        "company_name": form.company_name,
        "head_office": form.head_office,
        "jan_maker_code": form.jan_maker_code,
        "corporate_number": form.corporate_number or "",
        "other_kind": other.kind,
        "other_reference": other.reference,
        "other_company_name": other.name,
        "other_head_office": other.head_office,
        "other_jan_maker_code": other.jan_maker_code or "",
        "other_corporate_number": other.corporate_number or "",
    }


def _about_contact(reason: Reason, facts: ScreeningFacts, **compared: str) -> Finding:
    return Finding(reason, {"contact_domain": facts.contact_domain, **compared})


_RULES: tuple[Callable[[ScreeningFacts], Iterator[Finding]], ...] = (
    _jan_maker_code_taken,
    _jan_maker_code_overlaps,
    _corporate_number_taken,
    _same_name_and_prefecture,
    _contact_domain_not_registered,
    _contact_belongs_to_applicant,
    _contact_domain_looks_like_applicants,
    _contact_domain_looks_like_wholesalers,
    _contact_mail_is_anybodys,
    _same_name_and_form,
)

_ANYBODYS = {
    MailDomainClass.FREE: Reason.CONTACT_MAIL_IS_FREE,
    MailDomainClass.CARRIER: Reason.CONTACT_MAIL_IS_CARRIER,
    MailDomainClass.DISPOSABLE: Reason.CONTACT_MAIL_IS_DISPOSABLE,
}
