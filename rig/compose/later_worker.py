"""The worker of a release that changes the enrolment: `RELEASE_PATCH` says what it makes of it."""

import os

import worker
from relay.leaving import leave
from rig.compose.later_enrolment import PATCH, Patched, Retired
from workflows import patches

UNDERSTOOD, BEGUN, RETIRED = "understood", "begun", "retired"


def main() -> int:
    release = os.environ["RELEASE_PATCH"]
    vars(worker)["Enrolment"] = Retired if release == RETIRED else Patched
    if release == UNDERSTOOD:
        vars(patches)["NOT_BEGUN_YET"] = frozenset({PATCH})
    return worker.main()


if __name__ == "__main__":
    leave(main())
