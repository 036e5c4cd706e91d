"""`make run` on somebody else's Temporal tells whether the enrolment goes on, and why it waits."""

from collections.abc import Iterator

import pytest

from rig.servers import start_bare_temporal
from tests.stack.conftest import PROJECT, StackProcess
from tests.temporal import namespaces


@pytest.fixture
def bare() -> Iterator[str]:
    with start_bare_temporal() as address:
        yield address


@pytest.fixture
def real(process: StackProcess, bare: str) -> StackProcess:
    """All our own programs, with a Temporal that others started."""
    process.program = PROJECT / "stack.py"
    process.environment |= {"TEMPORAL_ADDRESS": bare, "TEMPORAL_NAMESPACE": "shared"}
    return process


async def test_table_tells_why_the_enrolment_waits_and_a_line_that_it_goes_on(
    real: StackProcess, bare: str
) -> None:
    others = dict.fromkeys(("A", "B", "C"), "Bool")
    client = await namespaces.make(bare, "shared", others)
    real.start()
    (line,) = [line for line in real.said.splitlines() if line.startswith("Enrolment")]
    assert "waits." in line
    assert "search attributes are missing in the namespace shared" in line
    assert "search-attribute create --type Bool --name NeedsAttention" in line
    await namespaces.remove_attributes(client, "A")
    real.says("The enrolment goes on")


async def test_table_tells_that_the_enrolment_goes_on_where_the_worker_mended_all(
    real: StackProcess,
) -> None:
    real.start()
    if "goes on" not in real.said:  # on a slow machine the table comes first
        real.says("The enrolment goes on")
