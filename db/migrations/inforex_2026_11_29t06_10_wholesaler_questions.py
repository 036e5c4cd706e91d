"""Applicants tell which wholesaler they miss, and administrators answer."""

from piccolo.apps.migrations.auto.migration_manager import MigrationManager

ID = "2026-11-29T06:10:00:000000"
VERSION = "1.38.0"
DESCRIPTION = "questions about wholesalers"

STATEMENTS = """
CREATE TABLE wholesaler_question (
    id serial PRIMARY KEY,
    application varchar(15) NOT NULL
        REFERENCES application ON DELETE CASCADE ON UPDATE RESTRICT,
    missing varchar(10) NOT NULL,
    name varchar(100) NOT NULL,
    note varchar(500) NOT NULL DEFAULT '',
    asked_at timestamptz NOT NULL DEFAULT CURRENT_TIMESTAMP,
    answered_at timestamptz,
    wholesaler integer REFERENCES certifying_wholesaler ON DELETE RESTRICT ON UPDATE CASCADE,
    answer varchar(1000) NOT NULL DEFAULT '',
    generation integer,
    CONSTRAINT wholesaler_question_missing_is_known CHECK (missing IN ('wholesaler', 'contact')),
    CONSTRAINT wholesaler_question_answer_has_its_time CHECK (
        (answered_at IS NOT NULL) = (answer <> '')
        AND (answered_at IS NOT NULL) = (generation IS NOT NULL)
        AND (answered_at IS NOT NULL OR wholesaler IS NULL)
    )
);
CREATE INDEX wholesaler_question_application ON wholesaler_question (application);
CREATE UNIQUE INDEX wholesaler_question_once_open ON wholesaler_question (application)
    WHERE answered_at IS NULL;
"""


async def forwards() -> MigrationManager:
    manager = MigrationManager(migration_id=ID, app_name="inforex", description=DESCRIPTION)

    async def run() -> None:
        from db.engine import ENGINE

        await ENGINE.run_script(STATEMENTS)

    manager.add_raw(run)
    return manager
