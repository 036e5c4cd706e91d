"""Where the facts of an application stand, for its workflow to go on from."""

from db.enrolment.facts import load_facts
from db.mailing import mails
from domain.standing import Standing


async def where_the_facts_stand(application_number: str) -> Standing:
    """Read an application's facts; raises `LookupError` when there is no such application."""
    facts = await load_facts(application_number)
    return Standing(
        stage=facts.stage,
        deadline=facts.deadline,
        next_due=facts.next_due if facts.stage is facts.recorded else None,
        revision=facts.revision,
        mails_due=await mails.due(application_number),
        company_name=facts.company_name,
        wholesaler_name=facts.wholesaler_name,
    )
