"""Every way to check a change runs the same: by hand, before a commit, where it is published."""

import re
import tomllib
from typing import Any

import yaml

from tests.deployment.files import PROJECT

MAKEFILE = (PROJECT / "Makefile").read_text()


def read(name: str) -> Any:
    return yaml.safe_load((PROJECT / name).read_text())


def test_commits_are_checked_by_what_make_lint_runs() -> None:
    (recipe,) = re.findall(r"^lint:.*\n((?:\t.+\n)+)", MAKEFILE, re.MULTILINE)
    linted = [line.strip().replace("$(BIN)", ".venv/bin") for line in recipe.splitlines()]
    (local,) = read(".pre-commit-config.yaml")["repos"]
    assert [hook["entry"] for hook in local["hooks"]] == linted
    assert not any(hook["pass_filenames"] for hook in local["hooks"])


def test_a_change_is_tried_with_every_python_that_is_supported() -> None:
    project = tomllib.loads((PROJECT / "pyproject.toml").read_text())["project"]
    least, below = re.findall(r"3\.([0-9]+)", project["requires-python"])
    supported = [f"3.{minor}" for minor in range(int(least), int(below))]
    job = read(".github/workflows/ci.yml")["jobs"]["all"]
    assert job["strategy"]["matrix"]["python"] == supported
    (run,) = [step for step in job["steps"] if step.get("run") == ".ci/run"]
    assert run["env"]["PYTHONS"] == "python3", "another Python than the one that was set up"


def test_what_programs_wrote_is_marked_so() -> None:
    lines = [line.split() for line in (PROJECT / ".gitattributes").read_text().splitlines()]
    marked = {
        str(path.relative_to(PROJECT))
        for pattern, *attributes in filter(None, lines)
        if "linguist-generated" in attributes
        for path in PROJECT.glob(pattern)
    }
    assert {"tests/histories/2026-11-enrolled.json", "requirements/app.lock"} <= marked
    assert {"db/migrations/__init__.py", "requirements/pips/26.3.lock"} <= marked
    assert "db/migrate.py" not in marked
