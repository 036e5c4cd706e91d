"""PostgreSQL and Temporal come back from two different moments, and are brought together."""

import sqlite3
from collections.abc import AsyncIterator, Iterator
from contextlib import AsyncExitStack, asynccontextmanager, closing
from pathlib import Path

import pytest

from db.engine import database
from db.enrolment.applicant_acts import withdraw
from db.tables.operation import Outbox
from domain.enrolment.stages import Stage
from domain.out_of_step import DifferenceKind
from embedded.temporal import SETTINGS, Temporal
from inforex.restoration import take_up
from inforex.screen import Screen
from rig.applications import another_form, now
from rig.companies import cancellation_begun
from rig.databases import administer, copy_statement, drop_statement, for_owner
from rig.members import id_manager
from rig.servers import free_ports, memory, scratch_directory
from rig.workflows.life import Life, open_life
from settings import Settings
from tests.workflows.comparing import at_rest, compare, differs, mended


@pytest.fixture
def directory(monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """Where a Temporal of this test keeps everything; `Life` has a clock for each workflow."""
    skips = "--dynamic-config-value=frontend.WorkflowTimeSkippingEnabled=true"
    monkeypatch.setattr("embedded.temporal.SETTINGS", (*SETTINGS, skips))
    with scratch_directory(memory()) as directory:
        yield directory


@asynccontextmanager
async def temporal_in(directory: Path) -> AsyncIterator[str]:
    """Run a Temporal on the file of this directory while the block lasts."""
    port, ui_port = free_ports(2)
    file, log = directory / "temporal.sqlite", directory / "temporal.log"
    server = Temporal(port=port, ui_port=ui_port, database=file, log=log)
    await server.start()
    try:
        yield server.address
    finally:
        await server.stop()


def back_up(file: Path, to: Path) -> None:
    """Copy Temporal's file while it is written to."""
    with closing(sqlite3.connect(file)) as source, closing(sqlite3.connect(to)) as target:
        source.backup(target)


def bring_back(file: Path, backup: Path) -> None:
    """Put the copy in the place of Temporal's file, which nobody has open."""
    for rest in ("", "-wal", "-shm"):
        Path(f"{file}{rest}").unlink(missing_ok=True)
    backup.rename(file)


async def asked(life: Life, mail_address: str) -> str:
    number = await life.applications.invited(mail_address)
    await life.applications.submit(number, another_form())
    await life.hear()
    await life.reaches(number, Stage.AWAITING_APPROVAL)
    await at_rest(life, number)
    return number


async def test_a_temporal_that_is_older_than_the_database_catches_up(
    database_url: str, settings: Settings, directory: Path
) -> None:
    file, backup = directory / "temporal.sqlite", directory / "backup.sqlite"
    async with database(database_url):
        async with temporal_in(directory) as address, open_life(address, settings) as life:
            waits = await asked(life, "w@one.example")
            approved = await asked(life, "a@two.example")
            withdrawn = await asked(life, "b@three.example")
            purged = await life.applications.invited("p@four.example")
            leaves = await cancellation_begun(await id_manager(life.applications))
            await life.hear()
            await at_rest(life, purged)
            await at_rest(life, f"cancellation-{leaves}")
            back_up(file, backup)

            await life.applications.approve(approved)
            await withdraw(withdrawn, now())
            fresh = await asked(life, "f@five.example")
            await life.hear()
            await life.ends(approved)
            await life.ends(withdrawn)
            await Outbox.raw("DELETE FROM application WHERE application_number = {}", purged)
        bring_back(file, backup)
        async with temporal_in(directory) as address, open_life(address, settings) as life:
            await mended(
                life,
                {
                    approved: DifferenceKind.OVER,
                    withdrawn: DifferenceKind.OVER,
                    purged: DifferenceKind.UNKNOWN,
                    fresh: DifferenceKind.MISSING,
                },
            )
            for number in (waits, fresh):
                await life.applications.approve(number)
            await life.hear()
            assert await life.ends(waits) is Stage.ENROLLED
            assert await life.ends(fresh) is Stage.ENROLLED


class Restored:
    """A database that is open, and can be brought back as it was."""

    def __init__(self, url: str, superuser: str) -> None:
        self._url = url
        self._superuser = superuser
        self._name = url.partition("?")[0].rpartition("/")[2]
        self._open = AsyncExitStack()

    async def open(self, url: str = "") -> None:
        await self._open.aclose()
        await self._open.enter_async_context(database(url or self._url))

    async def back_up(self) -> None:
        await self._copied(self._name, f"{self._name}_backup")

    async def come_back(self) -> None:
        await self._open.aclose()
        await administer(self._superuser, drop_statement(self._name))
        await self._copied(f"{self._name}_backup", self._name)

    async def close(self) -> None:
        await self._open.aclose()
        await administer(self._superuser, drop_statement(f"{self._name}_backup"))

    async def _copied(self, of: str, name: str) -> None:
        await self._open.aclose()
        await administer(self._superuser, copy_statement(of, name))
        await self.open()


@pytest.fixture
async def postgresql(database_url: str, postgres: str) -> AsyncIterator[Restored]:
    postgresql = Restored(database_url, postgres)
    await postgresql.open()
    yield postgresql
    await postgresql.close()


async def test_a_database_that_is_older_than_temporal_takes_its_processes_back(
    postgresql: Restored, settings: Settings, temporal_address: str
) -> None:
    async with open_life(temporal_address, settings) as life:
        ended = await asked(life, "e@one.example")
        further = await life.applications.invited("f@two.example")
        await life.hear()
        await at_rest(life, further)
        await postgresql.back_up()
        await life.applications.approve(ended)
        await life.applications.submit(further, another_form())
        await life.hear()
        await life.ends(ended)
        await life.reaches(further, Stage.AWAITING_APPROVAL)
        await at_rest(life, further)

        await postgresql.come_back()
        expected = {ended: DifferenceKind.MISSING, further: DifferenceKind.BEHIND}
        await mended(life, expected)
        before = life.postman.sent.count("approval_request/1")
        await life.applications.submit(further, another_form())
        await life.hear()
        await life.reaches(further, Stage.AWAITING_APPROVAL)
        await at_rest(life, further)
        assert life.postman.sent.count("approval_request/1") == before + 1
        for number in (ended, further):
            await life.applications.approve(number)
        await life.hear()
        assert [await life.ends(number) for number in (ended, further)] == [Stage.ENROLLED] * 2


async def test_a_database_that_has_lost_an_application_is_left_to_inforex_restored(
    postgresql: Restored,
    settings: Settings,
    temporal_address: str,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    monkeypatch.setenv("TEMPORAL_ADDRESS", temporal_address)
    async with open_life(temporal_address, settings) as life:
        kept = await asked(life, "k@one.example")
        await postgresql.back_up()
        await life.applications.approve(kept)
        lost = await life.applications.invited("l@two.example")
        await life.hear()
        await life.ends(kept)
        await at_rest(life, lost)

        await postgresql.come_back()
        await differs(life, {kept: DifferenceKind.MISSING, lost: DifferenceKind.LOST})
        compared = await compare(life, mend=True)
        assert compared.left == compared.found
        await postgresql.open(for_owner(settings.database_url))
        await take_up(Screen(), now())
        assert lost in capsys.readouterr().out
        await postgresql.open()
        await life.hear()
        await differs(life, {})
        await life.applications.approve(kept)
        await life.hear()
        assert await life.ends(kept) is Stage.ENROLLED
