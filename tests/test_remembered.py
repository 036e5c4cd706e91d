"""What tests begin with is what the product writes, and is put where nobody wrote before."""

import asyncio
import os
import re
import subprocess
import sys
from collections.abc import AsyncIterator, Awaitable, Callable
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from itertools import count

import pytest

from db.engine import database
from db.enrolment.facts import load_facts
from db.tables.companies import Company
from db.tables.enrolment import Application
from rig.applications import OFTEN, Applications, another_form, now
from rig.copies import Copies
from rig.lawful import laws_hold
from rig.remembered import STAGES, UNTOUCHED, Stage, put, remember
from settings import Settings
from tests.conftest import GIVEN, settings_with
from tests.rows import every_row

HOUR = timedelta(hours=1)
MOMENT = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d+\+00:00")

_numbers = count()


@dataclass(frozen=True)
class Found:
    """What is in a database: all rows, with moments as minutes since then, and the sequences."""

    rows: list[str]
    drawn: dict[str, int]


async def found(at: datetime) -> Found:
    def since(moment: re.Match[str]) -> str:
        return f"{round((datetime.fromisoformat(moment[0]) - at) / timedelta(minutes=1))} min"

    rows = sorted(MOMENT.sub(since, row) for row in await every_row())
    sequences = await Application.raw(
        "SELECT sequencename, coalesce(last_value, 0) AS last FROM pg_sequences"
    )
    return Found(rows, {each["sequencename"]: each["last"] for each in sequences})


async def in_a_copy(copies: Copies, act: Callable[[Applications], Awaitable[datetime]]) -> Found:
    """What is there after this was done in a fresh database, as of the moment that it gives."""
    with copies.copy(f"remembered_{next(_numbers)}") as url:
        async with database(url):
            return await found(await act(Applications(settings_with(url))))


@pytest.mark.parametrize("name", OFTEN)
async def test_it_is_what_the_product_writes_moved_to_now(copies: Copies, name: str) -> None:
    stages: list[Stage] = []

    async def brought_about(applications: Applications) -> datetime:
        stages.append(await remember(getattr(applications, name), applications.settings, now))
        return now()

    async def put_later(applications: Applications) -> datetime:
        at = now() + HOUR
        assert await stages[0].put(UNTOUCHED[applications.settings.database_url], at)
        return at

    written, was_put = [await in_a_copy(copies, act) for act in (brought_about, put_later)]
    assert was_put.rows == written.rows
    # What triggers write is drawn for twice.
    assert all(was_put.drawn[name] >= last for name, last in written.drawn.items())


@pytest.fixture
async def fresh(copies: Copies, monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[Settings]:
    """The settings of a fresh database that is open, and how one is enrolled is remembered."""
    with copies.copy(f"remembered_{next(_numbers)}") as url:
        async with database(url):
            applications = Applications(settings_with(url))
            stage = await remember(applications.enrolled, applications.settings, now)
    monkeypatch.setitem(STAGES, "enrolled", stage)
    with copies.copy(f"remembered_{next(_numbers)}") as url:
        async with database(url):
            yield settings_with(url)


async def test_it_is_put_once(fresh: Settings) -> None:
    numbers = await asyncio.gather(*(put("enrolled", fresh, now()) for _ in range(2)))
    (number,) = filter(None, numbers)
    assert await Company.count().where(Company.application_number == number) == 1


async def test_the_product_goes_on_from_there(fresh: Settings) -> None:
    applications = Applications(fresh)
    first = await applications.enrolled()
    second = await applications.awaiting_approval("b@shinki-shokuhin.example", another_form())
    assert first < second
    await laws_hold(fresh.database_url, now())


async def test_where_somebody_wrote_the_product_does_it(fresh: Settings) -> None:
    await Applications(fresh).invited("b@shinki-shokuhin.example")
    assert await put("enrolled", fresh, now()) is None
    assert not await Company.exists().where(Company.application_number.is_not_null())


@pytest.mark.parametrize(
    ("name", "alerts", "later"),
    [
        ("decided", None, timedelta()),
        ("enrolled", "others@inforex.example", timedelta()),
        ("enrolled", None, timedelta(days=1)),
    ],
)
async def test_nothing_is_put_for_what_is_not_remembered_so(
    fresh: Settings, name: str, alerts: str | None, later: timedelta
) -> None:
    settings = replace(fresh, alert_mail_address=alerts or fresh.alert_mail_address)
    assert await put(name, settings, now() + later) is None
    assert not await Company.exists().where(Company.application_number.is_not_null())


async def test_what_is_said_of_it_is_done(fresh: Settings) -> None:
    number = await Applications(fresh).awaiting_approval("b@shinki-shokuhin.example")
    assert (await load_facts(number)).mail_address == "b@shinki-shokuhin.example"


@pytest.mark.usefixtures("copies")
def test_what_tests_often_begin_with_is_remembered_unless_a_server_is_given() -> None:
    assert STAGES.keys() == (set() if GIVEN else {*OFTEN})


def test_mutants_and_benches_have_the_product_do_all(template: str) -> None:
    """What a test reaches would else hang on which test was the first of its process."""
    test = test_what_tests_often_begin_with_is_remembered_unless_a_server_is_given.__name__
    done = subprocess.run(  # noqa: S603 -- ourselves
        [sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider", f"{__file__}::{test}"],
        check=False,
        capture_output=True,
        text=True,
        env={**os.environ, "TEST_POSTGRES": template},
    )
    assert done.returncode == 0, done.stdout


def test_a_database_is_untouched_at_first(database_url: str) -> None:
    assert database_url in UNTOUCHED


@pytest.mark.usefixtures("monkeypatch")
def test_who_changes_the_product_has_it_do_all(database_url: str) -> None:
    assert database_url not in UNTOUCHED


async def test_what_changes_rows_of_the_template_is_not_remembered(fresh: Settings) -> None:
    async def changes() -> str:
        await Application.raw("UPDATE certifying_wholesaler SET name = name")
        return ""

    with pytest.raises(RuntimeError, match="changed rows"):
        await remember(changes, fresh, now)
