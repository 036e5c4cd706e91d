"""Which migrations this version has, told without loading any of them or what runs them."""

import re
from pathlib import Path

MIGRATIONS = sorted(
    name
    for file in (Path(__file__).parent / "migrations").glob("inforex_*.py")
    for name in re.findall(r'^ID = "(.+)"$', file.read_text(), re.MULTILINE)
)
"""Their IDs, in the order in which they are made."""
