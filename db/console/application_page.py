"""What the console's page of one application shows, besides how it stands."""

from dataclasses import dataclass

from db.console.case_in_hand import InHand, in_hand, subject_of
from db.console.circumstances import Circumstances
from db.console.evidence import load_evidence
from db.console.past_mails import may_go_again
from db.console.timeline import Moment, timeline
from db.enrolment.dossier import NamedWholesaler, named_wholesalers
from db.enrolment.revisions import Revision, revisions
from db.imports.lookup import registered
from db.tables.imports import RegisteredCorporation
from db.troubles import Trouble, troubles_of
from domain.enrolment.form import ApplicationForm
from texts.evidence import Comparison


@dataclass(frozen=True)
class ApplicationPage:
    """One application as those who decide about it see it.

    It is what the console's page shows besides `Circumstances`, which its buttons need as well.

    `revisions`: the oldest first; none before the form was submitted. `wholesalers`: those that
    they name, by id. `evidence`: about the newest. `corporation`: what the National Tax Agency's
    register has of its 法人番号. `to_repeat`: the names of the mails that may be sent again.
    `troubles`: why it does not go on, the longest first.
    """

    revisions: tuple[Revision, ...]
    wholesalers: dict[int, NamedWholesaler]
    evidence: tuple[Comparison, ...]
    corporation: RegisteredCorporation | None
    moments: tuple[Moment, ...]
    to_repeat: frozenset[str]
    in_hand: InHand | None
    troubles: tuple[Trouble, ...]


async def load_application_page(around: Circumstances) -> ApplicationPage:
    """Read everything about an application that stands like this."""
    facts, number = around.facts, around.facts.application_number
    made = await revisions(number)
    form = made[-1].form if made else None
    again = [mail.name for mail in around.mails if may_go_again(facts, mail)]
    return ApplicationPage(
        revisions=made,
        wholesalers=await named_wholesalers(number) if form else {},
        evidence=await load_evidence(number, facts.revision, form) if form else (),
        corporation=await _corporation(form),
        moments=await timeline(number),
        to_repeat=frozenset(again),
        in_hand=await in_hand(subject_of(facts)),
        troubles=tuple(await troubles_of(number)),
    )


async def _corporation(form: ApplicationForm | None) -> RegisteredCorporation | None:
    if form is None or form.corporate_number is None:
        return None
    return await registered(form.corporate_number)
