"""`inforex create-admin`: a person for the console, the first one above all."""

import asyncio
from functools import partial

import click

from db.audit import ActReason
from db.console.administrators import AlreadyAdministratorError, NewPerson, add_person
from domain.console_roles import Role
from domain.mail_addresses import accept_mail_address, mailbox_key
from domain.passwords import hash_password, new_first_password
from domain.text import accept_line
from inforex.command import At, Checked, RefusedError, argument, command, option
from inforex.language import _
from inforex.who_and_why import COMMAND_LINE

WHY = ActReason(done_by=COMMAND_LINE, reason="コマンドラインから追加")


@command(
    "create-admin",
    "管理画面を使う人を追加する",
    "管理画面にログインできる人を追加し、最初のパスワードを一度だけ表示します。\n"
    "本人は最初のログインで、自分のパスワードと二段階認証を設定します。",
)
@argument(
    "mail_address",
    type=Checked(accept_mail_address),
    metavar="MAIL",
    help="メールアドレス。ログインに使います",
)
@argument(
    "person_name",
    type=Checked(partial(accept_line, most=100)),
    metavar="NAME",
    help="氏名",
)
@option(
    "--role",
    type=click.Choice(Role, case_sensitive=False),
    default=Role.ADMINISTRATOR,
    help="viewer（閲覧のみ）、helpdesk（ヘルプデスク）、administrator（すべて。指定しない場合）",
)
async def create_admin(at: At, mail_address: str, person_name: str, role: Role) -> None:
    """Add a person and print the first password, this once; raises `RefusedError`."""
    new = NewPerson(mailbox_key(mail_address), person_name, role)
    first = new_first_password()
    try:
        await add_person(new, await asyncio.to_thread(hash_password, first), WHY, at.now)
    except AlreadyAdministratorError as error:
        raise RefusedError(
            _(
                "{address} は、すでに登録されています。何も変更していません。"
                "パスワードの再設定は、管理画面の「管理者」で行えます。",
                address=new.mail_address,
            )
        ) from error
    at.screen.say(
        _("{name}（{address}）を追加しました。", name=new.person_name, address=new.mail_address)
    )
    at.screen.say(_("最初のパスワード（二度と表示されません）: {password}", password=first))
