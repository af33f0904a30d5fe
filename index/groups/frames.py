"""Do two texts say the same of different things?  In the same sentences, with other numbers.

A sentence without its numbers and names is a *frame*.  Where two texts have a frame in common and
each fills it otherwise (*Hà Nội nhiều mây, cao nhất 33 độ*; *Đà Nẵng nhiều mây, cao nhất 30 độ*),
they were made from one template.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass

from index.vietnamese import sentence_ends

Words = tuple[str, ...]

_WORD = re.compile(r"\w+")
_NUMBER, _NAME = "0", "A"
_MIN_WORDS = 4  # of a sentence that tells anything
_MIN_PLAIN_WITH_NAME = 3  # of its words that are neither number nor name


def sentences_of(*texts: str) -> frozenset[str]:
    """The sentences of clean ``texts``, as they stand."""
    found = set()
    for text in texts:
        start = 0
        for end in (*sentence_ends(text), len(text)):
            found.add(text[start:end].strip())
            start = end
    return frozenset(found)


@dataclass(frozen=True, slots=True)
class Comparison:
    """Of the sentences of two texts how many ``conflicts`` there are, frames that both have and
    fill otherwise, and how many sentences both have ``in_common``."""

    conflicts: int
    in_common: int


def compare(first: frozenset[str], second: frozenset[str]) -> Comparison:
    """Compare the sentences of two texts."""
    common = first & second
    in_common = sum(sentence.count(" ") >= _MIN_WORDS - 1 for sentence in common)
    # A frame that is filled otherwise is that of a sentence which only one has: few, in copies.
    a, b = _by_frame(first - common), _by_frame(second - common)
    shared = {frame for frame in a.keys() & b.keys() if a[frame].isdisjoint(b[frame])}
    if shared:
        shared -= _by_frame(common).keys()
    return Comparison(len(shared), in_common)


def _by_frame(sentences: Iterable[str]) -> dict[Words, set[Words]]:
    """Sentences in small letters, by their frames."""
    found: defaultdict[Words, set[Words]] = defaultdict(set)
    for sentence in sentences:
        words = _WORD.findall(sentence)
        frame = _frame(words)
        if frame is not None:
            found[frame].add(tuple(map(str.lower, words)))
    return found


def _frame(words: list[str]) -> Words | None:
    """The frame of a sentence; ``None`` where it has nothing that could be replaced, or nothing
    that would stay."""
    frame: list[str] = []
    for word in words:
        if word[0].isdigit() or any(map(str.isdigit, word)):
            frame.append(_NUMBER)
        elif word[0].isupper():
            if frame[-1:] != [_NAME]:  # names have one syllable or several
                frame.append(_NAME)
        else:
            frame.append(word)
    plain = len(frame) - frame.count(_NUMBER) - frame.count(_NAME)
    if _NUMBER in frame:
        return tuple(frame) if plain or _NAME in frame else None
    return tuple(frame) if _NAME in frame and plain >= _MIN_PLAIN_WITH_NAME else None
