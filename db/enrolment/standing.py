"""Where the facts of an application stand, for its workflow to go on from."""

from db.enrolment.facts import load_facts
from domain.enrolment.state import EnrolmentState


async def where_the_facts_stand(application_number: str) -> EnrolmentState:
    """Read an application's facts; raises `LookupError` when there is no such application."""
    return EnrolmentState.of(await load_facts(application_number))
