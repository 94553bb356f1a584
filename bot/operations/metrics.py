"""What is counted and measured, in a registry of its own: nothing is global.

docs/operations.md lists every name. No label holds a token, a person, a channel or a text.
"""

from __future__ import annotations

import logging
import math
from collections.abc import Callable, Iterable, Iterator, Mapping
from functools import partial
from typing import TypeVar

from prometheus_client import CollectorRegistry, Counter, Histogram, Info, ProcessCollector
from prometheus_client.core import GaugeMetricFamily, Metric
from prometheus_client.exposition import choose_encoder
from prometheus_client.registry import Collector
from typing_extensions import override

from bot.observing import Observer
from content.scoring.receipt import Flag, Receipt
from storage.records import EndReason, Interview, TurnState

log = logging.getLogger(__name__)

PREFIX = "mock_interview"
REST_BUCKETS = (0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30)
SHORT_BUCKETS = (0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10)

Found = TypeVar("Found")
Count = Callable[[], float]
"""Returns how many there are now."""
PerShard = Callable[[], Mapping[int, float]]
"""Returns a number for each shard; a truth counts as 1."""


class Metrics(Observer):
    """Every counter, histogram and gauge of one process."""

    def __init__(self, version: str) -> None:
        self.registry = CollectorRegistry()
        ProcessCollector(registry=self.registry)
        Info(f"{PREFIX}_build", "The version that runs.", registry=self.registry).info(
            {"version": version}
        )
        counter = partial(Counter, registry=self.registry, namespace=PREFIX)
        histogram = partial(Histogram, registry=self.registry, namespace=PREFIX)
        self._started = counter("sessions_started", "Interviews that began.")
        self._ended = counter("sessions_ended", "Interviews that ended.", ["reason"])
        self._turns = counter("turns", "Questions that were dealt with.", ["state"])
        self._flags = counter("flags", "Flags raised by the scorer.", ["flag"])
        self._scoring = histogram(
            "scoring_seconds", "Time to score an answer.", buckets=SHORT_BUCKETS
        )
        self._statements = histogram(
            "database_statement_seconds", "Time of a database statement.", buckets=SHORT_BUCKETS
        )
        self._lag = histogram(
            "event_loop_lag_seconds",
            "How much later than asked the event loop woke a task.",
            buckets=SHORT_BUCKETS,
        )
        self._rest = counter(
            "discord_requests", "Answers of Discord's REST API.", ["method", "route", "status"]
        )
        self._rest_errors = counter(
            "discord_request_errors",
            "Requests to Discord that got no answer.",
            ["method", "route", "error"],
        )
        self._rest_seconds = histogram(
            "discord_request_seconds",
            "Time until Discord answered a request.",
            ["method", "route"],
            buckets=REST_BUCKETS,
        )
        self._gateway = counter(
            "gateway_events", "What became of gateway connections.", ["shard", "event"]
        )
        self._records = counter("log_records", "Log records from warning on.", ["level"])
        self._watched = _Watched()
        self.registry.register(self._watched)
        self._begin_at_zero()

    def _begin_at_zero(self) -> None:
        """Let every series that is known exist, so that its first event is an increase."""
        for reason in EndReason:
            self._ended.labels(reason)
        for state in TurnState:
            if state is not TurnState.OPEN:
                self._turns.labels(state)
        for flag in Flag:
            self._flags.labels(flag)
        for level in ("warning", "error", "critical"):
            self._records.labels(level)

    # Interviews

    @override
    def started(self, interview: Interview) -> None:
        """Count a session that began."""
        self._started.inc()

    @override
    def ended(self, interview: Interview) -> None:
        """Count a session that ended, by its reason."""
        self._ended.labels(interview.end_reason or "unknown").inc()

    @override
    def turn(self, state: TurnState) -> None:
        """Count a question that was dealt with, by how."""
        self._turns.labels(state).inc()

    @override
    def judged(self, receipt: Receipt, seconds: float) -> None:
        """Note a verdict: how long it took, and which flags it raised."""
        self._scoring.observe(seconds)
        for flag in receipt.flags:
            self._flags.labels(flag).inc()

    # Discord

    def rest(self, method: str, route: str, status: int, seconds: float | None = None) -> None:
        """Count an answer of Discord; the route is a template without ids and tokens."""
        self._rest.labels(method, route, status).inc()
        if seconds is not None:
            self._rest_seconds.labels(method, route).observe(seconds)

    def rest_error(self, method: str, route: str, error: BaseException) -> None:
        """Count a request that got no answer, by the class of the error."""
        self._rest_errors.labels(method, route, type(error).__name__).inc()

    def gateway(self, shard: int, event: str) -> None:
        """Count what became of a shard's connection: "connected", "resumed", "disconnected"."""
        self._gateway.labels(shard, event).inc()

    # The process

    def statement(self, seconds: float) -> None:
        """Note how long a database statement took."""
        self._statements.observe(seconds)

    def lag(self, seconds: float) -> None:
        """Note how late the event loop was."""
        self._lag.observe(seconds)

    def log_handler(self) -> logging.Handler:
        """Return a handler that counts the records it is given, by level."""
        return _Counting(self._records)

    def watch_gauges(
        self,
        *,
        active: Count | None = None,
        outbox: Count | None = None,
        shards: PerShard | None = None,
        latency: PerShard | None = None,
    ) -> None:
        """Ask these at every scrape; what is None stays as it was.

        `active` counts running interviews, `outbox` messages that wait to be sent; `shards` says
        which are connected, `latency` how many seconds a heartbeat took. They must be quick.
        """
        for name, ask in (("active", active), ("outbox", outbox)):
            if ask is not None:
                self._watched.counts[name] = ask
        for name, ask_all in (("shards", shards), ("latency", latency)):
            if ask_all is not None:
                self._watched.per_shard[name] = ask_all

    def page(self, accept: str = "") -> tuple[bytes, str]:
        """Return everything as text, and its content type, as an Accept header wants it."""
        encode, content_type = choose_encoder(accept)
        return encode(self.registry), content_type


class _Watched(Collector):
    """Gauges whose value is asked for when somebody wants to know."""

    COUNTS: Mapping[str, tuple[str, str]] = {
        "active": (f"{PREFIX}_sessions_active", "Interviews that run."),
        "outbox": (f"{PREFIX}_outbox_depth", "Messages that wait to be sent to Discord."),
    }
    PER_SHARD: Mapping[str, tuple[str, str]] = {
        "shards": (f"{PREFIX}_shard_connected", "Whether a shard is connected to the gateway."),
        "latency": (f"{PREFIX}_shard_latency_seconds", "How long the last heartbeat took."),
    }

    def __init__(self) -> None:
        self.counts: dict[str, Count] = {}
        self.per_shard: dict[str, PerShard] = {}

    @override
    def collect(self) -> Iterable[Metric]:
        yield from self._collect_counts()
        yield from self._collect_per_shard()

    def _collect_counts(self) -> Iterator[Metric]:
        for key, ask in self.counts.items():
            name, text = self.COUNTS[key]
            family = GaugeMetricFamily(name, text)
            found = _asked(name, ask)
            if found is not None:
                family.add_metric([], found)
            yield family

    def _collect_per_shard(self) -> Iterator[Metric]:
        for key, ask in self.per_shard.items():
            name, text = self.PER_SHARD[key]
            family = GaugeMetricFamily(name, text, labels=["shard"])
            for shard, value in (_asked(name, ask) or {}).items():
                if math.isfinite(value):  # a latency is not, before the first heartbeat
                    family.add_metric([str(shard)], value)
            yield family


def _asked(name: str, ask: Callable[[], Found]) -> Found | None:
    """Return what a gauge says; one that fails takes no other along."""
    try:
        return ask()
    except Exception:
        log.exception("the gauge %s cannot be read", name)
        return None


class _Counting(logging.Handler):
    """Counts log records."""

    def __init__(self, counter: Counter) -> None:
        super().__init__(logging.WARNING)
        self._counter = counter

    @override
    def emit(self, record: logging.LogRecord) -> None:
        self._counter.labels(record.levelname.lower()).inc()
