"""Uploads of the console: size, kind, encoding; a bad file changes nothing (security.md S36)."""

from dataclasses import replace

import pytest

from db.tables.companies import Company
from db.tables.imports import ImportRun
from settings import Settings
from tests.console.company_file import company_file, company_row
from tests.console.imports.test_pages import NEW, send
from tests.console.staff import logged_in
from tests.web.site import Site


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
