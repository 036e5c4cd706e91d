"""「取込」: sending a file, following it, stopping and resuming it."""

import io
from dataclasses import replace
from functools import partial
from urllib.parse import urljoin

import pytest

from db.imports import files
from db.imports.batches import import_batches
from db.imports.runs import begin_run, list_runs, load_run, uploaded_piece
from db.tables.administration import ConsoleAct
from db.tables.imports import ImportRun
from domain.imports.company_file import HEADER
from domain.imports.files import ImportKind
from rig.applications import now
from rig.console.company_file import company_file, company_row
from rig.console.import_files import WHY, looked_at, taken_in
from rig.console.nta_file import nta_file, nta_row
from rig.console.staff import logged_in
from rig.site import Site
from rig.visitor import Page
from tests.news import waiting

NEW = "/console/imports/new"
COMPANIES = company_file([company_row(1), company_row(2, 本社所在地="東京"), company_row(3)])


async def send(
    site: Site,
    content: bytes | None,
    kind: str = "companies",
    reason: str = "月次の更新です。",
    name: str = "企業マスター.csv",
) -> Page:
    """Send a file by the form, as a browser would."""
    form, _ = (await site.get(NEW)).form_of("取り込む")
    fields = {"csrf_token": form.find("input").get("value"), "kind": kind, "reason": reason}  # type: ignore[union-attr]  # it is there
    chosen = {"file": (name, io.BytesIO(content), "text/csv")} if content is not None else {}
    nothing = {} if chosen else {"file": ("", b"", "application/octet-stream")}
    answer = await site.client.post(
        NEW, data=fields, files=chosen or nothing, follow_redirects=True
    )
    return site.checked(answer)


async def worker(site: Site, at_most: int = 1000) -> None:
    """Take in what the newest run left, as the worker does."""
    run = (await list_runs())[0]
    left = iter(range(at_most - 1, -1, -1))
    await import_batches(
        run.id, partial(uploaded_piece, run.id), site.clock, lambda _: next(left) > 0
    )


async def test_a_file_is_sent_and_followed_to_its_end(site: Site) -> None:
    who = await logged_in(site)
    page = await send(site, COMPANIES)
    (run,) = await list_runs()
    assert page.path == f"/console/imports/{run.id}"
    assert page.h1 == f"企業マスターの取込 {run.id}"
    assert page.cells("進み具合") == [["取込中", "0%", "0", "0", "0", "0"]]
    assert "企業マスター.csv" in page.text
    assert "文字コード UTF-8" in page.text
    assert who.mail_address in page.text
    assert site.relay.nudged == await waiting() == [run.process]
    await worker(site)
    page = await site.get(page.path)
    assert page.cells("進み具合") == [["完了", "100%", "3", "2", "0", "1"]]
    ((line, problem),) = page.cells("取り込めなかった行と理由（表示は最初の1,000行まで）")
    assert (line, problem[:6]) == ("3", "本社所在地：")


async def test_the_page_is_asked_for_again_while_lines_are_left(site: Site) -> None:
    await logged_in(site)
    page = await send(site, COMPANIES)
    assert "data-again-after" in page.html
    assert page.link("最新の状況を表示する") == page.path
    await worker(site)
    assert "data-again-after" not in (await site.get(page.path)).html


async def test_the_encoding_is_stated(site: Site) -> None:
    await logged_in(site)
    page = await send(site, company_file([company_row(1)], "cp932"))
    assert "文字コード Shift_JIS（Windows-31J）" in page.text


async def test_a_corporation_file_is_sent_too(site: Site) -> None:
    await logged_in(site)
    page = await send(site, nta_file([nta_row(1)]), "corporations")
    assert page.h1.startswith("国税庁の法人番号の取込")


@pytest.mark.parametrize(
    ("content", "kind", "said"),
    [
        (nta_file([nta_row(1)]), "companies", "企業マスターのCSVファイルではありません。"),
        (COMPANIES, "corporations", "国税庁の法人番号のCSVファイルではありません。"),
        (b"PK\x03\x04", "companies", "CSVファイルではありません。"),
        (b"", "companies", "ファイルの1行目に何も書かれていません。"),
        (None, "companies", "CSVファイルを選択してください。"),
    ],
)
async def test_a_wrong_file_is_refused_and_nothing_is_kept(
    site: Site, content: bytes | None, kind: str, said: str
) -> None:
    await logged_in(site)
    page = await send(site, content, kind)
    assert (page.status, page.h1) == (422, "ファイルを取り込む")
    assert page.errors["file"].startswith(f"＊{said}")
    assert page.value("理由") == "月次の更新です。"
    assert not await ImportRun.exists()


async def test_kind_and_reason_are_needed(site: Site) -> None:
    await logged_in(site)
    page = await send(site, COMPANIES, kind="", reason="")
    assert page.errors.keys() == {"kind", "reason"}
    assert not await ImportRun.exists()


async def test_sending_the_same_file_again_leads_to_the_same_run(site: Site) -> None:
    await logged_in(site)
    first = await send(site, COMPANIES)
    assert (await send(site, COMPANIES)).path == first.path


async def test_stopping_and_resuming(site: Site, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(files, "PIECE", 100)
    await logged_in(site)
    page = await send(site, COMPANIES)
    await worker(site, 1)
    page = await site.press(page, "停止する", 理由="夜間に回します。")
    assert "取込は停止しています。" in page.text
    await worker(site)
    (run,) = await list_runs()
    assert 0 < run.bytes_done < run.bytes_total
    page = await site.press(page, "再開する", 理由="再開します。")
    await worker(site)
    assert (await load_run(run.id)).finished_at is not None
    assert site.relay.nudged == [run.process] * 2
    acts = await ConsoleAct.select(ConsoleAct.tag, ConsoleAct.reason).order_by(ConsoleAct.id)
    assert [(act["tag"].rpartition(":")[2], act["reason"]) for act in acts] == [
        ("begin", "月次の更新です。"),
        ("stop", "夜間に回します。"),
        ("resume", "再開します。"),
    ]


async def test_a_reason_is_needed_to_stop(site: Site) -> None:
    await logged_in(site)
    page = await site.press(await send(site, COMPANIES), "停止する")
    assert (page.status, list(page.errors)) == (422, ["reason"])
    assert (await list_runs())[0].goes_on


async def test_stopping_what_is_finished_says_so(site: Site) -> None:
    await logged_in(site)
    page = await send(site, COMPANIES)
    await worker(site)
    page = await site.press(page, "停止する", 理由="遅い停止です。")
    assert page.status == 422
    assert "すでに停止、再開または完了しています。何も変更していません。" in page.html
    assert page.cells("進み具合")[0][0] == "完了"


async def test_a_run_of_the_command_line_says_how_it_goes_on(
    site: Site, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(files, "PIECE", 100)
    await logged_in(site)
    run = await taken_in(COMPANIES, go_on=lambda _: False)
    page = await site.get(f"/console/imports/{run.id}")
    assert "コマンドラインから取り込んでいます。" in page.text
    page = await site.press(page, "停止する", 理由="止めます。")
    assert "同じファイルで、同じコマンドをもう一度実行してください。" in page.text
    with pytest.raises(LookupError):
        page.form_of("再開する")


async def test_viewers_see_everything_and_no_button(site: Site) -> None:
    run = await taken_in(COMPANIES)
    await logged_in(site, "viewer")
    page = await site.get("/console/imports")
    assert page.cells("取り込んだファイル（新しい順）")[0][:4] == [
        str(run.id),
        "企業マスター",
        "made-up.csv",
        "完了",
    ]
    assert "ファイルを取り込む" not in page.text
    page = await site.get(page.link(str(run.id)))
    assert page.status == 200
    assert "停止する" not in page.text


async def test_the_list_goes_on_by_the_last_number(site: Site) -> None:
    await logged_in(site)
    file = looked_at(COMPANIES)
    for nth in range(52):
        await begin_run(replace(file, sha256=f"{nth:064}"), WHY, now())
    page = await site.get("/console/imports")
    assert len(page.cells("取り込んだファイル（新しい順）")) == 50
    page = await site.get(page.link("次の50件"))
    assert len(page.cells("取り込んだファイル（新しい順）")) == 2
    assert (
        len((await site.get(page.link("前の50件"))).cells("取り込んだファイル（新しい順）")) == 50
    )
    of_companies = await site.get("/console/imports" + page.link("企業マスター"))
    assert len(of_companies.cells("取り込んだファイル（新しい順）")) == 50
    of_corporations = await site.get("/console/imports" + page.link("国税庁の法人番号"))
    assert "取り込んだファイルはありません。" in of_corporations.text
    page = await site.get("/console/imports?before=x&kind=x")
    assert len(page.cells("取り込んだファイル（新しい順）")) == 50


async def test_bad_lines_go_on_by_the_last_line(site: Site) -> None:
    await logged_in(site)
    rows = [nta_row(1), *([["x"]] * 60)]
    run = await taken_in(nta_file(rows), ImportKind.CORPORATIONS)
    page = await site.get(f"/console/imports/{run.id}")
    caption = "取り込めなかった行と理由（表示は最初の1,000行まで）"
    assert len(page.cells(caption)) == 50
    first = [row[0] for row in page.cells(caption)]
    page = await site.get(page.link("次の50件"))
    assert [row[0] for row in page.cells(caption)] == [str(line) for line in range(52, 62)]
    page = await site.get(page.link("前の50件"))
    assert [row[0] for row in page.cells(caption)] == first


async def test_lines_that_changed_nothing_are_listed_too(site: Site) -> None:
    await logged_in(site)
    rows = [nta_row(nth) for nth in range(1, 56)]
    await taken_in(nta_file(rows), ImportKind.CORPORATIONS)
    run = await taken_in(nta_file([*rows, ["x"]]), ImportKind.CORPORATIONS)
    page = await site.get(f"/console/imports/{run.id}")
    assert page.cells("進み具合") == [["完了", "100%", "56", "0", "55", "1"]]
    caption = "変更のなかった行と理由（表示は最初の1,000行まで）"
    assert page.cells(caption)[0] == ["1", "登録と同じか、登録のほうが新しい内容です。"]
    page = await site.get(urljoin(page.path, page.link("続きの変更のなかった行")))
    assert [row[0] for row in page.cells(caption)] == [str(line) for line in range(51, 56)]


async def test_the_template_is_a_file_that_can_be_taken_in(site: Site) -> None:
    await logged_in(site)
    link = (await site.get(NEW)).link("ひな形をダウンロード")
    template = (await site.client.get(link)).content
    assert template.decode("utf-8-sig").strip().split(",") == list(HEADER)
    await send(site, template)
    await worker(site)
    (run,) = await list_runs()
    assert (run.rows_changed, run.lines_bad) == (0, 0)


async def test_an_unknown_run_is_not_found(site: Site) -> None:
    await logged_in(site)
    assert (await site.get("/console/imports/7")).status == 404
