"""Imports are tested on the same site, and on the same Temporal, as the rest."""

from tests.web.conftest import app, applications, clock, site
from tests.workflows.conftest import temporal_address

__all__ = ["app", "applications", "clock", "site", "temporal_address"]
