"""Every workflow that a worker runs."""

from typing import Any

from workflows.access_change import AccessChange
from workflows.aftermath import Aftermath
from workflows.audit import Audit
from workflows.cancellation import Cancellation
from workflows.company_change import CompanyChange
from workflows.correspondence import Correspondence
from workflows.digest import HelpdeskDigest
from workflows.enrolment import Enrolment
from workflows.imports import FileImport
from workflows.late_mails import LateMails
from workflows.purge import Purge
from workflows.reconciliation import Reconciliation

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
    Reconciliation,
    Audit,
)
