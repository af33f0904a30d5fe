"""Which engine answers this application's requests?  One, opened when first needed.

An opening that fails is tried again by the next request, so an index that is built
while the site runs is picked up without a restart.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence
from pathlib import Path
from threading import Lock
from typing import Any, TypeVar

from flask import Flask, Response, abort, current_app, g

from index.article import Article
from search import (
    Engine,
    IndexUnavailable,
    SearchRequest,
    SearchResults,
    SearchTimeout,
    open_engine,
)
from search.counts import Counts, Split
from search.stopwatch import Timing
from web.noted import noted

_EXTENSION = "timbao-engine"
_TOLD_SECONDS = 60.0
_REST = 9  # times as long as it took, before opening is tried again

Made = TypeVar("Made")
Other = TypeVar("Other")


class EngineSlot:
    """Holds one application's engine; safe to share between threads."""

    def __init__(self, index: str | Path, name: str, seconds: float) -> None:
        self._index = index
        self._name = name
        self.seconds = seconds
        self._engine: Engine | None = None
        self._failed: IndexUnavailable | None = None
        self._not_before = 0.0
        self._opening = Lock()
        self._telling = Lock()
        self._told: dict[str, float] = {}
        self._made: dict[str, tuple[str, Any]] = {}

    def get(self) -> Engine:
        """The engine, opened if need be; raises ``IndexUnavailable`` while that cannot be done."""
        if self._engine is None:
            with self._opening:
                if self._engine is None:
                    self._engine = self._open()
        return self._engine

    def _open(self) -> Engine:
        began = time.monotonic()
        if self._failed is not None and began < self._not_before:
            raise IndexUnavailable(str(self._failed)) from self._failed.__cause__
        try:
            return open_engine(self._index, self._name, seconds=self.seconds)
        except IndexUnavailable as error:
            # each try reads a damaged index as far as it is sound: a tenth of the time is enough
            self._failed, now = error, time.monotonic()
            self._not_before = now + _REST * (now - began)
            raise

    def is_news(self, message: str) -> bool:
        """Whether ``message`` is to be logged: each is, once a minute, however many requests meet
        what it tells."""
        now = time.monotonic()
        with self._telling:
            last = self._told.get(message)
            if last is not None and now - last < _TOLD_SECONDS:
                return False
            self._told = {one: at for one, at in self._told.items() if now - at < _TOLD_SECONDS}
            self._told[message] = now
            return True

    @property
    def opened(self) -> Engine | None:
        """The engine, if it was opened before."""
        return self._engine

    def made_of(self, generation: str, name: str, make: Callable[[], Made]) -> Made:
        """What ``make`` gives, made once for each generation of the index; ``name`` tells it from
        other things."""
        known = self._made.get(name)
        if known is not None and known[0] == generation:
            made: Made = known[1]
            return made
        made = make()
        self._made[name] = generation, made
        return made


def install_engine(app: Flask, slot: EngineSlot) -> None:
    """Let ``app`` answer with the engine in ``slot``, which is opened when first asked for."""
    app.extensions[_EXTENSION] = slot


def made_of(generation: str, name: str, make: Callable[[], Made]) -> Made:
    """What ``make`` gives of one generation of the index, made once by each process."""
    slot: EngineSlot = current_app.extensions[_EXTENSION]
    return slot.made_of(generation, name, make)


def in_time(look: Callable[[], Made], otherwise: Other) -> Made | Other:
    """What ``look`` gives, or ``otherwise`` where it is given up for taking too long: a page need
    not fail for what only stands beside it."""
    try:
        return look()
    except SearchTimeout:
        return otherwise


def seconds_of(app: Flask) -> float:
    """How many seconds a request of ``app`` may take to search."""
    slot: EngineSlot = app.extensions[_EXTENSION]
    return slot.seconds


def engine_of(app: Flask) -> Engine:
    """The engine of ``app``, outside of a request."""
    slot: EngineSlot = app.extensions[_EXTENSION]
    return slot.get()


def opened_engine(app: Flask) -> Engine | None:
    """The engine of ``app``, if any request needed it by now."""
    slot: EngineSlot = app.extensions[_EXTENSION]
    return slot.opened


def current_engine() -> Engine:
    """The engine of the application that serves this request."""
    return engine_of(current_app)


def log_trouble(message: str) -> None:
    """Write down for the operator what stands in the way of this request, and of others like it."""
    slot: EngineSlot = current_app.extensions[_EXTENSION]
    if slot.is_news(message):
        current_app.logger.warning("request %s: %s", noted().request_id, message)


def find_article(article_id: str) -> Article:
    """The article with this id; ends the request with 404 where there is none, with 410 where it
    was taken out for good."""
    engine = current_engine()
    found = engine.article(article_id)
    if found is None and engine.was_deleted(article_id):
        abort(410, description="The article with this id was deleted.")
    if found is None:
        abort(404, description="There is no article with this id.")
    return found


def run_search(request: SearchRequest) -> SearchResults:
    """Search, and leave in ``g.timings`` what took how long, for the Server-Timing header."""
    results = current_engine().search(request)
    g.timings = (Timing("search", results.took_ms), *results.timings)
    noted().results = results.total
    return results


def count_all(queries: Sequence[str], request: SearchRequest, split: Split | None) -> Counts:
    """All of ``queries`` counted; raises ``SearchTimeout`` where there is no time for all."""
    counts = current_engine().count(queries, request, split)
    if counts.left:
        raise SearchTimeout(seconds_of(current_app))
    return counts


def tell_timings(app: Flask) -> None:
    """Let what ``app`` answers to a search say what took how long (W3C Server Timing)."""
    app.after_request(_add_timings)


def _add_timings(response: Response) -> Response:
    timings: tuple[Timing, ...] = g.get("timings", ())
    if timings:
        parts = (f"{one.name};dur={one.ms:.2f}" for one in timings)
        response.headers["Server-Timing"] = ", ".join(parts)
    return response
