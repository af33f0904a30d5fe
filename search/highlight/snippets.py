"""Which sentences of an article show best what matched?  Those with most different patterns."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections import Counter
from collections.abc import Iterator, Sequence
from operator import itemgetter
from typing import NamedTuple

from index.vietnamese import sentence_ends
from search.highlight.matches import Match
from search.results import Mark, Snippet

_MAX_SNIPPETS = 2  # of an article
_SNIPPET_CHARS = 240  # that are shown of a longer sentence, unless a match needs more
_MAX_SNIPPET_CHARS = 1000  # a match longer than this is no word, and is cut


class Sentence(NamedTuple):
    """The sentence ``text[start:end]``, or a part of it, the matches in it, and how much it shows.
    A tuple, since a page has dozens."""

    text: str
    start: int
    end: int
    matches: Sequence[Match]
    score: float

    @classmethod
    def of(cls, text: str, start: int, end: int, matches: Sequence[Match]) -> Sentence:
        """A sentence with its score: how many different patterns match, and a little how often."""
        patterns = len({match.pattern for match in matches}) if len(matches) > 1 else len(matches)
        return cls(text, start, end, matches, patterns + min(len(matches), 20) / 100)

    def cut(self) -> Sentence:
        """The sentence without the space around it, cut to what a snippet shows of it."""
        text, start, end, matches, score = self
        while start < end and text[start].isspace():
            start += 1
        end -= text[end - 1] == "\n"
        if end - start <= _SNIPPET_CHARS:
            return Sentence(text, start, end, matches, score)
        start, end = _window(text, start, end, matches)
        shown = [m for m in matches if start <= m.start and m.end <= end]
        return Sentence.of(text, start, end, shown)


def merged(matches: Sequence[Match], text: str, offset: int = 0) -> tuple[Mark, ...]:
    """Disjoint marks, relative to ``offset``; neighbours with only a space between are joined."""
    marks: list[list[int]] = []
    for match in matches:
        if marks and (match.start <= marks[-1][1] or text[marks[-1][1] : match.start] == " "):
            marks[-1][1] = max(marks[-1][1], match.end)
        else:
            marks.append([match.start, match.end])
    return tuple((start - offset, end - offset) for start, end in marks)


def matched_sentences(text: str, matches: Sequence[Match]) -> Iterator[Sentence]:
    """The sentences of ``text`` that have any of ``matches``, which ascend.

    No sentence ends inside a match: the point of *TP. HCM* ends none where both are sought.
    """
    if not matches:
        return
    ends = [*sentence_ends(text), len(text)]
    first = 0
    while first < len(matches):
        nth = bisect_right(ends, matches[first].start)
        start = ends[nth - 1] if nth else 0
        end = ends[nth]
        last = first
        while last < len(matches) and matches[last].start < end:
            if matches[last].end > end:
                end = ends[bisect_left(ends, matches[last].end)]
            last += 1
        yield Sentence.of(text, start, end, matches[first:last])
        first = last


def best_snippets(sentences: Sequence[Sentence]) -> Iterator[Snippet]:
    """The best sentences, cut to a snippet's length, in their order."""
    best: list[tuple[float, int, Sentence]] = []
    for score, minus_n in sorted([(s.score, -n) for n, s in enumerate(sentences)], reverse=True):
        if len(best) == _MAX_SNIPPETS and score <= best[-1][0]:
            break  # what is cut scores no more than the whole
        cut = sentences[-minus_n].cut()
        best.append((cut.score, minus_n, cut))
        best.sort(reverse=True)
        del best[_MAX_SNIPPETS:]
    best.sort(key=itemgetter(1), reverse=True)
    for _, _, (text, start, end, matches, _) in best:
        yield Snippet(text[start:end], merged(matches, text, start))


def _window(text: str, start: int, end: int, matches: Sequence[Match]) -> tuple[int, int]:
    """The part of the long sentence ``text[start:end]`` to show: around most different matches."""
    best = _richest(matches)
    first = max(start, min(best.start - _SNIPPET_CHARS // 6, end - _SNIPPET_CHARS))
    if first > start:
        first = text.find(" ", first, best.start) + 1 or best.start
    last = min(end, max(first + _SNIPPET_CHARS, best.end))
    if last < end:
        space = text.rfind(" ", best.end, last + 1)
        last = space if space != -1 else max(best.end, _token_end(text, last, end))
    return first, min(last, first + _MAX_SNIPPET_CHARS)


def _richest(matches: Sequence[Match]) -> Match:
    """The first match behind which, as far as a snippet reaches, most different patterns match.

    ``matches`` ascend, so what is within reach is a window that moves along with them.
    """
    within: Counter[int] = Counter()
    best, most, end = matches[0], 0, 0
    for nth, match in enumerate(matches):
        reach = match.start + _SNIPPET_CHARS * 5 // 6
        end = max(end, nth)  # a match longer than the reach was never within
        while end < len(matches) and matches[end].end <= reach:
            within[matches[end].pattern] += 1
            end += 1
        if len(within) > most:
            best, most = match, len(within)
        if within[match.pattern] > 1:
            within[match.pattern] -= 1
        else:
            del within[match.pattern]
    return best


def _token_end(text: str, at: int, end: int) -> int:
    """The end of the syllable that ``at`` falls into."""
    while at < end and text[at - 1].isalnum() and text[at].isalnum():
        at += 1
    return at
