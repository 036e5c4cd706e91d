"""Another contact of a wholesaler, as the applicant asked the helpdesk for."""

from typing import Any

from db.console.contact_change import change_contact
from db.console_acts import Why
from db.enrolment.revisions import newest_form
from db.wholesalers import listed_wholesalers
from domain.enrolment.form import PARTS
from domain.enrolment.stages import Part
from web.application_form import typed_from, understand_parts
from web.console.application.command import Command, Do
from web.console.application.opening import Opened
from web.console.application.shown_revision import accept_revision, first_revision
from web.forms import Form


async def _begin(opened: Opened) -> dict[str, str]:
    typed = typed_from(await newest_form(opened.number))
    return await first_revision(opened) | {name: typed[name] for name in PARTS[Part.WHOLESALER]}


async def _read(opened: Opened, form: Form) -> Do | None:
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
    read=_read,
    template="contact",
    begin=_begin,
    more=_wholesalers,
)
