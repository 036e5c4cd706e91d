import pytest

from domain.processes import ProcessKind, kind_of, number_of, process_id


def test_an_application_number_is_the_id_of_an_enrolment() -> None:
    assert kind_of("261122-000001-5") is ProcessKind.ENROLMENT


@pytest.mark.parametrize(
    "kind", [kind for kind in ProcessKind if kind is not ProcessKind.ENROLMENT]
)
def test_the_id_of_a_process_tells_its_kind_and_number(kind: ProcessKind) -> None:
    process = process_id(kind, 17)
    assert (kind_of(process), number_of(process)) == (kind, 17)


@pytest.mark.parametrize("process", ["letters-", "letters-x", "nothing-1", "", "letters-1/2"])
def test_anything_else_is_no_process(process: str) -> None:
    with pytest.raises(ValueError, match="process"):
        kind_of(process)
