"""Which values of a facet are one and the same?  Those with the same key.

Newspapers write one category as *Văn hóa*, *Văn hoá* and *VĂN HÓA*, call one section *Thể thao* and
*Sports* (:mod:`search.sections`), and write a source with and without ``www.`` or ``m.``.  Each
article keeps its own spelling; what counts, filters or lists values compares keys.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Mapping
from functools import lru_cache
from typing import Literal

from index.vietnamese import clean_line, collation_key, syllables, unify_spelling
from search.sections import common_name

FacetName = Literal["category", "source"]

_MAX_REMEMBERED = 4096
_DASHES = re.compile("[‐‑‒–—―−]")
_AROUND_SITE = re.compile(r"(?:https?://)?(?:(?:www|m|amp)\.(?=[^.]+\..))*(?=.)")
_BEHIND_SITE = "./"


@lru_cache(_MAX_REMEMBERED)
def value_key(facet: FacetName, value: str) -> str:
    """Return what all spellings of one value have in common: no capitals, no spaces, tone marks in
    one place, one kind of dash; of a category the common name, if it has one; of a source neither
    ``www.``, ``m.`` and ``amp.`` nor ``https://`` nor a point or slash at the end.  ``""`` for the
    missing value alone.

    >>> value_key("category", "VĂN HÓA") == value_key("category", "Văn  hoá")
    True
    >>> value_key("source", "https://www.TinLang.example/")
    'tinlang.example'
    """
    if facet == "category":
        value = common_name(value) or value
    if facet == "source":
        line = clean_line(value).casefold()
        value = _AROUND_SITE.sub("", line, count=1).rstrip(_BEHIND_SITE) or line
    return _plain(value)


def _plain(value: str) -> str:
    """A value as all its spellings have it."""
    line = _DASHES.sub("-", clean_line(value)).casefold()
    return "".join(_unified(line).split())


def _unified(line: str) -> str:
    """``line`` (lower case) with each of its syllables in the one spelling."""
    parts: list[str] = []
    end = 0
    for surface, start, after in syllables(line):
        parts += (line[end:start], unify_spelling(surface))
        end = after
    return "".join([*parts, line[end:]])


def keys_of(facet: FacetName, values: Iterable[str]) -> frozenset[str]:
    """The keys of ``values``."""
    return frozenset(value_key(facet, value) for value in values)


def spelling_of(facet: FacetName, counts: Mapping[str, int]) -> str:
    """Which of several spellings of one value is shown: the one that most articles have, then the
    first by alphabet.  ``counts`` has how many articles have each.

    Of a section with several names only spellings of the common name count, or that is shown.
    """
    if facet == "category" and (common := common_name(next(iter(counts)))):
        same = {value: n for value, n in counts.items() if _plain(value) == _plain(common)}
        counts = same or {common: 1}
    return min(counts, key=lambda value: (-counts[value], collation_key(value)))


def shown_values(facet: FacetName, values: Iterable[str]) -> dict[str, str]:
    """Return key → the spelling that is shown, for ``values`` with one element an article."""
    spellings: dict[str, Counter[str]] = {}
    for value, count in Counter(values).items():
        spellings.setdefault(value_key(facet, value), Counter())[value] = count
    return {key: spelling_of(facet, counts) for key, counts in spellings.items()}
