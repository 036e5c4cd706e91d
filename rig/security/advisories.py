"""Asks pip-audit whether a pinned package has a weakness that is known.

`python -m rig.security.advisories`: pip-audit comes by uv, at a version of ours, and asks PyPI's
list and then OSV's. Where none can be asked it says so, and that is no pass: status 3.
"""

import subprocess
import sys
from pathlib import Path

LOCKS = ("app", "embedded", "dev")
PIP_AUDIT = "pip-audit==2.9.0"
SERVICES = ("pypi", "osv")
REQUIREMENTS = Path(__file__).parent.parent.parent / "requirements"
CLEAN, WEAK, NOT_ASKED = 0, 1, 3
_FOUND = "known vulnerabilit"


def main() -> None:
    """Ends with 0 where nothing is known, 1 where something is, 3 where nobody could be asked."""
    sys.exit(max(_audited(lock) for lock in LOCKS))


def _audited(lock: str) -> int:
    said = ""
    for service in SERVICES:
        done = subprocess.run(  # noqa: S603 -- words of ours
            _command(lock, service), capture_output=True, text=True, check=False, timeout=600
        )
        said = done.stdout + done.stderr
        verdict = verdict_of(done.returncode, said)
        if verdict != NOT_ASKED:
            _say(f"{lock}.lock, by {service}: {said.strip()}")
            return verdict
    _say(f"{lock}.lock: COULD NOT ASK, so nothing is known of it: {said.strip().splitlines()[-1:]}")
    return NOT_ASKED


def verdict_of(status: int, said: str) -> int:
    """What pip-audit's end means: it ends with 1 for a weakness and for any trouble of its own."""
    if _FOUND in said:
        return CLEAN if status == 0 else WEAK
    return NOT_ASKED


def _command(lock: str, service: str) -> list[str]:
    uv = str(Path(sys.executable).parent / "uv")
    audit = ["pip-audit", "--disable-pip", "--require-hashes", "--progress-spinner", "off"]
    which = [
        "--vulnerability-service",
        service,
        "--requirement",
        str(REQUIREMENTS / f"{lock}.lock"),
    ]
    return [uv, "tool", "run", "--from", PIP_AUDIT, *audit, *which]


def _say(line: str) -> None:
    sys.stdout.write(f"{line}\n")
    sys.stdout.flush()


if __name__ == "__main__":
    main()
