"""What a law is, and what is said of a breach."""

from dataclasses import dataclass

AT_ONCE = "interval '1 minute'"
"""Of two acts within this, either may have been first, whatever their moments say.

Who acts takes the moment before waiting for others to be done with the same row, and each machine
has a clock of its own.
"""


@dataclass(frozen=True)
class Law:
    """One thing that always holds.

    `says`: the law as a sentence. `breaches`: a SELECT of `subject` (a number or an id) and
    `found` (what is wrong, without names and addresses) of each breach. It may ask `moment` for
    `now` and for `late`: what happened before that has had all that follows from it.
    """

    name: str
    says: str
    breaches: str


@dataclass(frozen=True)
class Breach:
    """A law that is broken: by what, and how; nothing personal."""

    law: str
    subject: str
    found: str

    def __str__(self) -> str:
        return f"{self.law}: {self.subject}: {self.found}"
