"""Which sentences of an article show best what matched?  Those with most different patterns.

An article is shown by at most two stretches of its text, 192 characters in all.  The best sentence
comes first; beside it the one that adds most patterns; and what room is left is filled with the
sentences around, so that a stretch begins and ends where a sentence does wherever it can.  A
sentence longer than the room is cut around its matches, and says so.

What is made once for each sentence of a page, dozens of times a request, is a plain tuple.
"""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from typing import NamedTuple

from index.vietnamese import sentence_ends
from search.highlight.matches import Match
from search.results import Mark, Snippet

_ROOM = 192  # characters of an article, so that 200 hold them with the signs of what is left out
_MIN_ROOM = 70  # less shows nothing of a sentence that has to be cut
_ENOUGH = 100  # characters to understand by; of fewer the next sentence is begun
_MAX_SECONDS = 12  # sentences that are looked at beside the best one

_CLOSED = re.compile(r"""[.!?…]["'”’»)\]]*\Z""")
_Sentence = tuple[int, int, Sequence[Match]]
"""``start``, ``end`` and the matches of a sentence: ``text[start:end]``."""


class _Text(NamedTuple):
    """The n-th text of an article, where its sentences end, and what matches in it, in order."""

    nth: int
    text: str
    ends: Sequence[int]
    matches: Sequence[Match]


_Ranked = tuple[float, int, _Text, _Sentence]
"""A sentence behind its score and a number that no other one has."""


class _Stretch(NamedTuple):
    """What is shown of a text, from ``start`` to ``end``; the patterns that match in it."""

    of: _Text
    start: int
    end: int
    patterns: frozenset[int]

    @property
    def length(self) -> int:
        """In characters."""
        return self.end - self.start


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


def best_snippets(texts: Iterable[tuple[str, Sequence[Match]]]) -> list[Snippet]:
    """The stretches of ``texts``, each with the matches in it, which ascend, that show best what
    matched: one or two, in their order, none where nothing did."""
    ranked: list[_Ranked] = []
    for nth, (text, matches) in enumerate(texts):
        if matches:
            known = _Text(nth, text, [*sentence_ends(text), len(text)], matches)
            for sentence in _matched_sentences(known):
                ranked.append((_score(sentence[2]), -len(ranked), known, sentence))
    if not ranked:
        return []
    ranked.sort(reverse=True)  # no two are compared beyond their numbers
    place, first = _best(ranked)
    del ranked[place]
    found = [first]
    second = _second(first, ranked)
    if second is not None:
        found.append(second)
    return list(_shown(_grown(found)))


def _score(matches: Sequence[Match]) -> float:
    """How many different patterns match, and a little how often."""
    count = len(matches)
    patterns = len({pattern for _, _, pattern in matches}) if count > 1 else count
    return patterns + min(count, 20) / 100


def _matched_sentences(known: _Text) -> list[_Sentence]:
    """The sentences that have any matches.

    No sentence ends inside a match: the point of *TP. HCM* ends none where both are sought.
    """
    ends, matches = known.ends, known.matches
    found: list[_Sentence] = []
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


# What is chosen


def _best(ranked: Sequence[_Ranked]) -> tuple[int, _Stretch]:
    """The best of ``ranked`` and its place there; what is cut scores no more than the whole."""
    place, (most, best) = 0, _scored_cut(ranked[0])
    for nth, one in enumerate(ranked[1:], 1):
        if one[0] <= most:
            break
        score, cut = _scored_cut(one)
        if score > most:
            place, most, best = nth, score, cut
    return place, best


def _scored_cut(ranked: _Ranked) -> tuple[float, _Stretch]:
    score, _, known, sentence = ranked
    cut = _cut(known, sentence, _ROOM)
    is_whole = cut.length == sentence[1] - sentence[0]
    return score if is_whole else _score(_matches_within(cut)), cut


def _second(first: _Stretch, ranked: Sequence[_Ranked]) -> _Stretch | None:
    """What shows patterns besides that ``first`` has not, whole if there is room for that."""
    room = _ROOM - first.length
    if room < _MIN_ROOM:
        return None
    best, most = None, (0, False)
    for _, _, known, sentence in ranked[:_MAX_SECONDS]:
        new = {pattern for _, _, pattern in sentence[2]} - first.patterns
        if len(new) < most[0] or not new:
            continue
        cut = _cut(known, sentence, room)
        gain = len(cut.patterns - first.patterns), not _is_cut(cut)
        if gain > most and gain[0]:
            best, most = cut, gain
    return best


def _cut(known: _Text, sentence: _Sentence, room: int) -> _Stretch:
    """The sentence without the space around it, cut to ``room`` characters."""
    text = known.text
    start, end, matches = sentence
    while start < end and text[start].isspace():
        start += 1
    while end > start and text[end - 1].isspace():
        end -= 1
    if end - start > room:
        start, end = _window(text, start, end, matches, room)
        matches = _matches_within(_Stretch(known, start, end, frozenset()))
    return _Stretch(known, start, end, frozenset(pattern for _, _, pattern in matches))


def _window(
    text: str, start: int, end: int, matches: Sequence[Match], room: int
) -> tuple[int, int]:
    """The part of the long sentence ``text[start:end]`` to show: around most different matches,
    and from where the sentence begins, or to where it ends, if they stand near enough."""
    begins, first_ends, last_ends = _richest(matches, room * 5 // 6)
    if last_ends - start <= room:
        first = start
    elif end - begins <= room:
        first = text.find(" ", end - room - 1, begins) + 1 or begins
        return first, end
    else:
        first = text.find(" ", begins - room // 6, begins) + 1 or begins
    last = first + room
    if last >= end:
        return first, end
    least = last_ends if last_ends <= last else first_ends
    space = text.rfind(" ", least, last + 1)
    return first, space if space != -1 else _token_start(text, first, last)


def _token_start(text: str, first: int, at: int) -> int:
    """Where the syllable begins that ``at`` falls into; ``at`` if that is not behind ``first``."""
    begin = at
    while begin > first and text[begin - 1].isalnum() and text[begin].isalnum():
        begin -= 1
    return begin if begin > first else at


def _richest(matches: Sequence[Match], reach: int) -> tuple[int, int, int]:
    """Where the match begins and ends behind which, within ``reach``, most different patterns
    match, and where the last of these ends.

    ``matches`` ascend, so what is within reach is a window that moves along with them.
    """
    within: Counter[int] = Counter()
    best, most, end = (matches[0][0], matches[0][1], matches[0][1]), 0, 0
    for nth, (start, stop, pattern) in enumerate(matches):
        end = max(end, nth)  # a match longer than the reach was never within
        while end < len(matches) and matches[end][1] <= start + reach:
            within[matches[end][2]] += 1
            end += 1
        if len(within) > most:
            best, most = (start, stop, matches[end - 1][1]), len(within)
        if within[pattern] > 1:
            within[pattern] -= 1
        else:
            del within[pattern]
    return best


# What stands around it


def _grown(found: list[_Stretch]) -> list[_Stretch]:
    """``found`` in the order of their texts, with what of the sentences around there is room
    for."""
    room = _ROOM - sum(one.length for one in found)
    found.sort(key=lambda one: (one.of.nth, one.start))
    for nth, one in enumerate(found):
        limit = len(one.of.text)
        if nth + 1 < len(found) and found[nth + 1].of is one.of:
            limit = found[nth + 1].start
        longer = _with_next(one, room, limit)
        room -= longer.length - one.length
        found[nth] = longer
    if len(found) == 1:
        return [_begun(found[0])]
    one, other = found
    if one.of is other.of and not one.of.text[one.end : other.start].strip():
        return [_Stretch(one.of, one.start, other.end, one.patterns | other.patterns)]
    return found


def _with_next(one: _Stretch, room: int, limit: int) -> _Stretch:
    """``one`` with the sentences behind it that stand before ``limit`` and fit into ``room``."""
    text, ends = one.of.text, one.of.ends
    end, nth = one.end, bisect_left(ends, one.end)
    while nth + 1 < len(ends) and _goes_on(text, end, ends[nth]):
        further = ends[nth + 1]
        while further > end and text[further - 1].isspace():
            further -= 1
        if further > limit or further - one.end > room:
            break
        end, nth = further, nth + 1
    return one._replace(end=end)


def _begun(one: _Stretch) -> _Stretch:
    """``one`` with the beginning of the next sentence, if it is too little to understand by."""
    text, ends = one.of.text, one.of.ends
    if one.length >= _ENOUGH or not _goes_on(text, one.end, ends[bisect_left(ends, one.end)]):
        return one
    begin, last = one.end, min(one.start + _ROOM, len(text))
    while begin < last and text[begin].isspace():
        begin += 1
    line = text.find("\n", begin, last)
    if line != -1:
        return one._replace(end=line)
    if last < len(text):
        last = text.rfind(" ", begin, last + 1)
    return one._replace(end=last) if last > begin else one


def _goes_on(text: str, end: int, sentence_end: int) -> bool:
    """Whether what ends at ``end`` is a whole sentence behind which another may be shown: one that
    is closed by a sign, since lines are shown without their breaks."""
    return not text[end:sentence_end].strip() and _is_closed(text, end)


def _is_closed(text: str, end: int) -> bool:
    return _CLOSED.search(text, max(0, end - 4), end) is not None


def _is_cut(one: _Stretch) -> bool:
    return _begins_inside(one) or _ends_inside(one)


def _begins_inside(one: _Stretch) -> bool:
    """Whether a sentence begins before the stretch and goes on in it."""
    text, ends = one.of.text, one.of.ends
    nth = bisect_right(ends, one.start)
    return bool(text[ends[nth - 1] if nth else 0 : one.start].strip())


def _ends_inside(one: _Stretch) -> bool:
    text, ends = one.of.text, one.of.ends
    return bool(text[one.end : ends[bisect_left(ends, one.end)]].strip())


# What is shown


def _shown(found: Iterable[_Stretch]) -> Iterator[Snippet]:
    for one in found:
        text, start, end = one.of.text, one.start, one.end
        marks = merged(_matches_within(one), text, start)
        is_open = _ends_inside(one) or not _is_closed(text, end)
        yield Snippet(text[start:end], marks, _begins_inside(one), is_open)


def _matches_within(one: _Stretch) -> list[Match]:
    """What matches in a stretch; of a match that is longer than any stretch, its part."""
    matches, start, end = one.of.matches, one.start, one.end
    at = bisect_left(matches, (start,))
    if at and matches[at - 1][1] > start:
        at -= 1
    found = []
    for begins, ends, pattern in matches[at:]:
        if begins >= end:
            break
        if ends <= end and begins >= start:
            found.append((begins, ends, pattern))
        elif ends - begins > _MIN_ROOM:
            found.append((max(begins, start), min(ends, end), pattern))
    return found
