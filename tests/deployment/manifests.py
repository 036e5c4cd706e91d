"""What kubectl makes of deploy/kubernetes, with secrets that were made for the tests."""

import shutil
import subprocess
import sysconfig
import tempfile
from collections.abc import Mapping, Sequence
from functools import cache
from pathlib import Path
from typing import Any

import yaml

from tests.deployment.files import PROJECT

SOURCES = PROJECT / "deploy/kubernetes"
SECRET_FILES = ("inforex_password", "inforex_owner_password", "link_keys", "csrf_secret")
MADE_UP = "0123456789abcdef" * 4
INSTALLATION, BY_LOAD, RESTORED = "installation", "by-load", "restored"
Resource = Mapping[str, Any]


@cache
def rendered(what: str) -> Sequence[Resource]:
    """All that is made in the cluster: of the installation, with `BY_LOAD`, or as `RESTORED`."""
    with tempfile.TemporaryDirectory() as directory:
        place = Path(directory) / "kubernetes"
        shutil.copytree(SOURCES, place)
        for name in SECRET_FILES:
            (place / INSTALLATION / "secrets" / name).write_text(MADE_UP)
        if what == BY_LOAD:
            _uncomment_components(place / INSTALLATION / "kustomization.yaml")
        return _built(place / (RESTORED if what == RESTORED else INSTALLATION))


def _built(directory: Path) -> Sequence[Resource]:
    """What `kubectl apply -k` would send of a directory; raises what kubectl says is wrong."""
    kubectl = Path(sysconfig.get_path("scripts")) / "kubectl"
    done = subprocess.run(  # noqa: S603 -- the lock's own kubectl
        [kubectl, "kustomize", directory], capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr
    return [resource for resource in yaml.load_all(done.stdout, yaml.CSafeLoader) if resource]


def _uncomment_components(file: Path) -> None:
    text = file.read_text()
    assert "# components:\n#   - ../by-load\n" in text
    file.write_text(
        text.replace("# components:\n#   - ../by-load\n", "components:\n  - ../by-load\n")
    )


def of_kind(kind: str, what: str = INSTALLATION) -> Sequence[Resource]:
    """The resources of one kind."""
    return [resource for resource in rendered(what) if resource["kind"] == kind]
