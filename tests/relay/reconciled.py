"""What the reconciler did and told of, and an import that it starts."""

import io

from db import temporal_recovery, troubles
from db.imports.files import pieces
from db.imports.runs import begin_upload
from db.tables.operation import AuditEvent
from domain.imports.files import ImportKind
from domain.needs import TroubleKind
from rig.applications import Applications, now
from rig.console.import_files import WHY, looked_at
from rig.console.nta_file import nta_file, nta_row

CONTENT = nta_file([nta_row(1)])


async def restarts() -> list[tuple[str | None, str]]:
    rows = await (
        AuditEvent.select(AuditEvent.application_number, AuditEvent.details)
        .where(AuditEvent.tag == "workflow:process:restart")
        .order_by(AuditEvent.id)
        .output(load_json=True)
    )
    assert await temporal_recovery.restarts() == len(rows)
    return [(row["application_number"], row["details"]["last_end"]) for row in rows]


async def missing() -> dict[str, str]:
    found = await troubles.troubles()
    assert {trouble.kind for trouble in found} <= {TroubleKind.WORKFLOW_MISSING}
    return {trouble.process: trouble.reason for trouble in found}


async def an_import(_: Applications) -> str:
    file = looked_at(CONTENT, ImportKind.CORPORATIONS)
    return (await begin_upload(file, pieces(io.BytesIO(CONTENT)), WHY, now())).process
