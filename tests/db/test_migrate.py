import asyncpg

from db.engine import database
from db.migrate import migrate
from db.piccolo_app import APP_CONFIG
from db.tables.companies import Company


async def test_migrating_a_full_database_again_changes_nothing(
    owner_url: str, database_url: str
) -> None:
    async with database(database_url):
        before = await Company.count()
    assert await migrate(owner_url, database_url)
    async with database(database_url):
        assert await Company.count() == before > 0


async def test_every_column_says_in_the_database_what_it_means(pool: str) -> None:
    connection = await asyncpg.connect(pool)
    silent = await connection.fetch(
        """
        SELECT attrelid::regclass::text AS table, attname FROM pg_attribute
        JOIN pg_class ON pg_class.oid = attrelid AND relkind = 'r'
        WHERE relnamespace = 'public'::regnamespace AND attnum > 0 AND NOT attisdropped
            AND relname <> 'migration' AND coalesce(col_description(attrelid, attnum), '') = ''
        """
    )
    await connection.close()
    assert [tuple(row) for row in silent] == []


async def test_every_table_is_migrated(pool: str) -> None:
    connection = await asyncpg.connect(pool)
    rows = await connection.fetch("SELECT tablename FROM pg_tables WHERE schemaname = 'public'")
    await connection.close()
    expected = {table._meta.tablename for table in APP_CONFIG.table_classes}  # noqa: SLF001
    assert expected <= {row["tablename"] for row in rows}


async def test_the_tables_and_the_migrations_say_the_same(pool: str) -> None:  # noqa: ARG001
    """A changed table without its migration is found here and not in production."""
    from piccolo.apps.migrations.auto.diffable_table import DiffableTable
    from piccolo.apps.migrations.auto.schema_differ import SchemaDiffer
    from piccolo.apps.migrations.commands.base import BaseMigrationManager

    managers = await BaseMigrationManager().get_migration_managers(app_config=APP_CONFIG)
    from piccolo.apps.migrations.auto.schema_snapshot import SchemaSnapshot

    snapshot = SchemaSnapshot(managers).get_snapshot()
    tables = [
        DiffableTable(
            class_name=table.__name__,
            tablename=table._meta.tablename,  # noqa: SLF001
            schema=table._meta.schema,  # noqa: SLF001
            columns=table._meta.non_default_columns,  # noqa: SLF001
            constraints=table._meta.constraints,  # noqa: SLF001
        )
        for table in APP_CONFIG.table_classes
    ]
    differ = SchemaDiffer(schema=tables, schema_snapshot=snapshot, auto_input="y")
    assert [str(change) for change in differ.get_alter_statements() if change.statements] == []
