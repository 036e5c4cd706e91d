"""What keeps a process from going on, until somebody mends it."""

from enum import StrEnum


class TroubleKind(StrEnum):
    """What is wrong; the values are kept in the database."""

    NEWS_UNDELIVERABLE = "news_undeliverable"
    """News in the outbox that Temporal cannot be brought, whatever is up or down."""

    STEP_FAILING = "step_failing"
    """A step of a workflow that fails each time it is tried."""

    WORKFLOW_MISSING = "workflow_missing"
    """A process is open, and no workflow runs for it."""
