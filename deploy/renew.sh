#!/bin/sh
# Replace every container of a service by a new one, of the release and the settings that are there
# now: `deploy/renew.sh worker`, `deploy/renew.sh web`. The new ones start beside the old, take over,
# and only then the old ones end. Where a new one does not start, all stays as it was.
set -eu

cd "$(dirname "$0")/.."
case ${1:-} in
web | worker) service=$1 ;;
*)
    echo "give the service: $0 web, or $0 worker" >&2
    exit 2
    ;;
esac
# Compose reads both in this order, and the last line of the file.
release=${RELEASE:-$(sed -n 's/^RELEASE=//p' .env 2> /dev/null | tail -n 1)}
old=$(docker compose ps --quiet "$service")
if [ -z "$old" ]; then
    echo "no container of $service runs; start them by: docker compose up --detach" >&2
    exit 1
fi
count=$(echo "$old" | wc -l)
both=$((2 * count))

remove_new() {
    for container in $(docker compose ps --quiet "$service"); do
        case $old in *"$container"*) ;; *) docker stop "$container" && docker rm "$container" ;; esac
    done
    echo "$service stays as it was: $1" >&2
    exit 1
}

# Try a command until it succeeds, sixty times at most, with a second between.
patiently() {
    tries=60
    until "$@"; do
        tries=$((tries - 1))
        [ "$tries" -gt 0 ] || return 1
        sleep 1
    done
}

proxy_sees_both() {
    [ "$(docker compose exec -T proxy wget -q -O - http://127.0.0.1:8001/)" -ge "$both" ]
}

# To the proxy a container is ready as soon as its name resolves, and is gone again when its first
# check fails: within 2 s it begins, and 5 s it may take (deploy/haproxy.cfg). Only then it is known.
proxy_keeps_both() {
    looks=9
    while proxy_sees_both; do
        looks=$((looks - 1))
        [ "$looks" -gt 0 ] || return 0
        sleep 1
    done
    return 1
}

temporal_takes_the_new() {
    docker compose run --rm --no-deps --entrypoint temporal temporal-namespace \
        worker deployment set-current-version --yes --deployment-name inforex-enrolment --build-id "$release"
}

docker compose up --detach --no-deps --no-recreate --wait --wait-timeout 120 \
    --scale "$service=$both" "$service" || remove_new "a new container does not become healthy"

case $service in
web)
    patiently proxy_keeps_both || remove_new "the proxy does not find the new containers ready"
    ;;
worker)
    if [ -n "$release" ]; then
        patiently temporal_takes_the_new || remove_new "Temporal does not take the new workers"
    fi
    ;;
esac

# shellcheck disable=SC2086 # one word for each container
docker stop $old
# shellcheck disable=SC2086
docker rm $old
