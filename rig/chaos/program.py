"""A program of a release whose clock can be set, and which is started again when it has ended.

Run as `python program.py CLOCK PROGRAM [ARGUMENT …]`, it becomes the program of the directory that
it is run in. CLOCK is a file of seconds by which its clock (`clock.utc_now`) goes wrong, read each
time. So one machine of several can be an hour ahead, which no other notices: servers and the
kernel's own clocks go right. It knows nothing of this checkout, for the release may be another.
"""

import runpy
import sys
from datetime import datetime, timedelta, tzinfo
from pathlib import Path


def wrong_by(file: Path) -> type[datetime]:
    """A `datetime` whose `now` is wrong by so many seconds as the file says."""

    class Wrong(datetime):
        @classmethod
        def now(cls, tz: tzinfo | None = None) -> datetime:  # type: ignore[override]  # plain ones
            return datetime.now(tz) + timedelta(seconds=float(file.read_text() or 0))

    return Wrong


def main(file: str, program: str, *arguments: str) -> None:
    sys.path[0] = str(Path.cwd())
    sys.argv = [program, *arguments]
    import clock

    vars(clock)["datetime"] = wrong_by(Path(file))
    if program.endswith(".py"):
        runpy.run_path(program, run_name="__main__")
    else:
        runpy.run_module(program, run_name="__main__", alter_sys=True)


if __name__ == "__main__":
    main(*sys.argv[1:])
