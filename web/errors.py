"""Which page answers which error (ux 28): one table, and nothing is caught anywhere else."""

from collections.abc import Callable, Iterator
from dataclasses import replace
from typing import Any

from litestar import Request, Response
from litestar.exceptions import ClientException, HTTPException
from litestar.response import Redirect

from db.company_data import CompanyLeftError
from db.engine import DATABASE_AWAY
from db.identity.challenges import CodeStepOverError
from db.members.account_facts import (
    AccountMovedOnError,
    AccountNotInUseError,
    DeputyStaysError,
    ManagerStaysError,
    NoSuchAccountError,
    NotTheIdManagerError,
    PrincipalOnlyError,
)
from db.members.account_issue import AccountsFullError
from db.members.deputies import AppointmentOverError, TooManyManagersError
from db.members.role_handover import CannotTakeRoleError, RoleMovedError
from db.terms import NoTermsError
from domain.business_calendar import format_jst
from domain.refusals import (
    AlreadyDecidedError,
    AlreadySubmittedError,
    DeadlinePassedError,
    MovedOnError,
    NothingToDecideError,
    PasswordMissingError,
    RefusalError,
    TooSoonError,
)
from domain.tokens import Purpose
from web import error_texts as texts
from web.console.areas import HOME, is_console
from web.console.error_texts import (
    ADMINISTRATOR_ONLY,
    ASK_THE_OPERATOR,
    NOT_PERMITTED,
    WAY_BACK,
    no_such_account,
)
from web.console.staff_only import AdministratorOnlyError, NotPermittedError
from web.csrf import CsrfError
from web.error_texts import ErrorPage
from web.forms import Form
from web.guards import LINK
from web.language import Language, language_of, say, translate
from web.links import (
    LinkError,
    LinkExpiredError,
    LinkReplacedError,
    LinkUnknownError,
    LinkUsedError,
)
from web.logging import has_left, log_failure, log_throttled
from web.login.attempt import CompanySuspendedError, MailboxNeededError
from web.pages import SeeOtherError, page, see_other
from web.portal import error_texts as members
from web.portal.account_links import (
    InvitationExpiredError,
    InvitationReplacedError,
    InvitationRevokedError,
)
from web.portal.members_only import NotIdManagerError, NotPrincipalError
from web.request_span import request_id_of
from web.state_texts import stage_title
from web.throttle import TooManyRequestsError
from web.uploads import FileNotKeptError, FileTooLargeError

PageFor = Callable[[Any, Language], ErrorPage]

_OF_CONTACTS = frozenset({Purpose.APPROVAL, Purpose.DISPUTE, Purpose.REQUESTS})
_OF_MEMBERS = frozenset({Purpose.INVITATION, Purpose.PASSWORD, Purpose.ADDRESS, Purpose.ACCESS})


def _link(applicant: ErrorPage, contact: ErrorPage, member: ErrorPage) -> PageFor:
    """An applicant gets a new link alone; a contact needs the helpdesk, a user an ID manager."""

    def choose(error: LinkError, _: Language) -> ErrorPage:
        if error.purpose in _OF_MEMBERS:
            return member
        if error.purpose is Purpose.REQUESTS and not isinstance(error, LinkUnknownError):
            return texts.REQUESTS_OVER
        return contact if error.purpose in _OF_CONTACTS else applicant

    return choose


_PAGES: dict[type[Exception], PageFor] = {
    LinkUnknownError: _link(
        texts.LINK_UNKNOWN, contact=texts.APPROVAL_UNKNOWN, member=members.MEMBER_LINK_UNKNOWN
    ),
    LinkReplacedError: _link(
        texts.LINK_REPLACED,
        contact=texts.APPROVAL_REPLACED,
        member=members.MEMBER_LINK_REPLACED,
    ),
    LinkUsedError: lambda error, _: (
        members.ADDRESS_LINK_USED if error.purpose is Purpose.ADDRESS else members.MEMBER_LINK_USED
    ),
    CodeStepOverError: lambda *_: members.CODE_STEP_OVER,
    MailboxNeededError: lambda *_: members.MAILBOX_NEEDED,
    CompanySuspendedError: lambda *_: members.COMPANY_SUSPENDED,
    NotIdManagerError: lambda *_: members.NOT_ID_MANAGER,
    NotTheIdManagerError: lambda *_: members.NOT_ID_MANAGER,
    NotPrincipalError: lambda *_: members.NOT_PRINCIPAL,
    PrincipalOnlyError: lambda *_: members.PRINCIPAL_ONLY,
    TooManyManagersError: lambda *_: members.TOO_MANY_MANAGERS,
    AppointmentOverError: lambda *_: members.APPOINTMENT_OVER,
    AdministratorOnlyError: lambda *_: ADMINISTRATOR_ONLY,
    NotPermittedError: lambda *_: NOT_PERMITTED,
    LinkExpiredError: _link(
        texts.LINK_EXPIRED, contact=texts.APPROVAL_EXPIRED, member=members.MEMBER_LINK_EXPIRED
    ),
    InvitationReplacedError: lambda *_: members.INVITATION_REPLACED,
    InvitationRevokedError: lambda *_: members.INVITATION_REVOKED,
    InvitationExpiredError: lambda *_: members.INVITATION_EXPIRED,
    NoSuchAccountError: lambda *_: members.NO_SUCH_ACCOUNT,
    AccountMovedOnError: lambda *_: members.ACCOUNT_MOVED_ON,
    ManagerStaysError: lambda *_: members.MANAGER_STAYS,
    DeputyStaysError: lambda *_: members.DEPUTY_STAYS,
    AccountsFullError: lambda error, _: members.accounts_full(error.left),
    AccountNotInUseError: lambda *_: members.ACCOUNT_NOT_IN_USE,
    RoleMovedError: lambda *_: members.ROLE_MOVED,
    CannotTakeRoleError: lambda *_: members.CANNOT_TAKE_ROLE,
    CompanyLeftError: lambda *_: members.COMPANY_LEFT,
    NoTermsError: lambda *_: texts.NOT_OPEN_YET,
    DeadlinePassedError: lambda *_: texts.LINK_EXPIRED,
    AlreadySubmittedError: lambda error, _: texts.already_submitted(error.application_number),
    PasswordMissingError: lambda *_: texts.PASSWORD_MISSING,
    AlreadyDecidedError: lambda *_: texts.ALREADY_DECIDED,
    NothingToDecideError: lambda *_: texts.NOTHING_TO_DECIDE,
    CsrfError: lambda *_: texts.FORM_NOT_RECOGNISED,
    FileTooLargeError: lambda error, _: texts.file_too_large(error.most, error.page),
    FileNotKeptError: lambda error, _: texts.file_not_kept(error.page),
    MovedOnError: lambda error, language: texts.moved_on(
        translate(stage_title(error.stage), language)
    ),
    TooSoonError: lambda error, language: texts.too_soon(format_jst(error.again_at, language)),
    TooManyRequestsError: lambda error, _: texts.too_many_requests(error.wait),
} | dict.fromkeys(DATABASE_AWAY, lambda *_: texts.UNAVAILABLE)

_STATUS_PAGES = {
    400: texts.NOT_UNDERSTOOD,
    403: texts.FORBIDDEN,
    404: texts.NOT_FOUND,
    405: texts.WRONG_METHOD,
    413: texts.TOO_LARGE,
    422: texts.NOT_UNDERSTOOD,
}


def show_error(request: Request[Any, Any, Any], error: Exception) -> Response[str] | Redirect:
    """Answer any exception with its page; the log has the number that a 5xx page shows."""
    if isinstance(error, SeeOtherError):
        return see_other(error.url)
    if has_left(request.scope):
        error = ClientException()
    typed = _to_send_again(request, error)
    found = texts.FORM_TO_SEND_AGAIN if typed else _page_for(error, language_of(request))
    number = None
    if found.status >= 500:
        number = request_id_of(request.scope)
        if isinstance(error, FileNotKeptError):
            log_failure(request.scope, error.trouble)
        else:
            log_failure(request.scope, error, away=isinstance(error, DATABASE_AWAY))
    if isinstance(error, TooManyRequestsError | MailboxNeededError):
        log_throttled(request.scope, error.limit)
    if isinstance(error, RefusalError):
        found = replace(found, links=(*_status_page(request), *found.links))
    if is_console(request.url.path):
        if isinstance(error, NoSuchAccountError):  # its page speaks to a member
            found = no_such_account(request.path_params["company_id"])
        links = tuple(WAY_BACK if link == texts.TOP else link for link in found.links)
        steps = tuple(
            ASK_THE_OPERATOR if step == texts.ASK_HELPDESK else step for step in found.what_to_do
        )
        found = replace(found, links=links, what_to_do=steps)
    return _render(request, found, _headers(error), number, typed)


def _page_for(error: Exception, language: Language) -> ErrorPage:
    for kind in type(error).__mro__:
        if kind in _PAGES:
            return _PAGES[kind](error, language)
    if isinstance(error, HTTPException):
        return _STATUS_PAGES.get(error.status_code, texts.FAILED)
    return texts.FAILED


def _render(
    request: Request[Any, Any, Any],
    found: ErrorPage,
    headers: dict[str, str],
    number: str | None,
    typed: list[tuple[str, str]],
) -> Response[str]:
    language = language_of(request)
    return page(
        request,
        "form_again.html" if typed else "error.html",
        found.status,
        headers=headers,
        title=say(found.title, language),
        explanation=say(found.explanation, language),
        what_to_do=[say(step, language) for step in found.what_to_do],
        links=[(translate(text, language), url) for text, url in found.links],
        home=HOME if is_console(request.url.path) else "/",
        error_number=number,
        typed=typed,
    )


def _status_page(request: Request[Any, Any, Any]) -> Iterator[tuple[str, str]]:
    """The applicant's way back, where the link of the status page was used."""
    if request.url.path.startswith("/status/"):
        yield "申請の状況を確認する", f"/status/{request.path_params['token']}"


def _headers(error: Exception) -> dict[str, str]:
    if isinstance(error, TooManyRequestsError):
        return {"Retry-After": str(int(error.wait.total_seconds()))}
    if isinstance(error, HTTPException):
        return dict(error.headers or {})
    return {}


def _to_send_again(request: Request[Any, Any, Any], error: Exception) -> list[tuple[str, str]]:
    """What a form without its token held, where sending it again by one press is safe.

    That is under a secret link: no other site knows the address, so none can have sent the form.
    """
    if isinstance(error, CsrfError) and request.route_handler.opt.get("guard") == LINK["guard"]:
        form = Form(error.typed)
        # Empty fields too, since emptying one can be the wish; the void token would fail again.
        return [(name, form.value(name)) for name in error.typed if name != "csrf_token"]
    return []
