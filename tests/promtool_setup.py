"""Prometheus's own checker for the tests: found on the machine, else unpacked from Debian.

`python -m tests.promtool_setup` fails without one and says how to get it. Nothing is installed:
Debian's package would start a server.
"""

import os
import shutil
import sys
import tempfile
from pathlib import Path

from tests.browser_setup import succeeds

DEBIAN_PACKAGE = "prometheus"
UNPACKED = Path(__file__).parents[1] / "build/prometheus"
OURS = UNPACKED / "usr/bin/promtool"


def find_promtool() -> Path | None:
    """Find it: what PROMTOOL names, else one on the path, else the one that was unpacked.

    Ends the program when PROMTOOL names something that cannot be run.
    """
    named = os.environ.get("PROMTOOL")
    if named:
        if shutil.which(named) is None:
            sys.exit(f"PROMTOOL is {named!r}, which cannot be run; give the path of a promtool.")
        return Path(named)
    on_the_path = shutil.which("promtool")
    if on_the_path:
        return Path(on_the_path)
    return OURS if OURS.exists() else None


def unpack_promtool() -> Path | None:
    """Have apt-get fetch Debian's package, and unpack it below `build`; None where it cannot."""
    if shutil.which("apt-get") is None:
        return None
    if not _unpacked() and os.geteuid() == 0 and succeeds("apt-get", "--quiet", "update"):
        _unpacked()
    return find_promtool()


def _unpacked() -> bool:
    with tempfile.TemporaryDirectory() as directory:
        place = Path(directory)
        download = 'cd "$0" && apt-get --quiet download "$1"'
        if not succeeds("sh", "-c", download, directory, DEBIAN_PACKAGE):
            return False
        (package,) = place.glob("*.deb")
        UNPACKED.mkdir(parents=True, exist_ok=True)
        return succeeds("dpkg-deb", "--extract", str(package), str(UNPACKED))


def main() -> None:
    promtool = find_promtool() or unpack_promtool()
    if promtool is None:
        sys.exit(
            "The tests need promtool and found none. Install it "
            f"(Debian: apt-get install {DEBIAN_PACKAGE}), "
            "or name yours: make test PROMTOOL=/path/to/promtool"
        )
    sys.stdout.write(f"Checker of the alerts: {promtool}\n")


if __name__ == "__main__":
    main()
