"""Imports are tested on the same site, and on the same Temporal, as the rest."""

from tests.web.conftest import applications, site
from tests.workflows.conftest import temporal_address

__all__ = ["applications", "site", "temporal_address"]
