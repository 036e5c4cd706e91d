"""The worker and the command line of a release that changes the enrolment.

`python -m rig.compose.later worker`, or `inforex` and what follows it; `RELEASE_PATCH` says what
the release makes of the patch.
"""

import os
import sys

from rig.compose.later_enrolment import PATCH, Patched, Retired
from workflows import patches, registry
from workflows.enrolment import Enrolment

UNDERSTOOD, BEGUN, RETIRED = "understood", "begun", "retired"


def main(program: str, *arguments: str) -> int:
    release = os.environ["RELEASE_PATCH"]
    changed = Retired if release == RETIRED else Patched
    others = (each for each in registry.WORKFLOWS if each is not Enrolment)
    vars(registry)["WORKFLOWS"] = (changed, *others)
    if release == UNDERSTOOD:
        vars(patches)["NOT_BEGUN_YET"] = frozenset({PATCH})
    if program == "worker":
        import worker

        return worker.main()
    from inforex.__main__ import main as inforex

    return inforex(arguments)


if __name__ == "__main__":
    from relay.leaving import leave

    leave(main(*sys.argv[1:]))
