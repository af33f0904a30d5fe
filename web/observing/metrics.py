"""What does the site tell a monitoring system?  ``/metrics``, in the text format of Prometheus.

Figures are of all processes together.  They are for the operator: who comes through a proxy, or
from an address that the setting ``METRICS`` does not have, gets a 403.
"""

from __future__ import annotations

import time
from collections.abc import Iterator, Sequence
from contextlib import suppress
from importlib.metadata import version

from flask import Flask, Response, abort, request
from prometheus_client import CollectorRegistry, generate_latest
from prometheus_client.core import (
    CounterMetricFamily,
    GaugeMetricFamily,
    HistogramMetricFamily,
    InfoMetricFamily,
    Metric,
)
from prometheus_client.exposition import CONTENT_TYPE_PLAIN_0_0_4
from prometheus_client.registry import Collector

from search import Engine, IndexUnavailable
from search.counts import IndexStats
from web.addresses import Network, read_address
from web.engine import engine_of
from web.observing.counting import Counting, Routes
from web.observing.figures import BOUNDS, Figures, Latency

_NO_BOUND = "+Inf"
_REFUSED = (429, 503)
_FORWARDED = ("X-Forwarded-For", "Forwarded", "X-Real-IP", "Via")
"""Proxies say that they are one with any of these."""


class SiteFigures(Collector):
    """All that is told of the site, collected when it is asked for."""

    def __init__(self, app: Flask, figures: Figures, routes: Routes) -> None:
        self._app, self._figures, self._routes = app, figures, routes

    def collect(self) -> Iterator[Metric]:
        """The figures of all processes, and what this one knows of the index."""
        yield InfoMetricFamily("timbao", "The version that runs", {"version": version("timbao")})
        yield from self._requests(self._figures.latencies())
        yield from self._processes()
        yield from _index(self._app)

    def _requests(self, latencies: Sequence[Latency]) -> Iterator[Metric]:
        seconds = HistogramMetricFamily(
            "timbao_request_seconds",
            "From a request to the first byte of its answer",
            labels=("route", "status"),
        )
        refused = dict.fromkeys(_REFUSED, 0)
        for one in latencies:
            labels = (self._routes.names[one.route], str(one.status or "other"))
            seconds.add_metric(labels, _cumulated(one.buckets), one.seconds)
            if one.status in refused:
                refused[one.status] += sum(one.buckets)
        yield seconds
        family = CounterMetricFamily(
            "timbao_refused", "Requests that were refused", labels=("status", "by")
        )
        for status, count in refused.items():
            family.add_metric((str(status), "application"), count)
        family.add_metric(("503", "server"), self._figures.numbers()["turned_away"])
        yield family

    def _processes(self) -> Iterator[Metric]:
        numbers = self._figures.numbers()
        for name, place, what in (
            ("requests_in_flight", "in_flight", "Requests whose answer has not ended"),
            ("streams_in_flight", "streams", "Exports that are being sent"),
            ("requests_waiting", "requests_waiting", "Requests that wait for a thread"),
            ("searches_waiting", "waiting", "Searches that wait for their turn"),
        ):
            yield GaugeMetricFamily(f"timbao_{name}", what, max(numbers[place], 0))
        for name, place, what in (
            ("searches", "admitted", "Searches that had their turn"),
            ("search_wait_seconds", "waited", "Seconds that searches waited for their turn"),
            ("sent_bytes", "sent", "Bytes of the bodies of answers"),
            ("no_requests", "no_request", "What came that is no request, or not in time"),
        ):
            yield CounterMetricFamily(f"timbao_{name}", what, numbers[place])
        streams = CounterMetricFamily("timbao_streams", "Exports that ended", labels=("end",))
        for end in ("whole", "early"):
            streams.add_metric((end,), numbers[end])
        yield streams
        memory = GaugeMetricFamily(
            "timbao_process_resident_bytes", "Memory of each process", labels=("pid",)
        )
        for pid, size in self._figures.resident().items():
            memory.add_metric((str(pid),), size)
        yield memory


def _cumulated(buckets: Sequence[int]) -> list[tuple[str, float]]:
    """The buckets as Prometheus has them: each with all that is in those before it."""
    bounds = [*map(str, BOUNDS), _NO_BOUND]
    return [(bound, sum(buckets[: place + 1])) for place, bound in enumerate(bounds)]


def _index(app: Flask) -> Iterator[Metric]:
    """What is known of the index, and of the run that made it or could not."""
    engine, held = _looked_into(app)
    yield _gauge("index_up", "Whether an index is open and answers", int(held is not None))
    if held is not None:
        yield from _generation(held)
    if engine is not None:
        yield from _last_run(engine)


def _looked_into(app: Flask) -> tuple[Engine | None, IndexStats | None]:
    """The engine, if one was opened, and what its index holds, if that can still be read."""
    engine = None
    with suppress(IndexUnavailable):
        engine = engine_of(app)
        return engine, engine.stats()
    return engine, None


def _generation(held: IndexStats) -> Iterator[Metric]:
    built = held.built.timestamp()
    yield _gauge("index_generation", "The number of the live generation", int(held.generation))
    yield _gauge("index_built_timestamp_seconds", "When it was built", built)
    yield _gauge("index_age_seconds", "How long ago that was", max(time.time() - built, 0))
    yield _gauge("index_articles", "How many articles it holds", held.articles)
    yield _gauge("index_schema_version", "The version of its schema", held.schema_version)


def _last_run(engine: Engine) -> Iterator[Metric]:
    run = engine.last_run()
    if run is None:
        return
    yield _gauge("last_run_timestamp_seconds", "When the last reindex ended", run.ended)
    yield _gauge("last_run_success", "Whether it was carried out", int(run.succeeded))
    yield _gauge("last_run_seconds", "How long it took", run.seconds)
    family = GaugeMetricFamily(
        "timbao_last_run_records", "What its report counts", labels=("outcome",)
    )
    for outcome, count in run.records.items():
        family.add_metric((outcome,), count)
    yield family


def _gauge(name: str, what: str, value: float) -> Metric:
    return GaugeMetricFamily(f"timbao_{name}", what, value)


def install(
    app: Flask, figures: Figures, routes: Routes, counting: Counting, allowed: Sequence[Network]
) -> None:
    """Let ``app`` answer ``/metrics``, to who may ask for it."""
    registry = CollectorRegistry(auto_describe=False)
    registry.register(SiteFigures(app, figures, routes))

    def metrics() -> Response:
        if not _may_ask(allowed):
            abort(403, description="Figures are for the operator (TIMBAO_METRICS).")
        counting.look_at_process()
        response = Response(generate_latest(registry), content_type=CONTENT_TYPE_PLAIN_0_0_4)
        response.headers["Cache-Control"] = "no-store"
        return response

    app.add_url_rule("/metrics", "metrics", metrics)


def _may_ask(allowed: Sequence[Network]) -> bool:
    """Whether the client of this request is one of those that are ``allowed``, and no proxy stands
    between: behind one on this machine everybody would come from here."""
    if any(name in request.headers for name in _FORWARDED):
        return False
    address = read_address(request.remote_addr)
    return address is not None and any(address in network for network in allowed)
