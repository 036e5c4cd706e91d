#!/bin/sh
# Bring Temporal's two databases to the schema of this version; again is no harm.
set -eu

SQL_PASSWORD=$(cat /run/secrets/temporal_password)
export SQL_PASSWORD
schemas=/etc/temporal/schema/postgresql/v12

for database in temporal temporal_visibility; do
    temporal-sql-tool --database $database setup-schema --version 0.0
    temporal-sql-tool --database $database update-schema \
        --schema-dir $schemas/${database#temporal_}/versioned
done
