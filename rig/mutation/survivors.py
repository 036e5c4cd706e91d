"""Mutants that no test notices, and why that is so: the list may only become shorter."""

import tomllib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

from rig.mutation.run import Result

LIST = Path(__file__).with_name("survivors.toml")


@dataclass(frozen=True)
class Survivor:
    """One that is known; `why` nothing has to notice it, empty for a test that is to be written."""

    file: str
    function: str
    kind: str
    before: str
    why: str

    def is_of(self, result: Result) -> bool:
        known = (self.file, self.function, self.kind, self.before)
        return known == (result.file, result.function, result.kind, result.before)


def known_survivors() -> list[Survivor]:
    return [Survivor(**entry) for entry in tomllib.loads(LIST.read_text()).get("survivor", [])]


def unknown(results: Iterable[Result], known: Sequence[Survivor]) -> list[Result]:
    """Those that survived and are not on the list."""
    return [
        result
        for result in results
        if result.status == "survived" and not any(one.is_of(result) for one in known)
    ]
