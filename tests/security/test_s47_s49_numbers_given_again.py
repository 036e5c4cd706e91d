"""S47, S49: what was mailed under a number opens nothing where that number is given again.

A backup is older than the moment of the loss: numbers and generations that were given in between
are given again, and every installation begins with the same ones. Here nobody moves the numbers
on, so that nothing but the tokens is in the way.
"""

from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from dataclasses import replace
from pathlib import Path

import pytest
from litestar import Litestar

from db.engine import database
from db.mailing import mails
from domain.tokens import Purpose
from mail.bounces.maildir import BounceMaildir
from mail.traces import message_id, return_path
from relay.bounces import Bounces
from rig.applications import COLLEAGUE, Applications, now
from rig.databases import copy, drop
from rig.mail_specimens import MAIL_FROM, NUMBER
from rig.members import id_manager
from rig.site import Clock, RelayWithoutTemporal, Site, running
from settings import Settings
from tests.accounts import invited, link_of
from tests.mail.bounces import SPECIMENS
from tests.web.approval_pages import approval_path, name_another_contact

NEXT_CONTACT = "kobayashi@mihon-oroshi.example"

BackUp = Callable[[], Awaitable[str]]


@pytest.fixture
async def back_up(template: str, database_url: str) -> AsyncIterator[BackUp]:
    """Copies the test's database, to which nobody is connected at that moment."""
    name = database_url.partition("?")[0].rpartition("/")[2]
    yield lambda: copy(template, name, f"{name}_backup")
    await drop(template, f"{name}_backup")


@asynccontextmanager
async def site_on(app: Litestar, settings: Settings, clock: Clock, url: str) -> AsyncIterator[Site]:
    """The site once more, on what was brought back from the backup."""
    app.state.settings = replace(settings, database_url=url)
    async with running(app):
        app.state.relay = relay = RelayWithoutTemporal()
        site = Site(app, clock, relay)
        async with site.client:
            yield site


@pytest.fixture
def applications(settings: Settings, monkeypatch: pytest.MonkeyPatch) -> Applications:
    monkeypatch.setenv("TEMPORAL_ADDRESS", "127.0.0.1:1")
    return Applications(settings)


async def test_s47_an_old_invitation_opens_nobody_elses_account(
    applications: Applications, app: Litestar, clock: Clock, back_up: BackUp
) -> None:
    settings = applications.settings
    async with database(settings.database_url):
        manager = await id_manager(applications)
    backup = await back_up()
    async with database(settings.database_url):
        lost = await link_of(await invited(manager, settings), settings)
    async with site_on(app, settings, clock, backup) as site:
        new = await invited(manager, settings, mail_address="mori@shinki-shokuhin.example")
        assert (await site.get(lost)).status == 404
        assert (await site.get(await link_of(new, settings))).status == 200


async def test_s47_an_old_contacts_link_never_decides_as_the_new_contact(
    applications: Applications, app: Litestar, clock: Clock, back_up: BackUp
) -> None:
    settings = applications.settings
    async with database(settings.database_url):
        number = await applications.awaiting_approval()
        first = await approval_path(applications, number)
    backup = await back_up()
    async with database(settings.database_url):
        lost = await _asks_another(applications, number, COLLEAGUE)
    async with site_on(app, settings, clock, backup) as site:
        assert (await site.get(first)).status == 200
        new = await _asks_another(applications, number, NEXT_CONTACT)
        assert (await site.get(lost)).status == 404
        assert (await site.get(f"{lost}/approve")).status == 404
        page = await site.press(await site.get(f"{new}/approve"), "承認する")
        assert NEXT_CONTACT in page.text


async def _asks_another(applications: Applications, number: str, mail_address: str) -> str:
    """The applicant names another contact, who is asked; gives where that link leads."""
    await name_another_contact(number, mail_address)
    await applications.steps.screen(applications.order(number))
    return await approval_path(applications, number)


async def test_s47_a_link_from_before_the_backup_works_and_is_mailed_again_as_it_was(
    applications: Applications, app: Litestar, clock: Clock, back_up: BackUp
) -> None:
    settings = applications.settings
    async with database(settings.database_url):
        number = await applications.invited()
        token = await applications.token(Purpose.APPLY, number)
    backup = await back_up()
    async with site_on(app, settings, clock, backup) as site:
        assert await applications.token(Purpose.APPLY, number) == token
        assert (await site.get(f"/apply/{token}")).status == 200


async def test_s49_a_link_of_another_installation_opens_nothing_though_the_keys_are_the_same(
    applications: Applications, app: Litestar, clock: Clock, back_up: BackUp
) -> None:
    settings = applications.settings
    other = await back_up()
    async with database(other):
        foreign = await approval_path(applications, await applications.awaiting_approval())
    async with site_on(app, settings, clock, settings.database_url) as site:
        number = await applications.awaiting_approval()
        assert (await site.get(foreign)).status == 404
        assert (await site.get(await approval_path(applications, number))).status == 200


async def test_s47_mails_of_the_same_key_have_other_message_ids_and_return_paths(
    applications: Applications, back_up: BackUp
) -> None:
    settings = applications.settings
    async with database(settings.database_url):
        number = await applications.awaiting_approval()
    backup = await back_up()
    key = f"{number}/approval_request/2"
    traces = set()
    for url in (settings.database_url, backup):
        async with database(url):
            await _asks_another(applications, number, COLLEAGUE)
            traces |= {await _message_id(key), await _return_path(key, settings)}
    assert len(traces) == 4


async def test_s47_a_bounce_of_a_mail_that_was_lost_marks_no_other(
    applications: Applications, back_up: BackUp, tmp_path: Path
) -> None:
    settings = applications.settings
    async with database(settings.database_url):
        number = await applications.awaiting_approval()
    backup = await back_up()
    key = f"{number}/approval_request/2"
    async with database(settings.database_url):
        await _asks_another(applications, number, COLLEAGUE)
        lost = await _return_path(key, settings)
    async with database(backup):
        await _asks_another(applications, number, NEXT_CONTACT)
        await mails.record_sent(key, "250 OK", now())
        await _comes_back(tmp_path, number, lost, settings)
        assert await mails.states([key]) == {key: "sent"}
        await _comes_back(tmp_path, number, await _return_path(key, settings), settings)
        assert await mails.states([key]) == {key: "bounced"}


async def _message_id(key: str) -> str:
    return message_id(key, await mails.salt_of(key), MAIL_FROM)


async def _return_path(key: str, settings: Settings) -> str:
    return return_path(key, await mails.salt_of(key), MAIL_FROM, settings.link_keys)


async def _comes_back(maildir: Path, number: str, to: str, settings: Settings) -> None:
    """A mail server says to this return path that nobody is there."""
    for folder in ("tmp", "new", "cur"):
        (maildir / folder).mkdir(exist_ok=True)
    report = SPECIMENS["postfix_unknown_user"].replace(MAIL_FROM.encode(), to.encode(), 1)
    ours = f"{NUMBER}.approval_request.1@".encode()
    report = report.replace(ours, f"{number}.approval_request.2@".encode())
    (maildir / "new" / "1.a.mx").write_bytes(report)
    await Bounces(BounceMaildir(maildir), settings.link_keys, now).one_look()
