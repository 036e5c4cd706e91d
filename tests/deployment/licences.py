"""Writes docs/licences.md: under which licence each package of the locks is.

Run it as `python -m tests.deployment.licences`, which `make lists` does. It reads what the
installed packages say of themselves.
"""

import re
from importlib.metadata import PackageNotFoundError, metadata

from tests.deployment.files import PROJECT

LICENCES = PROJECT / "docs/licences.md"

# What these say is only a family (BSD) or nothing; read in the text of the licence that they ship.
_READ = {
    "axe-playwright-python": "MIT",
    "colorama": "BSD-3-Clause",
    "jinja2": "BSD-3-Clause",
    "segno": "BSD-3-Clause",
    "webencodings": "BSD-3-Clause",
}
# Installed on Windows alone.
_ELSEWHERE = {"pywin32": "PSF-2.0", "tzdata": "Apache-2.0"}
_SPDX = {
    "3-Clause BSD License": "BSD-3-Clause",
    "Apache": "Apache-2.0",
    "Apache 2.0": "Apache-2.0",
    "BSD 2-Clause License": "BSD-2-Clause",
    "MIT License": "MIT",
    "Mozilla Public License 2.0 (MPL 2.0)": "MPL-2.0",
    "PSFL": "PSF-2.0",
}
_LOCKS = {
    "app": "What web and worker run on; the image has these and nothing else.",
    "embedded": "What `make run` has besides.",
    "dev": "What `make test` and `make lint` have besides.",
}
_INTRODUCTION = """\
# Licences

The code of this repository is under the MIT licence ([LICENSE](../LICENSE)). No dependency asks for
another one: the Mozilla Public License 2.0 covers the files of those that are under it, which are
used as they are.

`make lists` writes this page from what the installed packages say of themselves;
`tests/deployment/test_licences.py` compares it with the locks.

## Taken into the repository

| what | where | licence |
| --- | --- | --- |
| Values of the Digital Agency Design System, © 2023 デジタル庁 | `web/static/inforex.css` | MIT |
| Schema of the Compose Specification | `tests/deployment/compose-spec.json` | Apache-2.0 |
| Schema of BPMN 2.0, as `bpmn-moddle` ships it | `tests/console/schemas/*.xsd` | MIT |
| Schema of OCEL 2.0, by A. Berti and others | `tests/console/schemas/ocel20.json` | CC-BY-4.0 |
"""


def pins(lock: str) -> dict[str, str]:
    """The packages of a lock with their versions, in its order."""
    text = (PROJECT / f"requirements/{lock}.lock").read_text()
    return dict(re.findall(r"^([a-z0-9-]+)==(\S+)", text, re.MULTILINE))


def names(lock: str) -> list[str]:
    """The packages of a lock, in its order."""
    return list(pins(lock))


def licence(package: str) -> str:
    """The licence of a package in SPDX's names, or in its own words where it has others."""
    if package in _READ:
        return _READ[package]
    try:
        says = metadata(package)
    except PackageNotFoundError:
        return _ELSEWHERE[package]
    classifiers = [line for line in says.get_all("Classifier", []) if " :: OSI Approved ::" in line]
    words = says["License-Expression"] or (says["License"] or "").split("  ")[0].splitlines()
    word = words if isinstance(words, str) else next(iter(words), "")
    word = word or (classifiers[0].rpartition(" :: ")[2] if classifiers else "")
    return _SPDX.get(word, word)


def page() -> str:
    """The whole page."""
    return _INTRODUCTION + "".join(_section(lock, about) for lock, about in _LOCKS.items())


def _section(lock: str, about: str) -> str:
    earlier = {"app": set(), "embedded": {*names("app")}, "dev": {*names("embedded")}}[lock]
    rows = [f"| {name} | {licence(name)} |" for name in names(lock) if name not in earlier]
    head = f"\n## requirements/{lock}.lock\n\n{about}\n\n| package | licence |\n| --- | --- |\n"
    return head + "\n".join(rows) + "\n"


if __name__ == "__main__":
    LICENCES.write_text(page())
