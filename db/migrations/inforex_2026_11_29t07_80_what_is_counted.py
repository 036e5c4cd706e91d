"""What operators watch that no other table has: counts of failures, and what Temporal last ran."""

from piccolo.apps.migrations.auto.migration_manager import MigrationManager

ID = "2026-11-29T07:80:00:000000"
VERSION = "1.38.0"
DESCRIPTION = "counts of failures, runs that failed and schedules, for metrics"

STATEMENTS = """
CREATE TABLE tally (
    id serial PRIMARY KEY,
    event varchar(40) NOT NULL,
    label varchar(60) NOT NULL,
    times bigint NOT NULL DEFAULT 0,
    CONSTRAINT tally_once UNIQUE (event, label)
);
CREATE TABLE failed_run (
    run_id varchar(60) PRIMARY KEY,
    process varchar(60) NOT NULL,
    workflow varchar(60) NOT NULL,
    status varchar(20) NOT NULL,
    closed_at timestamptz NOT NULL DEFAULT CURRENT_TIMESTAMP
);
CREATE INDEX failed_run_closed ON failed_run (closed_at);
CREATE TABLE schedule_run (
    schedule varchar(40) PRIMARY KEY,
    last_run_at timestamptz,
    paused boolean NOT NULL DEFAULT false,
    known_since timestamptz NOT NULL DEFAULT CURRENT_TIMESTAMP,
    seen_at timestamptz NOT NULL DEFAULT CURRENT_TIMESTAMP
);
"""


async def forwards() -> MigrationManager:
    manager = MigrationManager(migration_id=ID, app_name="inforex", description=DESCRIPTION)

    async def run() -> None:
        from db.engine import ENGINE

        await ENGINE.run_script(STATEMENTS)

    manager.add_raw(run)
    return manager
