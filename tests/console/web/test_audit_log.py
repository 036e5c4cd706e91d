"""「操作履歴」: who did what, with the reason and the values beside it; and its file."""

import csv
import io
from datetime import UTC, datetime

from auditor.seals import AS_SEALED, GROWS, OURS
from db.breaches import add_breach, note_breaches
from db.tables.operation import AuditEvent
from domain.audit_tags import AuditTag
from rig.applications import Applications, now
from rig.console.staff import logged_in
from rig.site import Site

LOG = "/console/audit"


async def changed_wholesaler(site: Site, reason: str) -> None:
    page = await site.get("/console/wholesalers/1/change")
    await site.press(page, "卸を変更する", 折り返し確認の電話番号="03-0000-7777", 理由=reason)


async def test_an_act_is_shown_with_reason_before_and_after(site: Site) -> None:
    who = await logged_in(site)
    await changed_wholesaler(site, "登記で確認")
    page = await site.press(await site.get(LOG), "検索", 管理者=str(who.administrator))
    row = next(row for row in page.cells("操作履歴") if row[2] == "卸の変更")
    assert (row[1], row[4]) == ("管理 一郎", "登記で確認")
    assert "電話番号：03-0000-7777" in row[6]
    assert "申請フォームに表示：はい" in row[6]


async def test_events_are_found_by_number_and_what_was_done(
    site: Site, applications: Applications
) -> None:
    number = await applications.enrolled()
    await logged_in(site, "viewer")
    page = await site.press(await site.get(LOG), "検索", 受付番号=number, 操作="IDの発行")
    (row,) = page.cells("操作履歴")
    assert row[1:3] == ["自動処理", "IDの発行"]
    assert "workflow:" not in page.text


async def test_a_log_that_is_not_as_it_was_sealed_is_shown_as_such(site: Site) -> None:
    await logged_in(site, "viewer")
    await add_breach("mails_go", "261129-000001-5/welcome/1", "queued, and not tried", now())
    assert "封印" not in (await site.get(LOG)).text
    for law in (AS_SEALED, OURS, GROWS, "the_log_is_sealed"):
        await note_breaches([(law, "event 7", "not as it was sealed")], now())
        assert "封印と合わない" in (await site.get(LOG)).text


async def test_an_account_needs_its_company(site: Site) -> None:
    await logged_in(site, "viewer")
    page = await site.get(f"{LOG}?account_id=001")
    assert (page.status, set(page.errors)) == (422, {"company_id"})


async def test_the_file_holds_what_the_page_finds(site: Site, applications: Applications) -> None:
    await applications.enrolled()
    await logged_in(site)
    page = await site.get(f"{LOG}?source=workflow")
    page = await site.get(page.link("この条件の操作履歴をCSVで書き出す"))
    form, _ = page.form_of("操作履歴をCSVで書き出す")
    data = {e.get("name") or "": e.get("value") or "" for e in form.iter("input")}
    answer = await site.client.post(
        f"{LOG}/export?source=workflow", data=data | {"reason": "監査のため"}
    )
    assert answer.headers["content-type"] == "text/csv; charset=utf-8"
    assert answer.headers["content-disposition"].startswith("attachment")
    text = answer.content.decode("utf-8-sig")
    assert "\ufeff" not in text
    header, *rows = csv.reader(io.StringIO(text))
    assert header[2:4] == ["だれが", "操作"]
    assert {row[2] for row in rows} == {"自動処理"}
    assert {row[3] for row in rows} <= {tag.label for tag in AuditTag}
    assert {row[12].partition(":")[0] for row in rows} == {"workflow"}
    assert "申請内容の版：1" in {row[11] for row in rows}
    assert "{" not in text
    assert len(rows) == await AuditEvent.count().where(AuditEvent.tag.like("workflow:%"))
    assert await AuditEvent.exists().where(AuditEvent.tag == "administrator:audit_log:export")


async def test_the_files_name_has_the_date_of_japan(site: Site) -> None:
    site.clock.now = datetime(2026, 12, 31, 16, 0, tzinfo=UTC)
    await logged_in(site)
    form, _ = (await site.get(f"{LOG}/export")).form_of("操作履歴をCSVで書き出す")
    data = {e.get("name") or "": e.get("value") or "" for e in form.iter("input")}
    answer = await site.client.post(f"{LOG}/export", data=data | {"reason": "監査のため"})
    assert "20270101.csv" in answer.headers["content-disposition"]


async def test_a_file_without_a_reason_is_not_given(site: Site) -> None:
    await logged_in(site)
    page = await site.press(await site.get(f"{LOG}/export"), "操作履歴をCSVで書き出す")
    assert (page.status, set(page.errors)) == (422, {"reason"})
    assert not await AuditEvent.exists().where(AuditEvent.tag == "administrator:audit_log:export")


async def test_s34_no_cell_of_the_file_is_a_formula(site: Site) -> None:
    await logged_in(site)
    await changed_wholesaler(site, "=HYPERLINK(1)")
    page = await site.get(f"{LOG}/export")
    form, _ = page.form_of("操作履歴をCSVで書き出す")
    data = {e.get("name") or "": e.get("value") or "" for e in form.iter("input")}
    answer = await site.client.post(f"{LOG}/export", data=data | {"reason": "＝1+1"})
    reasons = {row[8] for row in csv.reader(io.StringIO(answer.content.decode("utf-8-sig")))}
    assert {"'=HYPERLINK(1)", "'＝1+1"} <= reasons
