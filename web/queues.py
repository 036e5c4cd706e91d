"""The queues of a process: of what anybody may send, and apart from it that of the console."""

from dataclasses import dataclass, field

from web.fair_queue import FairQueue


@dataclass(frozen=True)
class Queues:
    """At once they take fewer threads and connections than there are, so that other pages go on.

    `public`: enrolments and recoveries. `console`: the administrators' own, which no flood of the
    others takes from them (S15).
    """

    public: FairQueue = field(default_factory=lambda: FairQueue(at_once=4))
    logins: FairQueue = field(default_factory=lambda: FairQueue(at_once=4))
    console: FairQueue = field(default_factory=lambda: FairQueue(at_once=4))
