"""A file that is too much or not what it should be changes nothing (security.md S36)."""

import asyncio
from collections.abc import AsyncIterator
from pathlib import Path
from typing import IO

import httpx
import pytest
from litestar import Litestar
from structlog.testing import capture_logs

from db.tables.companies import Account
from db.tables.imports import ImportRun
from db.tables.members import AccountImport
from rig.applications import Applications
from rig.console.company_file import company_file, company_row
from rig.console.staff import logged_in
from rig.security.asking import ask
from rig.site import Site
from tests.console.imports.test_pages import NEW
from tests.console.imports.test_pages import send as send_to_console
from tests.web.account_files import HEADER, PATH, log_in_manager, rows, send
from web.uploads import MEGABYTE

BOUNDARY = "multipart/form-data; boundary=x"
UNKNOWN_CHARSET = (
    b'--x\r\nContent-Disposition: form-data; name="a"\r\n'
    b"Content-Type: text/plain; charset=nothing\r\n\r\nb\r\n--x--\r\n"
)
LARGE = company_file([company_row(n, 本社所在地="東京都" * 60) for n in range(2_000)])
"""More than is kept in memory while it arrives."""


@pytest.fixture
def full_disk(monkeypatch: pytest.MonkeyPatch) -> pytest.MonkeyPatch:
    """No room for temporary files, until it is undone: the kernel's own full device."""

    def no_room(**_: object) -> IO[bytes]:
        return Path("/dev/full").open("w+b")

    monkeypatch.setattr("tempfile.TemporaryFile", no_room)
    return monkeypatch


async def assert_nothing_changed() -> None:
    assert await AccountImport.count() == 0
    assert await Account.count() == 1


async def test_s36_file_of_20_mb_gets_a_page(site: Site, applications: Applications) -> None:
    await log_in_manager(site, applications)
    page = await send(site, b"x" * 20 * MEGABYTE)
    assert (page.status, page.h1) == (413, "ファイルが大きすぎます")
    assert "1MB" in page.text
    assert page.link("ファイルの選択に戻る") == PATH
    await assert_nothing_changed()


async def test_s36_too_large_file_is_taken_to_its_end_so_that_browsers_show_the_page(
    site: Site, applications: Applications
) -> None:
    await log_in_manager(site, applications)
    sent = 0

    async def body() -> AsyncIterator[bytes]:
        nonlocal sent
        for _ in range(20):
            sent += MEGABYTE
            yield b"x" * MEGABYTE

    headers = {"Content-Type": BOUNDARY, "Content-Length": str(20 * MEGABYTE)}
    answer = await site.client.post(PATH, content=body(), headers=headers)
    assert answer.status_code == 413
    assert sent == 20 * MEGABYTE


async def test_s36_too_large_file_of_unknown_size_gets_a_page(
    site: Site, applications: Applications
) -> None:
    await log_in_manager(site, applications)

    async def body() -> AsyncIterator[bytes]:
        for _ in range(3):
            yield b"x" * MEGABYTE

    answer = await site.client.post(PATH, content=body(), headers={"Content-Type": BOUNDARY})
    assert site.checked(answer).status == 413


async def test_s36_file_of_a_stranger_is_not_kept_for_a_moment(
    site: Site, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def keep(_: object) -> None:
        pytest.fail("the form was parsed")

    monkeypatch.setattr("litestar.Request.form", keep)
    for path, login in ((PATH, "/login"), ("/console/imports/new", "/console/login")):
        answer = await site.client.post(
            path, content=b"x" * MEGABYTE, headers={"Content-Type": BOUNDARY}
        )
        assert answer.status_code == 303
        assert answer.headers["location"].startswith(login)


async def test_s36_form_of_a_stranger_is_taken_to_its_end_so_that_browsers_show_the_login(
    site: Site,
) -> None:
    assert await _megabytes_taken(site, of=20) == 20


async def test_s36_form_without_an_end_is_not_taken_for_ever(site: Site) -> None:
    assert await _megabytes_taken(site, of=80) == 64


async def _megabytes_taken(site: Site, of: int) -> int:
    """How many of a stranger's form of so many are taken before the login is answered."""
    sent = 0

    async def body() -> AsyncIterator[bytes]:
        nonlocal sent
        for _ in range(of):
            sent += 1
            yield b"x" * MEGABYTE

    answer = await site.client.post(PATH, content=body(), headers={"Content-Type": BOUNDARY})
    assert answer.headers["location"].startswith("/login")
    return sent


async def test_s36_file_a_little_above_the_limit_is_an_error_of_its_field(
    site: Site, applications: Applications
) -> None:
    await log_in_manager(site, applications)
    page = await send(site, f"{HEADER}\n".encode().ljust(MEGABYTE + 1, b" "))
    assert "1MB以内" in page.errors["file"]
    await assert_nothing_changed()


async def test_s36_ten_thousand_rows_are_refused(site: Site, applications: Applications) -> None:
    await log_in_manager(site, applications)
    page = await send(site, rows(10_000))
    assert "10000行のデータ" in page.errors["file"]
    await assert_nothing_changed()


async def test_s36_one_wrong_line_keeps_all_others_from_being_issued_unasked(
    site: Site, applications: Applications
) -> None:
    await log_in_manager(site, applications)
    page = await send(site, f"{rows(500)}\r\n営業部,,,nobody")
    assert page.form_of("発行できる500行だけを発行する")
    assert await Account.count() == 1
    with pytest.raises(LookupError):
        page.form_of("501件のアカウントを発行する")


@pytest.mark.parametrize("cell", ["\x07", "\u202e", "\u200b", "\ufdd0", "<script>"])
async def test_s36_unwanted_characters_are_refused_and_shown_harmlessly(
    site: Site, applications: Applications, cell: str
) -> None:
    await log_in_manager(site, applications)
    page = await send(site, f"{HEADER}\n営業部{cell},,,{cell}@maker.example")
    assert "修正が必要な行が1行あります" in page.text
    assert f"営業部{cell}" not in page.html
    assert await Account.count() == 1


async def test_s36_header_of_any_size_and_content_is_shown_harmlessly(
    site: Site, applications: Applications
) -> None:
    await log_in_manager(site, applications)
    hostile = "<b>\x07\u202e," + "a\u0301" * 10_000 + ",z" * 100_000
    page = await send(site, f"{HEADER},{hostile}\n1")
    assert "読み取らない列があります" in page.text
    assert len(page.html) < 20_000
    page = await send(site, f"{hostile},{HEADER},氏名\n1")
    assert page.status == 422
    assert len(page.errors["file"]) < 1000


@pytest.mark.parametrize(
    ("content_type", "body"),
    [
        ("multipart/form-data", b"--x--\r\n"),
        (BOUNDARY, b""),
        (BOUNDARY, b"no part at all"),
        (
            BOUNDARY,
            b'--x\r\nContent-Disposition: form-data; name="csrf_token"\r\n\r\n\xff\r\n--x--',
        ),
        (
            BOUNDARY,
            UNKNOWN_CHARSET,
        ),
        (BOUNDARY, b'--x\r\nContent-Disposition: form-data; name="a"\r\n\r\nb\r\n' * 2000),
    ],
)
async def test_s36_form_that_is_none_gets_a_page(
    site: Site, applications: Applications, content_type: str, body: bytes
) -> None:
    await log_in_manager(site, applications)
    answer = await site.client.post(PATH, content=body, headers={"Content-Type": content_type})
    assert site.checked(answer).status in {400, 403}


async def test_s36_file_without_the_csrf_token_is_refused(
    site: Site, applications: Applications
) -> None:
    await log_in_manager(site, applications)
    answer = await site.client.post(PATH, files={"file": ("a.csv", rows(1).encode())})
    assert site.checked(answer).status == 403
    await assert_nothing_changed()


async def test_s36_token_in_the_place_of_the_file_name_does_not_count(
    site: Site, applications: Applications
) -> None:
    await log_in_manager(site, applications)
    token = site.client.cookies["__Host-csrf"].encode()
    answer = await site.client.post(PATH, files={"csrf_token": ("token", token)})
    assert site.checked(answer).status == 403


async def test_s36_pages_without_files_take_no_more_as_multipart(site: Site) -> None:
    answer = await site.client.post("/login", files={"file": ("a", b"x" * MEGABYTE)})
    page = site.checked(answer)
    assert (page.status, page.h1) == (413, "送信された内容が大きすぎます")


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp932"])
async def test_s36_file_in_each_encoding_that_offices_save_is_read(
    site: Site, applications: Applications, encoding: str
) -> None:
    await log_in_manager(site, applications)
    page = await send(site, f"{HEADER}\n営業部,髙橋 三郎,,t@maker.example".encode(encoding))
    assert page.status == 200
    assert "髙橋 三郎" in page.text


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (f"{HEADER}\n営業部,山田,,y@maker.example".encode("utf-16"), "CSVファイルではありません"),
        (b"PK\x03\x04" + b"x" * 100, "CSVファイルではありません"),
        (b"\xd0\xcf\x11\xe0" + b"x" * 100, "CSVファイルではありません"),
        (f"{HEADER}\n".encode() + b"\xe9\xff,,y@maker.example", "文字を読み取れません"),
        (f"{HEADER}\n営業部,山\0田,,y@maker.example".encode(), "U+0000"),
        (f'{HEADER}\n"営業部,山田,,y@maker.example'.encode(), "引用符"),
        (b"", "何も書かれていません"),
    ],
)
async def test_s36_file_of_another_kind_or_encoding_is_refused_with_what_to_do(
    site: Site, applications: Applications, content: bytes, said: str
) -> None:
    await log_in_manager(site, applications)
    page = await send(site, content)
    assert page.status == 422
    assert said in page.errors["file"]
    await assert_nothing_changed()


async def test_s36_file_of_999_rows_is_one_too_many(site: Site, applications: Applications) -> None:
    await log_in_manager(site, applications)
    assert "999行のデータ" in (await send(site, rows(999))).errors["file"]
    await assert_nothing_changed()
    assert (await send(site, rows(998))).status == 200


async def test_s36_file_that_finds_no_room_on_the_disk_is_refused_with_what_to_do(
    site: Site, full_disk: pytest.MonkeyPatch
) -> None:
    await logged_in(site)
    with capture_logs() as log:
        page = await send_to_console(site, LARGE)
    assert (page.status, page.h1) == (503, "ファイルを受け取れませんでした")
    assert "もう一度ファイルを選択して送信してください" in page.text
    assert page.link("ファイルの選択に戻る") == NEW
    assert not await ImportRun.exists()
    errors = [(line["event"], line["code"]) for line in log if line["log_level"] == "error"]
    assert errors == [("failure", "ENOSPC")]
    full_disk.undo()
    assert (await send_to_console(site, LARGE)).path.startswith("/console/imports/")
    assert await ImportRun.count() == 1


@pytest.mark.usefixtures("full_disk")
async def test_s36_file_that_finds_no_room_is_answered_though_it_came_as_a_whole(
    site: Site, app: Litestar
) -> None:
    await logged_in(site)
    sent = httpx.Request("POST", f"https://inforex.test{NEW}", files={"file": ("a.csv", LARGE)})
    kind = (b"content-type", sent.headers["content-type"].encode())
    cookies = dict(site.client.cookies)
    async with asyncio.timeout(30):  # or it would wait for more as long as the browser does
        answer = await ask(app, "POST", NEW, cookies=cookies, headers=(kind,), body=sent.read())
    assert answer.status == 503
    assert "ファイルを受け取れませんでした" in answer.text
