"""Why an administrator acts: one rule for the console and the command line."""

from domain.text import accept_text

LONGEST_REASON = 1000
"""Characters, which is also what the column holds."""


def accept_reason(text: str) -> str:
    """Return a reason, or what proves that an act is right; raises `InvalidInput`."""
    return accept_text(text, most=LONGEST_REASON)
