"""The proxy of the Compose file for the tests: found on the machine, else unpacked from Debian.

`python -m tests.haproxy_setup` fails without one and says how to get it. Nothing is installed:
Debian's package would start a server.
"""

import os
import re
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Mapping
from pathlib import Path

import pytest

from tests.browser_setup import succeeds

DEBIAN_PACKAGE = "haproxy"
UNPACKED = Path(__file__).parents[1] / "build/haproxy"
OURS = UNPACKED / "usr/sbin/haproxy"
PLACES = f"{os.environ.get('PATH', os.defpath)}:/usr/sbin:/usr/local/sbin"


def haproxy() -> tuple[Path, Mapping[str, str]]:
    """Give the program, and the environment that it needs; fails a test where there is none."""
    program = find_haproxy()
    if program is None:
        pytest.fail("no haproxy was found; `make haproxy` gets one or says how to")
    libraries = {each.parent for each in UNPACKED.glob("usr/lib/**/*.so*")}
    ours = {"LD_LIBRARY_PATH": ":".join(map(str, libraries))} if program == OURS else {}
    return program, ours


def find_haproxy() -> Path | None:
    """Find it: what HAPROXY names, else one on the path, else the one that was unpacked.

    Ends the program when HAPROXY names something that cannot be run.
    """
    named = os.environ.get("HAPROXY")
    if named:
        if shutil.which(named) is None:
            sys.exit(f"HAPROXY is {named!r}, which cannot be run; give the path of a haproxy.")
        return Path(named)
    on_the_path = shutil.which("haproxy", path=PLACES)
    if on_the_path:
        return Path(on_the_path)
    return OURS if OURS.exists() else None


def unpack_haproxy() -> Path | None:
    """Have apt-get fetch Debian's package, and unpack it below `build`; None where it cannot."""
    if shutil.which("apt-get") is None:
        return None
    if not _unpacked() and os.geteuid() == 0 and succeeds("apt-get", "--quiet", "update"):
        _unpacked()
    return find_haproxy()


def _unpacked() -> bool:
    """Unpack it with all that it needs and this machine lacks."""
    with tempfile.TemporaryDirectory() as directory:
        packages = lacking()
        if DEBIAN_PACKAGE not in packages:
            return False
        download = 'cd "$0" && apt-get --quiet download "$@"'
        if not succeeds("sh", "-c", download, directory, *packages):
            return False
        UNPACKED.mkdir(parents=True, exist_ok=True)
        return all(
            succeeds("dpkg-deb", "--extract", str(each), str(UNPACKED))
            for each in Path(directory).glob("*.deb")
        )


def lacking(*options: str) -> list[str]:
    """The packages that an install would bring, as apt-get says without doing it."""
    told = subprocess.run(  # noqa: S603 -- a program of Debian's own
        ["apt-get", *options, "--simulate", "--no-install-recommends", "install", DEBIAN_PACKAGE],  # noqa: S607 -- wherever it is
        capture_output=True,
        text=True,
        check=False,
    ).stdout
    return re.findall(r"^Inst (\S+)", told, re.MULTILINE)


def main() -> None:
    program = find_haproxy() or unpack_haproxy()
    if program is None:
        sys.exit(
            "The tests need haproxy and found none. Install it "
            f"(Debian: apt-get install {DEBIAN_PACKAGE}), "
            "or name yours: make test HAPROXY=/path/to/haproxy"
        )
    sys.stdout.write(f"Proxy of the releases: {program}\n")


if __name__ == "__main__":
    main()
