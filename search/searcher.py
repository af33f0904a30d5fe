"""What does an engine offer while one request is answered?

:class:`Searcher` is what :mod:`search.answer` and the steps of an answer ask: it counts and runs
plans, and decides nothing.  Above it stand the shapes that go in and come out.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Protocol

from index.article import Article
from index.lexicon import Lexicon
from search.counts import Series, Split
from search.request import DateSpan, Interval, SearchRequest, Sort
from search.results import DateFacet, Facets
from search.terms import ComparedTerm, KeyTerm

if TYPE_CHECKING:  # plans and meanings stand above this module: only their types are named
    from search.meaning.interpreter import Interpreter
    from search.plan import Plan, SoughtRow


@dataclass(frozen=True, slots=True)
class FacetFilters:
    """What the hits are narrowed down to: one of the values of each facet that has any and none of
    those to leave out, and the days of publication, or with ``undated`` what has no date.  Values
    of ``""`` are those of articles that have none."""

    category: tuple[str, ...] = ()
    source: tuple[str, ...] = ()
    days: DateSpan | None = None
    not_category: tuple[str, ...] = ()
    not_source: tuple[str, ...] = ()
    undated: bool = False

    @classmethod
    def of(cls, request: SearchRequest) -> FacetFilters:
        """The filters that ``request`` asks for."""
        return cls(
            request.category,
            request.source,
            request.days,
            request.not_category,
            request.not_source,
            request.undated,
        )


NO_FILTERS = FacetFilters()


NO_FACETS = Facets((), (), DateFacet("day", (), 0))


@dataclass(frozen=True, slots=True)
class Page:
    """Which stretch of the hits is wanted: ``size`` of them from number ``first`` (0 is the best).

    With ``group`` there is one hit a story, the best in the order.  Facets are counted where
    ``interval`` says how their dates are cut; articles come without their bodies where these are
    not wanted.  ``others`` is how many of the articles that a hit stands for come with it.
    ``behind`` is the :attr:`Found.last` of the page that ends before this one, where that is known.
    ``sample`` takes so many of what answers for all hits, drawn by ``seed``: always those that come
    first by :func:`search.drawing.draws`, with ``group`` one a story.
    """

    first: int
    size: int
    sort: Sort = "relevance"
    interval: Interval | None = None
    bodies: bool = True
    group: bool = False
    others: int = 0
    behind: int | None = None
    sample: int = 0
    seed: int = 0


@dataclass(frozen=True, slots=True)
class ScoredArticle:
    """One article that a plan found; ``is_unaccented`` if no accent is in any of its texts
    (not told of one without its body), ``is_near`` if it does not answer but comes near; where a
    hit stands for a story, ``similar`` others of it answer, of which ``others`` are the oldest,
    without their bodies if they have a title."""

    article: Article
    score: float
    is_unaccented: bool
    is_near: bool = False
    similar: int = 0
    others: tuple[Article, ...] = ()


@dataclass(frozen=True, slots=True)
class Found:
    """What a plan found: how many articles answer and how many stories these are, how many hits
    all pages have together, those on the page, per facet how many answer (all empty unless they
    were wanted), and how many more come near.  ``last`` is the engine's own number of the last hit
    on the page, ``None`` where it has none."""

    total: int
    groups: int
    listed: int
    articles: tuple[ScoredArticle, ...]
    facets: Facets = NO_FACETS
    near: int = 0
    last: int | None = None


@dataclass(frozen=True, slots=True)
class Tally:
    """Articles that pass all filters: how many, as how many stories, by date, and split as was
    asked for (see :class:`search.counts.Count`)."""

    total: int
    groups: int
    dates: DateFacet
    series: tuple[Series, ...] = ()
    values: int = 0


@dataclass(frozen=True, slots=True)
class Wanted:
    """The articles that ``plan`` finds and ``filters`` let through."""

    plan: Plan
    filters: FacetFilters


@dataclass(frozen=True, slots=True)
class ComparedSets:
    """How many articles are in one set, in the ``other`` and in ``both``, and words that tell one
    from the other."""

    total: int
    other_total: int
    both: int
    terms: tuple[ComparedTerm, ...]


@dataclass(frozen=True, slots=True)
class Occurrences:
    """How often rows of words stand in articles that pass all filters: ``total`` places, each
    counted once, in ``count`` articles, and these in order.

    Each article, which is read when it is asked for, comes with the numbers of those of the rows
    that are sought in it.
    """

    total: int
    count: int
    articles: Iterator[tuple[Article, Sequence[int]]]


class Searcher(Protocol):
    """One state of the index, for the length of one request.  Only for one thread."""

    @property
    def lexicon(self) -> Lexicon:
        """What the index knows of its language."""

    @property
    def interpreter(self) -> Interpreter:
        """What works out the meaning of queries, by this index's own counts."""

    @property
    def state(self) -> str:
        """What leads back to this state of the index: cursors name it."""

    @property
    def has_dates(self) -> bool:
        """Whether any article is dated."""

    def count_many(self, plans: Sequence[Plan], *, estimate: bool = False) -> Iterator[int]:
        """How many articles each of ``plans`` finds, in order; what a plan prefers and how it may
        be widened do not count.

        An engine may count one only when it is asked for: whoever has seen enough stops asking.
        With ``estimate``, about as many is good enough where that is cheaper.
        """

    def finds(self, plan: Plan, article_id: str) -> bool:
        """Whether the article with this id answers ``plan``; what only comes near does not."""

    def run(self, plan: Plan, filters: FacetFilters, page: Page) -> Found:
        """The articles that ``plan`` finds and ``filters`` let through.

        In the order of relevance, what matches the ``near`` of ``plan`` is among the hits.
        """

    def tally(
        self, plan: Plan, filters: FacetFilters, interval: Interval, split: Split | None
    ) -> Tally:
        """How many articles ``plan`` finds that ``filters`` let through, in all, by date and by the
        values that ``split`` asks for; unlike facets, these are of the articles alone that pass all
        filters."""

    def key_terms(self, plan: Plan, filters: FacetFilters, count: int) -> list[KeyTerm]:
        """Up to ``count`` words that tell what ``plan`` finds and ``filters`` let through from all
        other articles, the most telling first; each narrows the set down."""

    def compared_terms(self, own: Wanted, other: Wanted, count: int) -> ComparedSets:
        """Up to ``count`` words that a larger share of ``own`` has than of ``other``, the surest
        first; each narrows ``own`` down."""

    def occurrences(
        self, rows: Sequence[SoughtRow], filters: FacetFilters, sort: Sort, *, group: bool
    ) -> Occurrences:
        """Where any of ``rows`` stand in articles that ``filters`` let through, in an order that
        hangs on no score; with ``group`` the first of each story in it alone."""
