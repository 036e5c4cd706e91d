"""A fault that repeats is told at once and then counted, so that it never buries the others."""

import threading
import time
from collections.abc import Callable, MutableMapping
from dataclasses import dataclass, field
from typing import Any

import structlog

Line = MutableMapping[str, Any]

COUNTED_FOR = 60.0
"""Seconds after the first line of a fault in which others like it are counted."""

MOST_FAULTS = 1_000
"""How many faults are known at once; further ones are told each time."""

_ONE_FAULT = {
    "mail.deferred": ("code", "trouble"),
    "relay.not_delivered": ("tried", "trouble", "code"),
    "relay.not_nudged": ("tried", "trouble", "code"),
    "throttled": ("limit",),
    "unavailable": ("error", "code"),
}
"""What makes lines of an event the same fault, whomever it hits; of others, all that they say."""


@dataclass
class _Fault:
    level: str
    line: dict[str, Any]
    counted_until: float
    again: int = 0


@dataclass
class RepeatedFaults:
    """Lets the first line of a fault pass, and tells once a minute how often it came again.

    A processor of structlog. `say` writes such a line by its level, event and fields, which are the
    first one's and `again`; another thread may call it, so that a fault's end is told too.
    """

    say: Callable[[str, str, dict[str, Any]], object]
    now: Callable[[], float] = time.monotonic
    _faults: dict[tuple[object, ...], _Fault] = field(default_factory=dict)
    _lock: threading.Lock = field(default_factory=threading.Lock)

    def __call__(self, _: object, level: str, line: Line) -> Line:
        if level not in {"warning", "error"} or "again" in line:
            return line
        self.tell(over_only=True)
        key = _fault_of(line)
        with self._lock:
            known = self._faults.get(key)
            if known is None:
                if len(self._faults) < MOST_FAULTS:
                    self._faults[key] = _Fault(level, dict(line), self.now() + COUNTED_FOR)
                return line
            known.again += 1
            if known.again == 1:
                self._tell_later()
        raise structlog.DropEvent

    def tell(self, *, over_only: bool = False) -> None:
        """Tell how often faults came again: all of them, or those whose minute is over."""
        with self._lock:
            now = self.now()
            over = [
                (key, fault)
                for key, fault in self._faults.items()
                if not over_only or fault.counted_until <= now
            ]
            for key, fault in over:
                if fault.again and over_only:
                    # It goes on: the next minute is counted from here.
                    self._faults[key] = _Fault(fault.level, fault.line, now + COUNTED_FOR)
                else:
                    del self._faults[key]
        for _, fault in over:
            if fault.again:
                fields = {**fault.line, "again": fault.again}
                self.say(fault.level, fields.pop("event"), fields)

    def _tell_later(self) -> None:
        timer = threading.Timer(COUNTED_FOR, self.tell, kwargs={"over_only": True})
        timer.daemon = True
        timer.start()


def _fault_of(line: Line) -> tuple[object, ...]:
    names = _ONE_FAULT.get(line["event"], tuple(sorted(line)))
    return (line["event"], *((name, repr(line.get(name))) for name in names))
