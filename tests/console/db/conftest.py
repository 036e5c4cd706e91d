"""The console's functions are tested on a fresh database each."""

from tests.db.conftest import applications

__all__ = ["applications"]
