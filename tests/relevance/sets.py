"""Is the set that is found the set that was meant?  Asked by date, so that nothing only comes near.

Precision, recall and F1 are of each query, then averaged; *newest* is the share of the ten newest
articles found that are meant.  A large set is looked at page by page, evenly, some of its pages.
"""

from __future__ import annotations

import random
import statistics
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType

from index.vietnamese import fold, has_accents
from relevance.set_queries import KINDS, Kind, SetQuery
from search import Engine, SearchRequest

_PAGE, _NEWEST = 100, 10
_READ_WHOLE, _PAGES = 20, 20  # pages: as many of a set that has more

Typing = Callable[[Sequence[str], random.Random], str]


@dataclass(frozen=True, slots=True)
class SetScore:
    """How well the sets of so many ``queries`` fit, on average."""

    queries: int
    precision: float
    recall: float
    f1: float
    newest: float


@dataclass(frozen=True, slots=True)
class Sought:
    """What was found: the number of articles, the ids of some of them, each standing for ``weight``
    articles, and the newest."""

    total: int
    ids: tuple[str, ...]
    weight: float
    newest: tuple[str, ...]


def with_accents(syllables: Sequence[str], _: random.Random) -> str:
    """As it is written."""
    return " ".join(syllables)


def one_missing(syllables: Sequence[str], chance: random.Random) -> str:
    """One of the accented syllables without its accents."""
    at = chance.choice([n for n, syllable in enumerate(syllables) if has_accents(syllable)])
    return " ".join(fold(s) if n == at else s for n, s in enumerate(syllables))


def without_accents(syllables: Sequence[str], _: random.Random) -> str:
    """As on a phone."""
    return fold(" ".join(syllables))


TYPED: Mapping[str, Typing] = MappingProxyType(
    {"with accents": with_accents, "one missing": one_missing, "bare": without_accents}
)


def find_sets(
    engine: Engine, queries: Sequence[SetQuery], seed: int
) -> dict[Kind, dict[str, SetScore]]:
    """Ask for ``queries`` as they are typed, by kind; ``seed`` draws the accent that is missing."""
    asked = [query for query in queries if not _has_date(engine, query)]
    return {
        kind: {
            name: mean_score(_scores(engine, of_kind, typing, random.Random(seed)))
            for name, typing in TYPED.items()
        }
        for kind in KINDS
        if (of_kind := [query for query in asked if query.kind == kind])
    }


def _has_date(engine: Engine, query: SetQuery) -> bool:
    """Whether some of it is taken for a date, as *năm ngoái* is: then other articles are meant."""
    texts = " ".join(query.syllables), fold(" ".join(query.syllables))
    return any(engine.search(_request(text, 1)).query.dates for text in texts)


def _scores(
    engine: Engine, queries: Sequence[SetQuery], typing: Typing, chance: random.Random
) -> Iterator[SetScore]:
    for query in queries:
        yield score(seek(engine, typing(query.syllables, chance)), query.meant)


def seek(engine: Engine, text: str) -> Sought:
    """What answers ``text``."""
    first = engine.search(_request(text, 1))
    ids = [hit.id for hit in first.hits]
    for number in further_pages(first.pages):
        ids += [hit.id for hit in engine.search(_request(text, number)).hits]
    weight = first.total / max(len(ids), 1)
    return Sought(first.total, tuple(ids), weight, tuple(ids[:_NEWEST]))


def _request(text: str, page: int) -> SearchRequest:
    return SearchRequest(text, page=page, size=_PAGE, sort="newest", highlight=False, group=False)


def further_pages(pages: int) -> list[int]:
    """The pages to look at behind the first one of ``pages``."""
    if pages <= _READ_WHOLE:
        return list(range(2, pages + 1))
    step = (pages - 1) / (_PAGES - 1)
    return sorted({1 + round(n * step) for n in range(_PAGES)} - {1})


def score(found: Sought, meant: frozenset[str]) -> SetScore:
    """How well what was ``found`` fits what was ``meant``; nothing found is nothing right."""
    right = sum(article in meant for article in found.ids) * found.weight
    precision = right / found.total if found.total else 0.0
    recall = min(right / len(meant), 1.0)
    f1 = 2 * precision * recall / (precision + recall) if right else 0.0
    newest = [article in meant for article in found.newest]
    return SetScore(1, precision, recall, f1, statistics.mean(newest) if newest else 0.0)


def mean_score(scores: Iterator[SetScore]) -> SetScore:
    """The means of single scores."""
    rows = list(scores)
    return SetScore(
        len(rows),
        statistics.mean(row.precision for row in rows),
        statistics.mean(row.recall for row in rows),
        statistics.mean(row.f1 for row in rows),
        statistics.mean(row.newest for row in rows),
    )
