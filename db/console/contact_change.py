"""An administrator names another contact of a wholesaler, as the applicant asked for."""

from datetime import datetime

from db.console.application_acts import may_change_contact
from db.console_acts import Concern, Why, record_act
from db.engine import transaction
from db.enrolment.corrections import newest_notice, revise
from db.enrolment.dossier import changed_fields, named_wholesalers
from db.enrolment.facts import hold
from db.enrolment.revisions import newest_form
from domain.enrolment.form import PARTS, ApplicationForm
from domain.enrolment.stages import Author, Part
from domain.refusals import MovedOnError
from domain.text import InvalidInput


async def change_contact(
    application_number: str, changed: ApplicationForm, *, revision: int, why: Why, now: datetime
) -> None:
    """Record another contact as a new revision, which is screened, and voids the old link (S29).

    Of `changed` only the wholesaler's part counts; `revision` is the one that was shown. Raises
    `MovedOnError` when nobody is asked any more, or the form has changed since; `InvalidInput`
    when nothing would change.
    """
    async with transaction():
        facts = await hold(application_number)
        notice = await newest_notice(application_number)
        if not may_change_contact(facts, notice, now) or facts.revision != revision:
            raise MovedOnError(facts.stage)
        form = await newest_form(application_number)
        names = [name for name in changed_fields(form, changed) if name in PARTS[Part.WHOLESALER]]
        if not names:
            raise InvalidInput("変更された項目がありません。変更する項目を入力してください。")
        await revise(facts, changed, (Part.WHOLESALER,), Author.ADMINISTRATOR, now)
        known = await named_wholesalers(application_number)

        def value(of: ApplicationForm, name: str) -> str:
            is_id = name == "wholesaler_id"
            return known[of.wholesaler_id].name if is_id else str(getattr(of, name))

        await record_act(
            "administrator:contact:change",
            why,
            Concern(application_number),
            now,
            before={name: value(form, name) for name in names},
            after={name: value(changed, name) for name in names},
        )
