"""An own password of a person of the console: 15 characters or more, and never the former (S18)."""

import asyncio

from db.console.login import Credentials
from db.console.sessions import Staff
from domain.passwords import verify_password
from web.forms import Form
from web.portal.new_password import understand_new_password

LEAST = 15
"""Characters (S18)."""

THE_SAME = "これまでと同じパスワードです。別のパスワードを入力してください。"


async def understand_own_password(
    form: Form, staff: Staff, credentials: Credentials | None
) -> str | None:
    """Return the hash of a good new password; None and errors when it is none.

    `credentials`: what the former is known by; None where it was mistyped, so that nothing is
    compared with it.
    """
    known_to_others = (staff.mail_address, staff.person_name)
    new_hash = await understand_new_password(form, known_to_others, least=LEAST)
    if new_hash is None or credentials is None:
        return None
    typed = form.typed("password")
    if await asyncio.to_thread(verify_password, credentials.password_hash, typed):
        form.add_error("password", THE_SAME)
        return None
    return new_hash
