"""What Temporal's SDK tells of a worker: figures to Prometheus, and lines to the log of all others.

By default each of some fifteen histograms has twelve buckets for each activity, workflow and call,
and the log goes as plain text to standard error, with whatever a failure says.
"""

import logging

from temporalio.runtime import (
    LogForwardingConfig,
    LoggingConfig,
    PrometheusConfig,
    Runtime,
    TelemetryConfig,
    TelemetryFilter,
)

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


def worker_runtime(metrics_address: str | None) -> Runtime:
    """What a worker runs on; its figures are offered at the address, if there is one."""
    metrics = _prometheus(metrics_address) if metrics_address else None
    return Runtime(telemetry=TelemetryConfig(logging=_LOG, metrics=metrics))


_LOG = LoggingConfig(
    filter=TelemetryFilter(core_level="WARN", other_level="ERROR"),
    forwarding=LogForwardingConfig(
        logger=logging.getLogger("temporalio.core"),
        append_target_to_name=False,
        prepend_target_on_message=False,
        append_log_fields_to_message=False,
    ),
)


def _prometheus(address: str) -> PrometheusConfig:
    # Named as Prometheus's users expect it: in seconds, by units.
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
