"""What is shown of a text?  A stretch of it: a whole sentence or, of one that has no room, the part
around most different matches."""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections import Counter
from collections.abc import Sequence
from typing import NamedTuple

from search.highlight.matches import Match

_LEAST_PART = 70  # characters of a match: of a longer one a part is marked

_CLOSED = re.compile(r"""[.!?…]["'”’»)\]]*\Z""")

Sentence = tuple[int, int, Sequence[Match]]
"""``start``, ``end`` and the matches of a sentence: ``text[start:end]``."""


class Text(NamedTuple):
    """The n-th text of an article, where its sentences end, and what matches in it, in order."""

    nth: int
    text: str
    ends: Sequence[int]
    matches: Sequence[Match]


class Stretch(NamedTuple):
    """What is shown of a text, from ``start`` to ``end``; the patterns that match in it."""

    of: Text
    start: int
    end: int
    patterns: frozenset[int]

    @property
    def length(self) -> int:
        """In characters."""
        return self.end - self.start

    @property
    def begins_inside(self) -> bool:
        """Whether a sentence begins before the stretch and goes on in it."""
        text, ends = self.of.text, self.of.ends
        nth = bisect_right(ends, self.start)
        return bool(text[ends[nth - 1] if nth else 0 : self.start].strip())

    @property
    def ends_inside(self) -> bool:
        """Whether the last sentence of the stretch goes on behind it."""
        text, ends = self.of.text, self.of.ends
        return bool(text[self.end : ends[bisect_left(ends, self.end)]].strip())

    @property
    def is_closed(self) -> bool:
        """Whether the stretch ends with the sign that ends a sentence."""
        return is_closed(self.of.text, self.end)


def cut(known: Text, sentence: Sentence, room: int) -> Stretch:
    """The sentence without the space around it, cut to ``room`` characters."""
    text = known.text
    start, end, matches = sentence
    while start < end and text[start].isspace():
        start += 1
    while end > start and text[end - 1].isspace():
        end -= 1
    if end - start > room:
        start, end = _window(text, start, end, matches, room)
        matches = matches_within(Stretch(known, start, end, frozenset()))
    return Stretch(known, start, end, frozenset(pattern for _, _, pattern in matches))


def _window(
    text: str, start: int, end: int, matches: Sequence[Match], room: int
) -> tuple[int, int]:
    """The part of the long sentence ``text[start:end]`` to show: around most different matches,
    and from where the sentence begins, or to where it ends, if they stand near enough."""
    begins, first_ends, last_ends = _richest(matches, room * 5 // 6)
    lead = begins - room // 6
    if last_ends - start <= room or lead <= start:
        first = start
    elif end - begins <= room:
        first = text.find(" ", end - room - 1, begins) + 1 or begins
        return first, end
    else:
        first = text.find(" ", lead, begins) + 1 or begins
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


def is_closed(text: str, end: int) -> bool:
    """Whether ``text[:end]`` ends with the sign that ends a sentence."""
    return _CLOSED.search(text, max(0, end - 4), end) is not None


def matches_within(one: Stretch) -> list[Match]:
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
        elif ends - begins > _LEAST_PART:
            found.append((max(begins, start), min(ends, end), pattern))
    return found
