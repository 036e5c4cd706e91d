"""TLS that does not fit is said, and waited for; a Temporal behind TLS that fits is worked for."""

from collections.abc import Mapping
from pathlib import Path

import pytest

from tests.temporal import namespaces
from tests.temporal.certificates import tls_with, write_certificate
from tests.temporal.conftest import Place
from tests.temporal.door import Door
from tests.temporal.namespaces import worked_on

RIGHT, WRONG = "temporal.inforex.test", "other.inforex.test"


@pytest.fixture
def trusting(tmp_path: Path) -> Mapping[str, str]:
    """The settings of one who speaks TLS, and trusts the right server only."""
    return {
        "TEMPORAL_TLS_SERVER_CA_CERT_PATH": str(write_certificate(RIGHT, tmp_path)),
        "TEMPORAL_TLS_SERVER_NAME": RIGHT,
    }


async def test_certificate_that_nobody_vouches_for_is_waited_for(
    place: Place, door: Door, trusting: Mapping[str, str], tmp_path: Path
) -> None:
    client = await namespaces.make(place.temporal, place.namespace)
    number = await place.applications.invited()
    await door.lead_to(place.temporal, tls_with(write_certificate(WRONG, tmp_path)))
    worker = place.worker(door.address, **trusting)
    async with worker.running():
        line = await worker.says("temporal.not_ready", obstacle="tls", message="InvalidCertificate")
        assert line["what"] in (await worker.health())[1]
        await door.lead_to(place.temporal, tls_with(tmp_path / f"{RIGHT}.pem"))
        await worked_on(client, number)


async def test_server_without_tls_is_waited_for_by_who_speaks_it(
    place: Place, door: Door, trusting: Mapping[str, str], tmp_path: Path
) -> None:
    client = await namespaces.make(place.temporal, place.namespace)
    number = await place.applications.invited()
    await door.lead_to(place.temporal)
    worker = place.worker(door.address, **trusting)
    async with worker.running():
        await worker.says("temporal.not_ready", obstacle="tls", message="InvalidMessage")
        await door.lead_to(place.temporal, tls_with(tmp_path / f"{RIGHT}.pem"))
        await worked_on(client, number)


async def test_server_with_tls_is_waited_for_by_who_speaks_none(
    place: Place, door: Door, tmp_path: Path
) -> None:
    client = await namespaces.make(place.temporal, place.namespace)
    number = await place.applications.invited()
    await door.lead_to(place.temporal, tls_with(write_certificate(RIGHT, tmp_path)))
    worker = place.worker(door.address)
    async with worker.running():
        line = await worker.says("temporal.not_ready", obstacle="unreachable", code="UNKNOWN")
        assert "speaks TLS as we do" in line["remedy"]
        await door.lead_to(place.temporal)
        await worked_on(client, number)


async def test_certificate_file_that_is_not_there_is_waited_for(
    place: Place, door: Door, trusting: Mapping[str, str], tmp_path: Path
) -> None:
    client = await namespaces.make(place.temporal, place.namespace)
    number = await place.applications.invited()
    await door.lead_to(place.temporal, tls_with(tmp_path / f"{RIGHT}.pem"))
    mounted_later = tmp_path / "mounted-later.pem"
    here = {"TEMPORAL_TLS_SERVER_CA_CERT_PATH": str(mounted_later)}
    worker = place.worker(door.address, **{**trusting, **here})
    async with worker.running():
        await worker.says("temporal.not_ready", message=f"{mounted_later}, which cannot be read")
        mounted_later.write_bytes((tmp_path / f"{RIGHT}.pem").read_bytes())
        await worked_on(client, number)
