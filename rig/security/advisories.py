"""Asks pip-audit whether a pinned package has a weakness that is known.

`python -m rig.security.advisories`: pip-audit comes by uv, at a version of ours, and asks PyPI's
list and then OSV's. Where none can be asked it says so, and that is no pass: status 3.
"""

import json
import subprocess
import sys
from pathlib import Path

from rig.output import say

LOCKS = ("app", "embedded", "dev")
PIP_AUDIT = "pip-audit==2.9.0"
SERVICES = ("pypi", "osv")
REQUIREMENTS = Path(__file__).parent.parent.parent / "requirements"
CLEAN, WEAK, NOT_ASKED = 0, 1, 3


def main() -> None:
    """Ends with 0 where nothing is known, 1 where something is, 3 where nobody could be asked."""
    sys.exit(max(_audited(lock) for lock in LOCKS))


def _audited(lock: str) -> int:
    for service in SERVICES:
        done = subprocess.run(  # noqa: S603 -- words of ours
            _command(lock, service), capture_output=True, text=True, check=False, timeout=600
        )
        verdict, told = verdict_of(done.stdout)
        if verdict != NOT_ASKED:
            break
    say(f"{lock}.lock, by {service}: {told}")
    return verdict


def verdict_of(found: str) -> tuple[int, str]:
    """What pip-audit's JSON means: it calls clean what it passed over, for nobody knew of it."""
    try:
        packages = json.loads(found)["dependencies"]
    except (ValueError, KeyError):
        packages = []
    weak = [f"{each['name']} {v['id']}" for each in packages for v in each.get("vulns", [])]
    asked = [each["name"] for each in packages if "vulns" in each]
    if weak:
        return WEAK, ", ".join(weak)
    if not packages:
        return NOT_ASKED, "COULD NOT ASK: neither list answers, which is no pass"
    if len(asked) < len(packages):
        return NOT_ASKED, f"COULD NOT ASK but for {len(asked)} of {len(packages)}, which is no pass"
    return CLEAN, f"nothing is known of {len(asked)} packages"


def _command(lock: str, service: str) -> list[str]:
    uv = str(Path(sys.executable).parent / "uv")
    audit = [
        "pip-audit",
        "--disable-pip",
        "--require-hashes",
        "--progress-spinner",
        "off",
        "--format",
        "json",
    ]
    which = [
        "--vulnerability-service",
        service,
        "--requirement",
        str(REQUIREMENTS / f"{lock}.lock"),
    ]
    return [uv, "tool", "run", "--from", PIP_AUDIT, *audit, *which]


if __name__ == "__main__":
    main()
