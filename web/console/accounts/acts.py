"""What helpdesk does for the owner of an account; each act has its page (S20)."""

from enum import StrEnum
from typing import Any

from litestar import Request, Response, get, post
from litestar.background_tasks import BackgroundTask
from litestar.exceptions import NotFoundException
from litestar.params import FromPath
from litestar.response import Redirect

from db.console import accounts
from db.console.account_page import AccountPage
from db.console.acts import Why
from db.console.companies import CompanyCard
from db.console.sessions import Staff
from db.members.held_account import AccountMovedOnError, ManagerStaysError
from domain.login_limits import WINDOW
from domain.mail_addresses import accept_mail_address
from domain.refusals import RefusalError
from relay.delivery import Relay
from web.console.accounts.opening import BY_ID, PATH, ROLES
from web.console.act_page import ActPage, show_act
from web.console.acting import read_why
from web.console.companies.opening import page_of
from web.context import Given, now_of, settings_of
from web.forms import Form, read_form
from web.portal.accounts.texts import STANDINGS
from web.redirects import see_other


class Act(StrEnum):
    """What can be done; the last part of its page's address."""

    PASSWORD = "password"  # noqa: S105 -- the name of a page
    UNLOCK = "unlock"
    STOP = "stop"
    RESTART = "restart"
    SECOND_FACTOR = "second-factor"
    ADDRESS = "address"


TITLES = {
    Act.PASSWORD: "パスワード再設定の案内を送る",
    Act.UNLOCK: "ログインの制限を解除する",
    Act.STOP: "アカウントを停止する",
    Act.RESTART: "アカウントを再開する",
    Act.SECOND_FACTOR: "二段階認証を解除する",
    Act.ADDRESS: "メールアドレスを訂正する",
}
EFFECTS = {
    Act.PASSWORD: (
        "登録されているメールアドレスに、新しいパスワードを設定するページの案内を送ります。",
        "まだ一度もパスワードを設定していない人には、招待をもう一度送ります。",
        "管理画面からパスワードを見たり、設定したりすることはできません。",
    ),
    Act.UNLOCK: (
        "続けて間違えたために待たされている人が、すぐにもう一度ログインを試せるようになります。",
    ),
    Act.STOP: ("この人はすぐにログアウトし、再開するまでログインできません。",),
    Act.RESTART: (
        "この人が、これまでのパスワードでログインできるようになります。",
        "まだパスワードを設定していない人には、続けてパスワード再設定の案内を送ってください。",
    ),
    Act.SECOND_FACTOR: (
        "認証アプリを入れた端末をなくしたときなどに行います。回復コードも使えなくなります。",
        "本人であることを確認してから行ってください。解除したことを、本人にメールで知らせます。",
    ),
    Act.ADDRESS: (
        "新しいメールアドレスはすぐに有効になり、前のアドレスに送ったリンクは使えなくなります。",
        "前のアドレスと新しいアドレスの両方に、メールで知らせます。",
        "本人であることを確認してから行ってください。",
    ),
}
REFUSED: dict[type[RefusalError], str] = {
    AccountMovedOnError: "アカウントの状態が変わったため、この操作はできません。"
    "何も変更していません。",
    ManagerStaysError: "ID管理ユーザーのアカウントは停止できません。"
    "先に、ID管理ユーザーを変更してください。",
    accounts.NoSecondFactorError: "二段階認証は設定されていません。何も変更していません。",
    accounts.SameAddressError: "登録されているメールアドレスと同じです。何も変更していません。",
}
"""Why an act was refused; nothing was changed."""


@get(f"{PATH}/{{act:str}}", dependencies=BY_ID)
async def show_account_act(
    request: Request[Any, Any, Any],
    staff: Given[Staff],
    company: Given[CompanyCard],
    account: Given[AccountPage],
    act: FromPath[str],
) -> Response[str]:
    """Say what will happen, and ask for the reason."""
    return await _page(request, staff, company, account, act=_named(act), form=Form())


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
    wanted = _named(act)
    form = await read_form(request)
    if wanted is Act.ADDRESS:
        form.accept("mail_address", accept_mail_address, label="新しいメールアドレス")
    why = read_why(form, staff)
    process = None
    if form.ok and why is not None:
        try:
            ids = (company.company_id, account.details.account_id)
            process = await _do(wanted, request, ids, form, why)
        except tuple(REFUSED) as error:
            form.add_error("", REFUSED[type(error)])
    if not form.ok:
        return await _page(request, staff, company, account, act=wanted, form=form)
    nudge = BackgroundTask(relay.nudge, process) if process else None
    return see_other(_here(company, account), background=nudge)


async def _do(
    act: Act,
    request: Request[Any, Any, Any],
    ids: tuple[str, str],
    form: Form,
    why: Why,
) -> str | None:
    """Act on the account of these IDs, and give the process that sends mails about it, if any."""
    now = now_of(request.app.state)
    keys = settings_of(request.app.state).link_keys
    match act:
        case Act.PASSWORD:
            return await accounts.send_password_link(*ids, why, keys, now)
        case Act.UNLOCK:
            await accounts.unlock(*ids, why, WINDOW, now)
        case Act.STOP:
            await accounts.stop(*ids, why, now)
        case Act.RESTART:
            await accounts.restart(*ids, why, now)
        case Act.SECOND_FACTOR:
            return await accounts.remove_second_factor(*ids, why, now)
        case Act.ADDRESS:
            address = accept_mail_address(form.typed("mail_address"))
            return await accounts.correct_address(*ids, address, why, keys=keys, now=now)
    return None


def _named(act: str) -> Act:
    try:
        return Act(act)
    except ValueError as error:
        raise NotFoundException from error


def _here(company: CompanyCard, account: AccountPage) -> str:
    return f"{page_of(company.company_id)}/accounts/{account.details.account_id}"


async def _page(  # noqa: PLR0913 -- who asks, about what, and what was typed
    request: Request[Any, Any, Any],
    staff: Staff,
    company: CompanyCard,
    account: AccountPage,
    *,
    act: Act,
    form: Form,
) -> Response[str]:
    known = account.details
    page = ActPage(
        TITLES[act],
        EFFECTS[act],
        back=_here(company, account),
        shown=(
            ("企業", f"{company.name}（{company.company_id}）"),
            ("アカウントID", known.account_id),
            ("氏名", f"{known.person_name}（{ROLES[known.role]}）"),
            ("メールアドレス", known.mail_address),
            ("状態", STANDINGS[known.standing]),
        ),
        danger=act is Act.STOP,
    )
    return await show_act(request, staff, page, form, "console/accounts/act.html", asked=act)
