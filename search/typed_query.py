"""What is to be run for what somebody typed?  Parse, plan, count, widen.

A date among the words limits the days, and where too few articles have the words the plan is
widened (:mod:`search.planner`).  What the engine (:class:`search.engine.Searcher`) is asked for
on the way are counts.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date
from itertools import chain

from index.analysis import analyse_query
from index.days import day_of
from search.engine import Searcher
from search.meaning.words import Meaning, meaning_of, typed_words
from search.plan import NOTHING, Plan, phrase
from search.planner import (
    matching_steps,
    near_steps,
    plan_about,
    plan_address,
    plan_exactly,
    plan_instead,
    plan_nothing_typed,
    plan_steps,
)
from search.query.parser import parse_text, query_text
from search.query.pasted import PastedAddress, address_in
from search.query.spoken_dates import SpokenDate
from search.query.spoken_spans import find_dates
from search.query.synonyms import with_equivalents
from search.query.tree import Node, plain_words
from search.query.variants import Terms
from search.query.wording import say_days
from search.request import Match
from search.results import DateInQuery

_NO_WORD = "·"
_MIN_WORDS_OF_HEADLINE = 6  # beside the date: more than people ask with


@dataclass(frozen=True, slots=True)
class PlannedQuery:
    """What is to be run for a query: its plan, widened as far as need be.

    ``node`` is the query's tree and ``meaning`` what it means, ``None`` where it has no word at
    all (and, of ``meaning``, where it is taken as it was typed); ``articles`` is how many articles
    answer before any filter of the request.  Where no article of the days in the query answers,
    those do that name them: it ``names_days``.
    """

    plan: Plan
    articles: int
    node: Node | None = None
    meaning: Meaning | None = None
    dates: tuple[DateInQuery, ...] = ()
    names_days: bool = False

    @property
    def words(self) -> int:
        """How many different plain words are looked for, 0 if there is anything else."""
        if self.node is None or self.meaning is None or self.names_days:
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

    A date among the words limits the days.  Where no article of those days has the other words,
    articles may be *about* a day in numbers: they have it, in any of its spellings, and all the
    other words.  A headline that names a day is looked for as it stands, if not on that day.
    """
    text = query_text(q)
    pasted = address_in(text)
    if pasted is not None and (found := _plan_pasted(pasted, searcher, day, match)) is not None:
        return found
    spoken = list(find_dates(text, day))
    if not spoken or not searcher.has_dates:  # where nothing is dated, no date limits anything
        return _plan_words(q, text, searcher, match)
    rest = _blanked(text, spoken)
    words = _plan_words(rest, query_text(rest), searcher, match)
    dated = _on_days(words, text, spoken, searcher)
    if dated.articles:
        return dated
    if len(analyse_query(rest)) >= _MIN_WORDS_OF_HEADLINE:
        headline = _plan_words(q, text, searcher, match)
        return headline if with_near(headline, searcher)[1] else dated
    if not any(char.isdecimal() for one in spoken for char in text[one.start : one.end]):
        return dated
    about = (
        _plan_words(q, text, searcher, match)
        if match == "exact"
        else _about_days(words, text, spoken, searcher)
    )
    return about if about.articles else dated


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
    plan, node, meaning = planned.plan, planned.node, planned.meaning
    if planned.articles >= plan.near_below or node is None or meaning is None:
        return plan, planned.articles
    near = _widened(near_steps(node, meaning), searcher)
    if near is None:
        return plan, planned.articles
    near = replace(near, days=plan.days)
    return replace(plan, near=near), max(count(near, searcher), planned.articles)


def finds_any(q: str, searcher: Searcher, day: date) -> bool:
    """Whether any article answers ``q`` or comes near it.

    Of each step it is enough that one article has it, and nothing has to be scored.
    """
    text = query_text(q)
    parsed = parse_text(text)
    has_dates = searcher.has_dates and any(find_dates(text, day))
    if parsed is None or has_dates or plain_words(parsed) is None:
        return with_near(plan_typed(q, searcher, day), searcher)[1] > 0
    node, meaning = _meant(parsed, searcher)
    steps = chain(matching_steps(node, meaning), near_steps(node, meaning))
    return any(count(step, searcher) for step in steps)


def count(plan: Plan, searcher: Searcher) -> int:
    """How many articles answer ``plan`` as it stands."""
    return next(searcher.count_many([plan]))


def _plan_words(q: str, text: str, searcher: Searcher, match: Match) -> PlannedQuery:
    """What the words of ``q``, which is read as ``text``, ask for, dates being words like all
    others."""
    parsed = parse_text(text)
    if parsed is None:
        plan = plan_nothing_typed(q)
        return PlannedQuery(plan, count(plan, searcher))
    if match == "exact":
        plan = plan_exactly(parsed)
        return PlannedQuery(plan, count(plan, searcher), parsed)

    node, meaning = _meant(parsed, searcher, in_words=match == "words")
    plan = _widened(plan_steps(node, meaning), searcher) or Plan(NOTHING)
    articles = count(plan, searcher)
    return PlannedQuery(plan, articles, node, meaning)


def _meant(parsed: Node, searcher: Searcher, *, in_words: bool = True) -> tuple[Node, Meaning]:
    """``parsed`` with the other spellings of its words, and what it means."""

    def articles_with(terms: Terms) -> int:
        return next(searcher.count_many([Plan(phrase(terms))], estimate=True))

    node = with_equivalents(parsed)
    return node, meaning_of(node, searcher.interpreter, articles_with, in_words=in_words)


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


def _blanked(text: str, spoken: Sequence[SpokenDate]) -> str:
    """``text`` with signs that mean nothing for the dates: all other offsets stay, which they would
    not with spaces, since cleaning leaves but one of several."""
    for one in spoken:
        text = text[: one.start] + _NO_WORD * (one.end - one.start) + text[one.end :]
    return text if text.strip(f" {_NO_WORD}") else ""


def _on_days(
    planned: PlannedQuery, text: str, spoken: Sequence[SpokenDate], searcher: Searcher
) -> PlannedQuery:
    """``planned`` limited to the days that all of the dates mean."""
    days = tuple((day_of(one.span.first), day_of(one.span.last)) for one in spoken)
    understood = planned.plan.understood
    words = f"({understood})" if " OR " in understood else understood
    said = " ".join([words, *(say_days(one.span) for one in spoken)])
    plan = replace(planned.plan, days=days, understood=said.strip())
    dates = tuple(_echo(text, one) for one in spoken)
    return replace(planned, plan=plan, dates=dates, articles=count(plan, searcher))


def _about_days(
    planned: PlannedQuery, text: str, spoken: Sequence[SpokenDate], searcher: Searcher
) -> PlannedQuery:
    """``planned`` limited to articles that name all of the dates, whenever they were published."""
    plan = plan_about(planned.plan, [(one.span, text[one.start : one.end]) for one in spoken])
    return replace(planned, plan=plan, articles=count(plan, searcher), names_days=True)


def _echo(text: str, one: SpokenDate) -> DateInQuery:
    rest = " ".join((text[: one.start] + text[one.end :]).split())
    first, last = one.span.first, one.span.last
    return DateInQuery(
        text[one.start : one.end],
        first if first > date.min else None,
        last if last < date.max else None,
        rest,
    )
