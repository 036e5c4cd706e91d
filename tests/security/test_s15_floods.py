"""S15: what many networks do together alerts in every way, and takes nothing from others."""

import json
from collections.abc import Awaitable, Callable
from datetime import timedelta

import pytest
from prometheus_client import REGISTRY

from db.floods import BETWEEN_MAILS, FLOOD
from db.tables.operation import AuditEvent, Mail, Outbox
from domain.logins import ADMINISTRATORS, MEMBERS
from rig.applications import APPLICANT, PASSWORD, Applications
from rig.console.staff import logged_in, person_of
from rig.members import Ids, id_manager
from rig.site import Site
from rig.visitor import Page, Visitor
from tests.console.web.test_login import enter_password
from tests.limits import allow
from tests.security.logins import WRONG
from tests.web.test_forgotten import ask
from tests.web.test_login import log_in
from tests.web.walk import give_address, to_mail_address
from web.portal import forgotten
from web.queues import FairQueue

LIMITS = "/console/limits"
SLOWED, REFUSED, PAST = "応答を遅くしている操作", "受け付けていない操作", "これまでの検知"

pytestmark = pytest.mark.usefixtures("pauses")


@pytest.fixture
def small(monkeypatch: pytest.MonkeyPatch) -> None:
    """Limits that a test passes with a few requests."""
    allow(monkeypatch, MEMBERS, "everybody", 2)
    allow(monkeypatch, MEMBERS, "here", 1)


async def guess(site: Site, ids: Ids, *networks: str) -> list[int]:
    """Strangers guess, once from each of these networks; how they were answered."""
    statuses = []
    for network in networks:
        async with site.browser(network) as client:
            statuses.append((await log_in(Visitor(client), ids, WRONG)).status)
    return statuses


async def flood(site: Site, ids: Ids) -> None:
    assert await guess(site, ids, *[f"198.18.{nth}.1" for nth in range(3)]) == [422] * 3


def metric(kind: str) -> float:
    return REGISTRY.get_sample_value("inforex_limits_passed_total", {"kind": kind}) or 0.0


def logged(output: str) -> list[dict[str, object]]:
    lines = [json.loads(line) for line in output.splitlines() if line.startswith("{")]
    return [line for line in lines if line["event"] == "flood"]


@pytest.mark.usefixtures("small")
async def test_s15_a_flood_is_logged_counted_told_by_mail_and_shown(
    site: Site, applications: Applications, capsys: pytest.CaptureFixture[str]
) -> None:
    ids = await id_manager(applications)
    before = metric("logins")
    await flood(site, ids)
    assert metric("logins") == before + 1
    (line,) = logged(capsys.readouterr().out)
    assert line["kind"] == "logins"
    assert ids.company_id not in str(line)
    (mail,) = await Mail.select().where(Mail.kind == FLOOD)
    assert mail["recipient"] == site.app.state.settings.alert_mail_address
    assert await Outbox.exists().where(Outbox.process == mail["process"])
    await logged_in(site)
    page = await site.get(LIMITS)
    assert [row[:3] for row in page.cells(SLOWED)] == [
        ["ログイン（全体）", "なし", "3回（上限 2回）"]
    ]
    assert page.cells(PAST)[0][:3] == ["ログイン（全体）", "なし", "3回（目安 2回）"]
    assert page.link("制限") == LIMITS


@pytest.mark.usefixtures("small")
async def test_s15_administrators_get_one_mail_in_a_while_however_many_floods(
    site: Site, applications: Applications, monkeypatch: pytest.MonkeyPatch
) -> None:
    allow(monkeypatch, MEMBERS, "person", 1)
    allow(monkeypatch, MEMBERS, "company", 1)
    ids = await id_manager(applications)
    await flood(site, ids)
    assert await Mail.count().where(Mail.kind == FLOOD) == 1
    site.clock.now += BETWEEN_MAILS - timedelta(seconds=1)
    await flood(site, ids)
    assert await Mail.count().where(Mail.kind == FLOOD) == 1
    site.clock.now += timedelta(minutes=15)
    await flood(site, ids)
    assert await Mail.count().where(Mail.kind == FLOOD) == 2


@pytest.mark.usefixtures("small")
async def test_s15_an_administrator_sees_who_is_refused_and_lifts_it(
    site: Site, applications: Applications
) -> None:
    ids = await id_manager(applications)
    assert await guess(site, ids, "203.0.113.5", "203.0.113.5") == [422, 429]
    await logged_in(site)
    page = await site.get(LIMITS)
    (row,) = page.cells(REFUSED)
    assert row[:3] == ["ログイン（1つのアカウントへ）", "203.0.113.5", "2回（上限 1回）"]
    page = await lift(site, page)
    assert "現在、受け付けていない操作はありません" in page.text
    assert await guess(site, ids, "203.0.113.5") == [422]
    (event,) = await AuditEvent.select().where(AuditEvent.tag == "administrator:limit:lift")
    assert "203.0.113.5" not in str(event), "a network is personal"
    record = (await site.get("/console/audit")).text
    assert "操作の制限の解除" in record
    assert "利用者からの依頼のため" in record


@pytest.mark.usefixtures("small")
async def test_s15_a_flood_that_is_lifted_slows_nobody_down_any_more(
    site: Site, applications: Applications, pauses: list[FairQueue]
) -> None:
    ids = await id_manager(applications)
    await flood(site, ids)
    await logged_in(site)
    page = await lift(site, await site.get(LIMITS))
    assert "現在、応答を遅くしている操作はありません" in page.text
    pauses.clear()
    assert await guess(site, ids, "198.51.100.9") == [422]
    assert pauses == []


async def lift(site: Site, page: Page) -> Page:
    """Lift the only limit of the page."""
    link = next(
        e.get("href") or "" for e in page.tree.iter("a") if (e.get("href") or "").endswith("/lift")
    )
    asked = await site.press(await site.get(link), "制限を解除する", 理由="")
    assert list(asked.errors) == ["reason"]
    return await site.press(asked, "制限を解除する", 理由="利用者からの依頼のため")


@pytest.mark.usefixtures("small")
@pytest.mark.parametrize("role", ["viewer", "helpdesk"])
async def test_s15_only_administrators_lift_limits(
    site: Site, applications: Applications, role: str
) -> None:
    ids = await id_manager(applications)
    await guess(site, ids, "203.0.113.5", "203.0.113.5")
    await logged_in(site, role)
    page = await site.get(LIMITS)
    assert page.cells(REFUSED)[0][4] == "なし"
    assert (await site.get(f"{LIMITS}/1/lift")).status == 403
    token = {"csrf_token": site.client.cookies["__Host-csrf"], "reason": "試験"}
    assert (await site.post(f"{LIMITS}/1/lift", token)).status == 403
    assert len((await site.get(LIMITS)).cells(REFUSED)) == 1


async def test_s15_a_limit_that_is_not_in_force_cannot_be_lifted(site: Site) -> None:
    await logged_in(site)
    assert (await site.get(f"{LIMITS}/7/lift")).status == 404


async def test_s15_no_flood_of_the_others_takes_the_administrators_login(
    site: Site,
    applications: Applications,
    monkeypatch: pytest.MonkeyPatch,
    pauses: list[FairQueue],
) -> None:
    """Every place of the members' queues is taken, and every count of theirs is passed."""
    ids, who = await id_manager(applications), await person_of(site)
    for limit in ("everybody", "person", "company"):
        allow(monkeypatch, MEMBERS, limit, 0)
    monkeypatch.setattr(forgotten, "MOST_PER_DAY", 0)
    # A count that the console shared with members would be passed by their flood alone.
    allow(monkeypatch, ADMINISTRATORS, "everybody", 2)
    await flood(site, ids)
    pauses.clear()
    queues = site.app.state.queues
    for queue in (queues.logins, queues.public):
        while not queue.working.locked():
            await queue.working.acquire()
    page = await enter_password(site, who.mail_address)
    assert page.h1 == "確認コードの入力"
    assert pauses == []


async def test_s15_a_member_waits_for_no_more_than_the_turn_of_each_network(
    site: Site, applications: Applications
) -> None:
    """A network with twenty requests in line is one among those who take turns."""
    ids = await id_manager(applications)
    queue = site.app.state.queues.logins
    async with queue.turn("203.0.113.5"):
        page = await log_in(site, ids, PASSWORD)
    assert page.path == "/home"


async def _ask_for_the_link(site: Site) -> Page:
    return await give_address(site, await to_mail_address(site), APPLICANT)


ENTRANCES: dict[str, Callable[[Site], Awaitable[Page]]] = {
    "login": lambda site: log_in(site, Ids("00000017", "001"), WRONG),
    "login of the console": lambda site: enter_password(site, "nobody@inforex.example", WRONG),
    "recovery": lambda site: ask(site, "00000017", APPLICANT),
    "the link": _ask_for_the_link,
}


@pytest.mark.parametrize("enter", ENTRANCES.values(), ids=ENTRANCES)
async def test_s15_a_network_with_too_many_in_line_is_told_to_come_again(
    site: Site, monkeypatch: pytest.MonkeyPatch, enter: Callable[[Site], Awaitable[Page]]
) -> None:
    """Else one that does not wait for its answers takes the places of all others."""
    monkeypatch.setattr("web.queues.MOST_IN_LINE", 0)
    assert (await enter(site)).status == 429


async def test_s15_a_throttled_login_leaves_one_line_without_whom_and_from_where(
    site: Site,
    applications: Applications,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    """However often it is tried within a minute; the requests themselves are told as ever."""
    allow(monkeypatch, MEMBERS, "here", 1)
    ids = await id_manager(applications)
    assert await guess(site, ids, "198.18.0.1", "198.18.0.1") == [422, 429]
    output = capsys.readouterr().out
    lines = [json.loads(line) for line in output.splitlines() if line.startswith("{")]
    (line,) = [line for line in lines if line["event"] == "throttled"]
    (request,) = [line for line in lines if line["event"] == "request" and line["status"] == 429]
    assert (line["limit"], line["level"], line["tried"]) == (
        "login-here",
        "warning",
        "POST /login",
    )
    assert line["request_id"] == request["request_id"]
    assert not [each for each in (ids.company_id, "198.18", WRONG) if each in output]
    assert await guess(site, ids, *["198.18.0.1"] * 3) == [429] * 3
    assert '"event": "throttled"' not in capsys.readouterr().out
