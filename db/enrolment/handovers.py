"""「担当者を変更する」: the contact hands a request over to a colleague."""

from dataclasses import dataclass, replace
from datetime import datetime

from db import audit
from db.engine import transaction
from db.enrolment.facts import hold
from db.enrolment.revisions import add_revision, newest_form
from db.tables.wholesalers import WholesalerMailDomain
from domain.enrolment.stages import Author
from domain.mail_addresses import domain_of, within_domain
from domain.refusals import ContactNotAllowedError, NothingToDecideError


@dataclass(frozen=True)
class Colleague:
    """Who is to decide instead."""

    department: str
    name: str
    mail_address: str


async def hand_over(
    application_number: str, colleague: Colleague, *, revision: int, now: datetime
) -> None:
    """Name a colleague as the contact, as a new revision, which voids the old link (S29).

    Raises `ContactNotAllowedError` unless the address is of a domain that the wholesaler has
    registered, `NothingToDecideError` when the application waits for no decision any more.
    """
    async with transaction():
        facts = await hold(application_number)
        if not facts.awaits_decision(revision, now):
            raise NothingToDecideError
        form = await newest_form(application_number)
        domains = await registered_domains(form.wholesaler_id)
        if not any(within_domain(domain_of(colleague.mail_address), one) for one in domains):
            raise ContactNotAllowedError(domains)
        handed = replace(
            form,
            contact_department=colleague.department,
            contact_name=colleague.name,
            contact_mail_address=colleague.mail_address,
        )
        await add_revision(facts, handed, Author.CONTACT, now)
        await audit.record(
            "wholesaler:contact:hand_over",
            now,
            application_number=application_number,
            revision=facts.revision + 1,
        )


async def registered_domains(wholesaler_id: int) -> tuple[str, ...]:
    """The mail domains on a wholesaler's register."""
    rows = (
        await WholesalerMailDomain.select(WholesalerMailDomain.domain)
        .where(WholesalerMailDomain.wholesaler == wholesaler_id)
        .order_by(WholesalerMailDomain.id)
    )
    return tuple(row["domain"] for row in rows)
