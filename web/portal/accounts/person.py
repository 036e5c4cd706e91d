"""Whom an account is for: 「アカウントの発行」, 「登録内容の変更」, and their form."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from litestar import Request, Response, get, post
from litestar.background_tasks import BackgroundTask

from db.members.account_changes import change_account
from db.members.account_facts import PrincipalOnlyError
from db.members.account_issue import issue_account, issued_just_now
from db.members.account_list import INVITED, AccountDetails, accounts_with
from db.members.sessions import Member
from domain.mail_addresses import MailDomainClass, classify, likely_typo
from domain.new_account import LABELS, RULES, NewAccount
from domain.text import InvalidInput
from relay.delivery import Relay
from settings import Settings
from web.context import Injected
from web.forms import Form, Message, read_form
from web.portal.accounts.pages import BY_ID, may_act_upon
from web.portal.accounts.texts import said_of
from web.portal.members_only import member_page
from web.said import Told, told

_NO_RECOVERY = {MailDomainClass.FREE, MailDomainClass.CARRIER, MailDomainClass.DISPOSABLE}


def filled_in(account: AccountDetails) -> Form:
    """The form as it is before somebody changes it."""
    known = {name: getattr(account, name) for name in LABELS}
    return Form(known | {"confirmed": account.mail_address})


async def understand_new(form: Form, company_id: str, now: datetime) -> NewAccount | None:
    """Understand as `understand_person` does; who was issued just now is no other account."""
    understood = await understand_person(form, company_id)
    if understood is not None:
        return understood
    # Looked for last: the press before this one may have come to its end only just now.
    person = _accept(form, {})
    return person if person and await issued_just_now(company_id, person, now) else None


async def understand_person(form: Form, company_id: str) -> NewAccount | None:
    """Understand every field, noting all errors; None also while a warning was not seen yet.

    `confirmed` is the address that the warnings were shown for.
    """
    person = _accept(form, {})
    if person is None or form.typed("confirmed") == person.mail_address:
        return person
    warning = _warning(person.mail_address, await accounts_with(company_id, person.mail_address))
    if warning is None:
        return person
    form.add_warning("mail_address", warning)
    form.replace("confirmed", person.mail_address)
    return None


def understand_own(form: Form, account: AccountDetails) -> NewAccount | None:
    """Understand the fields but for the address, which its owner changes at 「登録情報」 (S22)."""
    return _accept(form, {"mail_address": account.mail_address})


def _accept(form: Form, known: dict[str, str]) -> NewAccount | None:
    rules = {name: rule for name, rule in RULES.items() if name not in known}
    return form.complete(
        lambda take: NewAccount(
            **known, **{name: take(name, rule, LABELS[name]) for name, rule in rules.items()}
        )
    )


def _warning(address: str, others: Sequence[str]) -> Message | None:
    """What may be a mistake; pressing the button again goes on with it (ux 12)."""
    meant = likely_typo(address)
    if meant is not None:
        return InvalidInput(
            "{meant} の入力間違いではありませんか。正しい場合は、もう一度ボタンを押してください。",
            meant=meant,
        )
    if others:
        return InvalidInput(
            "アカウント{account_id}と同じメールアドレスです。"
            "このまま登録する場合は、もう一度ボタンを押してください。",
            account_id=others[0],
        )
    if classify(address) in _NO_RECOVERY:
        return (
            "フリーメールや携帯電話会社のメールアドレスには、"
            "ご本人がID、パスワードを忘れたときの再通知をお送りできません。"
            "このまま登録する場合は、もう一度ボタンを押してください。"
        )
    return None


TEMPLATE = "portal/accounts/issue.html"


@get("/accounts/new")
async def show_issue(request: Request[Any, Any, Any], member: Injected[Member]) -> Response[str]:
    """Ask whom the account is for."""
    return member_page(request, TEMPLATE, member, form=Form())


@post("/accounts/new")
async def issue(
    request: Request[Any, Any, Any],
    member: Injected[Member],
    settings: Injected[Settings],
    relay: Injected[Relay],
    now: Injected[datetime],
) -> Response[str] | Told:
    """Issue the account and show it, or say what to correct."""
    form = await read_form(request)
    person = await understand_new(form, member.company_id, now)
    if person is None:
        return member_page(request, TEMPLATE, member, 200 if form.ok else 422, form=form)
    account_id, process = await issue_account(
        member.company_id, member.account_id, person, settings.link_keys, now
    )
    nudge = BackgroundTask(relay.nudge, process) if process else None
    said = said_of("issued", person.mail_address)
    return told(f"/accounts/{account_id}", said, background=nudge)


CHANGE = "/accounts/{account_id:str}/change"


@get(CHANGE, dependencies=BY_ID)
async def show_change(
    request: Request[Any, Any, Any], member: Injected[Member], account: Injected[AccountDetails]
) -> Response[str]:
    """Show what is known, to be changed."""
    if not may_act_upon(member, account):
        raise PrincipalOnlyError
    return _page(request, member, account, filled_in(account))


@post(CHANGE, dependencies=BY_ID)
async def change(  # noqa: PLR0913 -- what Litestar hands over
    request: Request[Any, Any, Any],
    *,
    member: Injected[Member],
    account: Injected[AccountDetails],
    settings: Injected[Settings],
    relay: Injected[Relay],
    now: Injected[datetime],
) -> Response[str] | Told:
    """Record what was changed and show the account, or say what to correct."""
    form = await read_form(request)
    if account.account_id == member.account_id:
        person = understand_own(form, account)
    else:
        person = await understand_person(form, member.company_id)
    if person is None:
        return _page(request, member, account, form)
    process = await change_account(
        member.company_id,
        account.account_id,
        member.account_id,
        person,
        keys=settings.link_keys,
        now=now,
    )
    nudge = BackgroundTask(relay.nudge, process) if process else None
    moved = "invited" if account.standing in INVITED else "moved"
    said = said_of(moved if process else "changed", person.mail_address)
    return told(f"/accounts/{account.account_id}", said, background=nudge)


def _page(
    request: Request[Any, Any, Any], member: Member, account: AccountDetails, form: Form
) -> Response[str]:
    return member_page(
        request,
        "portal/accounts/change.html",
        member,
        200 if form.ok else 422,
        form=form,
        account=account,
    )
