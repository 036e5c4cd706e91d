"""The wholesalers that a form can name, and those that the forms of one application name."""

from dataclasses import dataclass

from db.tables.enrolment import CertifyingWholesaler, WholesalerMailDomain
from domain.company_names import loose_search_key


@dataclass(frozen=True)
class Wholesaler:
    """What a form offers; `name_kana` is empty if unknown. `keys`: what it is found by."""

    id: int
    name: str
    name_kana: str
    keys: tuple[str, ...]


@dataclass(frozen=True)
class NamedWholesaler:
    """A wholesaler that some revision names, as the register has it; `telephone` to call back."""

    name: str
    telephone: str
    mail_domains: tuple[str, ...]


async def listed_wholesalers() -> tuple[Wholesaler, ...]:
    """Every wholesaler that the form offers, in the order of the reading; those without at last."""
    return await _wholesalers("listed")


async def all_wholesalers() -> tuple[Wholesaler, ...]:
    """Those too that forms do not offer any more, in the same order."""
    return await _wholesalers("true")


async def _wholesalers(condition: str) -> tuple[Wholesaler, ...]:
    rows = await CertifyingWholesaler.raw(
        f"""
        SELECT id, name, name_kana,
            array_remove(ARRAY[widest_key(search_key), reading_key(name_kana)], '') AS keys
        FROM certifying_wholesaler WHERE {condition}
        ORDER BY name_kana = '', reading_key(name_kana), name_kana, search_key, id
        """  # noqa: S608 -- constants only
    )
    return tuple(Wholesaler(**row | {"keys": tuple(row["keys"])}) for row in rows)


async def registered_domains(wholesaler_id: int) -> tuple[str, ...]:
    """The mail domains on a wholesaler's register."""
    rows = (
        await WholesalerMailDomain.select(WholesalerMailDomain.domain)
        .where(WholesalerMailDomain.wholesaler == wholesaler_id)
        .order_by(WholesalerMailDomain.id)
    )
    return tuple(row["domain"] for row in rows)


async def named_wholesalers(application_number: str) -> dict[int, NamedWholesaler]:
    """The wholesalers that an application's revisions name, by id."""
    rows = await CertifyingWholesaler.raw(
        """
        SELECT id, name, telephone, array(
            SELECT domain FROM wholesaler_mail_domain
            WHERE wholesaler = certifying_wholesaler.id ORDER BY domain
        ) AS mail_domains
        FROM certifying_wholesaler
        WHERE id IN (SELECT wholesaler FROM form_revision WHERE application = {})
        """,
        application_number,
    )
    return {
        row["id"]: NamedWholesaler(row["name"], row["telephone"], tuple(row["mail_domains"]))
        for row in rows
    }


async def add_wholesaler(
    name: str, name_kana: str, telephone: str, domains: tuple[str, ...]
) -> None:
    """Put a wholesaler on the register with its mail domains; nothing changes if it is there."""
    rows = (
        await CertifyingWholesaler.insert(
            CertifyingWholesaler(
                name=name,
                name_kana=name_kana,
                search_key=loose_search_key(name),
                telephone=telephone,
            )
        )
        .on_conflict(target=CertifyingWholesaler.name, action="DO NOTHING")
        .returning(CertifyingWholesaler.id)
    )
    for row in rows:
        for domain in domains:
            await WholesalerMailDomain.insert(
                WholesalerMailDomain(wholesaler=row["id"], domain=domain)
            )
