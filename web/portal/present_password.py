"""The present password, asked for again before what a session alone must not do (S15, S22)."""

import asyncio
from datetime import datetime, timedelta

from db.members.accounts import Credentials, load_credentials
from db.members.sessions import Member
from domain.limits import Limit, LimitKind
from domain.passwords import verify_password
from web.forms import Form
from web.throttle import refuse

FIELD = "password_present"
WRONG = "現在のパスワードが一致しません。もう一度入力してください。"

MOST, WINDOW = 10, timedelta(minutes=15)
"""Tries of one account; only somebody who is logged in to it can use them up."""


async def verify_present(form: Form, member: Member, now: datetime) -> Credentials | None:
    """Give the credentials that the typed password is of; None and an error when it is wrong.

    Raises `TooManyRequestsError` after too many tries.
    """
    ids = f"{member.company_id}-{member.account_id}"
    await refuse(Limit(LimitKind.PRESENT_PASSWORD, ids, MOST, WINDOW, ids), now)
    credentials = await load_credentials(member.company_id, member.account_id)
    hashed = credentials.password_hash if credentials else None
    if await asyncio.to_thread(verify_password, hashed, form.typed(FIELD)):
        return credentials
    form.add_error(FIELD, WRONG)
    return None
