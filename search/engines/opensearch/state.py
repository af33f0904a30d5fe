"""What is known here of one state of the index on the cluster?

Its lexicon and what was deleted from it, which are files that were fetched; how its facets' values
are spelt, which days it has, and how many articles each word has, as they were asked for.  It does
not grow with the articles.  Shared between threads.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from threading import Event
from typing import Any

from index.article import TAGS, TEXT_FIELDS
from index.cluster.home import ClusterManifest
from index.cluster.mapping import DAY, LACKS, TERM_FIELDS, UNACCENTED, folded_field
from index.days import day_of
from index.lexicon import Lexicon
from search.deadline import Deadline
from search.engines.opensearch import aggregating
from search.engines.opensearch.asking import KEEP_ALIVE, Asking, Body
from search.engines.opensearch.dsl import EVERY, Query, exists
from search.engines.opensearch.filters import ValueTables
from search.engines.opensearch.matching import Matching
from search.engines.opensearch.values import ValueTable
from search.engines.remembered import Remembered
from search.facet_values import FacetName
from search.meaning.interpreter import Interpreter
from search.plan import AtLeast, Clause

_MAX_COUNTS = 65_536
_MAX_WHOLE_WORDS = 20_000  # key words whose whole is remembered
_MAX_SPELLINGS = 20_000  # of one facet: far more than newspapers have sections
_FACETS: tuple[FacetName, ...] = ("category", "source")
_BUILT = "built"


@dataclass(frozen=True, slots=True)
class Where:
    """The index of one state; ``pit`` names the point in time that keeps it, where it is not the
    live one any more.  ``identity`` leads back to it."""

    identity: str
    index: str
    pit: str | None = None

    def addressed(self, body: Body) -> Body:
        """``body`` as it is sent to this state."""
        if self.pit is None:
            return body
        return {**body, "pit": {"id": self.pit, "keep_alive": KEEP_ALIVE}}


@dataclass(frozen=True, slots=True)
class Holdings:
    """What is counted of a state once: articles, how many have each value and lack what, and which
    days of publication there are."""

    articles: int
    tables: ValueTables
    without_text: Mapping[str, int]
    undated: int
    first_day: int | None
    last_day: int | None
    newest_day: int | None
    """The last one that is not after the index was built."""
    has_tags: bool
    unaccented: frozenset[str]
    """What any article has no accent in: all texts, or a label."""


@dataclass(frozen=True)
class State:
    """One state, and what was asked of it: in ``counts`` how many articles match a clause, in
    ``whole_words`` how key words are written."""

    where: Where
    lexicon: Lexicon
    interpreter: Interpreter
    deleted: frozenset[str]
    holdings: Holdings
    manifest: ClusterManifest
    counts: Remembered[int] = field(default_factory=lambda: Remembered(_MAX_COUNTS))
    is_replaced: Event = field(default_factory=Event)
    whole_words: Remembered[str] = field(default_factory=lambda: Remembered(_MAX_WHOLE_WORDS))

    def is_live(self, where: Where) -> bool:
        """Whether ``where`` is this state at a point in time, and this state is still the live
        one, so that its index can be asked as well."""
        return where.pit is not None and self.where.pit is None and not self.is_replaced.is_set()

    @property
    def matching(self) -> Matching:
        """What writes queries for this state."""
        return Matching(self.holdings.has_tags, self.holdings.unaccented)

    def known_count(self, clause: Clause | AtLeast) -> int | None:
        """How many articles match ``clause``, where that was asked before."""
        return self.counts.get(clause)


def count_holdings(asking: Asking, where: Where, built: date, deadline: Deadline) -> Holdings:
    """Ask the cluster what a state, which was ``built`` on that day, holds."""
    answer = asking.search(where.index, where.addressed(_question(built)), deadline)
    found = answer["aggregations"]
    tables = {name: ValueTable.of(name, _counts(found[name])) for name in _FACETS}
    lacking = _counts(found[LACKS])
    return Holdings(
        articles=answer["hits"]["total"]["value"],
        tables=tables,
        without_text={name: lacking.get(name, 0) for name in TEXT_FIELDS},
        undated=found["undated"]["doc_count"],
        first_day=_day(found["first"]),
        last_day=_day(found["last"]),
        newest_day=_day(found[_BUILT]["last"]),
        has_tags=bool(found[TAGS]["doc_count"]),
        unaccented=frozenset(_counts(found[UNACCENTED])),
    )


def _question(built: date) -> Body:
    every: dict[str, Any] = {}
    for name in _FACETS:
        every[name] = aggregating.values_of(ValueTable(name, {}), size=_MAX_SPELLINGS)["values"]
    every[LACKS] = {"terms": {"field": LACKS}}
    every[UNACCENTED] = {"terms": {"field": UNACCENTED, "size": len(TERM_FIELDS)}}
    every["undated"] = {"missing": {"field": DAY}}
    every["first"], every["last"] = {"min": {"field": DAY}}, {"max": {"field": DAY}}
    by_then: Query = {"range": {DAY: {"lte": day_of(built)}}}
    every[_BUILT] = {"filter": by_then, "aggs": {"last": {"max": {"field": DAY}}}}
    every[TAGS] = {"filter": exists(folded_field(TAGS))}
    return {"size": 0, "track_total_hits": True, "query": EVERY, "aggs": every}


def _counts(answer: Mapping[str, Any]) -> dict[str, int]:
    return {bucket["key"]: bucket["doc_count"] for bucket in answer["buckets"]}


def _day(answer: Mapping[str, Any]) -> int | None:
    value = answer["value"]
    return int(value) if value is not None else None
