"""What a law is, and what is said of a breach."""

from dataclasses import dataclass


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
