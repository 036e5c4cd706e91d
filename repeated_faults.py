"""A fault that repeats is told at once and then counted, so that it never buries the others."""

import threading
import time
from collections.abc import Callable, MutableMapping
from dataclasses import dataclass, field
from itertools import takewhile
from typing import Any

import structlog

Line = MutableMapping[str, Any]
Key = tuple[object, ...]

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
    _faults: dict[Key, _Fault] = field(default_factory=dict)
    _lock: threading.Lock = field(default_factory=threading.Lock)

    def __call__(self, _: object, level: str, line: Line) -> Line:
        if "again" in line:
            return line
        self.tell(over_only=True)
        if level in {"warning", "error"} and not self._is_first(level, line):
            raise structlog.DropEvent
        return line

    def tell(self, *, over_only: bool = False) -> None:
        """Tell how often faults came again: all of them, or those whose minute is over."""
        for fault in self._ended(over_only=over_only):
            fields = {**fault.line, "again": fault.again}
            self.say(fault.level, fields.pop("event"), fields)

    def _is_first(self, level: str, line: Line) -> bool:
        key = _fault_of(line)
        with self._lock:
            known = self._faults.get(key)
            if known is not None:
                known.again += 1
                if known.again == 1:
                    self._tell_later()
                return False
            if len(self._faults) < MOST_FAULTS:
                self._faults[key] = _Fault(level, dict(line), self.now() + COUNTED_FOR)
            return True

    def _ended(self, *, over_only: bool) -> list[_Fault]:
        """Those that came again; what goes on is counted anew from here."""
        now, ended = self.now(), list[_Fault]()
        with self._lock:
            for key, fault in self._oldest_first(None if not over_only else now):
                del self._faults[key]
                if fault.again:
                    ended.append(fault)
                    self._faults[key] = _Fault(fault.level, fault.line, now + COUNTED_FOR)
        return ended

    def _oldest_first(self, over_by: float | None) -> list[tuple[Key, _Fault]]:
        all_of_them = self._faults.items()  # in the order in which their minutes end
        if over_by is None:
            return list(all_of_them)
        return list(takewhile(lambda each: each[1].counted_until <= over_by, all_of_them))

    def _tell_later(self) -> None:
        timer = threading.Timer(COUNTED_FOR, self.tell, kwargs={"over_only": True})
        timer.daemon = True
        timer.start()


def _fault_of(line: Line) -> Key:
    names = _ONE_FAULT.get(line["event"], tuple(sorted(line)))
    return (line["event"], *((name, repr(line.get(name))) for name in names))
