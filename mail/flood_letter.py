"""What the mail about a flood needs: which limit many networks passed, and where to look."""

from dataclasses import dataclass
from datetime import datetime
from typing import ClassVar, Self

from db.floods import FLOOD, Flood, load_flood
from texts.limits import LIMITS


@dataclass(frozen=True)
class AlertFlood:
    """More was tried than a limit over many networks allows (S15)."""

    kind: ClassVar = FLOOD
    what: str
    subject: str
    tries: int
    most: int
    began_at: datetime
    console_url: str

    @classmethod
    async def about(cls, flood: int, base_url: str) -> Self:
        """Raises `LookupError` when there is no flood of this number."""
        return cls.of(await load_flood(flood), base_url)

    @classmethod
    def of(cls, flood: Flood, base_url: str) -> Self:
        return cls(
            what=LIMITS[flood.kind],
            subject=flood.subject,
            tries=flood.tries,
            most=flood.most,
            began_at=flood.began_at,
            console_url=f"{base_url}/console/limits",
        )
