"""A change as the pages of the company show it, and which of them concern whom."""

from datetime import datetime
from typing import Any

from db.access.facts import Change, open_changes_of
from db.members.sessions import Member
from domain.companies.access_acts import AccessAct
from domain.mail_addresses import domain_of
from web.portal.access_changes.texts import ACTS, ASKED_BY, ASKED_BY_SOMEBODY, ENDS


async def changes_concerning(member: Member) -> list[Change]:
    """What is under way about a member's own account; of the whole company for its ID manager."""
    manages = member.role == "id_manager"
    changes = await open_changes_of(member.company_id)
    return [change for change in changes if manages or change.account == member.account]


def shown(change: Change, now: datetime) -> dict[str, Any]:
    """What the templates need to tell of a change; of a new address only its domain."""
    stage = change.progress.stage(now)
    return {
        "change": change,
        "stage": stage,
        "end": ENDS.get(stage),
        "what": ACTS[change.act],
        "asked_by": ASKED_BY.get(change.asked_by_role, ASKED_BY_SOMEBODY),
        "new_domain": domain_of(change.new_address) if change.act is AccessAct.ADDRESS else "",
    }
