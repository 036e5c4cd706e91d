"""Whose rows an act changes: those of whom it is about, and nobody else's."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from db.tables.companies import Account
from rig.members import Ids


@asynccontextmanager
async def nobody_else(*whose: str) -> AsyncIterator[None]:
    """Fail where the block changes or deletes a row that has none of these in it.

    `whose`: pieces of a row as `every_row` gives it, such as `"company": "000123"`.
    """
    before = await every_row()
    yield
    changed = before - await every_row()
    assert changed, "nothing changed at all"
    assert [row for row in sorted(changed) if not any(piece in row for piece in whose)] == []


async def rows_of(ids: Ids) -> tuple[str, ...]:
    """What an account's own row has in it, and the rows that hang on it."""
    key = (await ids.account()).id
    return f'account {{"id": {key},', f'"account": {key},', f'"account:{key}"'


async def rows_of_company(company_id: str) -> tuple[str, ...]:
    """What a company's rows have in them, and those of all its accounts."""
    rows = await Account.select(Account.account_id).where(Account.company == company_id)
    people = [Ids(company_id, row["account_id"]) for row in rows]
    of_people = [piece for ids in people for piece in await rows_of(ids)]
    return f'"company": "{company_id}"', f'"company_id": "{company_id}"', *of_people


async def every_row() -> set[str]:
    """Every row of every table: the table's name, and the row as JSON, shorter names first."""
    tables = await Account.raw("SELECT tablename FROM pg_tables WHERE schemaname = 'public'")
    looks = (
        f"SELECT concat('{name} ', to_jsonb(t)) AS row FROM \"{name}\" AS t"  # noqa: S608 -- names of our own tables
        for name in (each["tablename"] for each in tables)
    )
    return {each["row"] for each in await Account.raw(" UNION ALL ".join(looks))}
