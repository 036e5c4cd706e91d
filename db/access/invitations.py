"""An invitation that the operator sends for a company."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime

from db.mailing.letters import NewLetter
from db.members.account_invitations import new_invitation
from db.members.held_account import HeldAccount


async def invitation_of(
    held: HeldAccount, mail_address: str, keys: Sequence[bytes], now: datetime
) -> NewLetter:
    """Make the next invitation of an account, in the words for its role, and give its letter."""
    letter = await new_invitation(held.company_id, held.account, mail_address, keys, now)
    # Whom the operator appointed has no other ID manager to ask.
    return replace(letter, kind="manager_invited") if held.role == "id_manager" else letter
