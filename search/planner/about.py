"""Which articles answer words with dates among them?  Those of these days, and those that say so.

An article answers that has the words without the dates and was published on these days or names
them; and one that has all that was typed, the dates as words like all others.  So no date hides a
headline that it stands in.  What was published on the days scores more.

A day is named with its year (*10/10/2017*, *10-10-17*, *ngày 10 tháng 10 năm 2017*), and without
it by newspapers of about that time (*sáng 10/10*); a month, a quarter or a year with its year.
Other spans, and what counts from today, have no usual spelling: they are looked for as they were
typed.  Numbers and signs alone are many things (*1/3* is a third), so that without a year a word
before them has to say that it is a time.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from itertools import product

from index.analysis import analyse_query
from index.days import day_of
from search.plan import (
    EVERYTHING,
    AdjacentPairs,
    AllOf,
    AnyOf,
    AtLeast,
    Clause,
    DateClause,
    OnDays,
    Plan,
    Preference,
    WordClause,
)
from search.query.spans import month, quarter, years
from search.query.spoken_dates import SpokenDate
from search.query.variants import Terms, phrase_term
from search.query.wording import as_one, say_dates
from search.request import DateSpan

# Chosen on 20,000 articles: halves of headlines with three words and more beside a date still find
# their article first a year later (MRR .92 to .97), and nine of ten places go to the day that four
# words stand beside.  Twice as much helps the days little and costs the headlines up to .09.
WORTH_OF_DAYS = 0.3
_PAIR_WITH_DATE = 0.2
_TIMES = ("ngày", "sáng", "trưa", "chiều", "tối", "đêm", "hôm", "nay", "qua")
_ROMAN = ("i", "ii", "iii", "iv")
_DAYS_AHEAD, _DAYS_AFTER = 31, 366  # of articles that name a day without its year


@dataclass(frozen=True, slots=True)
class TypedDate:
    """A date among the words: what it means, and the text that was typed for it."""

    spoken: SpokenDate
    text: str

    @property
    def on_days(self) -> tuple[DateClause, ...]:
        """What was published on the days meant: on those of any of these."""
        spans = self.spoken.spans
        return tuple(DateClause(day_of(span.first), day_of(span.last)) for span in spans)


def plan_dated(
    words: Plan,
    whole: Plan,
    dates: Sequence[TypedDate],
    *,
    is_topic: bool = False,
    exactly: bool = False,
) -> Plan:
    """``words``, the plan of a query without its ``dates``, on these days or, unless taken
    ``exactly``, where these are named; and what ``whole`` finds, which takes dates for words.

    It scores as :func:`plan_as_whole` says: a headline that has a date is found by that, too.
    """
    limits = [AnyOf((*one.on_days, *(() if exactly else _naming(one)))) for one in dates]
    plan = plan_as_whole(words, whole, is_topic=is_topic)
    limit = " ".join(say_dates(one.spoken.spans, _quoted(one.text)) for one in dates)
    return replace(
        plan,
        must=AnyOf((AllOf((_all(words.must), *limits)), _all(whole.must))),
        on_days=_on_days(dates),
        understood=" ".join(filter(None, (as_one(words.understood), limit))),
    )


def plan_days(dates: Sequence[TypedDate]) -> Plan:
    """The plan of a query that is nothing but ``dates``: what was published on each of them."""
    said = " ".join(say_dates(one.spoken.spans) for one in dates)
    return Plan(published_on(dates), EVERYTHING, understood=said)


def published_on(dates: Sequence[TypedDate]) -> Clause:
    """What was published on the days of each of ``dates``."""
    each = [AnyOf(one.on_days) for one in dates]
    return AllOf(tuple(each))


def plan_as_whole(words: Plan, whole: Plan, *, is_topic: bool = False) -> Plan:
    """``words``, in the order of ``whole``, in which the dates are words too.

    A ``is_topic`` is a word or two, which nobody remembers of a headline: there the words of a date
    say little, and what they make beside others counts as in a long query.
    """
    if words.must == EVERYTHING:
        scored, prefer = _any_of(whole), whole.prefer
    elif is_topic:
        scored, prefer = _any_of(words), tuple(_topical(words, whole))
    elif isinstance(whole.scored or whole.must, AtLeast):
        scored, prefer = _any_of(whole), whole.prefer
    else:
        scored, prefer = AnyOf((_any_of(words), _any_of(whole))), whole.prefer
    return replace(words, scored=scored, prefer=prefer, recency=whole.recency)


def _topical(words: Plan, whole: Plan) -> Iterator[Preference]:
    """What ``words`` prefer, and of ``whole`` a little for its neighbours besides."""
    yield from words.prefer
    own = {pair for one in words.prefer if isinstance(one, AdjacentPairs) for pair in one.pairs}
    for one in whole.prefer:
        if isinstance(one, AdjacentPairs):
            others = tuple(pair for pair in one.pairs if pair not in own)
            yield AdjacentPairs(others, min(one.boost, _PAIR_WITH_DATE))


def _on_days(dates: Sequence[TypedDate]) -> OnDays:
    days = [(clause.first, clause.last) for one in dates for clause in one.on_days]
    return OnDays(tuple(days), WORTH_OF_DAYS)


def _all(clause: Clause | AtLeast) -> Clause:
    """``clause`` as part of another; ``AtLeast`` asks for all of its clauses where answers are
    meant."""
    return AllOf(clause.clauses) if isinstance(clause, AtLeast) else clause


def _any_of(plan: Plan) -> AnyOf:
    """What scores by ``plan``: any of its words, if it has nothing else."""
    scored = plan.scored or plan.must
    return AnyOf(scored.clauses if isinstance(scored, AtLeast) else (scored,))


def _quoted(typed: str) -> str:
    return f'"{" ".join(token.accented for token in analyse_query(typed))}"'


def _naming(one: TypedDate) -> Iterator[Clause]:
    """Articles that name the days."""
    tokens = analyse_query(one.text)
    if all(token.is_bare for token in tokens):
        typed = tuple(phrase_term(token) for token in tokens)
    else:
        typed = tuple(token.accented for token in tokens)
    spans = one.spoken.spans if one.spoken.kind != "vague" else ()
    rows = [typed, *(row for span in spans for row in _with_year(span))]
    yield WordClause((), tuple(dict.fromkeys(rows)))
    for span in spans:
        if span.first == span.last:
            first, last = span.first - timedelta(_DAYS_AHEAD), span.last + timedelta(_DAYS_AFTER)
            short = WordClause((), tuple(_without_year(span.first)))
            yield AllOf((short, DateClause(day_of(first), day_of(last))))


def _with_year(span: DateSpan) -> Iterator[Terms]:
    first, last = span.first, span.last
    year = str(first.year)
    if first == last:
        for day, number in _numbers(first):
            yield from ((day, number, year), (day, number, year[2:]), (year, number, day))
            yield from ((day, "tháng", number, "năm", year), (day, "tháng", number, year))
    elif span == month(first.year, first.month):
        for number in _spelt(first.month):
            yield from ((number, year), ("tháng", number, "năm", year))
    elif span == quarter(first.year, (first.month + 2) // 3):
        place = first.month // 3
        for number in (str(place + 1), _ROMAN[place]):
            yield from (("quý", number, year), ("quý", number, "năm", year))
    elif span == years(first.year, first.year):
        yield ("năm", year)


def _without_year(day: date) -> Iterator[Terms]:
    for number, month_ in _numbers(day):
        yield from ((time, number, month_) for time in _TIMES)
        yield (number, "tháng", month_)


def _numbers(day: date) -> Iterator[tuple[str, str]]:
    """The day of the month and the month, each with and without a zero before it."""
    return product(_spelt(day.day), _spelt(day.month))


def _spelt(number: int) -> tuple[str, ...]:
    return tuple(dict.fromkeys((str(number), f"{number:02}")))
