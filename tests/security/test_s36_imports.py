"""Uploads of the console: size, kind, encoding; a bad file changes nothing (security.md S36)."""

from dataclasses import replace

import pytest

from db.tables.companies import Company
from db.tables.imports import ImportRun
from rig.console.company_file import company_file, company_row
from rig.console.staff import logged_in
from rig.site import Site
from settings import Settings
from tests.console.imports.test_pages import NEW, send, worker


@pytest.fixture
def settings(settings: Settings) -> Settings:
    """A site that takes files of at most 1 MB."""
    return replace(settings, import_max_bytes=1024 * 1024)


async def test_s36_a_file_that_is_too_large_is_refused_with_the_limit(site: Site) -> None:
    await logged_in(site)
    row = company_row(1, 住所="あ" * 190)
    page = await send(site, company_file([row] * 3000))
    assert (page.status, page.h1) == (413, "ファイルが大きすぎます")
    assert page.link("ファイルの選択に戻る") == NEW
    assert not await ImportRun.exists()


async def test_s36_a_bad_file_changes_nothing(site: Site) -> None:
    await logged_in(site)
    before = await Company.count()
    page = await send(site, b"\x00\xff" * 1000)
    assert page.status == 422
    assert (await ImportRun.count(), await Company.count()) == (0, before)


async def test_s36_a_file_without_the_token_is_refused(site: Site) -> None:
    await logged_in(site)
    answer = await site.client.post(
        NEW, data={"kind": "companies"}, files={"file": ("a.csv", company_file([]))}
    )
    assert answer.status_code == 403
    assert not await ImportRun.exists()


@pytest.mark.parametrize("role", ["viewer", "helpdesk"])
async def test_s36_only_administrators_send_files(site: Site, role: str) -> None:
    await logged_in(site, role)
    await site.get("/")
    token = {"csrf_token": site.client.cookies["__Host-csrf"], "kind": "companies"}
    answer = await site.client.post(NEW, data=token, files={"file": ("a.csv", company_file([]))})
    assert answer.status_code == 403
    assert not await ImportRun.exists()


@pytest.mark.parametrize(
    "content",
    [b"PK\x03\x04" + b"x" * 100, b"\xd0\xcf\x11\xe0" + b"x" * 100, "企業ID".encode("utf-16"), b""],
)
async def test_s36_a_file_of_another_kind_is_refused(site: Site, content: bytes) -> None:
    await logged_in(site)
    before = await Company.count()
    page = await send(site, content)
    assert page.status == 422
    assert page.errors["file"]
    assert (await ImportRun.count(), await Company.count()) == (0, before)


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp932"])
async def test_s36_a_file_in_each_encoding_is_taken_in(site: Site, encoding: str) -> None:
    await logged_in(site)
    row = company_row(1, 企業名="髙見本食品株式会社")
    await send(site, company_file([row], encoding))
    await worker(site)
    assert await Company.exists().where(Company.name == "髙見本食品株式会社")


HOSTILE = {
    "a formula": {"企業名": '=HYPERLINK("https://evil.example")'},
    "a line that is a megabyte long": {"企業名": "あ" * 300_000},
    "a cell of the largest size and one more": {"住所": "x" * 131_073},
    "invisible characters": {"企業名": "見本\u202e食品"},
    "a NUL": {"企業名": "見本\0食品"},
    "digits of another script": {"代表JANメーカーコード": "٤٥٩٨٧٦٥"},
    "a cell of two lines": {"住所": "一行目\r\n二行目"},
}


@pytest.mark.parametrize("columns", HOSTILE.values(), ids=HOSTILE)
async def test_s36_a_hostile_line_stops_no_other_and_is_shown_harmlessly(
    site: Site, columns: dict[str, str]
) -> None:
    await logged_in(site)
    lines = [company_row(1), company_row(2, **columns), company_row(3)]
    page = await send(site, company_file(lines))
    await worker(site)
    shown = await site.get(page.path)
    assert "完了" in shown.text
    assert "evil" not in shown.html
    assert "\u202e" not in shown.html
    names = await Company.select(Company.name)
    assert {lines[0][1], lines[2][1]} <= {row["name"] for row in names}
