"""Fresh 企業ID from the one sequence that they all come from."""

from db.tables.companies import Company
from domain.identifiers import company_id


async def next_company_ids(count: int) -> list[str]:
    """Draw so many 企業ID that no company has; each is drawn once, used or not.

    Companies that were taken over brought their IDs along, which the sequence does not know.
    """
    issued: list[str] = []
    while len(issued) < count:
        rows = await Company.raw(
            "SELECT nextval('company_serial') AS serial FROM generate_series(1, {})",
            count - len(issued),
        )
        drawn = [company_id(row["serial"]) for row in rows]
        taken = await Company.select(Company.company_id).where(Company.company_id.is_in(drawn))
        issued += sorted(set(drawn) - {row["company_id"] for row in taken})
    return issued
