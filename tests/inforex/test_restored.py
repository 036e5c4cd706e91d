"""`inforex restored` with Temporal and without it."""

from db.tables.operation import AuditEvent
from db.temporal_recovery import adopt_temporal, temporal_home
from rig.applications import now
from rig.servers import start_temporal
from tests.inforex.test_program import inforex


async def test_without_temporal_nothing_is_changed_and_it_says_what_to_check(
    pool: str, owner_url: str
) -> None:
    await adopt_temporal("from before", now())
    refused = await inforex(
        "restored",
        DATABASE_URL=pool,
        MIGRATION_DATABASE_URL=owner_url,
        TEMPORAL_ADDRESS="127.0.0.1:1",
    )
    assert (refused.code, refused.out) == (2, "")
    assert "TEMPORAL_ADDRESS" in refused.err
    assert await temporal_home() == "from before"
    assert not await AuditEvent.exists().where(AuditEvent.tag == "operator:database:restore")


async def test_with_an_empty_temporal_the_database_is_taken_up_again(
    pool: str, owner_url: str
) -> None:
    await adopt_temporal("from before", now())
    with start_temporal() as address:
        done = await inforex(
            "restored",
            DATABASE_URL=pool,
            MIGRATION_DATABASE_URL=owner_url,
            TEMPORAL_ADDRESS=address,
        )
    assert (done.code, done.err) == (0, "")
    assert "この一覧は" not in done.out
    assert "（0件）" in done.out
    assert await temporal_home() is None
    assert await AuditEvent.exists().where(AuditEvent.tag == "operator:database:restore")
