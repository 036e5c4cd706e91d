"""The page of one application: where it stands, what can be done, the evidence, the timeline."""

from itertools import pairwise
from typing import Any

from litestar import Request, Response, get
from litestar.params import FromPath

from db.console.application_acts import possible_acts
from db.console.application_page import ApplicationPage, load_application_page
from db.console.sessions import Staff
from db.enrolment.dossier import changed_fields
from db.enrolment.revisions import Revision
from domain.enrolment.acts import PERMISSIONS, ApplicationAct
from domain.enrolment.form import LABELS, PARTS, TITLES, ApplicationForm
from texts import applications as words
from texts.evidence import explain
from texts.mails import MAIL_KINDS
from texts.processes import explain_trouble
from web.console.application.commands import COMMANDS
from web.console.application.moments import told
from web.console.application.opening import PATH, Opened, open_application
from web.console.pages import console_page
from web.context import Given
from web.forms import Form

Rows = list[tuple[str, str, None]]


@get(PATH)
async def show_application(
    request: Request[Any, Any, Any], staff: Given[Staff], number: FromPath[str]
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
        explain=explain,
        stopped=[explain_trouble(each.kind, each.reason) for each in shown.troubles],
        done=opened.request.query_params.get("done") == "yes",
        buttons=[(COMMANDS[act], act) for act in acts if _is_offered(act, opened)],
        workflow_url=_workflow_url(opened),
        parts=_parts(shown),
        changes=_changes(shown),
        moments=[told(moment) for moment in shown.moments],
    )


def _is_offered(act: ApplicationAct, opened: Opened) -> bool:
    return opened.staff.may(PERMISSIONS[act]) and COMMANDS[act].permitted(opened)


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
