"""What is to be run for what somebody typed?  Parse, plan, count, widen.

A date among the words limits the days, but hides no article that has all of the words, those of the
date included; and where too few articles have the words the plan is widened
(:mod:`search.planner`).  What the engine (:class:`search.searcher.Searcher`) is asked for
on the way are counts.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from itertools import chain, islice

from index.analysis import Token, analyse_query
from search.dated_query import (
    accents_of_dates,
    dates_meant,
    echo,
    strictest,
    without_dates,
)
from search.headlines import as_pasted
from search.known_words import KnownWords
from search.meaning.words import Meaning, typed_words
from search.plan import NOTHING, AllOf, Clause, Plan
from search.planner import (
    anywhere_step,
    matching_steps,
    near_steps,
    plan_address,
    plan_as_whole,
    plan_dated,
    plan_days,
    plan_exactly,
    plan_instead,
    plan_nothing_typed,
    plan_steps,
    published_on,
)
from search.planner.about import TypedDate
from search.query.addresses import PastedAddress, address_in
from search.query.foreign import meaningless_signs
from search.query.parser import parse_text, query_text
from search.query.spoken_spans import find_dates
from search.query.tree import Node, plain_words
from search.request import Match
from search.results import DateInQuery
from search.searcher import Searcher

Steps = Callable[[Node, Meaning], Iterator[Plan]]

_MAX_WORDS_OF_TOPIC = 2
_MAX_DATES = 8  # others are words: nobody asks for so many, and each has a cost
_MIN_WORDS_OF_HEADLINE = 6  # beside the date: more than people ask with


@dataclass(frozen=True, slots=True)
class PlannedQuery:
    """What is to be run for a query: its plan, widened as far as need be.

    ``node`` is the query's tree and ``meaning`` what it means, ``None`` where it has no word at
    all (and, of ``meaning``, where it is taken as it was typed); ``articles`` is how many articles
    answer before any filter of the request.  ``of_dates`` are the accents that words of ``dates``
    were typed without, which are no part of ``meaning``.  ``near_of`` is what comes near, where
    that is not the node and its meaning; it has to match ``near_on``, too.
    """

    plan: Plan
    articles: int
    node: Node | None = None
    meaning: Meaning | None = None
    dates: tuple[DateInQuery, ...] = ()
    of_dates: Mapping[Token, str] = field(default_factory=dict)
    near_of: tuple[Node | None, Meaning | None] | None = None
    near_on: Clause | None = None

    @property
    def words(self) -> int:
        """How many different plain words are looked for, 0 if there is anything else."""
        if self.node is None or self.meaning is None:
            return 0
        return len(plain_words(self.node) or ())

    @property
    def syllables(self) -> int:
        """How many syllables are looked for in texts."""
        if self.node is None:
            return 0
        return sum(len(words.tokens) for words in typed_words(self.node))


def plan_typed(q: str, searcher: Searcher, day: date, match: Match = "words") -> PlannedQuery:
    """What ``q`` asks for; ``day`` is today in Vietnam, which *hôm qua* counts from.

    A date among the words limits the days, and finds what has all of the words, the date's
    included, of any day.
    """
    text = query_text(q)
    pasted = address_in(text)
    if pasted is not None and (found := _plan_pasted(pasted, searcher, day, match)) is not None:
        return found
    planned = _plan_text(q, as_pasted(text, searcher), searcher, day, match)
    signs = meaningless_signs(q)
    if not signs or planned.node is None:
        return planned
    understood = f"{planned.plan.understood}; no meaning here: {' '.join(signs)}"
    return replace(planned, plan=replace(planned.plan, understood=understood))


def _plan_text(q: str, text: str, searcher: Searcher, day: date, match: Match) -> PlannedQuery:
    """What ``q``, read as ``text``, asks for."""
    # where nothing is dated, no date limits anything
    spoken = tuple(islice(find_dates(text, day), _MAX_DATES)) if searcher.has_dates else ()
    if spoken:
        whole = _plan_words(q, text, searcher, match, anywhere_step)
        dates = dates_meant(text, spoken, whole.node, whole.meaning, KnownWords(searcher).has_term)
        if dates:
            return _plan_dated(text, dates, whole, searcher, match)
    return _plan_words(q, text, searcher, match)


def _plan_pasted(
    pasted: PastedAddress, searcher: Searcher, day: date, match: Match
) -> PlannedQuery | None:
    """The article at an address; where there is none, the words beside it or at its end, and
    ``None`` if it may be no address at all."""
    plan = plan_address(pasted)
    articles = count(plan, searcher)
    if articles or not pasted.is_sure:
        return PlannedQuery(plan, articles) if articles else None
    words = plan_typed(pasted.words, searcher, day, match)
    plan, _ = with_near(words, searcher)
    # nothing is suggested: what was typed are no words
    return PlannedQuery(plan_instead(pasted, plan), words.articles, dates=words.dates)


def with_near(planned: PlannedQuery, searcher: Searcher) -> tuple[Plan, int]:
    """The plan of ``planned`` with the near matches that join it, if any do; and how many articles
    it finds with them, about."""
    plan = planned.plan
    node, meaning = planned.near_of or (planned.node, planned.meaning)
    if planned.articles >= plan.near_below or node is None or meaning is None:
        return plan, planned.articles
    near = _widened(near_steps(node, meaning), searcher)
    if near is None:
        return plan, planned.articles
    if planned.near_on is not None:
        near = replace(near, must=AllOf((near.must, planned.near_on)))
    return replace(plan, near=near), max(count(near, searcher), planned.articles)


def finds_any(q: str, searcher: Searcher, day: date) -> bool:
    """Whether any article answers ``q`` or comes near it.

    Of each step it is enough that one article has it, and nothing has to be scored.
    """
    text = as_pasted(query_text(q), searcher)
    parsed = parse_text(text)
    has_dates = searcher.has_dates and any(find_dates(text, day))
    if parsed is None or has_dates or plain_words(parsed) is None:
        return with_near(plan_typed(q, searcher, day), searcher)[1] > 0
    node, meaning = KnownWords(searcher).meant(parsed, text)
    steps = chain(matching_steps(node, meaning), near_steps(node, meaning))
    return any(count(step, searcher) for step in steps)


def count(plan: Plan, searcher: Searcher) -> int:
    """How many articles answer ``plan`` as it stands."""
    return next(searcher.count_many([plan]))


def _plan_words(
    q: str, text: str, searcher: Searcher, match: Match, steps: Steps = plan_steps
) -> PlannedQuery:
    """What the words of ``q``, which is read as ``text``, ask for, dates being words like all
    others, if it is widened by these ``steps``."""
    parsed = parse_text(text)
    if parsed is None:
        plan = plan_nothing_typed(q)
        return PlannedQuery(plan, count(plan, searcher))
    if match == "exact":
        bound = KnownWords(searcher).bound(parsed, text)
        plan = plan_exactly(bound)
        return PlannedQuery(plan, count(plan, searcher), bound)

    node, meaning = KnownWords(searcher).meant(parsed, text, in_words=match == "words")
    plan = _widened(steps(node, meaning), searcher) or Plan(NOTHING)
    articles = count(plan, searcher)
    return PlannedQuery(plan, articles, node, meaning)


def _widened(steps: Iterator[Plan], searcher: Searcher) -> Plan | None:
    """The first of ``steps`` that finds enough, or that which finds the most; ``None`` if there are
    none."""
    found, most = None, -1
    for step in steps:
        articles = count(step if step.judged is None else Plan(step.judged), searcher)
        if articles > most:
            found, most = step, articles
        if articles >= step.enough and _is_meant(step, searcher):
            break
    return found


def _is_meant(step: Plan, searcher: Searcher) -> bool:
    """Whether enough articles have what is surely meant."""
    return step.meant is None or count(Plan(step.meant), searcher) >= step.enough


# Dates among the words


def _plan_dated(
    text: str,
    dates: Sequence[TypedDate],
    whole: PlannedQuery,
    searcher: Searcher,
    match: Match,
) -> PlannedQuery:
    """What ``text`` with these ``dates`` asks for; ``whole`` is what its words find
    if dates are words like all others.

    Where that is nothing, times that count from today limit nothing, and a headline or a year is
    looked for as it stands; other days have no article.
    """
    rest = without_dates(text, dates)
    words = _plan_words(rest, query_text(rest), searcher, match)
    if whole.meaning is not None:
        words = replace(words, of_dates=accents_of_dates(whole.meaning, dates))
    told = tuple(echo(text, one) for one in dates)
    if words.node is None:  # nothing but dates
        days = plan_days(dates)
        words = PlannedQuery(plan_nothing_typed(""), 0)
        if articles := count(days, searcher):
            return PlannedQuery(days, articles, dates=told)
    length = len(analyse_query(rest))
    is_topic = length <= _MAX_WORDS_OF_TOPIC
    plan = plan_dated(words.plan, whole.plan, dates, is_topic=is_topic, exactly=match == "exact")
    planned = replace(words, plan=plan, articles=count(plan, searcher), dates=told)
    kind = strictest(dates)
    if kind == "exact" and length < _MIN_WORDS_OF_HEADLINE:
        return replace(planned, near_on=published_on(dates))
    near_of = whole.node, whole.meaning
    if planned.articles:
        return replace(planned, near_of=near_of)
    if kind == "vague" and words.articles:
        plan = plan_as_whole(words.plan, whole.plan, is_topic=is_topic)
        return replace(words, plan=plan, near_of=near_of)
    as_it_stands = _plan_words(text, text, searcher, match)
    return as_it_stands if with_near(as_it_stands, searcher)[1] else planned
