"""The spans of a trace: what is done, how long it takes, and which of them follows from which.

Until `tracing/collector.py` has begun they are told to nobody, and nothing of OpenTelemetry is
loaded. Names and attributes are chosen as a log line is (S07): numbers, kinds and codes, and of an
error its name and code; never its words.
"""

from collections.abc import Iterator, Mapping
from contextlib import AbstractContextManager, contextmanager, nullcontext
from dataclasses import dataclass
from enum import Enum, auto
from typing import Protocol

METHOD, ROUTE, STATUS = "http.request.method", "http.route", "http.response.status_code"
REQUEST = "inforex.request_id"
PROCESS, NEWS = "inforex.process", "inforex.news"
MAIL_KIND, MAIL_ANSWER = "inforex.mail_kind", "inforex.mail_answer"
WORKFLOW, RUN, ATTEMPT = "temporalWorkflowID", "temporalRunID", "inforex.attempt"
ERROR, ERROR_CODE = "error.type", "inforex.error_code"

Attributes = Mapping[str, str | int]


class Kind(Enum):
    """Which side of a conversation a span is, as OpenTelemetry names it."""

    INTERNAL = auto()
    SERVER = auto()
    CLIENT = auto()
    PRODUCER = auto()
    CONSUMER = auto()


class Span:
    """Something that takes a while; this one is told to nobody.

    `traceparent`: how what follows from it elsewhere names it (W3C Trace Context); here empty.
    """

    traceparent = ""

    def current(self) -> AbstractContextManager[None]:
        """Have what begins inside the block follow from this."""
        return nullcontext()

    def rename(self, name: str) -> None:
        """Give it the name that was not known yet when it began."""

    def note(self, attributes: Attributes) -> None:
        """Add attributes; nothing once it has ended."""

    def fails(self, error: BaseException) -> None:
        """Have it failed by this error, of which name and code are told."""

    def end(self) -> None:
        """It is over; a second time changes nothing."""


class Recorder(Protocol):
    """What makes spans that are told."""

    def begin(  # noqa: PLR0913, PLR0917 -- what a span is made of
        self,
        name: str,
        kind: Kind,
        attributes: Attributes,
        parent: str | None,
        cause: str,
        at: int | None,
    ) -> Span: ...

    def traceparent(self) -> str: ...


@dataclass
class _Told:
    by: Recorder | None = None


_told = _Told()
_UNTOLD = Span()


def told_by(recorder: Recorder | None) -> None:
    """Have this process's spans made by a recorder from here on, or by none."""
    _told.by = recorder


def begin(  # noqa: PLR0913 -- what a span is made of
    name: str,
    kind: Kind = Kind.INTERNAL,
    attributes: Attributes | None = None,
    *,
    parent: str | None = None,
    cause: str = "",
    at: int | None = None,
) -> Span:
    """Begin a span, which somebody has to end.

    `parent`: the traceparent of what it follows from; None is what is current here, and empty
    nothing, so that a trace begins. `cause`: the traceparent of what began it all long before.
    `at`: nanoseconds since 1970; None is now.
    """
    if _told.by is None:
        return _UNTOLD
    return _told.by.begin(name, kind, attributes or {}, parent, cause, at)


@contextmanager
def span(
    name: str,
    kind: Kind = Kind.INTERNAL,
    attributes: Attributes | None = None,
    *,
    parent: str | None = None,
    cause: str = "",
) -> Iterator[Span]:
    """Tell of what the block does; what it raises fails the span. Parameters as of `begin`."""
    began = begin(name, kind, attributes, parent=parent, cause=cause)
    with began.current():
        try:
            yield began
        except Exception as error:
            began.fails(error)
            raise
        finally:
            began.end()


def traceparent() -> str:
    """Of the span that is current here; empty where there is none."""
    return _told.by.traceparent() if _told.by else ""


def trace_id(of: str) -> str:
    """The trace of a traceparent: 32 hexadecimal digits; empty where there is none."""
    return of[3:35]
