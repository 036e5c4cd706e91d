"""Why an administrator acts: one rule for the console and the command line."""

from domain.lengths import LONGEST_REASON
from domain.text import accept_text


def accept_reason(text: str) -> str:
    """Return a reason, or what proves that an act is right; raises `InvalidInput`."""
    return accept_text(text, most=LONGEST_REASON)
