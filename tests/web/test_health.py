"""Plain answers for whoever watches over the processes."""

import asyncio
from datetime import timedelta

import asyncpg
import pytest

from db import troubles
from db.tables.companies import Throttle
from domain.needs import TroubleKind
from relay.preparation import find_obstacles
from relay.watch import Watch
from rig.applications import Applications, now
from rig.databases import administer
from rig.site import Clock, Site


async def test_process_that_answers_is_healthy(site: Site) -> None:
    response = await site.client.get("/healthz")
    assert (response.status_code, response.json()) == (200, {"process": "ok"})


async def test_probes_that_were_answered_leave_no_line_in_the_log(
    site: Site, capsys: pytest.CaptureFixture[str]
) -> None:
    for client, path in (
        (site.client, "/healthz"),
        (site.metrics, "/readyz"),
        (site.metrics, "/metrics"),
        (site.metrics, "/metrics/product"),
    ):
        assert (await client.get(path)).status_code == 200
    assert '"event": "request"' not in capsys.readouterr().out
    assert (await site.client.post("/healthz")).status_code == 405
    assert '"status": 405' in capsys.readouterr().out


async def test_ready_when_the_database_answers_even_with_temporal_away(
    site: Site, applications: Applications
) -> None:
    await applications.invited()
    response = await site.metrics.get("/readyz")
    assert response.status_code == 200
    expected = {
        "database": "ok",
        "waiting_for_temporal": 1,
        "oldest_waits_seconds": 0,
        "troubles": dict.fromkeys(TroubleKind, 0),
    }
    assert response.json().items() >= expected.items()


async def test_ready_before_temporal_was_asked(site: Site) -> None:
    site.app.state.temporal = Watch(find_obstacles, lambda _: None)
    assert (await site.metrics.get("/readyz")).json()["temporal"] == "not asked yet"


async def test_troubles_and_the_oldest_news_are_told(
    site: Site, applications: Applications
) -> None:
    number = await applications.invited(at=site.clock() - timedelta(seconds=90))
    stuck = await applications.invited("b@two.example")
    await troubles.note(stuck, TroubleKind.NEWS_UNDELIVERABLE, "start: LookupError", now())
    await troubles.note(number, TroubleKind.STEP_FAILING, "screen: KeyError", now())
    ready = (await site.metrics.get("/readyz")).json()
    assert (ready["waiting_for_temporal"], ready["oldest_waits_seconds"]) == (1, 90)
    assert ready["troubles"] == {
        "news_undeliverable": 1,
        "step_failing": 1,
        "workflow_missing": 0,
    }


async def test_not_ready_while_migrations_are_missing(site: Site, owner_url: str) -> None:
    """Whichever others it has: names count, not how many there are."""
    await administer(owner_url, "UPDATE migration SET name = 'another ' || name")
    response = await site.metrics.get("/readyz")
    assert response.status_code == 503
    assert "migrations missing" in response.json()["database"]


async def test_ready_on_a_database_that_a_newer_version_has_migrated(
    site: Site, owner_url: str
) -> None:
    await administer(
        owner_url,
        "INSERT INTO migration (name, app_name, ran_on)"
        " VALUES ('2030-01-01T00:00:00:000000', 'inforex', now())",
    )
    assert (await site.metrics.get("/readyz")).status_code == 200


@pytest.mark.parametrize(
    "error", [ConnectionRefusedError(), asyncpg.InterfaceError("the pool is closed")]
)
async def test_not_ready_without_the_database(
    site: Site, monkeypatch: pytest.MonkeyPatch, error: Exception
) -> None:
    async def fail() -> int:
        raise error

    monkeypatch.setattr("web.health.migrations_missing", fail)
    response = await site.metrics.get("/readyz")
    assert (response.status_code, response.json()) == (503, {"database": "unreachable"})


async def test_not_ready_where_nothing_can_be_written(site: Site, owner_url: str) -> None:
    name = owner_url.partition("?")[0].rpartition("/")[2]
    setting = f"ALTER DATABASE {name} SET default_transaction_read_only = on"
    await administer(owner_url, setting)
    response = await site.metrics.get("/readyz")
    assert (response.status_code, response.json()) == (503, {"database": "read-only"})


async def test_whoever_asks_often_causes_one_write_in_five_seconds(
    site: Site, clock: Clock
) -> None:
    for seconds, tries in ((0, 1), (4, 1), (1, 2)):
        clock.now += timedelta(seconds=seconds)
        answers = await asyncio.gather(*(site.metrics.get("/readyz") for _ in range(20)))
        assert {answer.status_code for answer in answers} == {200}
        assert await Throttle.select(Throttle.tries).first() == {"tries": tries}


async def test_head_is_answered_as_get_without_a_body(site: Site) -> None:
    head = await site.client.head("/search")
    assert head.status_code == 200
    assert head.content == b""
    assert head.headers["content-type"].startswith("text/html")
