"""Every workflow that a worker runs, and how a recorded history is run again with them."""

from collections.abc import Sequence
from typing import Any

from temporalio.runtime import Runtime
from temporalio.worker import Replayer

from tracing.temporal import TracedTasks
from workflows.access_change import AccessChange
from workflows.aftermath import Aftermath
from workflows.cancellation import Cancellation
from workflows.company_change import CompanyChange
from workflows.correspondence import Correspondence
from workflows.digest import HelpdeskDigest
from workflows.endurance import EnduringWorkflows
from workflows.enrolment import Enrolment
from workflows.imports import FileImport
from workflows.late_mails import LateMails
from workflows.purge import Purge

WORKFLOWS: tuple[type[Any], ...] = (
    Enrolment,
    Aftermath,
    LateMails,
    Correspondence,
    CompanyChange,
    Cancellation,
    AccessChange,
    Purge,
    FileImport,
    HelpdeskDigest,
)

AROUND_WORKFLOWS = (TracedTasks(), EnduringWorkflows())
"""Of what a worker puts around its work, that which is around workflows."""


def replayer(
    workflows: Sequence[type[Any]] = WORKFLOWS, runtime: Runtime | None = None
) -> Replayer:
    """Run histories as a worker would: in the same sandbox, with what it puts around workflows."""
    return Replayer(workflows=workflows, interceptors=AROUND_WORKFLOWS, runtime=runtime)
