"""What did each version of a story add, and leave out?  Sentences, against the one before; and who
printed it first (:mod:`search.first_publisher`).

A sentence is the same however it is capitalised, spaced and punctuated, and wherever it stands: in
a summary here and in a body there.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import replace

from index.article import STORY_FIELDS, Article
from index.vietnamese import sentence_ends
from search.first_publisher import first_publisher
from search.results import Hit
from search.story import Story, Version

_WORD = re.compile(r"\w+")


def told(articles: Sequence[Article]) -> Story:
    """The story that whole ``articles``, in the order of time, are the versions of."""
    return Story(tuple(versions(articles)), first_publisher(articles))


def versions(articles: Iterable[Article]) -> list[Version]:
    """The versions of a story, in order, each compared with the one before; whole articles come in,
    hits without bodies go out."""
    found = []
    before: dict[str, str] | None = None
    for article in articles:
        own = _sentences(article)
        hit = Hit(replace(article, body=""))
        added = _without(own, before) if before is not None else ()
        left_out = _without(before, own) if before is not None else ()
        found.append(Version(hit, added, left_out))
        before = own
    return found


def _sentences(article: Article) -> dict[str, str]:
    """The sentences of summary and body in order, by what they are compared as."""
    found: dict[str, str] = {}
    for name in STORY_FIELDS:
        text: str = getattr(article, name)
        start = 0
        for end in (*sentence_ends(text), len(text)):
            sentence = text[start:end].strip()
            key = " ".join(_WORD.findall(sentence.lower()))
            if key:
                found.setdefault(key, sentence)
            start = end
    return found


def _without(own: dict[str, str], other: dict[str, str]) -> tuple[str, ...]:
    """The sentences of ``own`` that ``other`` has not."""
    return tuple(sentence for key, sentence in own.items() if key not in other)
