"""What is asked?  Titles whose article is known, and phrases whose holders have been counted.

The same seed draws the same questions from the same corpus.  What the query language would read
as its own (quotes, parentheses, a minus before a word) is taken out of a title: everybody gets
the same words.
"""

from __future__ import annotations

import random
import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from index.analysis import analyse_query
from index.vietnamese import clean_line, segment
from relevance.corpus import Text
from relevance.occurrences import Occurrences

SEED = 20_160_512
_MIN_SYLLABLES = 4  # of a title that says what it is about
_PHRASE_SYLLABLES = range(2, 5)
_MOST_HOLDERS = 0.05  # of all articles: what more hold is no key phrase
_OPERATORS = re.compile(r'["“”„«»()]|(?<!\S)-+|[*~:]+(?=\s|$)|\b(?:OR|AND)\b')


@dataclass(frozen=True, slots=True)
class Item:
    """A query and the one article that is looked for."""

    query: str
    id: str


@dataclass(frozen=True, slots=True)
class Phrase:
    """A phrase and the articles that hold it."""

    query: str
    holders: frozenset[str]


def known_items(texts: Sequence[Text], count: int) -> list[Item]:
    """Up to ``count`` titles that no other article has."""
    titles = Counter(text.title for text in texts)
    items = [
        Item(query, text.id)
        for text in texts
        if titles[text.title] == 1
        and len(analyse_query(query := as_words(text.title))) >= _MIN_SYLLABLES
    ]
    random.Random(SEED).shuffle(items)
    return items[:count]


def as_words(title: str) -> str:
    """``title`` without what the query language would take for its own."""
    return clean_line(_OPERATORS.sub(" ", title))


def key_phrases(
    texts: Sequence[Text], occurrences: Occurrences, count: int, least_holders: int
) -> list[Phrase]:
    """Up to ``count`` phrases of two to four syllables: whole words of pyvi that stand in a title,
    one of them a compound, and that ``least_holders`` articles or more hold beside their titles."""
    chance = random.Random(SEED)
    titles = [text.title for text in texts]
    chance.shuffle(titles)
    found: dict[str, Phrase] = {}
    most = max(least_holders, int(_MOST_HOLDERS * len(texts)))
    for title in titles:
        if len(found) == count:
            break
        candidates = sorted(set(_phrases_of(as_words(title))) - set(found))
        if not candidates:
            continue
        phrase = chance.choice(candidates)
        holders = occurrences.holders([token.accented for token in analyse_query(phrase)])
        if least_holders <= len(holders) <= most:
            found[phrase] = Phrase(phrase, holders)
    return list(found.values())


def _phrases_of(title: str) -> Iterator[str]:
    words = segment(title).split()
    for start in range(len(words)):
        for end in range(start + 1, len(words) + 1):
            phrase = " ".join(words[start:end])
            text = phrase.replace("_", " ").lower()
            tokens = analyse_query(text)
            if "_" not in phrase or len(tokens) not in _PHRASE_SYLLABLES:
                continue
            separated = len(tokens) != len(text.split()) or any(map(str.isdigit, text))
            if not separated and any(not token.is_bare for token in tokens):
                yield text
