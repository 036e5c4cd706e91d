"""Why somebody acts: every act of the console asks for its reason."""

from db.console.sessions import Staff
from db.console_acts import Why
from domain.console_roles import accept_reason
from web.forms import Form


def read_why(form: Form, staff: Staff) -> Why | None:
    """Read the field of `reason_field` (console/parts.html); None and an error without a reason."""
    reason = form.accept("reason", accept_reason, label="理由")
    return Why(staff.mail_address, reason, staff.administrator) if reason else None
