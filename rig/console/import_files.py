"""Files taken in as the command line does, and what came of them."""

import io
from collections.abc import Callable

from db.audit import ActReason
from db.imports.batches import import_batches
from db.imports.files import ImportFile, look_at, pieces_of
from db.imports.runs import RunningImport, begin_run
from db.tables.companies import Company
from db.tables.imports import ImportProblem, RegisteredCorporation
from domain.imports.files import ImportKind
from rig.applications import now

WHY = ActReason("command line", "試験のため。")


def looked_at(content: bytes, kind: ImportKind = ImportKind.COMPANIES) -> ImportFile:
    return look_at(io.BytesIO(content), kind, "made-up.csv")


async def taken_in(
    content: bytes,
    kind: ImportKind = ImportKind.COMPANIES,
    go_on: Callable[[RunningImport], bool] = lambda _: True,
) -> RunningImport:
    """The run of a file, taken in as far as `go_on` lets it."""
    run = await begin_run(looked_at(content, kind), WHY, now())
    return await import_batches(run.id, pieces_of(io.BytesIO(content)), now, go_on)


async def corporations_of(content: bytes) -> RunningImport:
    return await taken_in(content, ImportKind.CORPORATIONS)


async def problems(run: RunningImport) -> list[tuple[int, str]]:
    rows = await ImportProblem.select().where(
        ImportProblem.run == run.id, ImportProblem.skipped.eq(value=False)
    )
    return sorted((row["line"], row["problem"]) for row in rows)


async def company(company_id: str) -> Company:
    found = await Company.objects().get(Company.company_id == company_id)
    assert found is not None
    return found


async def names() -> list[str]:
    """The names of the corporations, in the order of their numbers."""
    rows = await RegisteredCorporation.select(RegisteredCorporation.name).order_by(
        RegisteredCorporation.corporate_number
    )
    return [row["name"] for row in rows]
