"""S13: failed logins are alike, whatever was wrong; their times and tables are in tests/db."""

import pytest
from piccolo.engine.postgres import PostgresEngine
from piccolo.querystring import QueryString

from db.tables.members import LoginRecord
from db.tables.operation import AuditEvent
from domain.identifiers import company_id
from rig.applications import PASSWORD, Applications
from rig.members import Ids, colleague, id_manager
from rig.site import Site
from rig.visitor import Page
from tests.security.logins import WRONG, costs_of_verifying, fields_of, without_what_was_typed
from tests.web.test_login import log_in


async def failures(site: Site, ids: Ids) -> dict[str, Page]:
    """Every way in which a login can fail."""
    stopped = await colleague(ids, "003")
    await stopped.change(state="stopped")
    invited = await colleague(ids, "004")
    await invited.change(password_hash=None)
    tries = {
        "no such company": (Ids(company_id(9_999_999), "001"), PASSWORD),
        "no such account": (Ids(ids.company_id, "777"), PASSWORD),
        "wrong password": (ids, WRONG),
        "no password": (ids, ""),
        "no password, no such account": (Ids(ids.company_id, "778"), ""),
        "too long a password": (ids, "x" * 5_000),
        "stopped account, right password": (stopped, PASSWORD),
        "account without a password yet": (invited, PASSWORD),
    }
    return {name: await log_in(site, who, password) for name, (who, password) in tries.items()}


async def test_s13_failed_logins_answer_alike(site: Site, applications: Applications) -> None:
    pages = (await failures(site, await id_manager(applications))).values()
    assert {page.status for page in pages} == {422}
    assert len({without_what_was_typed(page) for page in pages}) == 1
    assert {frozenset(page.response.headers) for page in pages} == {
        frozenset(next(iter(pages)).response.headers)
    }


async def test_s13_failed_logins_take_the_same_work(
    site: Site, applications: Applications, monkeypatch: pytest.MonkeyPatch
) -> None:
    ids = await id_manager(applications)
    verified = costs_of_verifying(monkeypatch)
    tried = len(await failures(site, ids))
    assert len(verified) == tried
    assert len(set(verified)) == 1, verified


async def test_s13_failed_logins_are_recorded_alike_without_what_was_typed(
    site: Site, applications: Applications
) -> None:
    tried = len(await failures(site, await id_manager(applications)))
    events = await AuditEvent.select().where(AuditEvent.tag == "member:login:fail")
    assert len(events) == tried
    assert {event["details"] for event in events} == {"{}"}


async def test_s13_failed_logins_ask_the_database_alike(
    site: Site, applications: Applications, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Only an account that exists has a history, but every try runs the same statements."""
    ids = await id_manager(applications)
    await site.get("/login")
    fields = fields_of(site, ids) | {"password": WRONG}
    asked: list[list[str]] = []
    real = PostgresEngine.run_querystring

    async def noting(engine: PostgresEngine, query: QueryString, **options: bool) -> object:
        asked[-1].append(query.compile_string()[0])
        return await real(engine, query, **options)

    monkeypatch.setattr(PostgresEngine, "run_querystring", noting)
    for account_id in ("001", "777"):
        asked.append([])
        await site.client.post("/login", data=fields | {"account_id": account_id})
    assert asked[0] == asked[1]
    monkeypatch.undo()
    (record,) = await LoginRecord.select()
    assert record["account"] == (await ids.credentials()).key
