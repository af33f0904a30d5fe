"""Which sentences of an article show best what matched?  Those with most different patterns.

An article is shown by at most two stretches of its text, 192 characters in all.  The best sentence
comes first; beside it the one that adds most patterns; and what room is left is filled with the
sentences around, so that a stretch begins and ends where a sentence does wherever it can.  A
sentence longer than the room is cut around its matches, and says so.

What is made once for each sentence of a page, dozens of times a request, is a plain tuple.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Iterator, Sequence

from index.vietnamese import sentence_ends
from search.highlight.matches import Match
from search.highlight.stretches import (
    Sentence,
    Stretch,
    Text,
    cut,
    is_closed,
    matches_within,
)
from search.results import Mark, Snippet

_ROOM = 192  # characters of an article, so that 200 hold them with the signs of what is left out
_MIN_ROOM = 70  # less shows nothing of a sentence that has to be cut
_ENOUGH = 100  # characters to understand by; of fewer the next sentence is begun
_MAX_SECONDS = 12  # sentences that are looked at beside the best one


_Ranked = tuple[float, int, Text, Sentence]
"""A sentence behind its score and a number that no other one has."""


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
            known = Text(nth, text, [*sentence_ends(text), len(text)], matches)
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


def _matched_sentences(known: Text) -> list[Sentence]:
    """The sentences that have any matches.

    No sentence ends inside a match: the point of *TP. HCM* ends none where both are sought.
    """
    ends, matches = known.ends, known.matches
    found: list[Sentence] = []
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


def _best(ranked: Sequence[_Ranked]) -> tuple[int, Stretch]:
    """The best of ``ranked`` and its place there; what is cut scores no more than the whole."""
    place, (most, best) = 0, _scored_cut(ranked[0])
    for nth, one in enumerate(ranked[1:], 1):
        if one[0] <= most:
            break
        score, part = _scored_cut(one)
        if score > most:
            place, most, best = nth, score, part
    return place, best


def _scored_cut(ranked: _Ranked) -> tuple[float, Stretch]:
    score, _, known, sentence = ranked
    part = cut(known, sentence, _ROOM)
    is_whole = part.length == sentence[1] - sentence[0]
    return score if is_whole else _score(matches_within(part)), part


def _second(first: Stretch, ranked: Sequence[_Ranked]) -> Stretch | None:
    """What shows patterns besides that ``first`` has not, whole if there is room for that."""
    room = _ROOM - first.length - len(" ")
    if room < _MIN_ROOM:
        return None
    best, most = None, (0, False)
    for _, _, known, sentence in ranked[:_MAX_SECONDS]:
        new = {pattern for _, _, pattern in sentence[2]} - first.patterns
        if len(new) < most[0] or not new:
            continue
        part = cut(known, sentence, room)
        gain = len(part.patterns - first.patterns), not (part.begins_inside or part.ends_inside)
        if gain > most and gain[0]:
            best, most = part, gain
    return best


# What stands around it


def _grown(found: list[Stretch]) -> list[Stretch]:
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
        return [Stretch(one.of, one.start, other.end, one.patterns | other.patterns)]
    return found


def _with_next(one: Stretch, room: int, limit: int) -> Stretch:
    """``one`` with the sentences behind it that stand before ``limit`` and fit into ``room``."""
    text, ends = one.of.text, one.of.ends
    end, nth = one.end, bisect_left(ends, one.end)
    if one.ends_inside:
        return one
    while nth + 1 < len(ends) and is_closed(text, end):  # lines are shown without their breaks
        further = ends[nth + 1]
        while further > end and text[further - 1].isspace():
            further -= 1
        if further > limit or further - one.end > room:
            break
        end, nth = further, nth + 1
    return one._replace(end=end)


def _begun(one: Stretch) -> Stretch:
    """``one`` with the beginning of the next sentence, if it is too little to understand by."""
    text = one.of.text
    if one.length >= _ENOUGH or one.ends_inside or not one.is_closed:
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


# What is shown


def _shown(found: Iterable[Stretch]) -> Iterator[Snippet]:
    for one in found:
        text, start, end = one.of.text, one.start, one.end
        marks = merged(matches_within(one), text, start)
        is_open = one.ends_inside or not one.is_closed
        yield Snippet(text[start:end], marks, one.begins_inside, is_open)
