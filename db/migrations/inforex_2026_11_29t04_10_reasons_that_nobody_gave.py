"""「取引がない」 as its own reason had been written by the product, where the contact gave none."""

from piccolo.apps.migrations.auto.migration_manager import MigrationManager

ID = "2026-11-29T04:10:00:000000"
VERSION = "1.38.0"
DESCRIPTION = "reasons that nobody gave"


async def forwards() -> MigrationManager:
    manager = MigrationManager(migration_id=ID, app_name="inforex", description=DESCRIPTION)

    async def run() -> None:
        from db.engine import ENGINE

        await ENGINE.run_script(
            """
            UPDATE decision SET reason = '' WHERE choice = 'no_trade' AND reason = '取引がない';
            ALTER TABLE login_record VALIDATE CONSTRAINT login_record_outcome_is_known;
            ALTER TABLE decision VALIDATE CONSTRAINT decision_to_decline_has_a_reason;
            """
        )

    manager.add_raw(run)
    return manager
