"""Why somebody acts: every act of the console asks for its reason."""

from db.audit import ActReason
from db.console.staff import Staff
from domain.reasons import accept_reason
from web.forms import Form


def read_why(form: Form, staff: Staff) -> ActReason | None:
    """Read the field of `reason_field` (console/parts.html); None and an error without a reason."""
    reason = form.accept("reason", accept_reason, label="理由")
    return ActReason(staff.mail_address, reason, staff.administrator) if reason else None
