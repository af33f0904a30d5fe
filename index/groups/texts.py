"""What is looked at of an article, to decide whether it is one story with another?

Each thing is made when it is first asked for: most pairs are decided by their shingles.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cached_property, lru_cache
from itertools import chain

import numpy as np

from index.analysis import analyse
from index.article import STORY_FIELDS, Article
from index.days import MINUTES_A_DAY, minutes
from index.groups.frames import Sentences
from index.groups.shingles import ShingleNumbers, checksum, shingles, term_numbers

_WORD = re.compile(r"\w+")
_MAX_PIECE = 40
_REMEMBERED = 1 << 15  # pieces of text between spaces, at some 200 bytes


class StoryText:
    """One article, as it is compared with others."""

    def __init__(self, article: Article) -> None:
        self.title = article.title
        self.day = minutes(article.published) // MINUTES_A_DAY
        """Of publication; 0 for none."""
        self._texts = tuple(getattr(article, name) for name in STORY_FIELDS)

    @cached_property
    def shingles(self) -> ShingleNumbers:
        """The shingles of summary and body, ascending, each once."""
        found = [np.zeros(0, np.uint64)]
        for text in self._texts:
            checksums = chain.from_iterable(map(_checksums_of, text.split()))
            found.append(shingles(term_numbers(checksums)))
        return np.unique(np.concatenate(found))

    @cached_property
    def words(self) -> frozenset[str]:
        """The words of summary and body in small letters, numbers without zeros before them."""
        return frozenset(self._words())

    def _words(self) -> Iterator[str]:
        for text in self._texts:
            for word in _WORD.findall(text.lower()):
                yield word.lstrip("0") if word.isdecimal() else word

    @cached_property
    def sentences(self) -> Sentences:
        """The sentences of summary and body."""
        return Sentences.of(*self._texts)


def _checksums_of(piece: str) -> tuple[int, ...]:
    """One for each term of a text without spaces; a long one hardly comes again."""
    return _checksums(piece) if len(piece) < _MAX_PIECE else _checksums.__wrapped__(piece)


@lru_cache(_REMEMBERED)
def _checksums(piece: str) -> tuple[int, ...]:
    """One for each term of a text without spaces."""
    return tuple(checksum(token.accented.encode()) for token in analyse(piece))
