"""The password of the ID manager: typed twice, kept only as a hash."""

import asyncio
from functools import partial

from db.enrolment.application_form import Draft
from domain.passwords import accept_password, hash_password
from domain.text import InvalidInput
from web.forms import Form

KNOWN_TO_OTHERS = ("company_name", "company_name_kana", "manager_name", "manager_name_kana")


async def understand_password(form: Form, draft: Draft, *, needed: bool) -> str | None:
    """Return the hash of a typed password that is good; None when the draft's own is to stay.

    An error is noted when it is weak, when the two differ, and when one is `needed` and the
    draft has none.
    """
    typed = form.typed("password") or form.typed("password_again")
    if not typed and (draft.password_kept or not needed):
        return None
    context = [form.typed(name) for name in KNOWN_TO_OTHERS] + [draft.mail_address]
    rule = partial(accept_password, context=context)
    # Judging and hashing take a while, which other requests should not wait for.
    password = await asyncio.to_thread(form.accept, "password", rule, label="パスワード")
    form.accept(
        "password_again", partial(_accept_again, form.typed("password")), label="パスワード(再入力)"
    )
    if password is None or form.refusal("password_again"):
        return None
    return await asyncio.to_thread(hash_password, password)


def _accept_again(first: str, text: str) -> None:
    if text != first:
        raise InvalidInput("1つめと一致しません。2つの欄に同じパスワードを入力してください。")
