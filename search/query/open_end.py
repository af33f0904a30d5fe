"""Which words of an unfinished query may go on?  Those behind its last operator.

In ``lũ OR ba`` that is *ba*, in ``"tai n`` *tai n* up to a closing quote, in ``title:l`` *l*.  What
comes before stays as it was typed.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

# up to the last thing that is no plain word: a sign of the query language, or one of its words
_HEAD = re.compile(
    r'.*(?:[()"*~]|:(?=\S)|(?<!\S)(?:OR|AND|NOT)(?=\s)|(?<!\S)-(?=\S))\s*', re.DOTALL
)
_FIELD = re.compile(r'(?i:\b([a-z]+):)"?$')
_OF_ONE_WORD = re.compile(r"(?:[:-]|\bNOT\s+)$")  # what stands behind these is one word, or quoted


@dataclass(frozen=True, slots=True)
class OpenEnd:
    """The end of an unfinished query: ``typed`` may go on; ``head`` stands before it."""

    head: str
    typed: str

    @classmethod
    def of(cls, query: str) -> OpenEnd:
        """The open end of ``query``, which is what was typed so far."""
        if query.count('"') % 2:
            head, quote, typed = query.rpartition('"')
            return cls(head + quote, typed)
        match = _HEAD.match(query)
        end = match.end() if match else 0
        return cls(query[:end], query[end:])

    @property
    def field(self) -> str | None:
        """The field named for ``typed``, in small letters; ``None`` if there is none."""
        match = _FIELD.search(self.head)
        return match[1].lower() if match else None

    def completed(self, text: str) -> str:
        """The query that has ``text`` in place of what was typed."""
        if self.head.count('"') % 2:
            return f'{self.head}{text}"'
        if " " in text and _OF_ONE_WORD.search(self.head):
            return f'{self.head}"{text}"'
        return self.head + text
