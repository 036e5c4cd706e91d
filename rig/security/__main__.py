"""All of `make security`, one after the other, and in the end what was looked at and what not.

Ends with 1 where something was found, and with 3 where nothing was, but not all could be asked.
"""

import argparse
import subprocess
import sys
from collections.abc import Mapping
from dataclasses import dataclass

from rig.output import say
from rig.security.advisories import CLEAN, NOT_ASKED, WEAK

SIDE_BY_SIDE = ("--numprocesses", "auto", "--dist", "loadfile", "--no-loadscope-reorder")


@dataclass(frozen=True)
class Part:
    """One look; `command`: what Python runs. `asks`: whom besides this machine, if anybody."""

    what: str
    command: tuple[str, ...]
    asks: str = ""


def parts(minutes: float, chromium: str) -> tuple[Part, ...]:
    """What there is to look at, the quickest first."""
    return (
        Part("every control, by its tests", ("pytest", *SIDE_BY_SIDE, "tests/security")),
        Part("secrets in files and history", ("rig.security.secrets", "--history")),
        Part("known weaknesses of packages", ("rig.security.advisories",), asks="PyPI and OSV"),
        Part("requests that no client sends", ("rig.security.wire",)),
        Part("every page in a browser", ("rig.security.crawler", "--chromium", chromium)),
        Part("times of answers", ("rig.security.timing",)),
        Part("every field of every form", ("rig.security.attack", "--minutes", str(minutes))),
    )


def main() -> None:
    """Run all, whatever one of them finds; the last lines say what came of it."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--chromium", required=True, help="the browser's program")
    parser.add_argument("--minutes", type=float, default=10.0, help="of mixtures by chance")
    given = parser.parse_args()
    ended = {part: _run(part) for part in parts(given.minutes, given.chromium)}
    say("\n".join(told(ended)))
    sys.exit(status_of(ended))


def told(ended: Mapping[Part, int]) -> list[str]:
    """One line for each part, and one for all; `ended`: the status of each."""
    verdicts = {part: verdict_of(part, status) for part, status in ended.items()}
    lines = [f"{part.what + ':':32} {said}" for part, said in verdicts.items()]
    unknown = [part for part, status in ended.items() if _could_not_ask(part, status)]
    match status_of(ended):
        case 0:
            lines.append("All was looked at, and nothing was found.")
        case 3:
            what = " and ".join(f"{part.what} (nobody of {part.asks} answers)" for part in unknown)
            lines.append(
                f"Nothing was found in what was looked at. NOT LOOKED AT: {what}. "
                "Run it once more from where they can be reached, before this counts as a pass."
            )
        case _:
            lines.append("SOMETHING WAS FOUND. What it is stands above, where that part ends.")
    return lines


def verdict_of(part: Part, status: int) -> str:
    """What the status of a part means."""
    if status == CLEAN:
        return "nothing found"
    if _could_not_ask(part, status):
        return f"COULD NOT BE ASKED: {part.asks} cannot be reached from here"
    return f"FOUND SOMETHING, or broke off (status {status})"


def status_of(ended: Mapping[Part, int]) -> int:
    """Of all together: what was found outweighs what could not be asked."""
    if any(s != CLEAN and not _could_not_ask(part, s) for part, s in ended.items()):
        return WEAK
    return NOT_ASKED if any(ended.values()) else CLEAN


def _could_not_ask(part: Part, status: int) -> bool:
    return bool(part.asks) and status == NOT_ASKED


def _run(part: Part) -> int:
    say(f"== {part.what} ({' '.join(part.command)})")
    return subprocess.run([sys.executable, "-m", *part.command], check=False).returncode  # noqa: S603 -- words of ours


if __name__ == "__main__":
    main()
