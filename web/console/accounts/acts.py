"""What helpdesk and administrators do for the owner of an account; each act has its page (S20)."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from litestar import Request, Response, get, post
from litestar.background_tasks import BackgroundTask
from litestar.exceptions import NotFoundException
from litestar.params import FromPath
from litestar.response import Redirect

from db.access.asking import ask_for_address, ask_to_remove_second_factor
from db.console import accounts
from db.console.account_page import AccountPage
from db.console.companies import CompanyCard
from db.console.sessions import Staff
from db.console_acts import Why
from domain.companies.access_acts import AccessAct, Ground, Rule
from domain.console_roles import Permission
from domain.logins import MEMBERS
from domain.mail_addresses import accept_mail_address
from relay.delivery import Relay
from web.account_texts import STANDINGS
from web.console.accounts.asking import asking, read_ground, rule_for, waits_until
from web.console.accounts.opening import BY_ID, PATH, ROLES
from web.console.accounts.texts import EFFECTS, REFUSED, TITLES, Act
from web.console.act_page import ActPage, show_act
from web.console.companies.opening import page_of
from web.context import Given, now_of, settings_of
from web.forms import Form, read_form
from web.redirects import see_other

_LEADS_IN = {
    Act.PASSWORD: AccessAct.PASSWORD_LINK,
    Act.SECOND_FACTOR: AccessAct.SECOND_FACTOR,
    Act.ADDRESS: AccessAct.ADDRESS,
}
"""Those that lead into an account; what they take depends on whose it is (S20, S48)."""

_HARMLESS = Rule(Permission.HELP, evidence=False, waits=False)


@dataclass(frozen=True)
class Opened:
    """An act about an account, by whom, and what it takes."""

    request: Request[Any, Any, Any]
    staff: Staff
    company: CompanyCard
    account: AccountPage
    act: Act
    rule: Rule

    @property
    def ids(self) -> tuple[str, str]:
        return self.company.company_id, self.account.details.account_id

    @property
    def now(self) -> datetime:
        return now_of(self.request.app.state)


@get(f"{PATH}/{{act:str}}", dependencies=BY_ID)
async def show_account_act(
    request: Request[Any, Any, Any],
    staff: Given[Staff],
    company: Given[CompanyCard],
    account: Given[AccountPage],
    act: FromPath[str],
) -> Response[str]:
    """Say what will happen, and ask for the reason."""
    return await _page(_open(request, staff, company, account, act), Form())


@post(f"{PATH}/{{act:str}}", dependencies=BY_ID)
async def do_account_act(  # noqa: PLR0913 -- what a handler asks for
    request: Request[Any, Any, Any],
    staff: Given[Staff],
    company: Given[CompanyCard],
    account: Given[AccountPage],
    *,
    relay: Given[Relay],
    act: FromPath[str],
) -> Response[str] | Redirect:
    """Do it, or say what stands against it."""
    opened = _open(request, staff, company, account, act)
    form = await read_form(request)
    if opened.act is Act.ADDRESS:
        form.accept("mail_address", accept_mail_address, label="新しいメールアドレス")
    ground = read_ground(form, staff, opened.rule)
    process = None
    if form.ok and ground is not None:
        try:
            process = await _do(opened, form, *ground)
        except tuple(REFUSED) as error:
            form.add_error("", REFUSED[type(error)](error))
    if not form.ok:
        return await _page(opened, form)
    nudge = BackgroundTask(relay.nudge, process) if process else None
    return see_other(_here(opened), background=nudge)


async def _do(opened: Opened, form: Form, why: Why, ground: Ground) -> str | None:
    """Act on the account, and give the process that sends mails about it, if any."""
    ids, now = opened.ids, opened.now
    match opened.act:
        case Act.PASSWORD:
            keys = settings_of(opened.request.app.state).link_keys
            return await accounts.send_password_link(*ids, why, ground, keys=keys, now=now)
        case Act.UNLOCK:
            await accounts.unlock(*ids, why, MEMBERS.allowances.here.window, now)
        case Act.STOP:
            await accounts.stop(*ids, why, now)
        case Act.RESTART:
            await accounts.restart(*ids, why, now)
        case Act.SECOND_FACTOR:
            return await ask_to_remove_second_factor(*ids, asking(opened.request, why, ground))
        case Act.ADDRESS:
            address = accept_mail_address(form.typed("mail_address"))
            return await ask_for_address(*ids, address, asking(opened.request, why, ground))
    return None


def _open(
    request: Request[Any, Any, Any],
    staff: Staff,
    company: CompanyCard,
    account: AccountPage,
    act: str,
) -> Opened:
    """Raises `NotFoundException` for an act that is none, `AdministratorOnlyError`."""
    try:
        named = Act(act)
    except ValueError as error:
        raise NotFoundException from error
    leads_in = _LEADS_IN.get(named)
    rule = rule_for(leads_in, account.details.role, staff) if leads_in else _HARMLESS
    return Opened(request, staff, company, account, named, rule)


def _here(opened: Opened) -> str:
    company_id, account_id = opened.ids
    return f"{page_of(company_id)}/accounts/{account_id}"


async def _page(opened: Opened, form: Form) -> Response[str]:
    known, company = opened.account.details, opened.company
    when = waits_until(opened.request, opened.rule)
    page = ActPage(
        TITLES[opened.act],
        tuple(effect.format(when=when) for effect in EFFECTS[opened.act]),
        back=_here(opened),
        shown=(
            ("企業", f"{company.name}（{company.company_id}）"),
            ("アカウントID", known.account_id),
            ("氏名", f"{known.person_name}（{ROLES[known.role]}）"),
            ("メールアドレス", known.mail_address),
            ("状態", STANDINGS[known.standing]),
        ),
        danger=opened.act is Act.STOP,
    )
    return await show_act(
        opened.request,
        opened.staff,
        page,
        form,
        "console/accounts/act.html",
        asked=opened.act,
        needs_evidence=opened.rule.evidence,
    )
