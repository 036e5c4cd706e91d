"""A function with three checks, and what came of a mutant of it."""

from rig.mutation.mutants import Mutant
from rig.mutation.run import Result

CHECKS = b"""
def f():
    if a:
        return 1
    if b:
        return 2
    if c:
        return 3
"""


def result_of(mutant: Mutant, status: str) -> Result:
    return Result(
        key=mutant.key,
        family=mutant.family,
        file=mutant.file,
        line=mutant.line,
        function=mutant.function,
        kind=mutant.edit.kind,
        before=mutant.before,
        status=status,
        by="",
        why="",
        tests=1,
        reaching=1,
        asked="",
        seconds=1.0,
    )
