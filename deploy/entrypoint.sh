#!/bin/sh
# Run a command once all its secrets can be read, with the database's password out of a file, where
# PGPASSWORD_FILE names one.
set -eu

for file in /run/secrets/* $(env | sed -n 's/^[A-Z_]*_FILE=//p'); do
    if [ -e "$file" ] && [ ! -r "$file" ]; then
        echo "$file cannot be read by user $(id -u), as which this container runs." \
            "On Docker, deploy/prepare.sh gives all secrets the right mode." >&2
        exit 2
    fi
done
if [ -n "${PGPASSWORD_FILE:-}" ]; then
    PGPASSWORD=$(cat "$PGPASSWORD_FILE")
    export PGPASSWORD
fi
exec "$@"
