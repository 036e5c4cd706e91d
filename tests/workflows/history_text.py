"""What can be read in a history, payloads included."""

import re

from temporalio.client import WorkflowHistory


def readable(history: WorkflowHistory) -> str:
    """All text in a history; payloads are JSON, which escapes what is not ASCII."""
    content = b"".join(event.SerializeToString() for event in history.events)
    text = content.decode(errors="replace")
    return re.sub(r"\\u([0-9a-f]{4})", lambda escape: chr(int(escape[1], 16)), text)
