#!/bin/sh
# Make the secrets that are missing, before the first start on Docker, and give what containers read
# the modes that they need, whatever the umask; again is no harm, and replaces no secret.
set -eu
cd "$(dirname "$0")"
umask 077

for name in postgres_password inforex_owner_password inforex_password temporal_password link_keys csrf_secret; do
    [ -s "secrets/$name" ] || openssl rand -hex 32 > "secrets/$name"
done

# Closed by their directory: into a container each comes alone, and its user has to read it there.
chmod 700 secrets
chmod 644 secrets/*
find . -type f ! -path '*/secrets/*' ! -name '*.env' -exec chmod a+r {} +
