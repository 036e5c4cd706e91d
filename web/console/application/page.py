"""One application: its state, every act about it, the evidence, the timeline, notes."""

import re
from collections.abc import Mapping
from functools import partial
from itertools import pairwise
from typing import Any

from litestar import Request, Response, get, post
from litestar.params import FromPath

from db.audit import ActSubject
from db.console.application_page import ApplicationPage, load_application_page
from db.console.cases import TakenError, add_note, release, subject_of, take
from db.console.possible_acts import possible_acts
from db.console.queue import cases_of
from db.console.revocations import open_revocation
from db.console.staff import Staff
from db.enrolment.application_form import Revision
from db.enrolment.dossier import changed_fields
from db.enrolment.wholesaler_questions import open_question
from domain.enrolment.acts import PERMISSIONS, ApplicationAct
from domain.enrolment.form import LABELS, PARTS, TITLES, ApplicationForm
from domain.lengths import LONGEST_NOTE
from domain.text import accept_text
from texts import applications as words
from texts.evidence import explain
from texts.mails import MAIL_KINDS
from texts.needs import MISSING, NEEDS, explain_need, what_to_do
from web.console.application import mails, progress, review, revocation, wholesaler
from web.console.application.act import ApplicationActPage, refused_page
from web.console.application.dependencies import PATH, Opened, open_application
from web.console.application.timeline import describe
from web.console.staff_only import console_page
from web.context import Injected
from web.forms import Form, read_form
from web.said import Said, Told, told

ACTS: Mapping[ApplicationAct, ApplicationActPage] = {
    ApplicationAct.CLEAR: review.CLEAR,
    ApplicationAct.RETURN: review.RETURN,
    ApplicationAct.DECLINE: review.DECLINE,
    ApplicationAct.APPROVE: wholesaler.APPROVE,
    ApplicationAct.CHANGE_CONTACT: wholesaler.CHANGE_CONTACT,
    ApplicationAct.CORRECT_ADDRESS: mails.CORRECT_ADDRESS,
    ApplicationAct.EXTEND_DEADLINE: progress.EXTEND_DEADLINE,
    ApplicationAct.RETRY: progress.RETRY,
    ApplicationAct.WITHDRAW: progress.WITHDRAW,
    ApplicationAct.SUSPEND: progress.SUSPEND,
    ApplicationAct.LIFT: progress.LIFT,
    ApplicationAct.REVOKE: revocation.REVOKE,
    ApplicationAct.SETTLE: revocation.SETTLE,
}


Rows = list[tuple[str, str, None]]


@get(PATH)
async def show_application(
    request: Request[Any, Any, Any], staff: Injected[Staff], number: FromPath[str]
) -> Response[str]:
    """Show everything about one application."""
    return await application_page(await open_application(request, staff, number), Form())


async def application_page(opened: Opened, form: Form) -> Response[str]:
    """Show an application; `form` is that of a note."""
    shown = await load_application_page(opened.around)
    acts = possible_acts(opened.around, opened.now)
    return console_page(
        opened.request,
        "console/application/page.html",
        opened.staff,
        200 if form.ok else 422,
        form=form,
        opened=opened,
        page=shown,
        words=words,
        mail_kinds=MAIL_KINDS,
        question=await open_question(opened.number) if opened.facts.stage == "invited" else None,
        missing=MISSING,
        revocation=await open_revocation(opened.number) if opened.around.revocation_asked else None,
        explain=explain,
        cases=await cases_of(opened.number),
        needs=NEEDS,
        explain_need=explain_need,
        what_to_do=what_to_do,
        buttons=[(ACTS[act], act) for act in acts if _is_offered(act, opened)],
        workflow_url=_workflow_url(opened),
        parts=_parts(shown),
        changes=_changes(shown),
        moments=[describe(moment) for moment in shown.moments],
    )


def _is_offered(act: ApplicationAct, opened: Opened) -> bool:
    return opened.staff.may(PERMISSIONS[act]) and ACTS[act].permitted(opened)


def _workflow_url(opened: Opened) -> str | None:
    ui = opened.settings.temporal_ui
    return ui and f"{ui}/{opened.number}"


def _parts(shown: ApplicationPage) -> list[tuple[str, Rows]]:
    """The newest form, part by part."""
    if not shown.revisions:
        return []
    form = shown.revisions[-1].form
    return [
        (TITLES[part], [(label, _value(shown, form, name), None) for name, label in labels.items()])
        for part, labels in PARTS.items()
    ]


def _changes(shown: ApplicationPage) -> list[tuple[Revision, list[tuple[str, str, str]]]]:
    """What each later revision changed, side by side; the newest first."""
    return [
        (
            after,
            [
                (
                    LABELS[name],
                    _value(shown, before.form, name),
                    _value(shown, after.form, name),
                )
                for name in changed_fields(before.form, after.form)
            ],
        )
        for before, after in reversed(list(pairwise(shown.revisions)))
    ]


def _value(shown: ApplicationPage, form: ApplicationForm, name: str) -> str:
    if name == "wholesaler_id":
        return shown.wholesalers[form.wholesaler_id].name
    return getattr(form, name) or "入力なし"


Answer = Response[str] | Told

TAKEN = Said("担当になりました", ("ほかの人には、担当者として表示されます。",))
RELEASED = Said("担当を外れました", ("ほかの人が担当できます。",))
NOTED = Said("メモを残しました", ("管理画面の人だけが読めます。",))


@post(f"{PATH}/take")
async def assign_to_oneself(
    request: Request[Any, Any, Any], staff: Injected[Staff], number: FromPath[str]
) -> Answer:
    """Assign the application to oneself, from the person who was shown to have it, if any."""
    opened = await open_application(request, staff, number)
    shown = (await read_form(request)).typed("instead_of")
    instead_of = int(shown) if re.fullmatch("[0-9]{1,18}", shown) else None
    try:
        subject = subject_of(opened.facts)
        await take(subject, staff.administrator, opened.now, instead_of=instead_of)
    except TakenError as error:
        return await refused_page(opened, error)
    return told(opened.here, TAKEN)


@post(f"{PATH}/release")
async def unassign(
    request: Request[Any, Any, Any], staff: Injected[Staff], number: FromPath[str]
) -> Told:
    """Unassign an application that was assigned to oneself."""
    opened = await open_application(request, staff, number)
    await release(subject_of(opened.facts), staff.administrator, opened.now)
    return told(opened.here, RELEASED)


@post(f"{PATH}/notes")
async def write_note(
    request: Request[Any, Any, Any], staff: Injected[Staff], number: FromPath[str]
) -> Answer:
    """Add a note to the timeline."""
    opened = await open_application(request, staff, number)
    form = await read_form(request)
    text = form.accept("note", partial(accept_text, most=LONGEST_NOTE), label="メモ")
    if text is None:
        return await application_page(opened, form)
    await add_note(
        ActSubject(opened.number),
        text,
        written_by=staff.mail_address,
        administrator=staff.administrator,
        now=opened.now,
    )
    return told(opened.here, NOTED)
