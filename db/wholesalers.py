"""The register of wholesalers that makers can name."""

from dataclasses import dataclass

from db.tables.enrolment import CertifyingWholesaler, WholesalerMailDomain
from domain.company_names import search_key


@dataclass(frozen=True)
class Wholesaler:
    id: int
    name: str


async def listed_wholesalers() -> tuple[Wholesaler, ...]:
    """Every wholesaler that the form offers, in the order of the register."""
    rows = (
        await CertifyingWholesaler.select(CertifyingWholesaler.id, CertifyingWholesaler.name)
        .where(CertifyingWholesaler.listed.eq(True))  # noqa: FBT003 -- it is the value
        .order_by(CertifyingWholesaler.id)
    )
    return tuple(Wholesaler(row["id"], row["name"]) for row in rows)


async def add_wholesaler(name: str, telephone: str, domains: tuple[str, ...]) -> None:
    """Put a wholesaler on the register with its mail domains; nothing changes if it is there."""
    rows = (
        await CertifyingWholesaler.insert(
            CertifyingWholesaler(name=name, search_key=search_key(name), telephone=telephone)
        )
        .on_conflict(target=CertifyingWholesaler.name, action="DO NOTHING")
        .returning(CertifyingWholesaler.id)
    )
    for row in rows:
        for domain in domains:
            await WholesalerMailDomain.insert(
                WholesalerMailDomain(wholesaler=row["id"], domain=domain)
            )
