"""Which articles answer a query, and how was it read?  From what was typed to matches.

All words must match.  Where fewer than ten articles have them all, those with most of them join
in, all ranked together (CONTRACT.md; hard tiers were measured to cost .02 to .13 MRR).  Of a word
without accents the likeliest accents count for those ten: nearly every long article has every
syllable in *some* accents, which says nothing (measured with titles typed without accents over
50,000 articles: MRR .813, and .751 when any accents counted).
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace
from datetime import date

from whoosh.query import Every

from index.analysis import analyse_query
from index.days import day_of
from search.engines.whoosh.matching.evaluator import Evaluator
from search.engines.whoosh.matching.matches import Matches
from search.engines.whoosh.nodes import Published
from search.engines.whoosh.query_tree import Builder, neighbours
from search.engines.whoosh.snapshot import Snapshot
from search.meaning.suggestion import suggest
from search.meaning.words import Meaning, meaning_of
from search.query.parser import parse, query_text
from search.query.spoken_dates import SpokenDate
from search.query.spoken_spans import find_dates
from search.query.synonyms import with_equivalents
from search.query.tree import Node, Words, plain_words
from search.query.wording import say, say_relaxed
from search.results import DateInQuery, Suggestion

_NO_WORD = "·"
_ARTICLES_ENOUGH = 10
_HEADLINE = 6  # words beside the date: more than people ask with
_LEAST_WORDS = 3  # of a query that may be relaxed
_MANY_WORDS = (
    6  # hardly ever are all of so many in ten articles: most of them are looked for at once
)


@dataclass(frozen=True, slots=True)
class Found:
    """All that match a query, before any filter of the request, and how it was read."""

    matches: Matches
    node: Node | None = None
    meaning: Meaning | None = None
    understood: str = ""
    relaxed: bool = False
    dates: tuple[DateInQuery, ...] = ()


def find(q: str, snapshot: Snapshot, evaluator: Evaluator, today: date) -> Found:
    """The articles that answer ``q``.

    A date among the words limits the days.  Where no article of those days has the other words,
    articles may be *about* that day: they have it, in numbers, and all the other words.  A
    headline that names a day is looked for as it stands, if not on that day.
    """
    text = query_text(q)
    spoken = list(find_dates(text, today))
    if spoken and snapshot.columns.days.span:  # where nothing is dated, no date limits anything
        others = _find_words(_blanked(text, spoken), snapshot, evaluator)
        found = _within(others, spoken, evaluator)
        dated = replace(found, dates=tuple(_echo(text, one) for one in spoken))
        if len(found.matches):
            return dated
        as_words = _find_words(q, snapshot, evaluator)
        return as_words if _is_about(as_words, text, spoken) else dated
    return _find_words(q, snapshot, evaluator)


def suggestion(
    q: str, found: Found, snapshot: Snapshot, evaluator: Evaluator, today: date
) -> Suggestion | None:
    """What ``q``, which found ``found``, probably meant; ``None`` also if that finds nothing."""
    if found.node is None or found.meaning is None:
        return None
    suggested = suggest(q, found.meaning)
    if suggested is None:
        return None
    if _surely_leads_on(found) and not any(find_dates(query_text(suggested.q), today)):
        return suggested
    return suggested if len(find(suggested.q, snapshot, evaluator, today).matches) else None


def _surely_leads_on(found: Found) -> bool:
    """Whether there are articles for what was meant, as far as ``found`` tells already."""
    words = plain_words(found.node) if found.node is not None else None
    if words is None or found.dates or len(found.matches) < _ARTICLES_ENOUGH:
        return False
    return len(words) >= (_MANY_WORDS if found.relaxed else _LEAST_WORDS)


def _is_about(as_words: Found, text: str, spoken: Sequence[SpokenDate]) -> bool:
    """Whether what was found with the dates ``spoken`` of as words is to be shown."""
    if not len(as_words.matches):
        return False
    if len(analyse_query(_blanked(text, spoken))) >= _HEADLINE:
        return True
    said = "".join(text[one.start : one.end] for one in spoken)
    return not as_words.relaxed and any(map(str.isdecimal, said))


def _blanked(text: str, spoken: Sequence[SpokenDate]) -> str:
    """``text`` with signs that mean nothing for the dates: all other offsets stay, which they would
    not with spaces, since cleaning leaves but one of several."""
    for one in spoken:
        text = text[: one.start] + _NO_WORD * (one.end - one.start) + text[one.end :]
    return text if text.strip(f" {_NO_WORD}") else ""


def _within(found: Found, spoken: Sequence[SpokenDate], evaluator: Evaluator) -> Found:
    """Those of ``found`` that were published on the days that all of the dates mean."""
    matches = found.matches
    for one in spoken:
        days = Published(day_of(one.span.first), day_of(one.span.last))
        matches = evaluator.within(matches, days)
    said = " ".join([found.understood, *(_said(one) for one in spoken)])
    return replace(found, matches=matches, understood=said.strip())


def _said(one: SpokenDate) -> str:
    first, last = _ends(one)
    return f"date:{first}" if first == last else f"date:{first or ''}..{last or ''}"


def _ends(one: SpokenDate) -> tuple[str | None, str | None]:
    """First and last day as ISO 8601, ``None`` where it is open."""
    first, last = one.span.first, one.span.last
    return (
        first.isoformat() if first > date.min else None,
        last.isoformat() if last < date.max else None,
    )


def _echo(text: str, one: SpokenDate) -> DateInQuery:
    rest = " ".join((text[: one.start] + text[one.end :]).split())
    return DateInQuery(text[one.start : one.end], *_ends(one), rest)


def _find_words(q: str, snapshot: Snapshot, evaluator: Evaluator) -> Found:
    parsed = parse(q)
    if parsed is None:
        # Nothing typed: everything.  Something typed in which nothing can be found: nothing.
        return Found(Matches.none() if q.strip() else evaluator.find(Every()))
    node = with_equivalents(parsed)
    meaning = meaning_of(node, snapshot.interpreter, evaluator.articles_with)
    found = _find(node, meaning, evaluator)
    preferred = neighbours(node, meaning)
    if preferred is None:
        return found
    return replace(found, matches=evaluator.prefer(found.matches, preferred))


def _find(node: Node, meaning: Meaning, evaluator: Evaluator) -> Found:
    builder = Builder(meaning)
    words = plain_words(node)
    if words is None:
        return Found(evaluator.find(builder.build(node)), node, meaning, say(node))
    if len(words) < _MANY_WORDS:
        everything = evaluator.find(builder.build_all(words))
        if len(words) < _LEAST_WORDS or _are_enough(everything, words, builder, evaluator):
            return Found(everything, node, meaning, say(node))
    some, counts = evaluator.tally([builder.build(word, times=n) for word, n in words.items()])
    with_all = some.select(counts == len(words))
    if _are_enough(with_all, words, builder, evaluator):
        return Found(with_all, node, meaning, say(node))
    minimum = len(words) // 2 + 1  # measured: two thirds find .014 fewer articles by their titles
    with_most = some.select(counts >= minimum)
    if len(with_most) == len(with_all):
        return Found(with_all, node, meaning, say(node))
    understood = say_relaxed(tuple(words), minimum)
    return Found(with_most, node, meaning, understood, relaxed=True)


def _are_enough(
    matches: Matches, words: Collection[Words], builder: Builder, evaluator: Evaluator
) -> bool:
    """Whether ``matches``, which have all the words, need no others beside them."""
    if len(matches) < _ARTICLES_ENOUGH:
        return False
    if not any(token.is_bare for word in words for token in word.tokens):
        return True
    return len(evaluator.find(builder.as_meant(words))) >= _ARTICLES_ENOUGH
