"""「記録」: the audit log."""

from domain.console_roles import Permission
from web.console.audit_log.export import export_events, show_export
from web.console.audit_log.pages import list_events
from web.console.staff_only import staff_only

AUDIT_LOG = (
    staff_only(Permission.VIEW, [list_events]),
    staff_only(Permission.ADMINISTER, [show_export, export_events]),
)
