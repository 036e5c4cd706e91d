"""An approval in the contact's place, in two deliberate steps: what proves it, then the check."""

from functools import partial
from typing import Any

from db.audit import ActReason
from db.console.acts_on_request import approve_on_behalf
from db.enrolment.application_form import newest_form
from db.enrolment.wholesalers import named_wholesalers
from domain.lengths import LONGEST_EVIDENCE
from domain.text import accept_text
from web.console.application.command import Command, Do
from web.console.application.opening import Opened
from web.console.application.shown_revision import accept_revision, first_revision
from web.forms import Form


async def _read(opened: Opened, form: Form) -> Do | None:
    revision = accept_revision(form)
    evidence = form.accept(
        "evidence", partial(accept_text, most=LONGEST_EVIDENCE), label="確認の根拠"
    )
    if evidence is None:
        return None

    async def do(why: ActReason) -> None:
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
