"""`inforex create-admin`: somebody for the console, the first one above all."""

import re
import shlex
import subprocess
import sys

import pytest

from db.console.administrators import NewPerson, people
from db.demo.__main__ import about_the_console
from db.demo.seeding import add_administrator
from db.identity.credentials import load_credentials
from domain.console_roles import Role
from domain.logins import ADMINISTRATORS
from domain.passwords import verify_password
from inforex.command import RefusedError
from inforex.commands import parse
from rig.applications import now
from tests.deployment.files import PROJECT
from tests.inforex.conftest import done
from tests.inforex.test_program import SURROUNDINGS

NEW = NewPerson("boss@inforex.example", "管理 花子", Role.ADMINISTRATOR)


@pytest.mark.usefixtures("pool")
async def test_first_password_that_is_printed_is_the_one_to_log_in_by(
    capsys: pytest.CaptureFixture[str],
) -> None:
    await done("create-admin", NEW.mail_address, NEW.person_name)
    said = capsys.readouterr().out
    credentials = await load_credentials(ADMINISTRATORS, NEW.mail_address)
    assert credentials is not None
    assert verify_password(credentials.password_hash, said.split(": ")[-1].strip())
    (person,) = await people()
    assert (person.person_name, person.role, person.password_is_first) == (
        "管理 花子",
        "administrator",
        True,
    )


@pytest.mark.usefixtures("pool")
async def test_somebody_who_is_there_is_not_changed(capsys: pytest.CaptureFixture[str]) -> None:
    await done("create-admin", NEW.mail_address, NEW.person_name)
    before = await load_credentials(ADMINISTRATORS, NEW.mail_address)
    capsys.readouterr()
    with pytest.raises(RefusedError, match="すでに登録されています"):
        await done("create-admin", NEW.mail_address, "別の人", "--role", "viewer")
    assert capsys.readouterr().out == ""
    assert await load_credentials(ADMINISTRATORS, NEW.mail_address) == before


@pytest.mark.parametrize(
    ("typed", "told"),
    [
        (("boss", "管理 花子"), "name@example.co.jp"),
        (("boss@inforex.example", " "), "入力してください"),
        (("boss@inforex.example", "管理 花子", "--role", "king"), "king"),
        (("boss@inforex.example",), "NAME"),
    ],
)
def test_what_cannot_be_is_told(
    capsys: pytest.CaptureFixture[str], typed: tuple[str, ...], told: str
) -> None:
    with pytest.raises(SystemExit) as exited:
        parse(("create-admin", *typed))
    assert exited.value.code == 2
    assert told in capsys.readouterr().err


async def test_program_adds_an_administrator_and_says_so(pool: str) -> None:
    done = subprocess.run(  # noqa: ASYNC221 -- one program of ours, and nothing else waits
        [sys.executable, "-m", "inforex", "create-admin", "Boss@inforex.example", "管理 花子"],
        cwd=PROJECT,
        env={**SURROUNDINGS, "DATABASE_URL": pool},
        capture_output=True,
        check=True,
        encoding="utf-8",
    )
    assert "管理 花子（boss@inforex.example）を追加しました。" in done.stdout
    assert [person.mail_address for person in await people()] == ["boss@inforex.example"]


def test_demo_says_how_to_get_in_when_its_password_was_shown_before() -> None:
    assert about_the_console("secret").endswith("First password, shown this once: secret\n")
    later = about_the_console(None)
    (typed,) = re.findall(r"Docker: (docker compose run .*)\)", later)
    # The entrypoint, which has the database's password, stands before what `run` is given.
    assert typed.split()[:6] == ["docker", "compose", "run", "--rm", "worker", "inforex"]
    arguments = shlex.split(typed.replace("MAIL", NEW.mail_address).replace("NAME", "花子"))
    assert parse(arguments[6:])


@pytest.mark.usefixtures("pool")
async def test_demo_adds_its_administrator_once() -> None:
    first = await add_administrator(now())
    credentials = await load_credentials(ADMINISTRATORS, "admin@inforex.example")
    assert first is not None
    assert credentials is not None
    assert verify_password(credentials.password_hash, first)
    assert await add_administrator(now()) is None
    assert await load_credentials(ADMINISTRATORS, "admin@inforex.example") == credentials
