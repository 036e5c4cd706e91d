"""A file is imported with another text than it has, in this process alone."""

import sys
from collections.abc import Sequence
from importlib.machinery import ModuleSpec, PathFinder, SourceFileLoader
from pathlib import Path
from types import CodeType, ModuleType


def import_as(file: str, text: bytes) -> None:
    """Have the file, which is not imported yet, hold this text when it is."""
    sys.meta_path.insert(0, _Finder(str(Path.cwd() / file), text))


class _Finder:
    def __init__(self, place: str, text: bytes) -> None:
        self._place, self._text = place, text

    def find_spec(
        self, name: str, path: Sequence[str] | None, _: ModuleType | None = None
    ) -> ModuleSpec | None:
        spec = PathFinder.find_spec(name, path)
        if spec is None or spec.origin != self._place:
            return None
        spec.loader = _Loader(name, self._place, self._text)
        return spec


class _Loader(SourceFileLoader):
    def __init__(self, name: str, place: str, text: bytes) -> None:
        super().__init__(name, place)
        self._text = text

    def get_code(self, fullname: str) -> CodeType:  # noqa: ARG002 -- as Python asks for it
        return compile(self._text, self.path, "exec", dont_inherit=True)
