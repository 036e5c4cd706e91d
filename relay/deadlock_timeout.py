"""A machine that stands still for seconds breaks no workflow's task off."""

from datetime import timedelta

from temporalio.worker import Worker

DEADLOCK_TIMEOUT = timedelta(minutes=1)
"""How long a workflow's task may take before it is taken for one that never ends.

Temporal's worker says two seconds, which a machine that pauses or has too much to do takes in the
middle of any task. What was broken off there can often not be put away: then neither does its
application go on in this worker, nor does the worker ever stop.
"""


def with_longer_deadlock_timeout(worker: Worker) -> Worker:
    """Give the workflows of a worker that time; the worker itself, as it was given."""
    # Temporal has no option for it (temporalio/sdk-python#1614).
    workflows = worker._workflow_worker  # noqa: SLF001 -- see above; tests/workflows/test_deadlock_timeout.py
    if workflows is None:
        raise TypeError("a worker without workflows")
    workflows._deadlock_timeout_seconds = int(DEADLOCK_TIMEOUT.total_seconds())  # noqa: SLF001
    return worker
