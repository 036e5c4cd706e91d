"""Which servers the whole-stack tests get."""

from typing import NoReturn

import asyncpg
import httpx
import pytest
from temporalio.client import Client

from embedded.ports import is_open
from rig import containers, servers


def test_containers_without_docker_fail_clearly(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TEST_SERVERS", "containers")
    monkeypatch.setenv("DOCKER_HOST", "unix:///nowhere")
    with pytest.raises(RuntimeError, match="TEST_SERVERS is containers, but Docker does not"):
        servers.start_servers()


def test_machine_without_docker_command_has_no_containers(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", "/nowhere")
    assert str(containers.obstacle()).startswith("Docker does not answer")


def test_without_docker_the_servers_are_embedded(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TEST_SERVERS", "auto")
    monkeypatch.setenv("DOCKER_HOST", "unix:///nowhere")
    embedded = object()
    monkeypatch.setattr(servers, "_start_embedded", lambda: embedded)
    assert servers.start_servers() is embedded


def test_unknown_kind_of_servers_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TEST_SERVERS", "cloud")
    with pytest.raises(ValueError, match="TEST_SERVERS is 'cloud'; give auto"):
        servers.start_servers()


def test_container_that_never_gets_ready_fails_clearly_where_it_was_asked_for(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("TEST_SERVERS", "containers")
    _never_get_ready(monkeypatch)
    with pytest.raises(RuntimeError, match="but a container did not get ready: not within"):
        servers.start_servers()


def _never_get_ready(monkeypatch: pytest.MonkeyPatch) -> None:
    def wait_in_vain() -> NoReturn:
        raise TimeoutError("not within\n60 seconds")

    monkeypatch.setattr(containers, "obstacle", lambda: None)
    monkeypatch.setattr(containers, "mailpit", wait_in_vain)


async def test_where_no_container_gets_ready_embedded_servers_answer_until_they_are_stopped(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("TEST_SERVERS", "auto")
    _never_get_ready(monkeypatch)
    told: list[str] = []
    running = servers.start_servers(told.append)
    (line,) = told
    assert line.endswith(
        "embedded servers, for a container did not get ready: not within 60 seconds"
    )
    try:
        connection = await asyncpg.connect(running.database_url)
        assert await connection.fetchval("SELECT current_database()") == "inforex"
        await connection.close()
        assert (await Client.connect(running.temporal_address)).namespace == "default"
        async with httpx.AsyncClient(base_url=running.inbox_url) as http:
            assert (await http.get("/api/v1/messages")).json()["total"] == 0
    finally:
        running.stop()
    assert not await is_open(running.smtp_port)
