"""Which words was a word cut off from?  *Lạc bộ* is part of *câu lạc bộ*, *Lê Âu* of a name.

pyvi cuts some words wrongly, names most of all.  What stands beside a word nearly always, in an
article that is about it and in the whole index, belongs to it.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence

from index.analysis import terms_of
from index.article import Article
from search.engine import Searcher
from search.plan import Plan, phrase

Syllables = tuple[str, ...]
"""A word in the capitals of an article, syllable by syllable."""

_MIN_SHARE = 0.7  # of a word's articles: what stands beside it in so many is part of it
_MAX_CUT_SYLLABLES = 2  # both chosen by the key terms of searches over 50,000 articles
_MAX_SYLLABLE_CHARACTERS = 20
_BEFORE, _BEHIND = re.compile(r"(?<!\w)(\w+) $"), re.compile(r" (\w+)")


def expand_fragment(written: Syllables, article: Article, searcher: Searcher) -> Syllables:
    """The word that the syllables ``written`` are a part of in ``article``, as it is written there;
    themselves if they are none."""
    text = "\n".join((article.title, article.summary, article.body))
    for _ in range(_MAX_CUT_SYLLABLES):
        longer = list(_beside(written, text))
        articles = _articles_with(written, searcher) if longer else 0
        if not articles:
            break
        written = next(
            (one for one in longer if _articles_with(one, searcher) >= _MIN_SHARE * articles),
            written,
        )
    return written


def _beside(written: Syllables, text: str) -> Iterator[Syllables]:
    """``written`` with the syllable before it, and with that behind it, as mostly in ``text``."""
    inner = re.compile(rf"(?<!\w){re.escape(' '.join(written))}(?!\w)", re.IGNORECASE)
    places = [match.span() for match in inner.finditer(text)]
    before = _mostly(
        [
            _BEFORE.search(text, max(start - _MAX_SYLLABLE_CHARACTERS, 0), start)
            for start, _ in places
        ]
    )
    if before:
        # what begins the sentence before a small letter has a capital only there
        small = written[0].islower() and not before.isupper()
        yield (before.lower() if small else before, *written)
    behind = _mostly(
        [_BEHIND.match(text, end, end + _MAX_SYLLABLE_CHARACTERS) for _, end in places]
    )
    if behind:
        yield (*written, behind)


def _mostly(neighbours: Sequence[re.Match[str] | None]) -> str:
    """The neighbour that is there nearly always; "" if none is."""
    texts = [match[1] if match else "" for match in neighbours]
    for text, count in Counter(texts).most_common(1):
        if count >= _MIN_SHARE * len(texts):
            return text
    return ""


def _articles_with(written: Syllables, searcher: Searcher) -> int:
    terms = tuple(terms_of(syllable)[0] for syllable in written)
    return next(searcher.count_many([Plan(phrase(terms))]))
