"""The mails of one process to members: each goes out once, a trouble of one stops no other."""

from collections.abc import AsyncIterator
from dataclasses import replace
from pathlib import Path

import pytest
from temporalio.exceptions import ApplicationError
from temporalio.testing import ActivityEnvironment

from activities.mails import MailActivities
from activities.orders import LetterOrder
from db.members.account_issue import issue_accounts
from db.tables.operation import Mail
from domain.new_account import NewAccount
from rig.applications import Applications, now
from rig.members import id_manager
from settings import Settings, SmtpServer
from tests.activities.sending import Sending, open_sending

INVITATION = "【Inforex】アカウント発行のご案内"


@pytest.fixture
async def sending(settings: Settings, tmp_path: Path) -> AsyncIterator[Sending]:
    async with open_sending(settings, tmp_path) as sending:
        yield sending


async def _invited(applications: Applications, people: int) -> str:
    """Issue some accounts; gives the process that sends the invitations."""
    manager = await id_manager(applications)
    accounts = [
        NewAccount("商品部", f"社員{n}", "", f"person{n}@maker.example") for n in range(people)
    ]
    keys = applications.settings.link_keys
    return (await issue_accounts(manager.company_id, "001", accounts, keys, now())).process


async def _send(sending: Sending, process: str, server: SmtpServer | None = None) -> int:
    settings = replace(sending.settings, smtp=server or sending.inbox.server)
    left: int = await ActivityEnvironment().run(
        MailActivities(settings).send_letters, LetterOrder(process, 2)
    )
    return left


async def test_the_next_ones_go_out_and_it_says_how_many_are_left(
    applications: Applications, sending: Sending
) -> None:
    process = await _invited(applications, 5)
    assert [await _send(sending, process) for _ in range(4)] == [3, 1, 0, 0]
    assert sorted(sending.arrived()) == [(f"person{n}@maker.example", INVITATION) for n in range(5)]


async def test_while_no_server_answers_all_are_tried_again(
    applications: Applications, sending: Sending
) -> None:
    process = await _invited(applications, 1)
    nobody = SmtpServer("127.0.0.1", 1, None, None, starttls=False)
    with pytest.raises(ApplicationError, match="1 to be tried again"):
        await _send(sending, process, nobody)
    assert await _send(sending, process) == 0
    assert len(sending.arrived()) == 1


async def test_an_invitation_that_was_taken_back_meanwhile_is_not_sent(
    applications: Applications, sending: Sending
) -> None:
    process = await _invited(applications, 1)
    await Mail.raw("UPDATE account_link SET revoked_at = now()")
    assert await _send(sending, process) == 0
    assert sending.arrived() == []
    assert await Mail.exists().where(Mail.process == process, Mail.state == "void")
