"""The console is tested on the same site as the other pages."""

from tests.web.conftest import applications, site

__all__ = ["applications", "site"]
