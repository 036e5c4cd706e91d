"""The program as it is typed, with its exit codes."""

import asyncio
import os
import subprocess
import sys
from dataclasses import dataclass

import pytest

from db.enrolment.dossier import load_reviews
from domain.business_calendar import format_jst
from rig.applications import Applications
from tests.deployment.files import PROJECT


@dataclass(frozen=True)
class Outcome:
    code: int | None
    out: str
    err: str


SURROUNDINGS = {
    "PATH": os.defpath,
    "PYTHONIOENCODING": "utf-8",
    "COLUMNS": "200",
    "LANG": "ja_JP.UTF-8",
}


async def inforex(*arguments: str, **environment: str) -> Outcome:
    """Run the program with nothing in its environment but this."""
    process = await asyncio.create_subprocess_exec(
        *(sys.executable, "-m", "inforex", *arguments),
        cwd=PROJECT,
        env={**SURROUNDINGS, **environment},
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.PIPE,
    )
    out, err = await process.communicate()
    return Outcome(process.returncode, out.decode(), err.decode())


async def test_an_administrator_finds_and_clears_an_application(
    applications: Applications, pool: str
) -> None:
    number = await applications.under_review()
    environment = {"DATABASE_URL": pool}
    listed = await inforex("applications", "list", **environment)
    assert listed.code == 0
    assert number in listed.out
    decision = (
        "applications",
        "clear",
        number,
        "--reason",
        "電話で確認しました。",
        "--by",
        "admin@inforex.example",
    )
    assert (await inforex(*decision, **environment)).code == 0
    (review,) = await load_reviews(number)
    assert review.decided_at is not None
    again = await inforex(*decision, **environment)
    assert (again.code, again.out) == (2, "")
    assert format_jst(review.decided_at) in again.err


@pytest.mark.parametrize("nowhere", ["postgresql://inforex@127.0.0.1:1/inforex", "inforex"])
async def test_without_a_database_it_says_what_to_check(nowhere: str) -> None:
    refused = await inforex("applications", "list", DATABASE_URL=nowhere)
    assert (refused.code, refused.out) == (1, "")
    assert refused.err.count("\n") == 1
    assert "DATABASE_URL" in refused.err


async def test_a_setting_that_an_act_lacks_is_named(applications: Applications, pool: str) -> None:
    number = await applications.invited()
    why = ("--reason", "お電話での依頼", "--by", "admin@inforex.example")
    act = ("address", number, "new@shinki-shokuhin.example", *why)
    refused = await inforex("applications", *act, DATABASE_URL=pool)
    assert (refused.code, refused.out) == (2, "")
    assert refused.err.startswith("LINK_KEYS ")


def test_no_command_waits_for_what_only_some_need() -> None:
    """Temporal's client and what Piccolo migrates with would be a third of the time until help."""
    look = "import sys, inforex.__main__; print(*{'temporalio', 'black'} & {*sys.modules})"
    seen = subprocess.run(  # noqa: S603 -- our own
        [sys.executable, "-c", look], cwd=PROJECT, capture_output=True, text=True, check=True
    )
    assert seen.stdout.strip() == ""
