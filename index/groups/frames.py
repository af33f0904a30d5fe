"""Do two texts say the same of different things?  In the same sentences, with other numbers.

A sentence without its numbers and names is a *frame*.  Where two texts have a frame in common and
each fills it otherwise (*Hà Nội nhiều mây, cao nhất 33 độ*; *Đà Nẵng nhiều mây, cao nhất 30 độ*),
they were made from one template.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass

from index.vietnamese import sentence_ends

Words = tuple[str, ...]

_WORD = re.compile(r"\w+")
_NUMBER, _NAME = "0", "A"
_MIN_WORDS = 4  # of a sentence that tells anything
_MIN_PLAIN_WITH_NAME = 3  # of its words that are neither number nor name


@dataclass(frozen=True, slots=True)
class Sentences:
    """The sentences of a text, by their frames."""

    by_frame: Mapping[Words, frozenset[Words]]
    all: frozenset[Words]

    @classmethod
    def of(cls, *texts: str) -> Sentences:
        """The sentences of clean ``texts``."""
        by_frame: defaultdict[Words, set[Words]] = defaultdict(set)
        every: set[Words] = set()
        for text in texts:
            start = 0
            for end in (*sentence_ends(text), len(text)):
                words = _WORD.findall(text[start:end])
                start = end
                if len(words) < 2:
                    continue
                plain = tuple(map(str.lower, words))
                if len(words) >= _MIN_WORDS:
                    every.add(plain)
                frame = _frame(words)
                if frame is not None:
                    by_frame[frame].add(plain)
        return cls({frame: frozenset(said) for frame, said in by_frame.items()}, frozenset(every))


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


def conflicts(first: Sentences, second: Sentences) -> int:
    """How many frames both have and fill otherwise."""
    shared = first.by_frame.keys() & second.by_frame.keys()
    return sum(first.by_frame[frame].isdisjoint(second.by_frame[frame]) for frame in shared)


def in_common(first: Sentences, second: Sentences) -> int:
    """How many sentences both have."""
    return len(first.all & second.all)
