"""What the National Tax Agency's register says of a 法人番号: evidence for administrators."""

from db.tables.imports import RegisteredCorporation


async def registered(corporate_number: str) -> RegisteredCorporation | None:
    """The corporation of this number; None where no imported file had it."""
    return await RegisteredCorporation.objects().get(
        RegisteredCorporation.corporate_number == corporate_number
    )
