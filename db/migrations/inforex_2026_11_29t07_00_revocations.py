"""What was issued wrongly can end, and what was disputed can be settled."""

from piccolo.apps.migrations.auto.migration_manager import MigrationManager

ID = "2026-11-29T07:00:00:000000"
VERSION = "1.38.0"
DESCRIPTION = "revocations, and settled disputes"

STATEMENTS = """
ALTER TABLE application DROP CONSTRAINT application_stage_is_known;
ALTER TABLE application DROP CONSTRAINT application_closed_has_its_time;
ALTER TABLE application ADD CONSTRAINT application_stage_is_known
    CHECK (stage IN ('invited', 'under_review', 'awaiting_approval', 'returned',
        'enrolled', 'declined', 'expired', 'lapsed', 'withdrawn', 'revoked')) NOT VALID;
ALTER TABLE application ADD CONSTRAINT application_closed_has_its_time
    CHECK ((stage IN ('enrolled', 'declined', 'expired', 'lapsed', 'withdrawn', 'revoked'))
        = (closed_at IS NOT NULL)) NOT VALID;
ALTER TABLE application VALIDATE CONSTRAINT application_stage_is_known;
ALTER TABLE application VALIDATE CONSTRAINT application_closed_has_its_time;

ALTER TABLE dispute ADD COLUMN settled_at timestamptz;
-- Before, all were dealt with but those that still keep a company suspended.
UPDATE dispute SET settled_at = disputed_at WHERE NOT EXISTS (
    SELECT FROM company WHERE company.application_number = dispute.application
        AND suspended_at IS NOT NULL AND ended_at IS NULL
);
CREATE INDEX dispute_open ON dispute (application) WHERE settled_at IS NULL;

CREATE TABLE revocation (
    id bigserial PRIMARY KEY,
    company varchar(8) NOT NULL REFERENCES company ON DELETE CASCADE ON UPDATE RESTRICT,
    reason varchar(1000) NOT NULL,
    evidence varchar(2000) NOT NULL,
    asked_by varchar(254) NOT NULL,
    administrator bigint NOT NULL DEFAULT 0,
    asked_at timestamptz NOT NULL DEFAULT CURRENT_TIMESTAMP,
    decided_by bigint NOT NULL DEFAULT 0,
    outcome varchar(10),
    closed_at timestamptz,
    CONSTRAINT revocation_outcome_is_known CHECK (outcome IN ('done', 'called_off')),
    CONSTRAINT revocation_outcome_has_its_time CHECK ((outcome IS NULL) = (closed_at IS NULL))
);
CREATE INDEX revocation_company ON revocation (company);
CREATE UNIQUE INDEX revocation_once_open ON revocation (company) WHERE closed_at IS NULL;
"""


async def forwards() -> MigrationManager:
    manager = MigrationManager(migration_id=ID, app_name="inforex", description=DESCRIPTION)

    async def run() -> None:
        from db.engine import ENGINE

        await ENGINE.run_script(STATEMENTS)

    manager.add_raw(run)
    return manager
