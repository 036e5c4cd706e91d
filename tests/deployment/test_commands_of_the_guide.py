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

IN_PARTS = "what each of these does is tested in tests/inforex"

BLOCKS = {
    "Backup and restore": [RESTORE, RESTORE, RESTORE_ON_DOCKER, RESTORE_ON_DOCKER],
    "Deciding about applications": [IN_PARTS],
    "Facts and workflows that differ": [IN_PARTS],
    "Imports": [IN_PARTS],
    "Keys and passwords": [RELEASES] * 3,
    "Kubernetes": [f"no cluster; what is sent, and in which order: {KUBERNETES}"] * 4,
    "Releasing": [RELEASES] * 2,
    "Releasing a new workflow version": [GOING_BACK] * 3,
    "Stuck mails": [IN_PARTS],
    "The console": [IN_PARTS],
    "Trying a release on what runs": ["typed in its container by " + RELEASES],
    "What does not go on": ["tests/workflows/test_tried_again.py"] * 2,
    "The database's two roles": [RELEASES, IN_PARTS, IN_PARTS],
}
"""By section, of each of its blocks in their order, the test that types it, or why none does."""

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
    joined = re.sub(r"(\\|(?<=\|))\n", " ", block.replace(" HEAD", " 4711-" + 64 * "0"))
    for line in re.sub(r" (>>?|<) \S+", "", joined).splitlines():
        for part in re.split(r"(?: \|| &&) ", line):
            words = shlex.split(part, comments=True)
            if words:
                yield words


def test_every_block_is_carried_out_or_has_its_reason() -> None:
    found = {section: len(blocks_of(section)) for section in SECTIONS}
    assert {section: len(listed) for section, listed in BLOCKS.items()} == {
        section: count for section, count in found.items() if count
    }


def test_the_tests_take_their_commands_from_the_guide() -> None:
    for section, listed in BLOCKS.items():
        for test in {each for each in listed if each.endswith(".py") and " " not in each}:
            source = (PROJECT / test).read_text()
            assert f'commands("{section}")' in source, (section, test)
            assert "type_in(" in source, test


def test_on_docker_temporals_commands_are_typed_as_the_release_types_them() -> None:
    """Nothing but containers reaches Temporal there."""
    said = re.search(r"`(docker compose run [^`]* temporal) ([a-z-]+)`", " ".join(GUIDE.split()))
    assert said is not None
    assert " ".join(said.groups()) in (PROJECT / "deploy/renew.sh").read_text()
    assert SERVICES[said[2]]["environment"]["TEMPORAL_ADDRESS"] == "temporal:7233"


@pytest.mark.parametrize("section", BLOCKS)
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
