"""Acts of the console: a page that says what will happen and asks why, then the act, then back."""

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Generic, TypeAlias, TypeVar

from litestar import Request, Response, get, post
from litestar.background_tasks import BackgroundTask
from litestar.di import Provide
from litestar.handlers import HTTPRouteHandler

from db.audit import ActReason
from db.console.replies import saved_replies
from db.console.staff import Staff
from domain.companies.access_acts import Ground, Rule
from domain.console_roles import accept_reason, permissions_of
from domain.refusals import RefusalError
from relay.delivery import Relay
from web.console.staff_only import console_page
from web.context import Injected
from web.forms import Form, Message, read_form
from web.said import Said, Told, told

S = TypeVar("S")


@dataclass(frozen=True)
class Done:
    """What came of an act whose page could not say it before.

    `process`: who has to hear of it, if any. `to`: where it leads instead.
    """

    said: Said
    process: str | None = None
    to: str = ""


Result: TypeAlias = str | Done | Response[Any] | None
"""The process that has to hear of an act, if any; or more; or a page, shown this once."""

Do: TypeAlias = Callable[[ActReason, datetime], Awaitable[Result]]
"""What is done once its fields and its reason are understood."""

Refusals: TypeAlias = Mapping[type[Exception], Callable[[Any], tuple[str, Message]]]
"""What the form says of an act that was refused, and at which field; nothing was changed."""


@dataclass(frozen=True)
class ActPage:
    """What the page says; `title` is on the button too, unless `button` is another text.

    `effects`: what will happen, as sentences. `back`: the page of what it is about, which `shown`
    tells of as labels and values. `said`: what the page after the act says of it. `action`: where
    the form is sent; empty for its own address. `done`: where the act leads; `back` if empty.
    """

    title: str
    effects: tuple[str, ...]
    back: str
    said: Said
    shown: tuple[tuple[str, str], ...] = ()
    danger: bool = False
    action: str = ""
    button: str = ""
    done: str = ""


async def _no_values(_: Any) -> dict[str, str]:
    return {}


async def _nothing_more(*_: Any) -> dict[str, Any]:
    return {}


async def _no_obstacle(_: Any) -> Response[str] | None:
    return None


@dataclass(frozen=True, kw_only=True)
class Act(Generic[S]):
    """One act: its address, what it is about, what its page says, and what it does.

    `about` finds what the address names; `within` are the dependencies that it asks for itself.
    `read` understands the fields besides the reason; None when it noted errors. `begin` gives what
    these fields hold at first, `more` what the template needs besides. `check`: the template of a
    second page that shows everything before it is done; empty for none. `obstacle`: the page to
    show instead of the form. `refused`: the page that answers refusals not in `refusals`.
    """

    path: str
    about: Callable[..., Any]
    within: Mapping[str, Provide] = field(default_factory=dict)
    page: Callable[[S], ActPage]
    read: Callable[[S, Form], Awaitable[Do | None]]
    template: str = "console/act.html"
    check: str = ""
    begin: Callable[[S], Awaitable[dict[str, str]]] = _no_values
    more: Callable[[S, Form], Awaitable[dict[str, Any]]] = _nothing_more
    obstacle: Callable[[S], Awaitable[Response[str] | None]] = _no_obstacle
    refusals: Refusals = field(default_factory=dict)
    refused: Callable[[S, RefusalError], Awaitable[Response[str]]] | None = None


async def nothing() -> None:
    """What an act is about that adds something new."""


def pages_of(act: Act[Any], **options: Any) -> list[HTTPRouteHandler]:
    """The page of an act, and the act itself; `options` are of the form that is sent."""
    dependencies = {**act.within, "subject": Provide(act.about)}

    @get(act.path, dependencies=dependencies)
    async def show(
        request: Request[Any, Any, Any], staff: Injected[Staff], subject: Injected[Any]
    ) -> Response[Any]:
        """Say what will happen, and ask for the reason."""
        instead = await act.obstacle(subject)
        return instead or await show_form(act, request, staff, subject)

    @post(act.path, dependencies=dependencies, **options)
    async def do(
        request: Request[Any, Any, Any],
        staff: Injected[Staff],
        subject: Injected[Any],
        relay: Injected[Relay],
        now: Injected[datetime],
    ) -> Response[Any] | Told:
        """Act, or say what stands against it."""
        form = await read_form(request)
        wanted = await act.read(subject, form)
        why = read_why(form, staff)
        if wanted is None or why is None or not form.ok or form.typed("action") == "edit":
            return await show_form(act, request, staff, subject, form)
        if act.check and form.typed("action") != "submit":
            return await show_form(act, request, staff, subject, form, act.check)
        result = await _attempt(act, subject, wanted, why, now, form)
        if not form.ok:
            return await show_form(act, request, staff, subject, form)
        return _answer(act.page(subject), result, relay)

    return [show, do]


async def _attempt(  # noqa: PLR0913, PLR0917 -- what is done to what, by whom, and its form
    act: Act[S], subject: S, do: Do, why: ActReason, now: datetime, form: Form
) -> Result:
    try:
        return await attempt(do, why, now, form, act.refusals)
    except RefusalError as error:
        if act.refused is None:
            raise
        return await act.refused(subject, error)


def _answer(page: ActPage, result: Result, relay: Relay) -> Response[Any] | Told:
    if isinstance(result, Response):
        return result
    done = result if isinstance(result, Done) else Done(page.said, result)
    nudge = BackgroundTask(relay.nudge, done.process) if done.process else None
    return told(done.to or page.done or page.back, done.said, background=nudge)


async def show_form(  # noqa: PLR0913, PLR0917 -- the page, who asks for it, and what was typed
    act: Act[S],
    request: Request[Any, Any, Any],
    staff: Staff,
    subject: S,
    form: Form | None = None,
    template: str = "",
) -> Response[str]:
    """Show the form of an act, or its second page."""
    form = form or Form(await act.begin(subject))
    more = await act.more(subject, form)
    return await show_act(request, staff, act.page(subject), form, template or act.template, **more)


async def show_act(
    request: Request[Any, Any, Any],
    staff: Staff,
    act: ActPage,
    form: Form,
    template: str = "console/act.html",
    **context: Any,
) -> Response[str]:
    """Show a page of an act; the template extends `console/act.html` if there are more fields."""
    return console_page(
        request,
        template,
        staff,
        200 if form.ok else 422,
        act=act,
        form=form,
        replies=await saved_replies(),
        **context,
    )


def read_why(form: Form, staff: Staff) -> ActReason | None:
    """Read the field of `reason_field` (console/parts.html); None and an error without a reason."""
    reason = form.accept("reason", accept_reason, label="理由")
    return ActReason(staff.mail_address, reason, staff.administrator) if reason else None


def read_ground(form: Form, staff: Staff, rule: Rule) -> Ground | None:
    """Read the evidence where the rule asks for it; None and an error where it is missing."""
    evidence: str | None = ""
    if rule.evidence:
        evidence = form.accept("evidence", accept_reason, label="確認の根拠")
    return None if evidence is None else Ground(permissions_of(staff.role), evidence)


async def attempt(do: Do, why: ActReason, now: datetime, form: Form, refusals: Refusals) -> Result:
    """Act; a refusal becomes an error of the form, and nothing was changed then."""
    try:
        return await do(why, now)
    except tuple(refusals) as error:
        form.add_error(*refusals[type(error)](error))
        return None


def says(text: Message, at: str = "") -> Callable[[Any], tuple[str, Message]]:
    """What the form says of a refusal whatever it knows, at a field or of the form as a whole."""
    return lambda _: (at, text)
