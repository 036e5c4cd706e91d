"""The whole stack with its real servers: it starts, stops, crashes and comes back."""

import signal
import smtplib
from email.message import EmailMessage

import asyncpg
import httpx
from temporalio.client import Client

from embedded.plan import DEFAULT_PORTS
from rig.databases import DURABLE, durability
from tests.stack.conftest import StackProcess
from tests.stack.stand_ins import FIRST_PASSWORD


async def test_stack_comes_back_with_all_data(process: StackProcess) -> None:
    process.start()
    await leave_something(process.settings)
    assert process.signal(signal.SIGTERM) == 0
    assert process.survivors() == []

    process.start()
    await find_it_again(process.settings)
    assert process.signal(signal.SIGINT) == 0
    assert process.survivors() == []


async def test_killed_stack_leaves_no_process_and_comes_back_with_all_data(
    process: StackProcess,
) -> None:
    process.start()
    await leave_something(process.settings)
    process.signal(signal.SIGKILL)

    process.start()
    await find_it_again(process.settings)
    process.signal(signal.SIGKILL)
    assert process.survivors() == []


def test_stack_says_where_everything_is(running: StackProcess) -> None:
    for variable in ("WEB_PORT", "TEMPORAL_UI_PORT", "INBOX_PORT"):
        assert f"http://localhost:{running.environment[variable]}" in running.said
    assert FIRST_PASSWORD in running.said
    assert running.settings["DATABASE_URL"] in running.said
    assert str(running.data / "logs") in running.said


async def test_stack_keeps_what_it_has_acknowledged_whatever_is_killed(
    running: StackProcess,
) -> None:
    assert await durability(running.settings["DATABASE_URL"]) == DURABLE


async def test_s42_stack_has_a_role_for_the_application_that_owns_nothing(
    running: StackProcess,
) -> None:
    connection = await asyncpg.connect(running.settings["DATABASE_URL"])
    mighty = await connection.fetchval(
        "SELECT rolsuper OR rolcreaterole OR pg_has_role(current_user, datdba, 'MEMBER')"
        " FROM pg_roles, pg_database"
        " WHERE rolname = current_user AND datname = current_database()"
    )
    await connection.close()
    assert mighty is False


def test_stack_listens_on_loopback_only(running: StackProcess) -> None:
    listening = running.listening_addresses()
    assert {port for _, port in listening} >= {
        int(running.environment[variable]) for variable in DEFAULT_PORTS
    }
    assert {host for host, _ in listening} == {"127.0.0.1"}


def test_second_stack_on_the_same_data_is_refused(running: StackProcess) -> None:
    second = StackProcess(running.environment)
    assert second.fail() == 1
    assert f"Another stack runs on {running.data}" in second.said
    assert running.runs()


async def leave_something(settings: dict[str, str]) -> None:
    connection = await asyncpg.connect(settings["MIGRATION_DATABASE_URL"])
    await connection.execute("CREATE EXTENSION pg_trgm; CREATE TABLE kept AS SELECT 'データ' AS it")
    await connection.close()
    client = await Client.connect(settings["TEMPORAL_ADDRESS"])
    await client.start_workflow("Enrolment", id="A-1", task_queue="nobody")
    mail = EmailMessage()
    mail["To"], mail["Subject"] = "someone@maker.example", "残るメール"
    with smtplib.SMTP(settings["SMTP_HOST"], int(settings["SMTP_PORT"])) as smtp:
        smtp.send_message(mail, "no-reply@inforex.example", ["someone@maker.example"])


async def find_it_again(settings: dict[str, str]) -> None:
    connection = await asyncpg.connect(settings["MIGRATION_DATABASE_URL"])
    assert await connection.fetchval("SELECT it FROM kept") == "データ"
    assert await connection.fetchval("SELECT cardinality(show_trgm('メーカー'))") > 0
    await connection.close()
    client = await Client.connect(settings["TEMPORAL_ADDRESS"])
    run = await client.get_workflow_handle("A-1").describe()
    assert run.workflow_type == "Enrolment"
    async with httpx.AsyncClient() as http:
        answer = await http.get(f"http://127.0.0.1:{settings['INBOX_PORT']}/api/v1/messages")
    assert [mail["Subject"] for mail in answer.json()["messages"]] == ["残るメール"]
