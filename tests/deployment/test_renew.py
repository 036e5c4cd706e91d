"""A release ends the old web only when the proxy has checked the new one, and keeps it."""

import re
import subprocess
from pathlib import Path

import pytest

from tests.deployment.files import PROJECT

BOTH, KEPT_FOR = "2", 9
"""What the proxy says of two containers that are ready, and for how many looks it has to."""

DOCKER = """#!/bin/sh
case "$*" in
"compose ps"*) echo old ;;
"compose exec"*) echo look >>"$NOTED"; sed -n "$(grep -c look "$NOTED")p" "$SAYS" ;;
"stop"* | "rm"*) echo "$*" >>"$NOTED" ;;
esac
"""


def noted(place: Path, *says: str) -> tuple[int, list[str]]:
    """The exit code of a renewal, and its looks and ends, where the proxy says this in turn."""
    for name, program in (("docker", DOCKER), ("sleep", "#!/bin/sh\n")):
        (place / name).write_text(program)
        (place / name).chmod(0o755)
    (place / "says").write_text("".join(f"{each}\n" for each in says))
    (place / "noted").touch()
    done = subprocess.run(  # noqa: S603 -- ours
        [PROJECT / "deploy/renew.sh", "web"],
        check=False,
        capture_output=True,
        env={
            "PATH": f"{place}:/usr/bin:/bin",
            "RELEASE": "2026.12",
            "SAYS": str(place / "says"),
            "NOTED": str(place / "noted"),
        },
    )
    return done.returncode, (place / "noted").read_text().splitlines()


@pytest.mark.parametrize("before", [[], ["1"], [BOTH, "1"], [*[BOTH] * (KEPT_FOR - 1), "1", "1"]])
def test_the_old_ones_end_when_both_were_ready_on_end(tmp_path: Path, before: list[str]) -> None:
    says = [*before, *[BOTH] * KEPT_FOR, BOTH]
    looks = ["look"] * (len(before) + KEPT_FOR)
    assert noted(tmp_path, *says) == (0, [*looks, "stop old", "rm old"])


def test_by_then_the_first_check_is_over() -> None:
    """It begins within `inter`, and fails after `timeout check` at the latest."""
    rules = (PROJECT / "deploy/haproxy.cfg").read_text()
    seconds = [re.findall(rf"{said} (\d+)s", rules) for said in ("\\binter", "timeout check")]
    (begins,), (lasts,) = seconds
    assert int(begins) + int(lasts) < KEPT_FOR - 1


def test_what_is_never_ready_on_end_ends_nothing(tmp_path: Path) -> None:
    code, done = noted(tmp_path, *[BOTH, "1"] * 60)
    assert (code, set(done)) == (1, {"look"})
