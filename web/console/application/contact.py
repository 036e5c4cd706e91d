"""The wholesaler's contact: an approval in its place in two deliberate steps, or another."""

import re
from functools import partial
from typing import Any

from db.console.contact_change import change_contact
from db.console.decision_on_behalf import MOST_EVIDENCE, approve_on_behalf
from db.console_acts import Why
from db.enrolment.dossier import named_wholesalers
from db.enrolment.revisions import newest_form
from db.wholesalers import listed_wholesalers
from domain.form_parts import PARTS
from domain.stages import Part
from domain.text import accept_text
from web.application_form import typed_from, understand_parts
from web.console.application.act import Command, Do
from web.console.application.dependencies import Opened
from web.forms import Form


async def first_revision(opened: Opened) -> dict[str, str]:
    """What the hidden field `revision` holds at first."""
    return {"revision": str(opened.facts.revision)}


def accept_revision(form: Form) -> int:
    """Read the hidden field; 0, which no form has, for whatever we did not write."""
    text = form.typed("revision")
    return int(text) if re.fullmatch("[0-9]{1,9}", text) else 0


async def _read(opened: Opened, form: Form) -> Do | None:
    revision = accept_revision(form)
    evidence = form.accept("evidence", partial(accept_text, most=MOST_EVIDENCE), label="確認の根拠")
    if evidence is None:
        return None

    async def do(why: Why) -> None:
        await approve_on_behalf(opened.number, evidence, revision=revision, why=why, now=opened.now)

    return do


async def _whom_to_call(opened: Opened, _: Form) -> dict[str, Any]:
    asked = await newest_form(opened.number)
    wholesalers = await named_wholesalers(opened.number)
    return {"asked": asked, "wholesaler": wholesalers[asked.wholesaler_id]}


APPROVE = Command(
    title="卸に代わって承認する",
    effects=(
        "卸担当者が承認したものとして、企業IDとアカウントIDを発行し、申請者へ知らせます。",
        "卸担当者へ、代わりに記録したことと「心当たりがない」のリンクを、控えとして送ります。",
        "認証先卸の登録された電話番号へ折り返すなどして、取引があることを確かめてください。",
    ),
    button="卸に代わって承認する",
    read=_read,
    template="approve",
    begin=first_revision,
    more=_whom_to_call,
    danger=True,
    check=True,
)


async def _begin(opened: Opened) -> dict[str, str]:
    typed = typed_from(await newest_form(opened.number))
    return await first_revision(opened) | {name: typed[name] for name in PARTS[Part.WHOLESALER]}


async def _read_contact(opened: Opened, form: Form) -> Do | None:
    revision = accept_revision(form)
    changed = understand_parts(
        form,
        (Part.WHOLESALER,),
        await newest_form(opened.number),
        opened.facts.mail_address,
        await listed_wholesalers(),
    )
    if changed is None:
        return None

    async def do(why: Why) -> None:
        await change_contact(opened.number, changed, revision=revision, why=why, now=opened.now)

    return do


async def _wholesalers(_: Opened, __: Form) -> dict[str, Any]:
    return {"wholesalers": [(each.id, each.name) for each in await listed_wholesalers()]}


CHANGE_CONTACT = Command(
    title="卸担当者を変更する",
    effects=(
        "新しい版として記録し、もう一度審査してから、新しい担当者へ確認のメールを送ります。",
        "これまでの担当者へ送ったリンクは使えなくなります。",
    ),
    button="卸担当者を変更する",
    read=_read_contact,
    template="contact",
    begin=_begin,
    more=_wholesalers,
)
