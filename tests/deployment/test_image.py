"""The image: what stands in the Dockerfile, and that it holds all that the programs need."""

import os
import re
import shutil
import subprocess
import sys
from importlib.metadata import packages_distributions
from pathlib import Path

import pytest

from tests.deployment.files import PROJECT

DOCKERFILE = (PROJECT / "Dockerfile").read_text().replace("\\\n", "")
PROGRAMS = "import db.demo.__main__, db.migrate, inforex.__main__, web.__main__, web.app, worker"
BLOCKER = """
import sys
class OnlyWhatTheImageHas:
    def find_spec(self, name, path=None, target=None):
        if name.partition(".")[0] in BLOCKED:
            raise ModuleNotFoundError(f"{name} is not in the image", name=name)
sys.meta_path.insert(0, OnlyWhatTheImageHas())
sys.path.insert(0, ".")
"""


def lines(instruction: str) -> list[str]:
    return re.findall(rf"^{instruction} (.*)", DOCKERFILE, re.MULTILINE)


def admitted() -> list[str]:
    """What .dockerignore lets through; it begins with refusing everything."""
    rules = [
        line
        for line in (PROJECT / ".dockerignore").read_text().splitlines()
        if line and not line.startswith("#")
    ]
    assert rules[0] == "*"
    return [rule[1:] for rule in rules if rule.startswith("!")]


@pytest.fixture
def image(tmp_path: Path) -> Path:
    """A directory with the files that the image has."""
    for name in admitted():
        source, target = PROJECT / name, tmp_path / name
        target.parent.mkdir(parents=True, exist_ok=True)
        if source.is_dir():
            shutil.copytree(source, target, ignore=shutil.ignore_patterns("__pycache__"))
        else:
            shutil.copy(source, target)
    return tmp_path


def not_in_the_image() -> set[str]:
    """The modules of this environment that the image's lock does not bring."""
    locked = set(
        re.findall(
            r"^([a-z0-9-]+)==", (PROJECT / "requirements/app.lock").read_text(), re.MULTILINE
        )
    )
    return {
        module
        for module, distributions in packages_distributions().items()
        if not locked & {re.sub("[-_.]+", "-", name).lower() for name in distributions}
    }


def test_the_base_names_its_version() -> None:
    bases = {line.split()[0] for line in lines("FROM")}
    assert len(bases) == 1
    assert all(re.fullmatch(r"python:3\.\d+-slim-[a-z]+", base) for base in bases)


def test_only_what_the_lock_names_by_hash_is_installed() -> None:
    (install,) = [line for line in lines("RUN") if "pip" in line]
    assert "--require-hashes" in install
    assert "--only-binary :all:" in install
    assert "--requirement app.lock" in install


def test_it_runs_as_a_fixed_user_that_is_not_root() -> None:
    assert lines("USER") == ["10001:10001"]
    assert DOCKERFILE.index("\nUSER ") < DOCKERFILE.index("\nENTRYPOINT ")


def test_it_watches_itself_and_says_what_it_is() -> None:
    assert lines("HEALTHCHECK")
    assert "org.opencontainers.image.title" in DOCKERFILE


def test_no_secret_and_no_data_goes_into_the_image() -> None:
    assert not [name for name in admitted() if name.split("/")[0] in {".data", ".git", "tests"}]
    assert "deploy" not in admitted()
    assert not re.search(r"^(ENV|ARG) .*(SECRET|PASSWORD|KEY|TOKEN)", DOCKERFILE, re.MULTILINE)


def test_the_lock_names_no_index_host() -> None:
    assert "://" not in (PROJECT / "requirements/app.lock").read_text()


def test_it_holds_all_that_the_programs_need_and_loads_nothing_of_traces_without_a_collector(
    image: Path,
) -> None:
    start = (
        "from settings import Settings; web.app.create_app(Settings.from_environment("
        "{'LINK_KEYS': 'k' * 64, 'CSRF_SECRET': 's' * 64}))\n"
        "assert not {'opentelemetry.sdk', 'opentelemetry.trace'} & set(sys.modules)"
    )
    program = f"BLOCKED = {not_in_the_image()!r}\n{BLOCKER}\n{PROGRAMS}\n{start}"
    done = subprocess.run(  # noqa: S603 - a program of our own
        [sys.executable, "-c", program],
        cwd=image,
        env={"PATH": os.defpath, "PYTHONDONTWRITEBYTECODE": "1"},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr


def test_the_entrypoint_takes_the_databases_password_from_a_file(tmp_path: Path) -> None:
    secret = tmp_path / "password"
    secret.write_text("of the database\n")
    entrypoint = PROJECT / "deploy/entrypoint.sh"
    said = subprocess.run(  # noqa: S603 - a program of our own
        [entrypoint, "sh", "-c", 'echo "$PGPASSWORD"'],
        env={"PATH": os.defpath, "PGPASSWORD_FILE": str(secret)},
        capture_output=True,
        text=True,
        check=True,
    )
    assert said.stdout == "of the database\n"
