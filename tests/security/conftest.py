"""Security is tested on the same site as the pages."""

from tests.web.conftest import applications, site

__all__ = ["applications", "site"]
