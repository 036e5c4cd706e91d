"""A way to the mail server that lies, or fails, at each verb of a conversation."""

from collections import Counter
from dataclasses import dataclass
from itertools import product

from rig.proxies.link import Fault, Kind, Way
from rig.proxies.smtp import Lie, Lying, SmtpLink, Verb


@dataclass(frozen=True)
class MailOutage:
    """One thing that goes wrong: a lie, or a fault of the way."""

    lying: Lying | None = None
    fault: Fault | None = None

    def __str__(self) -> str:
        if self.lying is not None:
            return f"{self.lying.lie} at {self.lying.verb}"
        assert self.fault is not None
        return f"{self.fault.kind} {self.fault.way} after {self.fault.after}"

    @property
    def fails(self) -> bool:
        """Whether who meets it fails; else it takes longer."""
        waited_out = {Kind.DELAYED, Kind.FROZEN}
        slow = self.lying is not None and self.lying.lie is Lie.SLOW
        return not slow and not (self.fault is not None and self.fault.kind in waited_out)


# A mail that is refused for good goes no more: what follows from that is another life.
_PASSES = (Lie.PUT_OFF, Lie.LEAVING, Lie.GARBAGE, Lie.CLOSED)
_ABOUT_US = (Verb.GREETING, Verb.MAIL)

LIES = (
    *(MailOutage(Lying(lie, verb)) for lie, verb in product(_PASSES, Verb)),
    *(MailOutage(Lying(Lie.REFUSED, verb)) for verb in _ABOUT_US),
)
# Bytes: at once, in the middle of what is agreed upon, and of the mail or of its answers.
IN_THE_MIDDLE = (
    *((Way.THERE, after) for after in (0, 60, 200)),
    *((Way.BACK, after) for after in (0, 60, 130)),
)
FAULTS = (
    MailOutage(fault=Fault(Kind.REFUSED)),
    *(MailOutage(fault=Fault(Kind.CUT, way, after)) for way, after in IN_THE_MIDDLE),
    *(MailOutage(fault=Fault(Kind.HALF_CLOSED, way, after=60)) for way in Way),
)
WAITS = (MailOutage(fault=Fault(Kind.FROZEN)),)
MAIL_OUTAGES = (*LIES, *FAULTS, *WAITS)


@dataclass
class MailWay:
    """What a conductor begins and ends."""

    link: SmtpLink

    async def begin(self, outage: MailOutage) -> None:
        self.link.lying = outage.lying
        if outage.fault is not None:
            await self.link.begin(outage.fault)

    async def end(self) -> None:
        self.link.lying = None
        if self.link.fault is not None:
            await self.link.end()

    def unheard(self) -> Counter[str]:
        """How often each mail was taken without its sender's knowing it; forgets them."""
        found = Counter(each.message_id for each in self.link.deliveries if not each.heard)
        self.link.deliveries.clear()
        return found
