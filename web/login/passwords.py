"""The present password, asked for again (S15, S22), and a new one, kept only as a hash."""

from collections.abc import Sequence
from datetime import datetime
from functools import partial

from db.identity.credentials import Credentials, load_credentials_of
from domain import login_limits
from domain.logins import LoginKind
from domain.passwords import accept_password, hash_password, verify_password
from domain.text import InvalidInput
from web.forms import Form
from web.login.entrance import LoggedIn
from web.login.hashing import hashing
from web.throttle import refuse

FIELD = "password_present"
WRONG = "現在のパスワードが一致しません。もう一度入力してください。"
THE_SAME = "これまでと同じパスワードです。別のパスワードを入力してください。"


async def understand_new_password(
    form: Form, kind: LoginKind, context: Sequence[str], *, former: Credentials | None = None
) -> str | None:
    """Return the hash of a good password; None and errors when it is weak or the two differ.

    `context` is what others know of the person (S19). `former`: what the present password is known
    by, where the new one may have to differ; None where it was mistyped, so that nothing is
    compared with it.
    """
    new_hash = await hash_typed_twice(
        form, kind, context, ("新しいパスワード", "新しいパスワード(再入力)")
    )
    if former and kind.password_must_differ and await _is_of(former, form.typed("password")):
        form.add_error("password", THE_SAME)
        return None
    return new_hash


async def hash_typed_twice(
    form: Form, kind: LoginKind, context: Sequence[str], labels: tuple[str, str]
) -> str | None:
    """Return the hash of a good password; None and errors when it is weak or the two differ.

    `labels`: of the two fields.
    """
    rule = partial(accept_password, context=context, least=kind.least_password)
    # Judging and hashing take a while, which other requests should not wait for.
    password = await hashing(form.accept, "password", rule, label=labels[0])
    again = partial(_accept_again, form.typed("password"))
    form.accept("password_again", again, label=labels[1])
    if password is None or form.refusal("password_again"):
        return None
    return await hashing(hash_password, password)


async def _is_of(former: Credentials, typed: str) -> bool:
    return await hashing(verify_password, former.password_hash, typed)


def _accept_again(first: str, text: str) -> None:
    if text != first:
        raise InvalidInput("1つめと一致しません。2つの欄に同じパスワードを入力してください。")


async def verify_present(form: Form, person: LoggedIn, now: datetime) -> Credentials | None:
    """Give the credentials that the typed password is of; None and an error when it is wrong.

    Raises `TooManyRequestsError` after too many tries, which only somebody who is logged in as
    that person can use up.
    """
    who = person.principal
    await refuse(login_limits.of_present(who.kind, who.login), now)
    credentials = await load_credentials_of(who.kind, who.key)
    hashed = credentials.password_hash if credentials else None
    if await hashing(verify_password, hashed, form.typed(FIELD)):
        return credentials
    form.add_error(FIELD, WRONG)
    return None
