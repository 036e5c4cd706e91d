"""What came of some lines."""

from dataclasses import dataclass

from domain.imports.files import Problem


@dataclass(frozen=True)
class Taken:
    """How many rows were added or changed, and the lines that contradict what is registered."""

    changed: int
    problems: tuple[Problem, ...] = ()
