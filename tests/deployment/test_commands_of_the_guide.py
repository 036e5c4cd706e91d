"""Every command of the operations guide: a test carries it out as it stands there, or says why not.

All are understood at least: by the command line, by the Compose file, by the files they name.
"""

import re
import shlex
from collections.abc import Iterator
from itertools import pairwise

import pytest

from inforex.commands import parse
from tests.deployment.files import PROJECT, SERVICES
from tests.deployment.guide import GUIDE, commands

RELEASES = "tests/whole/test_releases.py"
RESTORE = "tests/whole/test_restore.py"
RESTORE_ON_DOCKER = "tests/deployment/test_restore_commands.py"
GOING_BACK = "tests/workflows/test_going_back.py"
KUBERNETES = "tests/deployment/test_kubernetes.py"

CARRIED_OUT = {
    "Backup and restore": [RESTORE, RESTORE, RESTORE_ON_DOCKER, RESTORE_ON_DOCKER],
    "Keys and passwords": [RELEASES] * 4,
    "Releasing": [RELEASES] * 2,
    "Releasing a new workflow version": [GOING_BACK] * 3,
}
"""By section the test that types each of its blocks."""

UNDERSTOOD = {
    "Kubernetes": (4, f"no cluster; what is sent, and in which order: {KUBERNETES}"),
    "The console": (1, "each of these is done in tests/inforex"),
    "Deciding about applications": (1, "each of these is done in tests/inforex"),
    "Imports": (1, "each of these is done in tests/inforex"),
    "The database's two roles": (1, "each of these is done in tests/inforex"),
}
"""By section of the others how many blocks it has, and why none types them."""

SECTIONS = re.findall(r"^## (.+)$", GUIDE, re.MULTILINE)
OF_THE_SYSTEM = {
    *("chmod", "echo", "for", "done", "keys=$(tac", "openssl", "printf"),
    *("pg_dump", "pg_restore", "psql", "temporal"),
}


def blocks_of(section: str) -> list[str]:
    text = GUIDE.partition(f"\n## {section}\n")[2].partition("\n## ")[0]
    return commands(section) if re.search(r"^ *```sh$", text, re.MULTILINE) else []


def lines_of(block: str) -> Iterator[list[str]]:
    """Each command as words, without what is beside it on the line."""
    joined = re.sub(r"(\\|(?<=\|))\n", " ", block.replace("DIGEST", 64 * "0"))
    for line in re.sub(r" (>>?|<) \S+", "", joined).splitlines():
        for part in re.split(r"(?: \|| &&) ", line):
            words = shlex.split(part, comments=True)
            if words:
                yield words


def test_every_block_is_carried_out_or_has_its_reason() -> None:
    listed = {section: len(tests) for section, tests in CARRIED_OUT.items()}
    listed |= {section: count for section, (count, _) in UNDERSTOOD.items()}
    assert listed == {
        section: len(blocks_of(section)) for section in SECTIONS if blocks_of(section)
    }


def test_the_tests_take_their_commands_from_the_guide() -> None:
    for section, tests in CARRIED_OUT.items():
        for test in set(tests):
            source = (PROJECT / test).read_text()
            assert f'commands("{section}")' in source, (section, test)
            assert "type_in(" in source, test


@pytest.mark.parametrize("section", [*CARRIED_OUT, *UNDERSTOOD])
def test_every_command_is_understood(section: str) -> None:
    for block in blocks_of(section):
        for words in lines_of(block):
            understand(words)


def understand(words: list[str]) -> None:
    """Fail where a command is none, or names what there is not."""
    program = words[0]
    if program == "docker":
        understand_docker(words[1:])
    elif program == "inforex":
        understand_inforex(words[1:])
    elif program == "kubectl":
        for before, place in pairwise(words):
            if before == "-k":
                assert (PROJECT / place / "kustomization.yaml").is_file(), place
    elif program.startswith("deploy/"):
        script, service = words
        assert (PROJECT / script).is_file()
        assert service in SERVICES
    else:
        assert program in OF_THE_SYSTEM, words


def understand_docker(words: list[str]) -> None:
    compose, act, *rest = words
    assert compose == "compose"
    assert act in {"build", "exec", "run", "stop", "up"}
    named = [word for word in rest if word in SERVICES]
    if act in {"exec", "run"}:
        assert named, words
        command = rest[rest.index(named[0]) + 1 :]
        if command:
            understand(command)
    elif act == "stop":
        assert named == rest


def understand_inforex(words: list[str]) -> None:
    if words[-1] == "--help":
        with pytest.raises(SystemExit, match="0"):
            parse(words)
    else:
        parse(words)
