"""Which words was a word cut off from?  *Lạc bộ* is part of *câu lạc bộ*, *Lê Âu* of a name.

pyvi cuts some words wrongly, names most of all.  What stands beside a word nearly always, in an
article that is about it and in the whole index, belongs to it.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence

from index.analysis import terms_of
from index.article import TEXT_FIELDS, Article
from search.plan import Plan, phrase
from search.searcher import Searcher

Syllables = tuple[str, ...]
"""A word in the capitals of an article, syllable by syllable."""

_MIN_SHARE = 0.7  # of a word's articles: what stands beside it in so many is part of it
_MAX_CUT_SYLLABLES = 2  # both chosen by the key terms of searches over 50,000 articles
_MAX_SYLLABLE_CHARACTERS = 20
_PAIR = 2  # syllables, of which the index knows how often they stand side by side
_BEFORE, _BEHIND = re.compile(r"(?<!\w)(\w+) $"), re.compile(r" (\w+)")


def expand_fragment(written: Syllables, article: Article, searcher: Searcher) -> Syllables:
    """The word that the syllables ``written`` are a part of in ``article``, as it is written there;
    themselves if they are none."""
    text = "\n".join((article.title, article.summary, article.body))
    for _ in range(_MAX_CUT_SYLLABLES):
        longer = [one for one in _beside(written, text) if _may_belong(one, written, searcher)]
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
    places = list(places_of(" ".join(written).lower(), text))
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


def places_of(word: str, text: str) -> Iterator[tuple[int, int]]:
    """Where ``word``, in small letters, stands in ``text``, however it is written there.

    A pattern of each word would have to be compiled, which takes longer than to look for it.
    """
    small = text.lower()
    if len(small) != len(text):  # İ becomes two characters
        small = "".join(letter.lower()[0] for letter in text)
    start = small.find(word)
    while start >= 0:
        end = start + len(word)
        is_whole = not _is_letter(small, start - 1) and not _is_letter(small, end)
        if is_whole:
            yield start, end
        start = small.find(word, end if is_whole else start + 1)


def _is_letter(text: str, place: int) -> bool:
    """Whether what stands at ``place`` belongs to a word."""
    if not 0 <= place < len(text):
        return False
    return text[place].isalnum() or text[place] == "_"


def _mostly(neighbours: Sequence[re.Match[str] | None]) -> str:
    """The neighbour that is there nearly always; "" if none is."""
    texts = [match[1] if match else "" for match in neighbours]
    for text, count in Counter(texts).most_common(1):
        if count >= _MIN_SHARE * len(texts):
            return text
    return ""


def _may_belong(longer: Syllables, written: Syllables, searcher: Searcher) -> bool:
    """Whether it is worth counting ``longer``, by what is known of pairs without looking into
    lists: how often articles have them in one of their texts, so at most that many articles, and at
    least a part of it by the number of texts."""
    if len(written) != _PAIR:
        return True
    at_the_end = longer[-_PAIR:] if longer[:_PAIR] == written else longer[:_PAIR]
    most, most_of_written = _in_texts(at_the_end, searcher), _in_texts(written, searcher)
    return most * len(TEXT_FIELDS) >= _MIN_SHARE * most_of_written


def _in_texts(pair: Syllables, searcher: Searcher) -> int:
    return next(searcher.count_many([_plan_of(pair)], estimate=True))


def _articles_with(written: Syllables, searcher: Searcher) -> int:
    return next(searcher.count_many([_plan_of(written)]))


def _plan_of(written: Syllables) -> Plan:
    return Plan(phrase(tuple(terms_of(syllable)[0] for syllable in written)))
