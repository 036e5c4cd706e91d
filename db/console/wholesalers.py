"""The register of wholesalers, as administrators keep it; every change with before and after.

The forms offer those that are listed. An application that names one is never touched by a change.
"""

import json
import re
from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Any

from asyncpg import UniqueViolationError

from db.audit import ActReason, ActSubject, Values, record_act
from db.console.companies import ACTS_SHOWN, PastAct
from db.console.conditions import Conditions
from db.console.paging import PER_PAGE, cut
from db.engine import transaction
from db.spellings import spellings
from db.tables.administration import ConsoleAct
from db.tables.enrolment import CertifyingWholesaler, WholesalerMailDomain
from domain.audit_tags import AuditTag
from domain.company_names import loose_search_key
from domain.refusals import RefusalError


class NameTakenError(RefusalError):
    """Another wholesaler of the register has this name."""


class DomainUnchangedError(RefusalError):
    """The domain is registered already, or is not registered any more."""


@dataclass(frozen=True)
class WholesalerEntry:
    """What is registered; `telephone`: to call back, empty if unknown. `listed`: forms offer it.

    `name_kana`: how the name is read, empty if unknown.
    """

    name: str
    name_kana: str
    telephone: str
    listed: bool


@dataclass(frozen=True)
class WholesalerCard:
    """One wholesaler; `waiting`: how many open applications wait for its decision."""

    wholesaler: int
    name: str
    name_kana: str
    telephone: str
    listed: bool
    domains: tuple[str, ...]
    waiting: int

    @property
    def entry(self) -> WholesalerEntry:
        """What can be changed."""
        return WholesalerEntry(self.name, self.name_kana, self.telephone, self.listed)


@dataclass(frozen=True)
class WholesalerPage:
    """One page of the register, by name.

    `next`: `after` of the next page, `back`: `before` of the page before; None where there is none.
    """

    wholesalers: tuple[WholesalerCard, ...]
    next: str | None
    back: str | None = None


_CARDS = """
    WITH waiting AS (
        SELECT wholesaler, count(*) AS applications FROM application
        JOIN form_revision ON form_revision.application = application_number
            AND revision = revision_in_hand
        WHERE stage = 'awaiting_approval' AND closed_at IS NULL GROUP BY wholesaler
    )
    SELECT id AS wholesaler, name, name_kana, telephone, listed, ARRAY(
        SELECT domain FROM wholesaler_mail_domain
        WHERE wholesaler_mail_domain.wholesaler = register.id ORDER BY domain
    ) AS domains, coalesce(applications, 0) AS waiting
    FROM certifying_wholesaler AS register LEFT JOIN waiting ON waiting.wholesaler = register.id
    WHERE {conditions} ORDER BY {order} {limit}
"""
_ORDER = ("name_kana = ''", "reading_key(name_kana)", "search_key", "id")
_CONTAINS = "widest_key(search_key) LIKE ALL ({}) OR reading_key(name_kana) LIKE ALL ({})"


async def find_wholesalers(
    search: str = "", after: str = "", before: str = "", most: int = PER_PAGE
) -> WholesalerPage:
    """Read one page of those whose name or reading contains these words, in that order.

    `after`: the key that the page before gave, `before`: the one that the next page gave.
    """
    conditions = Conditions()
    if search:
        words = [[f"%{word}%" for word in each] for each in await spellings(search)]
        conditions.add(
            " OR ".join([_CONTAINS] * len(words)), *(e for each in words for e in [each] * 2)
        )
    if re.fullmatch("[0-9]{1,9}", before or after):
        order, sign = ", ".join(_ORDER), "<" if before else ">"
        conditions.add(
            f"({order}) {sign} (SELECT {order} FROM certifying_wholesaler WHERE id = {{}})",  # noqa: S608 -- constants are put in
            int(before or after),
        )
    cards = await _cards(conditions, f"LIMIT {most + 1}", "DESC" if before else "ASC")
    page = cut(cards, lambda each: str(each.wholesaler), after=after, before=before, most=most)
    return WholesalerPage(page.shown, next=page.next, back=page.back)


async def load_wholesaler(wholesaler: int) -> WholesalerCard:
    """Read one wholesaler; raises `LookupError` when there is none of this key."""
    conditions = Conditions()
    conditions.add("id = {}", wholesaler)
    return (await _cards(conditions))[0]


async def acts_about(wholesaler: int) -> tuple[PastAct, ...]:
    """The latest acts about a wholesaler, the newest first."""
    rows = await ConsoleAct.raw(
        f"""
        SELECT at, tag, done_by, account_id, reason, before, after FROM console_act
        WHERE tag LIKE 'administrator:wholesaler:%' AND after ->> 'wholesaler' = {{}}
        ORDER BY id DESC LIMIT {ACTS_SHOWN}
        """,  # noqa: S608 -- a number of the code is put in
        str(wholesaler),
    )
    values = ("before", "after")
    return tuple(PastAct(**row | {name: json.loads(row[name]) for name in values}) for row in rows)


async def add_wholesaler(entry: WholesalerEntry, why: ActReason, now: datetime) -> int:
    """Put a wholesaler on the register; gives its key. Raises `NameTakenError`."""
    try:
        async with transaction():
            rows = await CertifyingWholesaler.insert(CertifyingWholesaler(**_columns(entry)))
            wholesaler = int(rows[0]["id"])
            await _record(
                AuditTag.ADMINISTRATOR_WHOLESALER_ADD, wholesaler, why, now, after=asdict(entry)
            )
    except UniqueViolationError as error:
        raise NameTakenError from error
    return wholesaler


async def change_wholesaler(
    wholesaler: int, entry: WholesalerEntry, why: ActReason, now: datetime
) -> None:
    """Change what is registered; nothing is recorded when nothing differs.

    Raises `NameTakenError` and `LookupError`.
    """
    try:
        async with transaction():
            before = await _lock_wholesaler(wholesaler)
            if before == entry:
                return
            await CertifyingWholesaler.update(**_columns(entry)).where(
                CertifyingWholesaler.id == wholesaler
            )
            await _record(
                AuditTag.ADMINISTRATOR_WHOLESALER_CHANGE,
                wholesaler,
                why,
                now,
                before=asdict(before),
                after=asdict(entry),
            )
    except UniqueViolationError as error:
        raise NameTakenError from error


async def add_domain(wholesaler: int, domain: str, why: ActReason, now: datetime) -> None:
    """Let mailboxes of a domain vouch; raises `DomainUnchangedError` and `LookupError`."""
    async with transaction():
        await _lock_wholesaler(wholesaler)
        added = (
            await WholesalerMailDomain.insert(
                WholesalerMailDomain(wholesaler=wholesaler, domain=domain)
            )
            .on_conflict(
                target=(WholesalerMailDomain.wholesaler, WholesalerMailDomain.domain),
                action="DO NOTHING",
            )
            .returning(WholesalerMailDomain.id)
        )
        if not added:
            raise DomainUnchangedError
        await _record(
            AuditTag.ADMINISTRATOR_WHOLESALER_ADD_DOMAIN,
            wholesaler,
            why,
            now,
            after={"domain": domain},
        )


async def remove_domain(wholesaler: int, domain: str, why: ActReason, now: datetime) -> None:
    """Let them vouch no more; raises `DomainUnchangedError` and `LookupError`."""
    async with transaction():
        await _lock_wholesaler(wholesaler)
        removed = (
            await WholesalerMailDomain.delete()
            .where(
                WholesalerMailDomain.wholesaler == wholesaler,
                WholesalerMailDomain.domain == domain,
            )
            .returning(WholesalerMailDomain.id)
        )
        if not removed:
            raise DomainUnchangedError
        await _record(
            AuditTag.ADMINISTRATOR_WHOLESALER_REMOVE_DOMAIN,
            wholesaler,
            why,
            now,
            before={"domain": domain},
        )


async def _cards(
    conditions: Conditions, limit: str = "", direction: str = "ASC"
) -> tuple[WholesalerCard, ...]:
    order = ", ".join(f"{each} {direction}" for each in _ORDER)
    rows = await CertifyingWholesaler.raw(
        _CARDS.format(conditions=conditions.sql, order=order, limit=limit), *conditions.values
    )
    return tuple(WholesalerCard(**row | {"domains": tuple(row["domains"])}) for row in rows)


async def _lock_wholesaler(wholesaler: int) -> WholesalerEntry:
    """Lock a wholesaler until the transaction ends, and read what is registered."""
    row = await (
        CertifyingWholesaler.select(
            CertifyingWholesaler.name,
            CertifyingWholesaler.name_kana,
            CertifyingWholesaler.telephone,
            CertifyingWholesaler.listed,
        )
        .where(CertifyingWholesaler.id == wholesaler)
        .lock_rows("UPDATE")
        .first()
    )
    if row is None:
        raise LookupError(f"there is no wholesaler {wholesaler}")
    return WholesalerEntry(**row)


def _columns(entry: WholesalerEntry) -> dict[str, Any]:
    return asdict(entry) | {"search_key": loose_search_key(entry.name)}


async def _record(  # noqa: PLR0913 -- the columns of one row
    tag: AuditTag,
    wholesaler: int,
    why: ActReason,
    now: datetime,
    *,
    before: Values | None = None,
    after: Values | None = None,
) -> None:
    await record_act(
        tag,
        why,
        ActSubject(),
        now,
        before=before,
        after={"wholesaler": wholesaler, **(after or {})},
    )
