"""Releases and new keys follow each other by the guide's own commands, and nobody notices.

Forward to a release that begins a patch, back to the one before, and on to one that has retired it:
two releases side by side each time, of workers and of web, behind the proxy by its own rules. With
the second begins a new link key; with the third it is used, and the other secrets are new.
"""

import asyncio
import re
from collections.abc import AsyncIterator, Mapping
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass
from functools import partial
from pathlib import Path

import asyncpg
import httpx
import pytest
from temporalio.client import Client

from rig.compose.engine import Image
from rig.compose.later import BEGUN, RETIRED, UNDERSTOOD
from rig.compose.later_enrolment import PATCH
from rig.compose.load import Load
from rig.compose.project import Project, project
from rig.plain_http import NO_TLS
from rig.waiting import until
from rig.whole.maker import INVITATION, RECEIPT, WELCOME, Maker, maker
from tests.deployment.guide import Typed, commands, type_in
from tests.haproxy_setup import haproxy

FORWARD, BACK = commands("Releasing")
_, CURRENT, _ = commands("Releasing a new workflow version")
LINK_KEY_BEHIND, LINK_KEY_FIRST, CSRF_SECRET = commands("Keys and passwords")
PASSWORD = commands("The database's two roles")[0]
OLDER, NEWER, NEWEST = "2026.11", "2026.12", "2027.01"
LATER = ("-m", "rig.compose.later")
RUNNING = "WorkflowType = 'Enrolment' AND ExecutionStatus = 'Running'"
RENEWAL = re.compile(r"^deploy/renew\.sh (\w+)\n", re.MULTILINE)


@dataclass(frozen=True)
class Operator:
    """Who checks a release out, and types what the guide says."""

    site: Project

    def checks_out(self, patch: str) -> None:
        self.site.engine.checkout = Image(
            {"RELEASE_PATCH": patch},
            {"worker.py": (*LATER, "worker"), "inforex": (*LATER, "inforex")},
        )

    async def tries(self, block: str) -> Typed:
        site = self.site
        return await type_in(block, site.directory, site.environment, site.programs)

    async def types(self, block: str) -> None:
        """Type it to its end, after which no old container is left of a service that it renews."""
        before = self._running(block)
        typed = await self.tries(block)
        assert typed.code == 0, typed.out
        after = self._running(block)
        assert len(after) == len(before)
        assert not after & before
        assert self.site.engine.killed == [], "each ended by itself"

    async def installs(self, release: str) -> None:
        """Have a first release run, as `docker compose up` does."""
        await self.types(f"echo RELEASE={release} > .env; docker compose build")
        for once in ("migrate", "demo"):
            await self.types(f"docker compose run --rm --no-deps {once}")
        engine = self.site.engine
        for service in ("worker", "web"):
            await engine.start(service, {})
        await asyncio.gather(*(engine.healthy(each) for each in engine.containers))
        address = {"TEMPORAL_ADDRESS": self.site.temporal_address}
        await until(partial(self._are_current, address), f"{release} to be current")
        await until(self._is_open, "the proxy to find the web")

    async def _is_open(self) -> bool:
        async with httpx.AsyncClient(
            base_url=self.site.base_url, timeout=30, verify=NO_TLS
        ) as visitor:
            return (await visitor.get("/healthz")).is_success

    async def _are_current(self, address: Mapping[str, str]) -> bool:
        return (await type_in(CURRENT, self.site.directory, address)).code == 0

    def secret(self, name: str) -> Path:
        return self.site.directory / "deploy/secrets" / name

    def _running(self, block: str) -> set[str]:
        engine = self.site.engine
        return {each.identity for name in RENEWAL.findall(block) for each in engine.running(name)}


async def test_releases_and_new_keys_follow_each_other_and_nobody_notices() -> None:
    program, libraries = haproxy()
    async with project(program, libraries) as site, AsyncExitStack() as people:
        operator, load = Operator(site), Load(site)
        operator.checks_out(UNDERSTOOD)
        await operator.installs(OLDER)
        temporal = await Client.connect(site.temporal_address)
        async with load.lasting():
            first = await people.enter_async_context(awaiting_approval(site, "first"))
            operator.checks_out(BEGUN)
            await operator.types(FORWARD)
            await first.is_approved()
            second = await people.enter_async_context(awaiting_approval(site, "second"))
            third = await people.enter_async_context(awaiting_approval(site, "third"))
            await operator.types(without_renewal(LINK_KEY_BEHIND) + BACK)
            await second.is_approved()
        assert load.failed == []
        assert load.enrolled
        await until(partial(all_that_runs_has_the_patch, temporal), "those without it to end")
        await until(partial(one_has_the_patch, temporal), "the third alone to run with it")
        old_password = operator.secret("inforex_password").read_text().strip()
        operator.checks_out(RETIRED)
        new_secrets = without_renewal(LINK_KEY_FIRST + CSRF_SECRET + PASSWORD)
        await operator.types(new_secrets + FORWARD.replace(NEWER, NEWEST))
        await third.is_approved()
        last = await people.enter_async_context(awaiting_approval(site, "last"))
        await last.is_approved()
        for one in (first, second, third, last):
            await one.gets(INVITATION, RECEIPT, WELCOME)
        assert not await how_many(temporal, "ExecutionStatus = 'Failed'")
        await nothing_changes_where_a_release_does_not_start(operator)
        with pytest.raises(asyncpg.InvalidPasswordError):
            await asyncpg.connect(site.application_url, password=old_password)


async def nothing_changes_where_a_release_does_not_start(operator: Operator) -> None:
    engine = operator.site.engine
    before = list(engine.containers)
    engine.checkout = Image(programs={"worker.py": ("-c", "raise SystemExit(1)")})
    await operator.types("echo RELEASE=2027.02 >> .env; docker compose build")
    for service, says in (("worker", "worker stays as it was"), ("postgres", "give the service")):
        typed = await operator.tries(f"deploy/renew.sh {service}")
        assert typed.code, typed.out
        assert says in typed.out
    assert engine.containers == before


@asynccontextmanager
async def awaiting_approval(site: Project, name: str) -> AsyncIterator[Maker]:
    """A maker whose wholesaler is asked."""
    async with maker(site, f"release-{name}") as one:
        await one.asks_for_the_link()
        await one.submits_the_form()
        await one.approval_link()
        yield one


def without_renewal(block: str) -> str:
    """What a block does before a release that follows at once has new containers made."""
    return RENEWAL.sub("", block)


async def all_that_runs_has_the_patch(temporal: Client) -> bool:
    """What the guide asks for before a patch is retired."""
    return not await how_many(temporal, f"{RUNNING} AND TemporalChangeVersion IS NULL")


async def one_has_the_patch(temporal: Client) -> bool:
    return await how_many(temporal, f"{RUNNING} AND TemporalChangeVersion = '{PATCH}'") == 1


async def how_many(temporal: Client, query: str) -> int:
    return (await temporal.count_workflows(query)).count
