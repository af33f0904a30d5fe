"""What is looked at of an article, to decide whether it is one story with another?

Each thing is made when it is first asked for: most pairs are decided by their shingles.
"""

from __future__ import annotations

import re
from functools import cached_property, lru_cache
from itertools import chain

import numpy as np

from index.analysis import analyse
from index.analysis.tokens import ascending
from index.article import STORY_FIELDS, Article
from index.days import MINUTES_A_DAY, minutes
from index.groups.frames import sentences_of
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
            pieces = text.split()
            # a long piece hardly comes again, and is not remembered
            known = max(map(len, pieces), default=0) < _MAX_PIECE
            checksums = map(_checksums if known else _checksums.__wrapped__, pieces)
            found.append(shingles(term_numbers(chain.from_iterable(checksums))))
        return ascending(np.concatenate(found))

    @cached_property
    def words(self) -> frozenset[str]:
        """The words of summary and body in small letters, numbers without zeros before them."""
        words = (word for text in self._texts for word in _WORD.findall(text.lower()))
        return frozenset(word.lstrip("0") if word[0] == "0" else word for word in words)

    @cached_property
    def sentences(self) -> frozenset[str]:
        """The sentences of summary and body."""
        return sentences_of(*self._texts)


@lru_cache(_REMEMBERED)
def _checksums(piece: str) -> tuple[int, ...]:
    """One for each term of a text without spaces."""
    return tuple(checksum(token.accented.encode()) for token in analyse(piece))
