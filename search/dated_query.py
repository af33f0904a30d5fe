"""Which dates stand among the words of a query, and what is left without them?

:mod:`search.query.spoken_spans` reads dates by their form alone.  Where their words have no
accents and may mean other things, the words of the whole query tell: *nam 2016* is a year in *ke
hoach nam 2016* and none in *viet nam 2016*.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import date

from index.analysis import Token
from search.meaning.words import Meaning, typed_words
from search.planner.about import TypedDate
from search.query.date_forms import KINDS, Kind
from search.query.parser import NO_WORD
from search.query.spoken_dates import SpokenDate, are_words_of_dates
from search.query.tree import Node
from search.results import DateInQuery


def dates_meant(
    text: str,
    spoken: Sequence[SpokenDate],
    node: Node | None,
    meaning: Meaning | None,
    has_term: Callable[[str], bool],
) -> tuple[TypedDate, ...]:
    """The dates among those ``spoken`` in ``text`` that are meant for dates, by the ``meaning`` of
    the words of ``node``, which ``text`` was read into with its dates as words.

    ``has_term`` tells whether any article has a term: what none has means nothing else than that a
    date has the form of one.
    """
    return tuple(
        TypedDate(one, text[one.start : one.end])
        for one in spoken
        if not one.unsure or _is_meant(one, node, meaning, has_term)
    )


def _is_meant(
    one: SpokenDate, node: Node | None, meaning: Meaning | None, has_term: Callable[[str], bool]
) -> bool:
    if node is None or meaning is None:
        return False
    tokens = (token for words in typed_words(node) for token in words.tokens)
    own = [token for token in tokens if one.start <= token.start and token.end <= one.end]
    return bool(own) and are_words_of_dates(
        [term for term in map(meaning.term, own) if has_term(term)]
    )


def without_dates(text: str, dates: Sequence[TypedDate]) -> str:
    """``text`` with signs that mean nothing for the ``dates``: all other offsets stay, which they
    would not with spaces, since cleaning leaves but one of several.  Empty if nothing else is
    there."""
    for one in dates:
        start, end = one.spoken.start, one.spoken.end
        text = text[:start] + NO_WORD * (end - start) + text[end:]
    return text if text.strip(f" {NO_WORD}") else ""


def accents_of_dates(whole: Meaning, dates: Sequence[TypedDate]) -> Mapping[Token, str]:
    """What the words of ``dates`` mean that were typed without accents, by the meaning of the
    ``whole`` query: a suggestion gives them their accents too."""
    return {
        token: term
        for token, term in whole.interpretation.meant.items()
        if any(one.spoken.start <= token.start < one.spoken.end for one in dates)
    }


def strictest(dates: Sequence[TypedDate]) -> Kind:
    """The kind of those of ``dates`` that say the most exactly which days are meant."""
    return min((one.spoken.kind for one in dates), key=KINDS.index)


def echo(text: str, one: TypedDate) -> DateInQuery:
    """A date of ``text`` as the answer tells it, from the first day meant to the last."""
    rest = " ".join((text[: one.spoken.start] + text[one.spoken.end :]).split())
    first, last = one.spoken.span.first, one.spoken.span.last
    return DateInQuery(
        one.text,
        first if first > date.min else None,
        last if last < date.max else None,
        rest,
    )
