"""Why somebody acts: every act of the console asks for its reason."""

from functools import partial

from db.console.sessions import Staff
from db.console_acts import Why
from domain.text import accept_text
from web.forms import Form

LONGEST_REASON = 1000
"""Characters."""

_accept_reason = partial(accept_text, most=LONGEST_REASON)
accept_evidence = partial(accept_text, most=LONGEST_REASON)
"""Return what proves that an act is right; raises `InvalidInput`."""


def read_why(form: Form, staff: Staff) -> Why | None:
    """Read the field of `reason_field` (console/parts.html); None and an error without a reason."""
    reason = form.accept("reason", _accept_reason, label="理由")
    return Why(staff.mail_address, reason, staff.administrator) if reason else None
