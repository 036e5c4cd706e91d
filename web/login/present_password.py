"""The present password, asked for again before what a session alone must not do (S15, S22)."""

import asyncio
from datetime import datetime

from db.identity.credentials import Credentials, load_credentials_of
from domain import login_limits
from domain.passwords import verify_password
from web.forms import Form
from web.login.entrance import LoggedIn
from web.throttle import refuse

FIELD = "password_present"
WRONG = "現在のパスワードが一致しません。もう一度入力してください。"


async def verify_present(form: Form, person: LoggedIn, now: datetime) -> Credentials | None:
    """Give the credentials that the typed password is of; None and an error when it is wrong.

    Raises `TooManyRequestsError` after too many tries, which only somebody who is logged in as
    that person can use up.
    """
    who = person.principal
    await refuse(login_limits.of_present(who.kind, who.login), now)
    credentials = await load_credentials_of(who.kind, who.key)
    hashed = credentials.password_hash if credentials else None
    if await asyncio.to_thread(verify_password, hashed, form.typed(FIELD)):
        return credentials
    form.add_error(FIELD, WRONG)
    return None
