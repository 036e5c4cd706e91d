"""「手続きの流れ」: the map with its figures, each stage with its list, and the files of it."""

import json
from datetime import timedelta

import pytest
from jsonschema import Draft7Validator, FormatChecker

from db.console.audit_log import EventQuery, find_events
from db.mailing import mails
from db.tables.enrolment import Passage
from domain.enrolment.process_map import process_map
from domain.enrolment.stages import Stage
from rig.applications import APPLICANT, CONTACT, FORM, Applications, now
from rig.console.staff import logged_in
from rig.site import Site
from rig.visitor import Page
from tests.deployment.files import PROJECT
from texts.applications import STAGES
from texts.process import causes_of, lasting

PROCESS = "/console/dashboard/process"
SCHEMA = json.loads((PROJECT / "tests/console/schemas/ocel20.json").read_text())
HOUR = timedelta(hours=1)


def way(page: Page, before: str, after: str) -> list[str]:
    """Count, median and ninetieth of an arrow, as the table says them."""
    (row,) = (row for row in page.cells("道すじ") if row[:2] == [before, after])
    return row[3:]


async def test_each_arrow_has_its_figures_and_each_stage_its_list(
    site: Site, applications: Applications
) -> None:
    enrolled = await applications.enrolled()
    reviewed = [await applications.under_review(f"{nth}@maker.example") for nth in range(2)]
    at = now()
    took = {"began_at": at - 51 * HOUR, "ended_at": at}
    await Passage.update(took).where(  # type: ignore[arg-type]  # Piccolo takes names of columns
        Passage.application == enrolled, Passage.after == "approved"
    )
    await logged_in(site, "viewer")
    page = await site.get((await site.get("/console/dashboard")).link("手続きの流れ"))
    assert way(page, "卸の回答待ち", "卸が承認") == ["1", "2日3時間", "2日3時間"]
    assert way(page, "開始", "申請待ち") == ["3", "なし", "なし"]
    assert way(page, "受付", "審査中")[0] == "2"
    stages = {row[0]: row[1:] for row in page.cells("段階")}
    assert stages["ID発行済み"] == ["1", "1"]
    assert stages["審査中"] == ["2", "2"]
    assert stages["受付"] == ["とどまらない", "3"]
    assert "審査中いま2件" in "".join(page.text.split())
    in_review = (await site.get(page.link("審査中"))).cells("申請")
    assert {row[0] for row in in_review} == {*reviewed}
    approvals = (await site.get(page.link("卸が承認"))).cells("操作履歴")
    assert [(row[2], row[3]) for row in approvals] == [("承認", enrolled)]


async def test_the_drawing_and_the_tables_have_the_whole_map(site: Site) -> None:
    await logged_in(site, "viewer")
    page = await site.get(PROCESS)
    assert [row[0] for row in page.cells("段階")] == [STAGES[stage] for stage in Stage]
    rows = [tuple(row[:3]) for row in page.cells("道すじ")]
    assert rows == [
        (STAGES[arrow.before] if arrow.before else "開始", STAGES[arrow.after], causes_of(arrow))
        for arrow in process_map()
    ]
    assert page.html.count('class="map-arrow"') == len(process_map())
    assert page.html.count("<a href") >= 2 * len(Stage)


@pytest.mark.parametrize(
    ("asked", "wrong"),
    [
        ("since=2026-12-31&until=2026-12-01", {"since"}),
        ("since=2025-01-01&until=2026-12-01", {"since"}),
        ("since=yesterday&until=2026-02-30", {"since", "until"}),
        ("since=2026-01-01&until=2026-12-31", set()),
        ("until=1900-01-01", set()),
        ("since=2999-12-31&until=2999-12-31", set()),
    ],
)
async def test_a_period_has_an_order_and_an_end(site: Site, asked: str, wrong: set[str]) -> None:
    await logged_in(site, "viewer")
    page = await site.get(f"{PROCESS}?{asked}")
    assert (page.status, set(page.errors)) == (422 if wrong else 200, wrong)


async def test_only_what_was_passed_in_the_period_counts(
    site: Site, applications: Applications
) -> None:
    await applications.enrolled()
    await logged_in(site, "viewer")
    for day, counted in (("2026-01-01", "0"), (f"{now() + 9 * HOUR:%Y-%m-%d}", "1")):
        page = await site.get(f"{PROCESS}?since={day}&until={day}")
        assert way(page, "卸が承認", "ID発行済み")[0] == counted


async def test_files_are_for_those_who_may_take_data_away(site: Site) -> None:
    await logged_in(site, "viewer")
    assert "書き出す" not in (await site.get(PROCESS)).text
    for file in ("map", "log"):
        assert (await site.get(f"{PROCESS}/{file}/export")).status == 403


async def taken(site: Site, path: str) -> bytes:
    await site.get("/")
    answer = await site.client.post(
        path,
        data={"csrf_token": site.client.cookies["__Host-csrf"], "reason": "分析のため"},
    )
    assert answer.status_code == 200
    assert answer.headers["content-disposition"].startswith('attachment; filename="inforex-process')
    return answer.content


async def test_the_log_is_ocel_and_tells_nothing_personal(
    site: Site, applications: Applications
) -> None:
    number = await applications.enrolled()
    await applications.mails_have_gone(number, "welcome")
    await mails.record_refused(f"{number}/receipt/1", f"550 <{APPLICANT}> unknown", now())
    await applications.dispute(number)
    await logged_in(site, "helpdesk")
    text = (await taken(site, f"{PROCESS}/log/export?since=&until=")).decode()
    log = json.loads(text)
    Draft7Validator(SCHEMA, format_checker=FormatChecker()).validate(log)
    objects = {each["id"]: each["type"] for each in log["objects"]}
    assert len(objects) == len(log["objects"])
    assert set(objects.values()) == {each["name"] for each in log["objectTypes"]}
    assert {each["type"] for each in log["events"]} == {each["name"] for each in log["eventTypes"]}
    related = [each for one in (*log["events"], *log["objects"]) for each in one["relationships"]]
    assert all(objects[each["objectId"]] == each["qualifier"] for each in related)
    assert set(objects.values()) == {"申請", "企業", "認証先卸", "メール"}
    told = [each["type"] for each in log["events"]]
    assert len({each["id"] for each in log["events"]}) == len(told)
    for act in ("加入申請", "承認", "IDの発行", "メールの送信", "メールの拒否"):
        assert act in told
    (application,) = (each for each in log["objects"] if each["id"] == f"申請:{number}")
    assert [each["value"] for each in application["attributes"]] == ["卸の回答待ち", "ID発行済み"]
    typed = (FORM.company_name, FORM.manager_name, FORM.contact_name, FORM.telephone)
    for personal in (APPLICANT, CONTACT, "@", "550", *typed):
        assert personal not in text


async def test_an_empty_log_is_a_log(site: Site) -> None:
    await logged_in(site)
    log = json.loads(await taken(site, f"{PROCESS}/log/export?since=1990-01-01&until=1990-01-02"))
    Draft7Validator(SCHEMA).validate(log)
    assert log["events"] == log["objects"] == []


async def test_what_is_taken_away_is_recorded_with_its_reason(site: Site) -> None:
    await logged_in(site)
    assert (await taken(site, f"{PROCESS}/map/export")).startswith(b"<?xml")
    await taken(site, f"{PROCESS}/log/export?since=2026-11-01&until=2026-11-30")
    (log, map_) = (await find_events(EventQuery(act="一覧の書き出し"))).events
    assert (log.after["list"], log.after["since"]) == ("process-log", "2026-11-01")
    assert (map_.after, map_.reason) == ({"list": "process-map"}, "分析のため")


@pytest.mark.parametrize(
    ("span", "text"),
    [
        (None, "なし"),
        (timedelta(seconds=20), "1分未満"),
        (timedelta(minutes=59), "59分"),
        (timedelta(hours=1), "1時間"),
        (timedelta(hours=3, minutes=20), "3時間20分"),
        (timedelta(hours=23, minutes=59, seconds=50), "1日"),
        (timedelta(days=2, hours=3, minutes=10), "2日3時間"),
        (timedelta(days=59, hours=23, minutes=40), "60日"),
    ],
)
def test_durations_are_written_in_their_two_greatest_units(
    span: timedelta | None, text: str
) -> None:
    assert lasting(span) == text
