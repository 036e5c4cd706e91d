"""The faults of `faults.toml`, each of which some instrument has to find."""

import tomllib
from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True)
class Fault:
    """A guard that is removed or weakened: `instead` stands in its file where `text` did.

    `world`: the one that a search of every order goes through to find it; empty for none. `tests`:
    the files and folders that find it else.
    """

    guard: str
    file: str
    text: str
    instead: str
    tests: tuple[str, ...]
    world: str = ""


def _fault(row: dict[str, str]) -> Fault:
    return Fault(**{**row, "tests": tuple(row["tests"].split())})  # type: ignore[arg-type]  # tests are the only other kind


FAULTS = [
    _fault(row) for row in tomllib.loads(Path(__file__).with_suffix(".toml").read_text())["fault"]
]
