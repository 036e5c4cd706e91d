"""A changed copy is what a command sees, and nobody else."""

import sys
from collections.abc import Iterator

import pytest

from rig.mutation.trees import ROOT, Tree, copy_of_the_tree

FILE = "domain/lengths.py"
SAYS = [sys.executable, "-c", "import domain.lengths as l; print(l.__doc__)"]


@pytest.fixture(scope="module")
def tree() -> Iterator[Tree]:
    with copy_of_the_tree() as tree:
        yield tree


def test_a_command_sees_the_change_while_it_lasts(tree: Tree) -> None:
    said = (ROOT / FILE).read_text()
    first = said.splitlines()[0].strip('"')
    # As long as the original, so that a compiled file of it would pass for one of the change.
    with tree.changed(FILE, first, "x" * len(first)):
        assert tree.run(SAYS, 60).output.startswith("x" * len(first))
    assert tree.run(SAYS, 60).output.startswith(first)
    assert (ROOT / FILE).read_text() == said


def test_a_text_to_be_changed_stands_there_once(tree: Tree) -> None:
    with pytest.raises(ValueError, match="0 times"), tree.changed(FILE, "nowhere at all", ""):
        pass


def test_what_takes_too_long_is_ended_with_its_children(tree: Tree) -> None:
    endless = "import subprocess, sys; print('begun', flush=True); subprocess.run(['sleep', '600'])"
    ended = tree.run([sys.executable, "-c", endless], 2)
    assert ended.code is None
    assert "begun" in ended.output
