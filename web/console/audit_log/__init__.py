"""「操作履歴」: the audit log."""

from domain.console_roles import Permission
from web.console.acts import pages_of
from web.console.audit_log.export import EXPORT
from web.console.audit_log.pages import list_events
from web.console.staff_only import staff_only

AUDIT_LOG = (
    staff_only(Permission.VIEW, [list_events]),
    staff_only(Permission.ADMINISTER, pages_of(EXPORT, status_code=200)),
)
