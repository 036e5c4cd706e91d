"""Database and Temporal are of different moments, and are taken up again by the guide's own words.

PostgreSQL is lost and restored from a backup: Temporal knows the time that it has lost (S47). Then
Temporal is the older one.
"""

import asyncio
import json
import re
import shutil
from collections.abc import Iterator
from contextlib import AsyncExitStack
from functools import partial
from pathlib import Path

import asyncpg
import pytest

from db.engine import database
from relay.sealing import Sealer
from rig.waiting import until
from rig.whole.house import House, open_house
from rig.whole.maker import INVITATION, RECEIPT, WELCOME, Maker, maker
from settings import link_keys
from tests.deployment.guide import Typed, commands, type_in

BACK_UP, RESTORE, *_ = commands("Backup and restore")
MEND = commands("Facts and workflows that differ")[0].splitlines()[1]


@pytest.fixture(scope="module")
def house() -> Iterator[House]:
    with open_house() as house:
        yield house


async def test_after_a_restore_by_the_guide_all_goes_on_and_nothing_is_given_twice(
    house: House, tmp_path: Path
) -> None:
    async with AsyncExitStack() as people:
        invited, waiting, late, fresh = [
            await people.enter_async_context(maker(house.product, name))
            for name in ("restored-invited", "restored-waiting", "restored-late", "restored-fresh")
        ]
        await invited.asks_for_the_link()
        await waiting.asks_for_the_link()
        await waiting.submits_the_form()
        await waiting.gets(INVITATION, RECEIPT)
        apply, approval = await invited.form_link(), await waiting.approval_link()
        await until(lambda: no_mail_waits(house), "what became of every mail to be recorded")
        kept = await head(house, tmp_path)
        assert (await typed(BACK_UP, house, tmp_path)).code == 0

        await invited.submits_the_form()
        lost_request = await invited.approval_link()
        await waiting.is_approved()
        await waiting.gets(INVITATION, RECEIPT, WELCOME)
        await late.asks_for_the_link()
        lost_link = await late.form_link()
        numbers, ids = await given(house)
        kept_since = await head(house, tmp_path)

        async with house.without(house.product.web), house.without(house.worker):
            restored = await typed(RESTORE, house, tmp_path)
        assert restored.code == 0, restored.out
        went_further = numbers - (await given(house))[0]
        assert len(went_further) == 1
        for number in went_further:
            assert number in restored.out
        assert "株式会社restored-waiting" in restored.out
        for value, said in ((kept, "as it was when"), (kept_since, "younger than the database")):
            verified = await typed(f"inforex audit verify --head {value}", house, tmp_path)
            assert verified.code == 0
            assert said in verified.out

        for lost in (lost_request, f"{lost_request}/approve", lost_link):
            assert (await late.visitor.get(lost)).status == 404
        await waiting.is_approved(approval)
        await has(waiting, WELCOME, 2)
        await invited.submits_the_form(apply)
        await has(invited, RECEIPT, 2)
        await until(lambda: another_request(invited, lost_request), "the contact to be asked anew")
        await invited.is_approved()
        await has(invited, WELCOME, 1)
        for newcomer in (late, fresh):
            await newcomer.asks_for_the_link()
            await has(newcomer, INVITATION, 2 if newcomer is late else 1)
            await newcomer.submits_the_form()
        await until(lambda: no_mail_waits(house), "what became of every mail to be recorded")
        assert (await typed("inforex restored", house, tmp_path)).code == 0, "while all runs"
        for newcomer in (late, fresh):
            await newcomer.is_approved()
            await has(newcomer, WELCOME, 1)

        numbers_now, ids_now = await given(house)
        assert len(numbers_now - numbers) == 2
        assert not ids_now & ids
        assert len(ids_now) == 4
        assert_no_message_id_or_link_was_given_twice(house)


async def test_a_temporal_of_an_earlier_moment_is_brought_to_where_the_facts_are(
    house: House, tmp_path: Path
) -> None:
    async with AsyncExitStack() as people:
        invited, waiting, late = [
            await people.enter_async_context(maker(house.product, name))
            for name in ("older-invited", "older-waiting", "older-late")
        ]
        await invited.asks_for_the_link()
        await waiting.asks_for_the_link()
        await waiting.submits_the_form()
        await waiting.gets(INVITATION, RECEIPT)
        await until(lambda: no_mail_waits(house), "what became of every mail to be recorded")
        async with house.without(house.temporal):
            for file in files_beside(house.temporal.database):
                shutil.copy(file, tmp_path)

        await invited.submits_the_form()
        await waiting.is_approved()
        await waiting.gets(INVITATION, RECEIPT, WELCOME)
        await late.asks_for_the_link()
        await until(lambda: no_mail_waits(house), "what became of every mail to be recorded")
        async with house.without(house.temporal):
            for file in files_beside(house.temporal.database):
                file.unlink()
            for file in files_beside(tmp_path / house.temporal.database.name):
                shutil.copy(file, house.temporal.database.parent)

        begun_anew = await mended_or_restarted(house)
        mended = partial(all_is_mended, house, tmp_path)
        await until(mended, "Temporal to be where the facts are", between_looks=2)
        assert await mended_or_restarted(house) > begun_anew
        await invited.is_approved()
        await late.submits_the_form()
        await late.is_approved()
        for one in (invited, waiting, late):
            await has(one, WELCOME, 1)
            await has(one, RECEIPT, 1)


def files_beside(database: Path) -> list[Path]:
    """A database of SQLite, with its log."""
    return [*database.parent.glob(f"{database.name}*")]


async def mended_or_restarted(house: House) -> set[str]:
    """The events that tell of a workflow that was begun anew, by the command or before it."""
    return await found(
        house,
        "SELECT id FROM audit_event"
        " WHERE tag IN ('operator:process:mend', 'workflow:process:restart')",
    )


async def all_is_mended(house: House, directory: Path) -> bool:
    return (await typed(MEND, house, directory)).code == 0


async def head(house: House, directory: Path) -> str:
    """Seal what there is, without waiting for the worker's rounds, and read the newest head."""
    environment = house.product.environment
    newest = max(map(int, await found(house, "SELECT id FROM audit_event")))

    async def sealed() -> bool:
        await sealer.seal()
        return bool(await found(house, f"SELECT event FROM event_seal WHERE event >= {newest}"))  # noqa: S608 -- a number

    async with database(environment["DATABASE_URL"]):
        sealer = Sealer(link_keys(environment))
        await until(sealed, f"event {newest} to be sealed")
    verified = await typed("inforex audit verify --json", house, directory)
    return str(json.loads(verified.out)["head"])


async def typed(block: str, house: House, directory: Path) -> Typed:
    """Do what the guide says, where an operator would."""
    superuser = {"PGHOST": str(house.postgres.sockets), "PGUSER": "postgres"}
    return await type_in(block, directory, {**house.product.environment, **superuser})


async def given(house: House) -> tuple[set[str], set[str]]:
    """The application numbers that are known, and the 企業ID that were issued for them."""
    numbers = "SELECT application_number FROM application"
    ids = "SELECT company_id FROM company WHERE application_number IS NOT NULL"
    return await found(house, numbers), await found(house, ids)


async def no_mail_waits(house: House) -> bool:
    return not await found(house, "SELECT key FROM mail WHERE state = 'queued'")


async def found(house: House, query: str) -> set[str]:
    connection = await asyncpg.connect(house.product.environment["DATABASE_URL"])
    rows = await connection.fetch(query)
    await connection.close()
    return {row[0] for row in rows}


async def has(one: Maker, subject: str, times: int) -> None:
    """Wait until a mail came so often."""

    async def came() -> bool:
        subjects = await asyncio.to_thread(one.product.inbox.subjects_to, one.address)
        return subjects.count(subject) == times

    await until(came, f"{times} times {subject} to {one.address}")


async def another_request(one: Maker, than: str) -> bool:
    """Whether the contact was mailed another link meanwhile."""
    return await one.approval_link() != than


def assert_no_message_id_or_link_was_given_twice(house: House) -> None:
    mails = house.product.inbox.messages()
    assert len({mail["MessageID"] for mail in mails}) == len(mails)
    found = [link for mail in mails for link in links_for_one_act(house, mail["ID"])]
    assert len(set(found)) == len(found)


def links_for_one_act(house: House, mail: str) -> set[str]:
    """The links of a mail that no other mail has, since nobody was reminded."""
    text = house.product.inbox.body_of(mail)
    return set(re.findall(r"https?://\S+/(?:apply|approval|dispute)/\S+", text))
