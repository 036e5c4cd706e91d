"""「CSVで書き出す」: all accounts of one's own company, and no others."""

import csv
import io

import pytest

from db.tables.operation import AuditEvent
from rig.applications import Applications
from rig.members import colleague
from rig.site import Site
from tests.web.account_files import log_in_manager


async def exported(site: Site, link: str, encoding: str) -> list[list[str]]:
    page = await site.get("/accounts/export")
    answer = await site.client.get(page.link(link))
    assert answer.headers["content-disposition"] == 'attachment; filename="inforex-accounts.csv"'
    assert answer.headers["cache-control"] == "no-store"
    return list(csv.reader(io.StringIO(answer.content.decode(encoding), newline="")))


@pytest.mark.parametrize(
    ("link", "encoding"),
    [("CSVをダウンロード", "utf-8-sig"), ("CSVをダウンロード（Shift_JIS）", "cp932")],
)
async def test_file_holds_every_account_in_order(
    site: Site, applications: Applications, link: str, encoding: str
) -> None:
    manager = await log_in_manager(site, applications)
    stopped = await colleague(manager, "007")
    await stopped.change(state="stopped", department="購買部")
    header, first, second = await exported(site, link, encoding)
    assert header[0] == "アカウントID"
    assert first[:2] == ["001", "田中 花子"]
    assert first[5] == "利用中"
    assert first[6] != ""
    assert second == [
        "007",
        "佐藤 次郎",
        "",
        "購買部",
        "sato@shinki-shokuhin.example",
        "停止中",
        "",
    ]


async def test_page_says_what_becomes_of_characters_that_shift_jis_lacks(
    site: Site, applications: Applications
) -> None:
    manager = await log_in_manager(site, applications)
    await manager.change(person_name="𠮷野 花子")
    assert "「〓」になります" in (await site.get("/accounts/export")).text
    rows = await exported(site, "CSVをダウンロード（Shift_JIS）", "cp932")
    assert rows[1][1] == "〓野 花子"


async def test_unknown_encoding_gives_utf_8(site: Site, applications: Applications) -> None:
    await log_in_manager(site, applications)
    answer = await site.client.get("/accounts/export.csv?encoding=rot13")
    assert answer.headers["content-type"] == "text/csv; charset=utf-8"


async def test_export_leaves_a_trace_without_names(site: Site, applications: Applications) -> None:
    manager = await log_in_manager(site, applications)
    await site.client.get("/accounts/export.csv")
    (event,) = await AuditEvent.select().where(AuditEvent.tag == "id_manager:accounts:export")
    assert (event["company_id"], event["account_id"]) == (manager.company_id, "001")
    assert event["details"] == '{"accounts": 1}'
