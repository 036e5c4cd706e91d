"""One act about an application: its page, the act, and why it was refused."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import Any

from litestar import Request, Response, get, post
from litestar.background_tasks import BackgroundTask
from litestar.handlers import HTTPRouteHandler
from litestar.params import FromPath
from litestar.response import Redirect

from db.console.application_acts import possible_acts
from db.console.refusals import why_refused
from db.console.saved_replies import saved_replies
from db.console.sessions import Staff
from db.console.timeline import What, timeline
from db.console_acts import Why
from db.enrolment.facts import load_facts
from domain import staff_words as words
from domain.application_acts import Act
from domain.refusals import MovedOnError, RefusalError
from domain.text import InvalidInput
from relay.delivery import Relay
from web.console.acts import read_why
from web.console.application.dependencies import PATH, Opened, open_application
from web.console.application.timeline import told
from web.console.staff_only import AdministratorOnlyError, console_page
from web.context import Injected
from web.forms import Form, read_form
from web.pages import see_other

Do = Callable[[Why], Awaitable[None]]
Answer = Response[str] | Redirect


async def _nothing_more(_: Opened, __: Form) -> dict[str, Any]:
    return {}


def _everybody(_: Opened) -> bool:
    return True


async def _empty(_: Opened) -> dict[str, str]:
    return {}


@dataclass(frozen=True)
class Command:
    """What the pages of one act say, and how its form is understood.

    `effects`: what will happen, as sentences. `read` understands the fields besides the reason,
    and gives what is then to be done; None when it noted errors. `begin` gives what these fields
    hold at first, `more` what the template needs besides. `field`: where a refusal of the value
    itself is shown. `check`: whether a second page shows everything before it is done.
    `permitted`: whether the person may do it to this application, whose role may in general.
    """

    title: str
    effects: tuple[str, ...]
    button: str
    read: Callable[[Opened, Form], Awaitable[Do | None]]
    template: str = "act"
    field: str = ""
    begin: Callable[[Opened], Awaitable[dict[str, str]]] = _empty
    more: Callable[[Opened, Form], Awaitable[dict[str, Any]]] = _nothing_more
    danger: bool = False
    check: bool = False
    permitted: Callable[[Opened], bool] = _everybody


def handlers_of(act: Act, command: Command) -> list[HTTPRouteHandler]:
    """The page of an act, which is shown while the act is possible, and the act."""

    @get(f"{PATH}/{act}")
    async def show_act(
        request: Request[Any, Any, Any], staff: Injected[Staff], number: FromPath[str]
    ) -> Response[str]:
        opened = await _open(command, request, staff, number)
        if act not in possible_acts(opened.around, opened.now):
            return await refused_page(opened, MovedOnError(opened.facts.stage))
        return await show(command, opened, Form(await command.begin(opened)))

    @post(f"{PATH}/{act}")
    async def do_act(
        request: Request[Any, Any, Any],
        staff: Injected[Staff],
        number: FromPath[str],
        relay: Injected[Relay],
    ) -> Answer:
        opened = await _open(command, request, staff, number)
        return await take(command, opened, relay)

    return [show_act, do_act]


async def _open(
    command: Command, request: Request[Any, Any, Any], staff: Staff, number: str
) -> Opened:
    opened = await open_application(request, staff, number)
    if not command.permitted(opened):
        raise AdministratorOnlyError
    return opened


async def show(command: Command, opened: Opened, form: Form, page: str = "") -> Response[str]:
    """Show the form of an act, or `page` of it."""
    return console_page(
        opened.request,
        f"console/application/{page or command.template}.html",
        opened.staff,
        200 if form.ok else 422,
        command=command,
        opened=opened,
        form=form,
        replies=await saved_replies(),
        **await command.more(opened, form),
    )


async def take(command: Command, opened: Opened, relay: Relay) -> Answer:
    """Understand the form and act; what stands against it is told, and nothing changed then."""
    form = await read_form(opened.request)
    do = await command.read(opened, form)
    why = read_why(form, opened.staff)
    if do is None or why is None or form.typed("action") == "edit":
        return await show(command, opened, form)
    if command.check and form.typed("action") != "submit":
        return await show(command, opened, form, f"{command.template}_check")
    try:
        await do(why)
    except InvalidInput as error:
        form.add_error(command.field, error)
        return await show(command, opened, form)
    except RefusalError as error:
        return await refused_page(opened, error)
    nudge = BackgroundTask(relay.nudge, opened.number)
    return see_other(f"{opened.here}?done=yes", background=nudge)


_DONE_BY_PEOPLE = frozenset(What) - {What.MAIL, What.FOUND, What.NOTE}


async def refused_page(opened: Opened, error: RefusalError) -> Response[str]:
    """Say why, where the application stands by now, and what happened last."""
    facts = await load_facts(opened.number)
    moments = [m for m in await timeline(opened.number) if m.what in _DONE_BY_PEOPLE]
    return console_page(
        opened.request,
        "console/application/refused.html",
        opened.staff,
        409,
        opened=opened,
        why=why_refused(error),
        standing=words.WAITS_FOR[facts.stage],
        latest=told(moments[-1]),
    )
