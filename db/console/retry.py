"""An administrator has what failed tried once more."""

from datetime import datetime

from db.console.application_acts import contact_is_unreachable, finish_act
from db.console.past_mails import failed_mails, past_mails, queue_again
from db.console_acts import Why
from db.engine import transaction
from db.enrolment.corrections import newest_notice
from db.enrolment.facts import hold
from db.enrolment.revisions import add_revision, newest_form
from domain.enrolment.stages import Author
from domain.refusals import RefusalError


class NothingFailedError(RefusalError):
    """Nothing has failed, or what has is being tried again already."""


async def retry_failed(application_number: str, why: Why, now: datetime) -> None:
    """Send again what reached nobody; a contact whom no mail reached is asked anew.

    That is by a new revision of the same form, which is screened and gets a link of its own.
    Raises `NothingFailedError`, such as at a second click.
    """
    async with transaction():
        facts = await hold(application_number)
        failed = failed_mails(facts, await past_mails(application_number))
        ask_anew = contact_is_unreachable(facts, await newest_notice(application_number))
        if not failed and not ask_anew:
            raise NothingFailedError
        for mail in failed:
            await queue_again(facts, mail, now)
        if ask_anew:
            form = await newest_form(application_number)
            await add_revision(facts, form, Author.ADMINISTRATOR, now)
        await finish_act(
            "administrator:application:retry",
            why,
            facts,
            now,
            before={"stage": facts.stage.value},
            after={"mails": ", ".join(mail.name for mail in failed), "asked_anew": ask_anew},
        )
