"""A mail is taken for sending only while what it says is true."""

from collections.abc import Callable
from datetime import datetime

from db import mails
from db.engine import transaction
from db.facts import Facts, hold
from db.links import newest_generation
from db.mails import ClaimedMail
from domain.stages import Stage
from domain.tokens import Purpose

Truth = Callable[[Facts, ClaimedMail], bool]


def _asked(facts: Facts, mail: ClaimedMail) -> bool:
    return facts.stage is Stage.AWAITING_APPROVAL and facts.revision == mail.revision


def _to_be_corrected(facts: Facts, mail: ClaimedMail) -> bool:
    return facts.stage is Stage.RETURNED and facts.revision == mail.revision


def _form_awaited(facts: Facts, mail: ClaimedMail) -> bool:  # noqa: ARG001 -- a truth's signature
    return facts.stage is Stage.INVITED


# What asks somebody to do something; the others tell what has happened, which stays true.
_TRUE_WHILE: dict[str, Truth] = {
    "invitation": _form_awaited,
    "invitation_reminder": _form_awaited,
    "approval_request": _asked,
    "approval_reminder": _asked,
    "approval_resend": _asked,
    "alert_silence": _asked,
    "declined": _to_be_corrected,
    "returned": _to_be_corrected,
    "undeliverable": _to_be_corrected,
}


async def take(key: str, now: datetime) -> ClaimedMail | None:
    """Claim a mail for this sender alone; None when it is done, taken, or no longer true.

    One that is no longer true, such as a request that was withdrawn, is called off for good.
    """
    async with transaction():
        # The application first: whoever calls a mail off holds it as well.
        facts = await hold(key.partition("/")[0])
        mail = await mails.claim(key, now)
        if mail is None or await _is_true(facts, mail):
            return mail
        await mails.void(key, now)
    return None


async def _is_true(facts: Facts, mail: ClaimedMail) -> bool:
    truth = _TRUE_WHILE.get(mail.kind)
    if truth is None:
        return True
    if mail.kind.startswith("invitation"):
        newest = await newest_generation(Purpose.APPLY, mail.application_number)
        return truth(facts, mail) and newest == mail.generation
    return truth(facts, mail)
