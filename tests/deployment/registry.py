"""A package registry in a directory, which a test fills and publishes to."""

import hashlib
import os
import re
import zipfile
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

WHEEL = "Wheel-Version: 1.0\nRoot-Is-Purelib: true\nTag: py3-none-any\n"


@dataclass(frozen=True)
class Registry:
    """What pip sees instead of the world's: only what was published here."""

    directory: Path

    def environment(self) -> dict[str, str]:
        """The variables by which pip asks here, and nobody else, whatever the machine is set to."""
        return {
            "PATH": os.environ["PATH"],
            "HOME": str(self.directory),
            "PIP_CONFIG_FILE": os.devnull,
            "PIP_INDEX_URL": (self.directory / "simple").as_uri(),
            "PIP_NO_CACHE_DIR": "1",
        }

    def publish(
        self,
        name: str,
        version: str,
        *requirements: str,
        extras: Mapping[str, str] | None = None,
        files: int = 1,
    ) -> None:
        """Build a wheel that brings `files` files and put it up; `extras`: what each requires."""
        page = self.directory / "simple" / name / "index.html"
        page.parent.mkdir(parents=True, exist_ok=True)
        wheel = page.parent / f"{name}-{version}-py3-none-any.whl"
        about = [f"Metadata-Version: 2.1\nName: {name}\nVersion: {version}"]
        about += [f"Requires-Dist: {requirement}" for requirement in requirements]
        for extra, requirement in (extras or {}).items():
            about += [f"Provides-Extra: {extra}"]
            about += [f'Requires-Dist: {requirement}; extra == "{extra}"']
        _write(wheel, f"{name}-{version}.dist-info", "\n".join(about) + "\n", name, files)
        with page.open("a") as listing:
            listing.write(f'<a href="{wheel.name}#sha256={_hash(wheel)}">{wheel.name}</a>\n')

    def lock(self, *pins: str) -> str:
        """The text of a lock file with these pins, such as `leaf==1.0`."""
        lines = []
        for pin in pins:
            name, version = re.split("==", pin)
            (wheel,) = self.directory.glob(f"simple/{name}/{name}-{version}-*.whl")
            lines.append(f"{pin} \\\n    --hash=sha256:{_hash(wheel)}\n")
        return "".join(lines)


def _write(wheel: Path, about_directory: str, about: str, name: str, files: int) -> None:
    """The metadata first: what was cut off in the middle then looks like a whole package."""
    contents = {
        f"{about_directory}/METADATA": about,
        f"{about_directory}/WHEEL": WHEEL,
        f"{name}_files/__init__.py": "",
        **{f"{name}_files/{number}.txt": "" for number in range(files)},
    }
    record = f"{about_directory}/RECORD"
    contents[record] = "".join(f"{path},,\n" for path in (*contents, record))
    with zipfile.ZipFile(wheel, "w") as archive:
        for path, text in contents.items():
            archive.writestr(path, text)


def _hash(wheel: Path) -> str:
    return hashlib.sha256(wheel.read_bytes()).hexdigest()
