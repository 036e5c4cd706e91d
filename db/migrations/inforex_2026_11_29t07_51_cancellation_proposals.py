"""A company may ask the operator for its 解約, which two administrators have to see to."""

from piccolo.apps.migrations.auto.migration_manager import MigrationManager

ID = "2026-11-29T07:51:00:000000"
VERSION = "1.38.0"
DESCRIPTION = "cancellations by the console"

STATEMENTS = """
CREATE TABLE cancellation_proposal (
    id bigserial PRIMARY KEY,
    company varchar(8) NOT NULL REFERENCES company ON DELETE CASCADE ON UPDATE RESTRICT,
    reason varchar(1000) NOT NULL,
    evidence varchar(2000) NOT NULL,
    asked_by varchar(254) NOT NULL,
    administrator bigint NOT NULL DEFAULT 0,
    asked_at timestamptz NOT NULL DEFAULT CURRENT_TIMESTAMP,
    outcome varchar(10),
    decided_by bigint NOT NULL DEFAULT 0,
    closed_at timestamptz,
    CONSTRAINT cancellation_proposal_outcome_is_known CHECK (outcome IN ('agreed', 'called_off')),
    CONSTRAINT cancellation_proposal_outcome_has_its_time
        CHECK ((outcome IS NULL) = (closed_at IS NULL))
);
CREATE INDEX cancellation_proposal_company ON cancellation_proposal (company);
CREATE UNIQUE INDEX cancellation_proposal_once_open ON cancellation_proposal (company)
    WHERE closed_at IS NULL;
"""


async def forwards() -> MigrationManager:
    manager = MigrationManager(migration_id=ID, app_name="inforex", description=DESCRIPTION)

    async def run() -> None:
        from db.engine import ENGINE

        await ENGINE.run_script(STATEMENTS)

    manager.add_raw(run)
    return manager
