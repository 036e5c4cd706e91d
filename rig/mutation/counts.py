"""How many mutants of each family were run, and what came of them: `counts.toml`."""

import tomllib
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path

from rig.mutation.mutants import Mutant
from rig.mutation.run import Result
from rig.mutation.survivors import Survivor, unknown

COUNTS = Path(__file__).with_name("counts.toml")


@dataclass(frozen=True)
class Count:
    """Of one family, without what was no program.

    `noticed`: by a test, in time or not at all. `explained`: no test does, and the list says why.
    """

    mutants: int
    run: int
    noticed: int
    explained: int

    @property
    def waiting(self) -> int:
        """How many survived that nobody has looked at."""
        return self.run - self.noticed - self.explained


def counts(
    found: Iterable[Mutant], results: Mapping[str, Result], known: Sequence[Survivor]
) -> dict[str, Count]:
    """Count what is known of the mutants that there are, by their families."""
    mutants: Counter[str] = Counter()
    ends: Counter[tuple[str, str]] = Counter()
    waiting: Counter[str] = Counter()
    for mutant in found:
        mutants[mutant.family] += 1
        if result := results.get(mutant.key):
            ends[mutant.family, result.status] += 1
            waiting[mutant.family] += len(unknown([result], known))
    return {
        family: Count(
            mutants=number,
            run=(noticed := ends[family, "killed"] + ends[family, "timed out"])
            + ends[family, "survived"],
            noticed=noticed,
            explained=ends[family, "survived"] - waiting[family],
        )
        for family, number in mutants.items()
    }


def read_counts(place: Path = COUNTS) -> dict[str, Count]:
    return {family: Count(**of) for family, of in tomllib.loads(place.read_text()).items()}


def write_counts(found: Mapping[str, Count], place: Path) -> None:
    lines = [
        line
        for family, count in found.items()
        for line in (f"[{family}]", *(f"{name} = {of}" for name, of in asdict(count).items()), "")
    ]
    place.write_text("\n".join(lines))
