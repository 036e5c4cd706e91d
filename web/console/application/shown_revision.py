"""The revision that a form was shown for, so that nobody acts on another one unseen."""

import re

from web.console.application.opening import Opened
from web.forms import Form


async def first_revision(opened: Opened) -> dict[str, str]:
    """What the hidden field `revision` holds at first."""
    return {"revision": str(opened.facts.revision)}


def accept_revision(form: Form) -> int:
    """Read the hidden field; 0, which no form has, for whatever we did not write."""
    text = form.typed("revision")
    return int(text) if re.fullmatch("[0-9]{1,9}", text) else 0
