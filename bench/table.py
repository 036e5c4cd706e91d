"""One table of what the product does, beside the same done bare in the same run.

`python -m bench.table [NAME…]`: of all rows, or of those of the named benches. The columns are
explained in docs/evidence.md, which has the newest table.
"""

import os
import platform
import sys
from collections.abc import Callable
from importlib import import_module

from bench.rows import Row, show

BENCHES = (
    "finished",
    "approvals",
    "page_rate",
    "logins",
    "pending",
    "timers",
    "imports",
    "company_search",
    "traces",
    "seals",
    "start",
)


def main(names: list[str]) -> None:
    found: list[Row] = []
    for name in names or BENCHES:
        before = os.getloadavg()[0]
        rows: Callable[[], list[Row]] = import_module(f"bench.{name}").rows
        found += rows()
        after = os.getloadavg()[0]
        sys.stderr.write(f"bench.{name}: load {before:.1f} before it, {after:.1f} after it\n")
    sys.stdout.write(f"{os.cpu_count()} CPUs, Python {platform.python_version()}\n")
    show(found)


if __name__ == "__main__":
    main(sys.argv[1:])
