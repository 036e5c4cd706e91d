"""What can be read in a history, payloads included."""

from temporalio.client import WorkflowHistory


def readable(history: WorkflowHistory) -> str:
    """All text in a history; payloads are JSON, which escapes what is not ASCII."""
    content = b"".join(event.SerializeToString() for event in history.events)
    text = content.decode(errors="replace")
    return text + text.encode("ascii", "replace").decode("unicode_escape", "replace")
