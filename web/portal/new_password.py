"""A new password of a person: typed twice, judged, and handed on only as a hash."""

import asyncio
from collections.abc import Sequence
from functools import partial

from domain.passwords import accept_password, hash_password
from domain.text import InvalidInput
from web.forms import Form


async def understand_new_password(
    form: Form, context: Sequence[str], *, least: int = 12
) -> str | None:
    """Return the hash of a good password; None and errors when it is weak or the two differ.

    `context` is what others know of the person (S19). `least`: its fewest characters (S18).
    """
    rule = partial(accept_password, context=context, least=least)
    # Judging and hashing take a while, which other requests should not wait for.
    password = await asyncio.to_thread(form.accept, "password", rule, label="新しいパスワード")
    again = partial(_accept_again, form.typed("password"))
    form.accept("password_again", again, label="新しいパスワード(再入力)")
    if password is None or form.refusal("password_again"):
        return None
    return await asyncio.to_thread(hash_password, password)


def _accept_again(first: str, text: str) -> None:
    if text != first:
        raise InvalidInput("1つめと一致しません。2つの欄に同じパスワードを入力してください。")
