"""A right password while the company is suspended is an outcome of its own; no reason is none."""

from piccolo.apps.migrations.auto.migration_manager import MigrationManager

ID = "2026-11-29T04:00:00:000000"
VERSION = "1.38.0"
DESCRIPTION = "outcomes and reasons as they were"


async def forwards() -> MigrationManager:
    manager = MigrationManager(migration_id=ID, app_name="inforex", description=DESCRIPTION)

    async def run() -> None:
        from db.engine import ENGINE

        # What is there is looked at by the next migration, while nobody waits.
        await ENGINE.run_script(
            """
            ALTER TABLE login_record DROP CONSTRAINT login_record_outcome_is_known,
                ADD CONSTRAINT login_record_outcome_is_known CHECK (
                    outcome IN ('succeeded', 'wrong_password', 'wrong_code', 'suspended')
                ) NOT VALID;
            ALTER TABLE decision DROP CONSTRAINT decision_to_decline_has_a_reason,
                ADD CONSTRAINT decision_to_decline_has_a_reason CHECK (
                    choice <> 'decline' OR reason <> ''
                ) NOT VALID;
            """
        )

    manager.add_raw(run)
    return manager
