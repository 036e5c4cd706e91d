"""What a worker offers to Prometheus: Temporal's own figures of it, with the buckets that are used.

By default each of some fifteen histograms has twelve buckets for each activity, workflow and call.
"""

from temporalio.runtime import PrometheusConfig

SECONDS = (0.1, 1.0, 10.0, 60.0)
"""How long tasks wait until a worker takes them: the alerts and pictures go by these."""

WATCHED = ("workflow_task_schedule_to_start_latency", "activity_schedule_to_start_latency")

OTHERS = (
    "activity_execution_latency",
    "activity_succeed_endtoend_latency",
    "local_activity_execution_latency",
    "local_activity_succeed_endtoend_latency",
    "long_request_latency",
    "request_latency",
    "workflow_endtoend_latency",
    "workflow_task_execution_latency",
    "workflow_task_replay_latency",
)
"""Of these, how many there were and how long they took together is enough."""


def prometheus(address: str) -> PrometheusConfig:
    """Offer them at this address, named as Prometheus's users expect it: in seconds, by units."""
    return PrometheusConfig(
        bind_address=address,
        counters_total_suffix=True,
        unit_suffix=True,
        durations_as_seconds=True,
        histogram_bucket_overrides={
            **{f"temporal_{name}": SECONDS for name in WATCHED},
            **{f"temporal_{name}": SECONDS[1:2] for name in OTHERS},
        },
    )
