"""How was the query read, and what else could be counted?  What readers are told of it, in words.

The engine says a query back in the query language: the words of a reading with ``·`` between,
several readings with ``OR``, before them how far the search was widened and behind them what comes
near.  Here this becomes sentences, and links to the other counts of the same query.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from typing import Literal

from flask_babel import gettext

from index.vietnamese import has_accents
from search import SearchRequest, SearchResults
from search.counts import Count
from search.results import Alternative, DateInQuery, QueryEcho
from web.headlines import cut
from web.links import page_link
from web.pages.choice import Choice

_NOTE, _NO_MEANING = "; ", "; no meaning here: "
_ASIDE = "question words aside: "
_WORDS_ANYWHERE, _SYLLABLES_ANYWHERE = "anywhere: ", "syllables anywhere: "
_ADDRESS, _NO_ADDRESS, _WORDS_INSTEAD = "address: ", "no such address: ", "; words: "
_OR, _PARTED = " OR ", " · "
_SIGNS = re.compile(r"""["():*~]|(?<!\S)-(?=\S)|\b(?:AND|OR|NOT|NEAR)\b""")
_QUOTES = '"“”„«»'
_PHRASE = re.compile(rf"\s*[{_QUOTES}][^{_QUOTES}]+[{_QUOTES}]\s*")
_MAX_SAID = 80  # characters of a query that are said back
_INSIGNIFICANT = re.compile(r'[^\w":]+')  # quotes and colons change what a query means
_DAYS_BEHIND = re.compile(r'\s*(?:date:\S+|\((?:date:\S+ OR )+"[^"]*"\))$')


HowCounted = Literal["words", "phrase", "signs"]


@dataclass(frozen=True, slots=True)
class Correction:
    """``answered`` was searched in place of ``typed``; ``exactly`` leads back, to ``articles`` that
    have each syllable as it was typed, wherever it stands: none, mostly."""

    typed: str
    answered: str
    exactly: str
    articles: int


@dataclass(frozen=True, slots=True)
class Understanding:
    """What is told of how a query was read.

    ``counted`` is what the articles have that were counted, as the page says it: one or more
    readings, each with the search for it alone where there are several; ``how`` tells words and
    nothing else, and a phrase, from what has signs of the query language.  ``suggested`` leads to
    what was probably meant.  ``widened`` is a sentence where too few articles have the words as
    they are meant, and ``ignored`` one of signs that mean nothing here.  ``others`` are the other
    counts of the same query.
    """

    counted: tuple[Choice, ...]
    how: HowCounted
    correction: Correction | None
    suggested: Choice | None
    widened: str | None
    ignored: str | None
    others: tuple[Choice, ...]


def understanding_of(
    request: SearchRequest, results: SearchResults, as_typed: int
) -> Understanding:
    """What is to be told of how ``request`` was read; of a correction, so many articles have what
    was typed ``as_typed``."""
    asked, suggestion = as_answered(request, results), results.suggestion
    alternatives = results.alternatives or ()
    how = _how_counted(asked.q)
    suggested = None
    if suggestion is not None and not suggestion.applied:
        suggested = Choice(suggestion.q, page_link(request, q=suggestion.q))
    return Understanding(
        counted=tuple(_counted(asked, results.query, alternatives, how)),
        how=how,
        correction=_correction(request, asked, as_typed),
        suggested=suggested,
        widened=_widened(results.query.understood),
        ignored=_ignored(results.query.understood),
        others=tuple(_others(asked, alternatives, results.total)),
    )


def told_briefly(count: Count) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """What the words of a query that was counted were taken for, if that is not what was typed
    anyway, and sentences on what else was done with it."""
    asked = count.suggestion.q if count.suggestion else count.q
    readings = tuple(map(_in_words, _parts_read(asked, count.understood, count.spoken)))
    notes = [_widened(count.understood), _ignored(count.understood)]
    if count.suggestion:
        corrected = gettext("Không có bài nào đúng như đã gõ, nên đếm “%(q)s”.", q=asked)
        notes.insert(0, str(corrected))
    return readings, tuple(note for note in notes if note)


def as_answered(request: SearchRequest, results: SearchResults) -> SearchRequest:
    """``request`` with the query that was answered: the one typed, or what corrects it."""
    suggestion = results.suggestion
    return replace(request, q=suggestion.q) if suggestion and suggestion.applied else request


def _correction(typed: SearchRequest, asked: SearchRequest, as_typed: int) -> Correction | None:
    if asked is typed:
        return None
    return Correction(typed.q, asked.q, page_link(typed, match="exact"), as_typed)


# What was read


def _counted(
    asked: SearchRequest, query: QueryEcho, alternatives: Iterable[Alternative], how: HowCounted
) -> Iterator[Choice]:
    """What the articles have that were counted: how the words were read, else as they were
    typed."""
    readings = _readings(asked, query, alternatives)
    for one in readings:
        label = one.label if how == "signs" else one.label.replace(_PARTED, " ").replace('"', "")
        yield replace(one, label=_shortened(label))
    typed = _shortened(" ".join(_without_dates(asked.q, query).split()))
    if how == "phrase":
        typed = typed.strip(_QUOTES + " ")
    typed = typed.replace(_OR, f" {gettext('hoặc')} ")
    if not readings and typed and not query.understood.startswith(_ADDRESS):
        yield Choice(typed, "")


def _how_counted(q: str) -> HowCounted:
    if _PHRASE.fullmatch(q):
        return "phrase"
    return "signs" if _SIGNS.search(q) else "words"


def _without_dates(q: str, query: QueryEcho) -> str:
    """``q`` without the dates among its words, which have chips of their own."""
    for one in query.dates:
        q = q.replace(one.text, " ", 1)
    return q


def _shortened(said: str) -> str:
    return said if len(said) <= _MAX_SAID else cut(said, _MAX_SAID) + "…"


def _readings(
    asked: SearchRequest, query: QueryEcho, alternatives: Iterable[Alternative]
) -> tuple[Choice, ...]:
    """What the words of a query were taken for, if that differs from what was typed by more than
    case, spaces and punctuation.

    Dates among the words have chips of their own.
    """
    alone = {
        _compared(one.label): one
        for one in alternatives
        if one.kind == "reading" and one.params and one.total
    }
    parts = _parts_read(asked.q, query.understood, query.dates)
    return tuple(_reading(asked, said, alone.get(_compared(said))) for said in parts)


def _parts_read(q: str, understood: str, dates: Iterable[DateInQuery]) -> list[str]:
    """The readings of the words of ``q``; none where that is what was typed."""
    read = _read(understood)
    for one in dates:
        q, read = q.replace(one.text, " ", 1), _DAYS_BEHIND.sub("", read)
    return _parts(read) if read and _compared(q) != _compared(read) else []


def _reading(asked: SearchRequest, said: str, alone: Alternative | None) -> Choice:
    label = _in_words(said)
    if alone is None:
        return Choice(label, "")
    return Choice(label, page_link(asked, **alone.params), alone.total)


def _in_words(said: str) -> str:
    return said.replace(_OR, f" {gettext('hoặc')} ")


def _read(understood: str) -> str:
    """The query as it was read, without how it was widened and notes behind it."""
    if understood.startswith(_ADDRESS):  # that of an article is told as a sentence
        return ""
    if understood.startswith(_NO_ADDRESS):
        understood = understood.partition(_WORDS_INSTEAD)[2]
    said = understood.partition(_NOTE)[0]
    for step in (_ASIDE, _SYLLABLES_ANYWHERE, _WORDS_ANYWHERE):
        said = said.removeprefix(step)
    return said


def _widened(understood: str) -> str | None:
    """Which articles count too, where few have the words as they are meant, or none the address."""
    sentence = None
    if understood.startswith(_ADDRESS):
        sentence = gettext("Địa chỉ đã dán là của bài này.")
    if understood.startswith(_NO_ADDRESS):
        sentence = gettext("Không có bài nào ở địa chỉ đã dán, nên tìm các từ trong đó.")
    if understood.startswith(_ASIDE):
        understood = understood.removeprefix(_ASIDE)
        sentence = gettext("Ít bài có cả các từ để hỏi, nên đếm cả bài không có chúng.")
    if understood.startswith(_WORDS_ANYWHERE):
        sentence = gettext("Ít bài có các từ này ở gần nhau, nên đếm cả bài có chúng ở xa nhau.")
    if understood.startswith(_SYLLABLES_ANYWHERE):
        sentence = gettext("Ít bài có các từ này, nên đếm cả bài có đủ từng tiếng ở bất cứ đâu.")
    return sentence and str(sentence)


def _ignored(understood: str) -> str | None:
    """Which signs of other search engines mean nothing here."""
    signs = understood.partition(_NO_MEANING)[2].partition(_NOTE)[0]
    return str(gettext("Ở đây %(signs)s không có nghĩa gì.", signs=signs)) if signs else None


def _parts(read: str) -> list[str]:
    """The alternatives of which ``read`` consists, those in its parentheses left whole."""
    while read.startswith("(") and _closing(read) == len(read) - 1:
        read = read[1:-1]
    parts, depth, start = [], 0, 0
    for place, sign in enumerate(read):
        depth += (sign == "(") - (sign == ")")
        if depth == 0 and read.startswith(_OR, place):
            parts.append(read[start:place])
            start = place + len(_OR)
    return [_unquoted(part) for part in (*parts, read[start:])]


def _closing(text: str) -> int:
    """Where the parenthesis closes that ``text`` begins with; -1 if nowhere."""
    depth = 0
    for place, sign in enumerate(text):
        depth += (sign == "(") - (sign == ")")
        if depth == 0:
            return place
    return -1


def _unquoted(part: str) -> str:
    """A phrase without its quotes: what is told stands in quotes anyway."""
    return part[1:-1] if re.fullmatch('"[^"]*"', part) else part


def _compared(q: str) -> str:
    """What of a query tells it from another one."""
    return _INSIGNIFICANT.sub("", q).casefold()


# What else could be counted


def _others(
    asked: SearchRequest, alternatives: Iterable[Alternative], total: int
) -> Iterator[Choice]:
    """The other counts that lead to other articles; readings stand where they are told."""
    for one in alternatives:
        if one.kind != "reading" and one.params and one.total not in (0, total):
            yield Choice(_other_label(one, asked), page_link(asked, **one.params), one.total)


def _other_label(other: Alternative, asked: SearchRequest) -> str:
    if other.kind == "phrase":
        return str(gettext("đúng cụm “%(phrase)s”", phrase=other.label.strip('"')))
    if other.kind == "dates":
        return str(gettext("mọi ngày đăng"))
    if has_accents(asked.q):
        return str(gettext("đủ từng tiếng, không cần liền nhau"))
    return str(gettext("đủ từng tiếng, với mọi dấu"))
