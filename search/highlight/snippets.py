"""Which sentences of an article show best what matched?  Those with most different patterns.

What is made once for each sentence of a page, dozens of times a request, is a plain tuple.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from operator import itemgetter

from index.vietnamese import sentence_ends
from search.highlight.matches import Match
from search.results import Mark, Snippet

_MAX_SNIPPETS = 2  # of an article
_SNIPPET_CHARS = 240  # that are shown of a longer sentence, unless a match needs more
_MAX_SNIPPET_CHARS = 1000  # a match longer than this is no word, and is cut

_Stretch = tuple[int, int, Sequence[Match]]
"""``start``, ``end`` and matches of a sentence, or of a part of it: ``text[start:end]``."""


def merged(matches: Sequence[Match], text: str, offset: int = 0) -> tuple[Mark, ...]:
    """Disjoint marks, relative to ``offset``; neighbours with only a space between are joined."""
    marks: list[Mark] = []
    begin = end = -1  # of the mark that is being made
    for start, stop, _ in matches:
        if start <= end or (end >= 0 and start == end + 1 and text[end] == " "):
            end = max(end, stop)
            continue
        if end >= 0:
            marks.append((begin - offset, end - offset))
        begin, end = start, stop
    if end >= 0:
        marks.append((begin - offset, end - offset))
    return tuple(marks)


def best_snippets(texts: Iterable[tuple[str, Sequence[Match]]]) -> Iterator[Snippet]:
    """The best sentences of ``texts``, each with the matches in it, which ascend: cut to a
    snippet's length, in their order."""
    ranked: list[tuple[float, int, str, _Stretch]] = []
    for text, matches in texts:
        for sentence in _matched_sentences(text, matches):
            ranked.append((_score(sentence[2]), -len(ranked), text, sentence))
    ranked.sort(reverse=True)  # no two are compared beyond their numbers
    best: list[tuple[float, int, str, _Stretch]] = []
    for score, minus_n, text, sentence in ranked:
        if len(best) == _MAX_SNIPPETS and score <= best[-1][0]:
            break  # what is cut scores no more than the whole
        cut = _cut(text, sentence)
        best.append((score if cut[2] is sentence[2] else _score(cut[2]), minus_n, text, cut))
        best.sort(reverse=True)
        del best[_MAX_SNIPPETS:]
    best.sort(key=itemgetter(1), reverse=True)
    for _, _, text, (start, end, matches) in best:
        yield Snippet(text[start:end], merged(matches, text, start))


def _score(matches: Sequence[Match]) -> float:
    """How many different patterns match, and a little how often."""
    count = len(matches)
    patterns = len({pattern for _, _, pattern in matches}) if count > 1 else count
    return patterns + min(count, 20) / 100


def _matched_sentences(text: str, matches: Sequence[Match]) -> list[_Stretch]:
    """The sentences of ``text`` that have any of ``matches``.

    No sentence ends inside a match: the point of *TP. HCM* ends none where both are sought.
    """
    if not matches:
        return []
    ends = [*sentence_ends(text), len(text)]
    found: list[_Stretch] = []
    first = begin = end = 0
    for n, (start, stop, _) in enumerate(matches):
        if start >= end:
            if n:
                found.append((begin, end, matches[first:n]))
            nth = bisect_right(ends, start)
            first, begin, end = n, ends[nth - 1] if nth else 0, ends[nth]
        if stop > end:
            end = ends[bisect_left(ends, stop)]
    found.append((begin, end, matches[first:]))
    return found


def _cut(text: str, sentence: _Stretch) -> _Stretch:
    """The sentence without the space around it, cut to what a snippet shows of it."""
    start, end, matches = sentence
    while start < end and text[start].isspace():
        start += 1
    if text[end - 1] == "\n":
        end -= 1
    if end - start <= _SNIPPET_CHARS:
        return start, end, matches
    start, end = _window(text, start, end, matches)
    return start, end, [m for m in matches if start <= m[0] and m[1] <= end]


def _window(text: str, start: int, end: int, matches: Sequence[Match]) -> tuple[int, int]:
    """The part of the long sentence ``text[start:end]`` to show: around most different matches."""
    begins, ends, _ = _richest(matches)
    first = max(start, min(begins - _SNIPPET_CHARS // 6, end - _SNIPPET_CHARS))
    if first > start:
        first = text.find(" ", first, begins) + 1 or begins
    last = min(end, max(first + _SNIPPET_CHARS, ends))
    if last < end:
        space = text.rfind(" ", ends, last + 1)
        last = space if space != -1 else max(ends, _token_end(text, last, end))
    return first, min(last, first + _MAX_SNIPPET_CHARS)


def _richest(matches: Sequence[Match]) -> Match:
    """The first match behind which, as far as a snippet reaches, most different patterns match.

    ``matches`` ascend, so what is within reach is a window that moves along with them.
    """
    within: Counter[int] = Counter()
    best, most, end = matches[0], 0, 0
    for nth, match in enumerate(matches):
        start, _, pattern = match
        reach = start + _SNIPPET_CHARS * 5 // 6
        end = max(end, nth)  # a match longer than the reach was never within
        while end < len(matches) and matches[end][1] <= reach:
            within[matches[end][2]] += 1
            end += 1
        if len(within) > most:
            best, most = match, len(within)
        if within[pattern] > 1:
            within[pattern] -= 1
        else:
            del within[pattern]
    return best


def _token_end(text: str, at: int, end: int) -> int:
    """The end of the syllable that ``at`` falls into."""
    while at < end and text[at - 1].isalnum() and text[at].isalnum():
        at += 1
    return at
