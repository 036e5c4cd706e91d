"""The present password, asked for again before what a session alone must not do (S15)."""

import asyncio
from datetime import datetime, timedelta

from db.console.login import Credentials, load_credentials_of
from db.console.sessions import Staff
from domain.limits import Limit, LimitKind
from domain.passwords import verify_password
from web.forms import Form
from web.throttle import refuse

FIELD = "password_present"
WRONG = "現在のパスワードが一致しません。もう一度入力してください。"

MOST, WINDOW = 10, timedelta(minutes=15)
"""Tries of one person; only somebody who is logged in as that person can use them up."""


async def verify_present(form: Form, staff: Staff, now: datetime) -> Credentials | None:
    """Give the credentials that the typed password is of; None and an error when it is wrong.

    Raises `TooManyRequestsError` after too many tries.
    """
    who = str(staff.administrator)
    await refuse(Limit(LimitKind.CONSOLE_PRESENT, who, MOST, WINDOW), now)
    credentials = await load_credentials_of(staff.administrator)
    hashed = credentials.password_hash if credentials else None
    if await asyncio.to_thread(verify_password, hashed, form.typed(FIELD)):
        return credentials
    form.add_error(FIELD, WRONG)
    return None
