"""What somebody of the operator has to see to, each brought about, with where its page is."""

from collections.abc import Awaitable, Callable
from datetime import timedelta

from activities.orders import TimeOrder
from db import troubles
from db.access.requests import ask_to_remove_second_factor
from db.mailing import mails
from domain.durations import Duration
from domain.needs import TroubleKind
from rig.access import asking, change_of, with_second_factor
from rig.access import refused as no_mail_arrived
from rig.applications import Applications, now
from rig.companies import change_asked_for, revocation_asked_for
from rig.members import id_manager

QUEUE = "/console/applications"
Made = Callable[[Applications], Awaitable[str]]


async def refused(applications: Applications) -> str:
    number = await applications.awaiting_approval()
    await mails.record_refused(f"{number}/receipt/1", "550 no such user", now())
    return number


async def silent(applications: Applications) -> str:
    number = await applications.awaiting_approval()
    await applications.mails_have_gone(number, "approval_request")
    await applications.steps.do_what_is_due(TimeOrder(number, now() + timedelta(days=40)))
    return number


async def disputed(applications: Applications) -> str:
    number = await applications.enrolled()
    await applications.dispute(number)
    return number


async def revocation_begun(applications: Applications) -> str:
    number = await disputed(applications)
    await revocation_asked_for(number)
    return number


async def change_asked(applications: Applications) -> str:
    ids = await id_manager(applications)
    change = await change_asked_for(ids)
    return f"/console/companies/{ids.company_id}/requests/{change}"


async def told_nobody(applications: Applications) -> str:
    """A change that another administrator has to agree to, as its time has come."""
    ids = await id_manager(applications)
    await with_second_factor(applications, ids)
    ask = asking(applications.settings, wait=Duration(0, "s"))
    await ask_to_remove_second_factor(ids.company_id, ids.account_id, ask)
    change = await no_mail_arrived(await change_of(ids))
    return f"/console/companies/{ids.company_id}/access-changes/{change.change_id}"


async def stopped(applications: Applications) -> str:
    process = f"change-{await change_asked_for(await id_manager(applications))}"
    await troubles.note(process, TroubleKind.STEP_FAILING, "close_change: KeyError", now())
    return f"/console/stopped/{process}"
