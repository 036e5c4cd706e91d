"""`inforex create-admin`: a person for the console, the first one above all."""

import asyncio
from argparse import Namespace
from collections.abc import Mapping
from datetime import UTC, datetime
from functools import partial

from db.audit import ActReason
from db.console.administrators import AlreadyAdministratorError, NewPerson, add_person
from domain.console_roles import Role
from domain.mail_addresses import accept_mail_address, mailbox_key
from domain.passwords import hash_password, new_first_password
from domain.text import accept_line
from inforex.command import Add, RefusedError, checked, on_database
from inforex.screen import Screen
from inforex.who_and_why import COMMAND_LINE

WHY = ActReason(done_by=COMMAND_LINE, reason="コマンドラインから追加")


def add_arguments(add: Add) -> None:
    """Add `create-admin`."""
    parser = add(
        "create-admin",
        help="管理画面を使う人を追加する",
        description="管理画面にログインできる人を追加し、最初のパスワードを一度だけ表示します。\n"
        "本人は最初のログインで、自分のパスワードと二段階認証を設定します。",
    )
    parser.add_argument(
        "mail_address",
        type=checked(accept_mail_address),
        metavar="MAIL",
        help="メールアドレス。ログインに使います",
    )
    parser.add_argument(
        "person_name",
        type=checked(partial(accept_line, most=100)),
        metavar="NAME",
        help="氏名",
    )
    parser.add_argument(
        "--role",
        choices=tuple(Role),
        default=Role.ADMINISTRATOR,
        help="viewer（閲覧のみ）、helpdesk（ヘルプデスク）、administrator（すべて。指定しない場合）",
    )
    parser.set_defaults(do=_do)


def _do(typed: Namespace, environment: Mapping[str, str]) -> None:
    new = NewPerson(mailbox_key(typed.mail_address), typed.person_name, Role(typed.role))
    on_database(create(new, Screen(), datetime.now(UTC)), environment)


async def create(new: NewPerson, screen: Screen, now: datetime) -> None:
    """Add a person and print the first password, this once; raises `RefusedError`."""
    first = new_first_password()
    try:
        await add_person(new, await asyncio.to_thread(hash_password, first), WHY, now)
    except AlreadyAdministratorError as error:
        raise RefusedError(
            f"{new.mail_address} は、すでに登録されています。何も変更していません。"
            "パスワードの再設定は、管理画面の「管理者」で行えます。"
        ) from error
    screen.say(f"{new.person_name}（{new.mail_address}）を追加しました。")
    screen.say(f"最初のパスワード（二度と表示されません）: {first}")
