"""Which articles are about some days, whenever they were published?  Those that write them down.

A day is written with its year (*10/10/2017*, *10-10-17*, *ngày 10 tháng 10 năm 2017*), and without
it by newspapers of about that time (*sáng 10/10*); a month or a quarter with its year.  Other
spans have no usual spelling: they are looked for as they were typed.  Numbers and signs alone are
many things (*1/3* is a third), so that without a year a word before them has to say that it is a
time.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date, timedelta
from itertools import product

from index.analysis import analyse_query
from index.days import day_of
from search.plan import AllOf, AnyOf, AtLeast, Clause, DateClause, Plan, WordClause
from search.query.variants import Terms, phrase_term
from search.request import DateSpan

_TIMES = ("ngày", "sáng", "trưa", "chiều", "tối", "đêm", "hôm", "nay", "qua")
_ROMAN = ("i", "ii", "iii", "iv")
_DAYS_AHEAD, _DAYS_AFTER = 31, 366  # of articles that name a day without its year


def plan_about(plan: Plan, days: Sequence[tuple[DateSpan, str]]) -> Plan:
    """``plan``, of whose articles only those are found that name all of ``days``: each a span of
    days, and the text that was typed for it.  Nothing comes near that."""
    must = AllOf(plan.must.clauses) if isinstance(plan.must, AtLeast) else plan.must
    named = tuple(_naming(span, typed) for span, typed in days)
    words = f"({plan.understood})" if " OR " in plan.understood else plan.understood
    said = [words, *(_say(typed) for _, typed in days)]
    return Plan(
        AllOf((must, *named)),
        plan.scored,
        plan.prefer,
        recency=plan.recency,
        understood=" · ".join(filter(None, said)),
    )


def _say(typed: str) -> str:
    return f'"{" ".join(token.accented for token in analyse_query(typed))}"'


def _naming(span: DateSpan, typed: str) -> Clause:
    """Articles that name the days of ``span``, for which this was ``typed``."""
    terms = tuple(phrase_term(token) for token in analyse_query(typed))
    whole = WordClause((), tuple(dict.fromkeys((terms, *_with_year(span)))))
    if span.first != span.last:
        return whole
    first, last = span.first - timedelta(_DAYS_AHEAD), span.last + timedelta(_DAYS_AFTER)
    short = WordClause((), tuple(_without_year(span.first)))
    return AnyOf((whole, AllOf((short, DateClause(day_of(first), day_of(last))))))


def _with_year(span: DateSpan) -> Iterator[Terms]:
    first, last = span.first, span.last
    year = str(first.year)
    if first == last:
        for day, month in _numbers(first):
            yield from ((day, month, year), (day, month, year[2:]), (year, month, day))
            yield from ((day, "tháng", month, "năm", year), (day, "tháng", month, year))
    elif span == _months(first, 1):
        for month in _spelt(first.month):
            yield from ((month, year), ("tháng", month, "năm", year))
    elif first.month % 3 == 1 and span == _months(first, 3):
        quarter = first.month // 3
        for number in (str(quarter + 1), _ROMAN[quarter]):
            yield from (("quý", number, year), ("quý", number, "năm", year))


def _without_year(day: date) -> Iterator[Terms]:
    for number, month in _numbers(day):
        yield from ((time, number, month) for time in _TIMES)
        yield (number, "tháng", month)


def _numbers(day: date) -> Iterator[tuple[str, str]]:
    """The day of the month and the month, each with and without a zero before it."""
    return product(_spelt(day.day), _spelt(day.month))


def _spelt(number: int) -> tuple[str, ...]:
    return tuple(dict.fromkeys((str(number), f"{number:02}")))


def _months(first: date, many: int) -> DateSpan:
    """The days from ``first`` up to the end of its month or, of ``many``, the last of these."""
    year, month = divmod(first.year * 12 + first.month - 1 + many, 12)
    return DateSpan(first.replace(day=1), date(year, month + 1, 1) - timedelta(1))
