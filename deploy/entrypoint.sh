#!/bin/sh
# Run a command with the database's password out of a file, where PGPASSWORD_FILE names one.
set -eu

if [ -n "${PGPASSWORD_FILE:-}" ]; then
    PGPASSWORD=$(cat "$PGPASSWORD_FILE")
    export PGPASSWORD
fi
exec "$@"
