"""What the operations guide says to type, so that tests type just that."""

import asyncio
import os
import re
import sysconfig
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from embedded.postgres import programs
from tests.deployment.files import PROJECT

GUIDE = (PROJECT / "docs/operations.md").read_text()


@dataclass(frozen=True)
class Typed:
    code: int | None
    out: str


def commands(section: str) -> list[str]:
    """The blocks of commands in a section of the guide, in their order."""
    return blocks(section, "sh")


def blocks(section: str, language: str) -> list[str]:
    """The blocks in one language in a section of the guide, in their order."""
    _, _, rest = GUIDE.partition(f"\n## {section}\n")
    text = rest.partition("\n## ")[0]
    found = re.findall(rf"^ *```{language}\n(.*?)^ *```$", text, re.MULTILINE | re.DOTALL)
    assert found, f"the guide has no {language} under {section!r}"
    return found


async def type_in(
    block: str, directory: Path, environment: Mapping[str, str], *more: Path
) -> Typed:
    """Have a shell do a block, which finds PostgreSQL's programs, `temporal` and `inforex`.

    `more`: directories of further programs.
    """
    path = [*more, programs(), PROJECT / "bin", sysconfig.get_path("scripts"), os.defpath]
    shell = await asyncio.create_subprocess_exec(
        *("sh", "-eu", "-c", block),
        cwd=directory,
        env={
            **environment,
            "PATH": os.pathsep.join(map(str, path)),
            "PYTHONIOENCODING": "utf-8",
            "COLUMNS": "200",
        },
        stdin=asyncio.subprocess.DEVNULL,
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.STDOUT,
    )
    out, _ = await shell.communicate()
    return Typed(shell.returncode, out.decode())
