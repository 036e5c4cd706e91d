"""The wholesaler's contact: an approval in its place in two deliberate steps, or another."""

from functools import partial
from typing import Any

from db.console.acts_on_request import approve_on_behalf, change_contact
from db.enrolment.application_form import newest_form
from db.enrolment.wholesalers import listed_wholesalers, named_wholesalers
from domain.enrolment.form import PARTS
from domain.enrolment.stages import Part
from domain.lengths import LONGEST_EVIDENCE
from domain.text import accept_text
from web.application_form import shown_revision, typed_from, understand_parts
from web.console.acts import Do
from web.console.application.act import ApplicationActPage
from web.console.application.dependencies import Opened
from web.forms import Form
from web.said import Said
from web.wholesaler_choices import wholesaler_choices


async def _revision(opened: Opened) -> dict[str, str]:
    """What the hidden field `revision` holds at first."""
    return {"revision": str(opened.facts.revision)}


async def _read_approval(opened: Opened, form: Form) -> Do | None:
    revision = shown_revision(form)
    evidence = form.accept(
        "evidence", partial(accept_text, most=LONGEST_EVIDENCE), label="確認の根拠"
    )
    if evidence is None:
        return None
    return lambda why, now: approve_on_behalf(
        opened.number, evidence, revision=revision, why=why, now=now
    )


async def _whom_to_call(opened: Opened, _: Form) -> dict[str, Any]:
    asked = await newest_form(opened.number)
    wholesalers = await named_wholesalers(opened.number)
    return {"asked": asked, "wholesaler": wholesalers[asked.wholesaler_id]}


APPROVE = ApplicationActPage(
    title="卸に代わって承認する",
    effects=(
        "卸担当者が承認したものとして、企業IDとアカウントIDを発行し、申請者へ知らせます。",
        "卸担当者へ、代わりに記録したことと「心当たりがない」のリンクを、控えとして送ります。",
        "認証先卸の登録された電話番号へ折り返すなどして、取引があることを確かめてください。",
    ),
    button="卸に代わって承認する",
    said=Said(
        "卸に代わって承認しました",
        (
            "企業IDとアカウントIDを発行し、申請者へ知らせます。",
            "卸担当者へは、控えを送ります。",
        ),
    ),
    read=_read_approval,
    template="approve",
    begin=_revision,
    more=_whom_to_call,
    danger=True,
    check=True,
)


async def _begin(opened: Opened) -> dict[str, str]:
    typed = typed_from(await newest_form(opened.number))
    return await _revision(opened) | {name: typed[name] for name in PARTS[Part.WHOLESALER]}


async def _read_contact(opened: Opened, form: Form) -> Do | None:
    revision = shown_revision(form)
    changed = understand_parts(
        form,
        (Part.WHOLESALER,),
        await newest_form(opened.number),
        opened.facts.mail_address,
        await listed_wholesalers(),
    )
    if changed is None:
        return None
    return lambda why, now: change_contact(
        opened.number, changed, revision=revision, why=why, now=now
    )


async def _wholesalers(_: Opened, __: Form) -> dict[str, Any]:
    return {"wholesalers": await wholesaler_choices()}


CHANGE_CONTACT = ApplicationActPage(
    title="卸担当者を変更する",
    effects=(
        "新しい版として記録し、もう一度審査してから、新しい担当者へ確認のメールを送ります。",
        "これまでの担当者へ送ったリンクは使えなくなります。",
    ),
    button="卸担当者を変更する",
    said=Said(
        "卸担当者を変更しました",
        (
            "もう一度審査してから、新しい担当者へ確認のメールを送ります。",
            "これまでの担当者へ送ったリンクは使えません。",
        ),
    ),
    read=_read_contact,
    template="contact",
    begin=_begin,
    more=_wholesalers,
)
