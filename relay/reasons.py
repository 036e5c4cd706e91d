"""What an error means for whoever tried to bring something to Temporal."""

from temporalio.service import RPCError, RPCStatusCode

from db.engine import DATABASE_AWAY

# Answers that say nothing against what was to be brought: it may succeed later as it is.
_LATER = frozenset(
    {
        RPCStatusCode.UNAVAILABLE,
        RPCStatusCode.DEADLINE_EXCEEDED,
        RPCStatusCode.CANCELLED,
        RPCStatusCode.RESOURCE_EXHAUSTED,
        RPCStatusCode.ABORTED,
        # Of the whole namespace: a start asks for nothing else that could be missing.
        RPCStatusCode.NOT_FOUND,
        RPCStatusCode.UNAUTHENTICATED,
        RPCStatusCode.PERMISSION_DENIED,
    }
)


def something_is_away(error: BaseException) -> bool:
    """Whether Temporal or the database is away, or has too much to do just now."""
    if isinstance(error, RPCError):
        return error.status in _LATER
    # A client that is not connected yet raises this.
    if isinstance(error, RuntimeError):
        return str(error).startswith("Failed client connect")
    return isinstance(error, DATABASE_AWAY)


def code_of(error: BaseException) -> str:
    """The code of gRPC, as metrics have it; of any other error its name."""
    return error.status.name if isinstance(error, RPCError) else type(error).__name__


def reason(tried: str, error: BaseException) -> str:
    """What was tried, and the error's name and code.

    Never its text: that may quote a row, or what people typed (S07).
    """
    code = error.status.name if isinstance(error, RPCError) else getattr(error, "sqlstate", None)
    return " ".join(filter(None, (f"{tried}:", type(error).__name__, code)))
