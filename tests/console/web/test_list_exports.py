"""Every list of the console as a CSV file: with a reason, recorded, and harmless (S34)."""

import csv
import io

import pytest

from db.console.audit_log import EventQuery, find_events
from db.mailing import mails
from db.tables.enrolment import CertifyingWholesaler
from db.tables.operation import AuditEvent
from rig.applications import APPLICANT, Applications, now
from rig.console.staff import logged_in
from rig.members import id_manager
from rig.site import Site
from web.console.areas import AREAS

APPLICATIONS = "/console/applications/all"
DOMAINS = "/console/mails/domains"
MORE_LISTS = [APPLICATIONS, DOMAINS]
NO_LISTS = {"/console/dashboard"}
LISTS = [*(url for url, _ in AREAS if url not in NO_LISTS), *MORE_LISTS]


async def file_of(site: Site, address: str, reason: str = "監査のため") -> list[list[str]]:
    """The rows of the list that stands at an address, the header first."""
    await site.get("/")
    path, _, query = address.partition("?")
    answer = await site.client.post(
        f"{path}/export?{query}",
        data={"csrf_token": site.client.cookies["__Host-csrf"], "reason": reason},
    )
    assert answer.status_code == 200, (address, answer.status_code)
    assert answer.headers["content-type"] == "text/csv; charset=utf-8"
    assert answer.headers["content-disposition"].startswith('attachment; filename="inforex-')
    text = answer.content.decode("utf-8-sig")
    assert "\ufeff" not in text
    return list(csv.reader(io.StringIO(text)))


async def test_every_list_can_be_taken_away_and_each_time_is_recorded(
    site: Site, applications: Applications
) -> None:
    number = await applications.under_review()
    ids = await id_manager(applications)
    await mails.record_refused(f"{number}/receipt/1", "550 blocked", now())
    await logged_in(site)
    rows = {}
    for path in [*LISTS, f"/console/companies/{ids.company_id}/accounts"]:
        page = await site.get(path)
        assert any("/export" in (a.get("href") or "") for a in page.tree.iter("a")), path
        header, *rows[path] = await file_of(site, path)
        assert all(len(row) == len(header) for row in rows[path]), path
    assert number in [row[0] for row in rows["/console/applications"]]
    assert [(row[1], row[3]) for row in rows[DOMAINS]] == [("1", "550 blocked")]
    assert number in [row[0] for row in rows[APPLICATIONS]]
    assert ids.company_id in [row[0] for row in rows["/console/companies"]]
    (account,) = rows[f"/console/companies/{ids.company_id}/accounts"]
    assert account[0] == "001"
    events = [
        event
        for act in ("一覧の書き出し", "操作履歴の書き出し")
        for event in (await find_events(EventQuery(act=act))).events
    ]
    assert len(events) == len(rows)
    assert {event.reason for event in events} == {"監査のため"}
    assert ids.company_id in {event.company_id for event in events}


async def test_a_file_needs_its_reason_and_without_one_nothing_is_recorded(site: Site) -> None:
    await logged_in(site)
    page = await site.get(f"{APPLICATIONS}/export?stage=open")
    page = await site.press(page, "一覧をCSVで書き出す")
    assert (page.status, set(page.errors)) == (422, {"reason"})
    assert not await AuditEvent.exists().where(AuditEvent.tag == "administrator:list:export")


async def test_the_record_tells_what_was_asked_for_but_nothing_of_a_person(
    site: Site, applications: Applications
) -> None:
    number = await applications.awaiting_approval()
    await applications.invited("other@maker.example")
    await logged_in(site, "helpdesk")
    found = await file_of(site, f"{APPLICATIONS}?mail={APPLICANT}&stage=open&sort=oldest")
    assert [row[0] for row in found[1:]] == [number]
    (event,) = (await find_events(EventQuery(act="一覧の書き出し"))).events
    assert event.after == {"list": "applications", "mail": True, "stage": "open", "sort": "oldest"}


async def test_s34_a_cell_that_would_be_a_formula_is_text(site: Site) -> None:
    await CertifyingWholesaler.update(name="=SUM(1)").where(CertifyingWholesaler.id == 1)
    await logged_in(site)
    assert "'=SUM(1)" in [row[0] for row in await file_of(site, "/console/wholesalers")]


@pytest.mark.parametrize(
    ("role", "path", "offered"),
    [
        ("viewer", APPLICATIONS, False),
        ("helpdesk", APPLICATIONS, True),
        ("helpdesk", "/console/mails", False),
    ],
)
async def test_a_file_is_offered_to_whom_it_is_given(
    site: Site, role: str, path: str, *, offered: bool
) -> None:
    await logged_in(site, role)
    links = {a.get("href") for a in (await site.get(path)).tree.iter("a")}
    assert (f"{path}/export" in links) is offered
    assert ((await site.get(f"{path}/export")).status == 200) is offered
