"""What the system tells Prometheus about itself."""

from __future__ import annotations

import os
from collections.abc import Iterator

from django.db.models import Max, Min
from prometheus_client import CollectorRegistry, Counter, Histogram, generate_latest
from prometheus_client.core import GaugeMetricFamily
from prometheus_client.multiprocess import MultiProcessCollector
from prometheus_client.registry import Collector

from shouwen.kernel import clock
from shouwen.kernel.models import Heartbeat, Notice

REQUESTS = Counter("shouwen_requests", "Requests answered", ["method", "status"])
SECONDS = Histogram(
    "shouwen_request_seconds", "Time to answer", buckets=(0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10)
)
QUERIES = Histogram("shouwen_request_queries", "Database queries a request", buckets=(0, 2, 5, 10, 15, 20, 30, 50, 100))


class Standing(Collector):
    """Readings of the database, taken when asked."""

    def collect(self) -> Iterator[GaugeMetricFamily]:
        now = clock.now()
        beat = Heartbeat.objects.aggregate(at=Max("at"), lag=Max("lag_seconds"))
        waiting = Notice.objects.filter(next_attempt_at__isnull=False)
        oldest = waiting.aggregate(at=Min("at"))["at"]
        silence = (now - beat["at"]).total_seconds() if beat["at"] else float("inf")
        age = max(0.0, (now - oldest).total_seconds()) if oldest else 0.0
        yield GaugeMetricFamily("shouwen_engine_lag_seconds", "How far the engine is behind", beat["lag"] or 0.0)
        yield GaugeMetricFamily("shouwen_engine_silence_seconds", "Since the last sign of life", silence)
        yield GaugeMetricFamily("shouwen_outbox_waiting", "Notices not yet delivered", waiting.count())
        yield GaugeMetricFamily("shouwen_outbox_age_seconds", "Age of the oldest of them", age)


def exposition() -> bytes:
    """Everything, in Prometheus' text format; counters are summed over all web processes of this machine."""
    registry = CollectorRegistry()
    if os.environ.get("PROMETHEUS_MULTIPROC_DIR"):
        MultiProcessCollector(registry)  # type: ignore[no-untyped-call]
    else:
        for measure in (REQUESTS, SECONDS, QUERIES):
            registry.register(measure)
    registry.register(Standing())
    return generate_latest(registry)
