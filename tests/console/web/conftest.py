"""The console is tested on the same site as the other pages."""

from tests.web.conftest import app, applications, clock, site

__all__ = ["app", "applications", "clock", "site"]
