"""Are the figures what happened, and for nobody but the operator?"""

from __future__ import annotations

import os
import threading
from collections import Counter
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import pytest
from documents import page
from flask import Flask
from flask.testing import FlaskClient
from hypothesis import given
from hypothesis import strategies as st
from prometheus_client.parser import text_string_to_metric_families
from servers import figures_in

from web import create_app
from web.observing.counting import OTHER_ROUTES, Routes
from web.observing.figures import BOUNDS, MAX_ROUTES, STATUSES, Figures

Labels = frozenset[tuple[str, str]]


def figures(client: FlaskClient, **labels: str) -> dict[str, float]:
    """The samples that have these ``labels`` among theirs, by their names; one of each."""
    answer = client.get("/metrics", buffered=True)
    assert (answer.status_code, answer.mimetype) == (200, "text/plain")
    return figures_in(answer.text, **labels)


@pytest.fixture
def own(sample_index: Path) -> FlaskClient:
    """An application whose figures begin at nothing."""
    return create_app({"INDEX": str(sample_index)}).test_client()


def test_answers_are_counted_by_route_and_status(own: FlaskClient) -> None:
    for path in ("/api/search?q=a", "/api/search?q=b", "/api/search?page=x", "/article/none", "/x"):
        own.get(path, buffered=True)
    for route, status, count in (
        ("/api/search", "200", 2), ("/api/search", "400", 1),
        ("/article/<article:article_id>", "404", 1), ("", "404", 1),
    ):  # fmt: skip
        told = figures(own, route=route, status=status)
        assert told["timbao_request_seconds_count"] == count
        assert 0 < told["timbao_request_seconds_sum"] < 60 * count
        everything = figures(own, route=route, status=status, le="+Inf")
        assert everything["timbao_request_seconds_bucket"] == count


def test_buckets_hold_all_that_is_below_their_bound() -> None:
    all_of = Figures(slots=2)
    one, other = all_of.slot(0), all_of.slot(1)
    for seconds in (0.0, 0.005, 0.0051):
        one.observe(3, 200, seconds)
    other.observe(3, 200, 31.0)
    other.observe(3, 299, 0.2)
    latency, odd = all_of.latencies()
    assert (latency.route, latency.status) == (3, 200)
    assert latency.buckets == (2, 1, *[0] * (len(BOUNDS) - 2), 1)
    assert latency.seconds == pytest.approx(31.0101)
    assert (odd.status, sum(odd.buckets)) == (0, 1)


@given(
    st.lists(
        st.tuples(
            st.integers(0, 3),
            st.integers(0, MAX_ROUTES - 1),
            st.sampled_from(STATUSES),
            st.floats(0, 60),
        )
    )
)
def test_the_figures_of_all_slots_are_one_sum(seen: list[tuple[int, int, int, float]]) -> None:
    all_of = Figures(slots=4)
    slots = [all_of.slot(number) for number in range(4)]
    for number, route, status, seconds in seen:
        slots[number].observe(route, status, seconds)
    told = {(one.route, one.status): sum(one.buckets) for one in all_of.latencies()}
    assert told == Counter((route, status) for _, route, status, _ in seen)


def test_a_forked_process_counts_in_the_same_memory() -> None:
    all_of = Figures()
    first, second = all_of.claim(), all_of.claim()
    assert first is not None
    assert second is not None
    child = os.fork()
    if not child:
        slot = all_of.slot(second)
        slot.add("in_flight", 2)
        slot.add("sent", 5)
        os._exit(0)
    os.waitpid(child, 0)
    all_of.slot(first).add("in_flight")
    assert (all_of.numbers()["in_flight"], all_of.numbers()["sent"]) == (3, 5)
    all_of.release(second)
    assert (all_of.numbers()["in_flight"], all_of.numbers()["sent"]) == (1, 5)
    assert all_of.claim() == second


def test_no_more_slots_are_given_than_there_are() -> None:
    all_of = Figures(slots=3)
    assert [all_of.claim() for _ in range(4)] == [0, 1, 2, None]


def test_threads_of_a_process_lose_no_count() -> None:
    all_of = Figures(slots=1)
    slot = all_of.slot(0)

    def count() -> None:
        for _ in range(20_000):
            slot.add("whole")
            slot.observe(0, 200, 0.001)

    threads = [threading.Thread(target=count) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert all_of.numbers()["whole"] == 80_000
    assert all_of.latencies()[0].buckets[0] == 80_000


def test_every_route_has_a_number(app: Flask) -> None:
    rules = {rule.rule for rule in app.url_map.iter_rules()}
    assert len(rules) < MAX_ROUTES - 2
    routes = Routes(rules)
    assert {routes.names[routes.number(rule)] for rule in rules} == rules
    assert routes.names[routes.number("/another")] == OTHER_ROUTES
    assert routes.names[routes.number("")] == ""


def test_streams_are_counted_while_they_are_sent_and_by_how_they_end(own: FlaskClient) -> None:
    own.get("/search.csv", buffered=True)
    broken = own.get("/search.csv")
    assert figures(own)["timbao_streams_in_flight"] == 1
    broken.close()
    told = figures(own)
    assert (told["timbao_streams_in_flight"], told["timbao_requests_in_flight"]) == (0, 1)
    assert figures(own, end="whole")["timbao_streams_total"] == 1
    assert figures(own, end="early")["timbao_streams_total"] == 1


def test_what_is_refused_is_counted(tmp_path: Path) -> None:
    client = create_app({"INDEX": str(tmp_path)}).test_client()
    client.get("/api/search", buffered=True)
    assert figures(client, status="503", by="application")["timbao_refused_total"] == 1
    told = figures(client)
    assert told["timbao_index_up"] == 0
    assert "timbao_index_generation" not in told


def test_the_index_and_its_last_run_are_told(
    tmp_path: Path, build_index: Callable[..., Path]
) -> None:
    articles = [{"title": f"Tin số {n}", "body": "Nước lên."} for n in range(3)]
    root = build_index(tmp_path, {"a.jsonl": [*articles, {"author": "x"}]})
    client = create_app({"INDEX": str(root)}).test_client()
    told, stats = figures(client), client.get("/api/stats").json
    assert stats is not None
    assert told["timbao_index_up"] == 1
    assert told["timbao_index_articles"] == stats["articles"] == 3
    assert told["timbao_index_generation"] == int(stats["generation"])
    assert told["timbao_index_schema_version"] == stats["schema_version"]
    assert 0 <= told["timbao_index_age_seconds"] < 3600
    assert told["timbao_last_run_success"] == 1
    assert told["timbao_last_run_timestamp_seconds"] >= told["timbao_index_built_timestamp_seconds"]
    assert figures(client, outcome="rejected")["timbao_last_run_records"] == 1
    assert figures(client, outcome="indexed")["timbao_last_run_records"] == 3


def test_searches_that_wait_are_counted(own: FlaskClient, monkeypatch: pytest.MonkeyPatch) -> None:
    for _ in range(3):
        own.get("/api/search?q=d%C3%A2n", buffered=True)
    alone = figures(own)
    assert alone["timbao_searches_total"] == 3
    assert alone["timbao_search_wait_seconds_total"] == 0
    engine = own.application.extensions["timbao-engine"].get()
    inside, may_leave = threading.Event(), threading.Event()

    def stay() -> None:
        with engine._gate.admit():
            inside.set()
            may_leave.wait(60)

    thread = threading.Thread(target=stay)
    thread.start()
    inside.wait(60)
    own.get("/api/search?q=d%C3%A2n", buffered=True)  # goes ahead when it has waited long enough
    may_leave.set()
    thread.join()
    assert figures(own)["timbao_searches_total"] == 5
    assert figures(own)["timbao_search_wait_seconds_total"] > 0
    assert figures(own)["timbao_searches_waiting"] == 0


@pytest.mark.parametrize(
    ("allowed", "address", "headers", "status"),
    [
        (None, "127.0.0.1", {}, 200),
        (None, "::1", {}, 200),
        (None, "::ffff:127.0.0.1", {}, 200),
        (None, "203.0.113.7", {}, 403),
        (None, "127.0.0.1", {"X-Forwarded-For": "203.0.113.7"}, 403),
        (None, "127.0.0.1", {"X-Forwarded-For": "127.0.0.1"}, 403),
        (None, "127.0.0.1", {"Forwarded": "for=127.0.0.1"}, 403),
        (None, "127.0.0.1", {"X-Real-IP": "127.0.0.1"}, 403),
        (None, "127.0.0.1", {"Via": "1.1 proxy"}, 403),
        (None, "", {}, 403),
        ("10.0.0.0/8", "10.9.8.7", {}, 200),
        ("10.0.0.0/8", "127.0.0.1", {}, 403),
        ("", "127.0.0.1", {}, 403),
    ],
)  # fmt: skip
def test_figures_are_for_the_operator(
    sample_index: Path, allowed: str | None, address: str, headers: Mapping[str, str], status: int
) -> None:
    config: dict[str, Any] = {"INDEX": str(sample_index)}
    client = create_app(config if allowed is None else {**config, "METRICS": allowed}).test_client()
    answer = client.get(
        "/metrics", headers=headers, environ_overrides={"REMOTE_ADDR": address}, buffered=True
    )
    assert answer.status_code == status
    assert ("timbao_index" in answer.text) == (status == 200)


def test_the_document_has_every_figure(own: FlaskClient) -> None:
    own.get("/api/search?q=a", buffered=True)
    families = text_string_to_metric_families(own.get("/metrics").text)
    told = {
        f"{one.name}_total" if one.type == "counter" else one.name.removesuffix("_info") + "_info"
        if one.type == "info" else one.name
        for one in families
    }  # fmt: skip
    assert told == set(page("docs/deploy.md").table("Figures", "figure").names())
