"""Lists and their filters, for people and as JSON."""

import json
from datetime import timedelta
from io import StringIO
from pathlib import Path
from typing import Any

import pytest

from db.audit_seals import newest_head, seal_events
from db.enrolment.facts import load_facts
from domain.business_calendar import JST
from inforex.command import At
from rig.applications import Applications, another_form, now
from rig.console.company_file import company_file, company_row
from rig.console.staff import person
from tests.inforex.conftest import Type, done

WHY = ("--reason", "申請者から電話で依頼がありました。", "--by", "admin@inforex.example")

Found = dict[str, Any]


def today() -> str:
    """Asked by each test for itself: a run may begin before midnight."""
    return now().astimezone(JST).date().isoformat()


def yesterday() -> str:
    return (now().astimezone(JST).date() - timedelta(days=1)).isoformat()


@pytest.fixture
def found(capsys: pytest.CaptureFixture[str]) -> Any:
    """Types a command with `--json`; gives what it printed, which is JSON and nothing else."""

    async def find(*arguments: str) -> Any:
        capsys.readouterr()
        await done(*arguments, "--json")
        return json.loads(capsys.readouterr().out)

    return find


async def test_the_queue_is_cut_where_it_says_so(applications: Applications, typed: Type) -> None:
    first = await applications.under_review("first@maker.example")
    second = await applications.under_review("second@maker.example")
    one = await typed("list", "--limit", "1")
    assert first in one
    assert second not in one
    assert "1件を表示しました。" in one
    assert "--limit all" in one
    every = await typed("list", "--limit", "all")
    assert second in every
    assert "続きがあります" not in every


async def test_the_queue_as_json_has_codes_and_no_other_line(
    applications: Applications, found: Any
) -> None:
    number = await applications.under_review()
    await applications.invited("other@maker.example")
    told = await found("applications", "list")
    (case,) = told["cases"]
    assert told["more"] is False
    assert (case["application_number"], case["need"]) == (number, "review")
    assert case["since"].endswith("+00:00")
    assert (await found("applications", "list", "--limit", "1"))["more"] is False


async def test_the_queue_is_filtered(applications: Applications, found: Any) -> None:
    number = await applications.under_review()
    who = await person("helpdesk")

    async def numbers(*options: str) -> list[str]:
        told = await found("applications", "list", *options)
        return [case["application_number"] for case in told["cases"]]

    assert await numbers("--need", "審査") == await numbers("--need", "review") == [number]
    assert await numbers("--need", "mail") == []
    assert await numbers("--waiting-since", today(), "--nobody") == [number]
    assert await numbers("--waiting-since", yesterday()) == []
    await done("applications", "take", number, "--by", who.mail_address)
    assert await numbers("--nobody") == []


async def test_applications_are_found_by_what_people_say_of_them(
    applications: Applications, found: Any
) -> None:
    waiting = await applications.awaiting_approval()
    form = another_form(company_name="別の食品株式会社")
    other = await applications.awaiting_approval("b@two.example", form=form)
    ended = await applications.withdrawing()
    invited = await applications.invited("c@three.example")

    async def numbers(*options: str) -> set[str]:
        told = await found("applications", "search", *options)
        return {each["application_number"] for each in told["applications"]}

    assert await numbers() == {waiting, other, ended, invited}
    assert await numbers("b@two.example") == {other}
    assert await numbers("--company", "別の食品") == {other}
    assert await numbers("--stage", "卸の回答待ち") == {waiting, other}
    assert await numbers("--stage", "awaiting_approval", "--company", "別の食品") == {other}
    assert await numbers("--stage", "open", "--waiting-since", today()) >= {waiting, other, invited}
    assert await numbers("--waiting-since", yesterday()) == set()
    assert await numbers("--since", today(), "--until", today()) == {waiting, other, ended, invited}
    assert await numbers("--until", yesterday()) == set()
    assert (await found("applications", "search", "--limit", "3"))["more"] is True
    assert (await found("applications", "search", "--limit", "4"))["more"] is False


async def test_the_search_has_the_words_of_the_console(
    applications: Applications, typed: Type
) -> None:
    number = await applications.awaiting_approval()
    shown = await typed("search")
    (row,) = [line for line in shown.splitlines() if number in line]
    assert "卸の回答待ち" in row
    assert (await load_facts(number)).company_name in row
    assert "該当する申請はありません。" in await typed("search", "--stage", "取り下げで終了")


class LeftPipe(StringIO):
    """What `| head` leaves behind."""

    def flush(self) -> None:
        raise BrokenPipeError


def test_a_reader_who_has_seen_enough_is_no_trouble(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("sys.stdout", LeftPipe())
    with pytest.raises(SystemExit) as exited:
        At(now(), {}, as_json=True).show([], lambda _: None)
    assert exited.value.code == 1


async def test_one_application_as_json_has_all_that_the_page_has(
    applications: Applications, found: Any
) -> None:
    number = await applications.under_review()
    told = await found("applications", "show", number)
    assert told["status"]["application_number"] == number
    assert told["status"]["stage"] == "under_review"
    assert told["revisions"][0]["form"]["company_name"]
    assert told["findings"]
    assert "password" not in json.dumps(told)


async def test_what_was_done_is_found_by_whom_what_and_when(
    applications: Applications, found: Any, capsys: pytest.CaptureFixture[str]
) -> None:
    number = await applications.invited()
    await done("applications", "deadline", number, "--until", _in_days(30), *WHY)
    about = ("audit", "list", "--application", number)
    (act,) = (await found(*about, "--source", "管理者"))["events"]
    assert act["reason"] == WHY[1]
    assert act["application_number"] == number
    assert (await found(*about, "--act", act["tag"]))["events"] == [act]
    assert (await found(*about, "--act", "期限の延長"))["events"] == [act]
    assert (await found(*about, "--until", yesterday()))["events"] == []
    assert (await found("audit", "list", "--limit", "1"))["more"] is True
    await done(*about)
    assert "期限の延長" in capsys.readouterr().out


def _in_days(days: int) -> str:
    return (now().astimezone(JST) + timedelta(days=days)).date().isoformat()


async def test_the_audit_log_is_verified_as_json(
    applications: Applications, capsys: pytest.CaptureFixture[str]
) -> None:
    await applications.invited()
    keys = applications.settings.link_keys
    await seal_events(keys, 2**62)
    capsys.readouterr()
    environment = {"LINK_KEYS": " ".join(key.decode() for key in keys)}
    await done("audit", "verify", "--json", environment=environment)
    told = json.loads(capsys.readouterr().out)
    assert (told["faults"], told["broken"], told["waiting"]) == (0, [], 0)
    assert told["head"] == str(await newest_head())


@pytest.mark.usefixtures("pool")
async def test_imports_are_listed_and_each_bad_line_is_shown(
    tmp_path: Path, found: Any, capsys: pytest.CaptureFixture[str]
) -> None:
    assert await found("imports", "list") == {"imports": [], "more": False}
    file = tmp_path / "master.csv"
    rows = [company_row(nth, 本社所在地="東京") for nth in range(60)]
    file.write_bytes(company_file([company_row(99), *rows]))
    await done("import-companies", str(file))
    (run,) = (await found("imports", "list", "--kind", "companies"))["imports"]
    assert (run["file_name"], run["lines_bad"]) == ("master.csv", 60)
    assert (await found("imports", "list", "--kind", "corporations"))["imports"] == []
    told = await found("imports", "show", str(run["id"]))
    assert [each["line"] for each in told["problems"]] == list(range(3, 63))
    assert told["left_off"] == 0
    await done("imports", "show", str(run["id"]))
    assert "本社所在地：" in capsys.readouterr().out


@pytest.mark.usefixtures("pool")
async def test_the_people_of_the_console_are_listed(
    found: Any, capsys: pytest.CaptureFixture[str]
) -> None:
    who = await person("helpdesk")
    (listed,) = (await found("administrators", "list"))["administrators"]
    assert (listed["mail_address"], listed["role"]) == (who.mail_address, "helpdesk")
    await done("administrators", "list")
    assert "ヘルプデスク" in capsys.readouterr().out
