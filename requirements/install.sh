#!/bin/sh
# Make .venv hold all that a lock names, and see that it does: install.sh NAME PYTHON …
#
# The copy of a lock in .venv says that what it names is there. While something is installed the copies
# are set aside, so that an install which was cut off is seen. What is not whole, what is of another
# checkout, of another Python or another place is made anew: pip takes half a package for the whole,
# and leaves what no lock names any more.
set -eu
umask 022 # readable by all, for PostgreSQL never runs as root
cd "$(dirname "$0")/.."
name=$1
shift

is_whole() {
    grep -qF "$(pwd -P)/.venv" .venv/bin/activate 2>/dev/null || return 1
    for copy in .venv/*.lock; do
        cmp -s "$copy" "requirements/${copy##*/}" || return 1
    done
    .venv/bin/python -c 'import pip' 2>/dev/null
}

find_python() {
    for python in "$@" .venv/bin/python; do
        "$python" -c 'import ensurepip, sys; sys.exit(not (3, 11) <= sys.version_info < (3, 14))' \
            2>/dev/null && return
    done
    echo "No Python 3.11, 3.12 or 3.13 with venv was found." \
        "Install one (Debian: apt-get install python3 python3-venv)," \
        "or name it: make run PYTHONS=/path/to/python3" >&2
    exit 1
}

wait_for_others() { # the kernel lets the next one in when this script ends, however it does
    exec 9<requirements/install.sh
    "$python" -c 'import fcntl; fcntl.flock(9, fcntl.LOCK_EX)'
}

# Exactly what the lock names, by hash and as wheels: nothing is resolved, so nothing depends on what
# the registry has today. pip would make the bytecode on one processor. What does not compile is for
# other Pythons, and of no use here.
install() {
    .venv/bin/python -m pip install --quiet --disable-pip-version-check --no-compile \
        --require-hashes --no-deps --only-binary :all: --requirement "$1"
    .venv/bin/python -m pip check
    .venv/bin/python -m compileall -qq -j 0 .venv/lib || true
}

if is_whole && [ -e ".venv/$name.lock" ]; then exit; fi
find_python "$@"
wait_for_others
if ! is_whole; then "$python" -m venv --clear .venv; fi
if [ -e ".venv/$name.lock" ]; then exit; fi

echo "Installing the dependencies of requirements/$name.lock ..."
mkdir -p .venv/installing
find .venv -maxdepth 1 -name '*.lock' -exec mv {} .venv/installing \;
cp "requirements/$name.lock" .venv/installing
install ".venv/installing/$name.lock"
ln -sf ../../bin/inforex .venv/bin/inforex
mv .venv/installing/*.lock .venv
rmdir .venv/installing
