"""Which queries of all kinds are asked, so that two engines can be compared?

Each kind is a way in which somebody may type words of an article; the same seed draws the same.
"""

from __future__ import annotations

import random
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from itertools import cycle, islice

from bench.queries import SEED
from index.article import Article
from index.vietnamese import fold, syllables

_MAX_CHARS = 200


@dataclass(frozen=True, slots=True)
class Drawn:
    """Words that stand side by side in a title, some of the body, and a source of chance."""

    title: Sequence[str]
    body: Sequence[str]
    chance: random.Random

    def words(self, count: int) -> list[str]:
        """So many words of the title, side by side."""
        return self._some(self.title, count)

    def others(self, count: int) -> list[str]:
        """So many words of the body, side by side."""
        return self._some(self.body, count)

    def _some(self, words: Sequence[str], count: int) -> list[str]:
        start = self.chance.randrange(max(len(words) - count, 0) + 1)
        return list(words[start : start + count])


def _joined(words: Sequence[str]) -> str:
    return " ".join(words)


def _bare(words: Sequence[str]) -> str:
    return fold(_joined(words)).lower()


def _mistyped(drawn: Drawn) -> str:
    words = drawn.words(3)
    place = drawn.chance.randrange(len(words))
    at = drawn.chance.randrange(len(words[place]))
    words[place] = words[place][:at] + drawn.chance.choice("aeiouxzt") + words[place][at:]
    return _joined(words)


def _mixed(drawn: Drawn) -> str:
    first, *rest = drawn.words(3)
    return _joined([first, _bare(rest)])


KINDS: dict[str, Callable[[Drawn], str]] = {
    "one word": lambda d: _joined(d.words(1)),
    "two words": lambda d: _joined(d.words(2)),
    "three words": lambda d: _joined(d.words(3)),
    "five words": lambda d: _joined(d.words(5)),
    "a whole title": lambda d: _joined(d.title),
    "two, no accents": lambda d: _bare(d.words(2)),
    "three, no accents": lambda d: _bare(d.words(3)),
    "five, no accents": lambda d: _bare(d.words(5)),
    "some accents": _mixed,
    "of the body": lambda d: _joined(d.others(4)),
    "of the body, no accents": lambda d: _bare(d.others(4)),
    "words apart": lambda d: _joined([*d.words(1), *d.others(2)]),
    "a typing error": _mistyped,
    "a phrase": lambda d: f'"{_joined(d.words(3))}"',
    "a phrase, no accents": lambda d: f'"{_bare(d.words(2))}"',
    "OR": lambda d: f"{_joined(d.words(2))} OR {_joined(d.others(2))}",
    "without a word": lambda d: f"{_joined(d.words(2))} -{d.others(1)[0]}",
    "NEAR": lambda d: f"{d.words(1)[0]} NEAR/5 {d.words(1)[0]}",
    "in the title": lambda d: f"title:{d.words(1)[0]} {d.others(1)[0]}",
    "a category": lambda d: f"{_joined(d.words(2))} -category:{d.words(1)[0]}",
    "a beginning": lambda d: f"{d.words(1)[0]} {d.words(1)[0][:2]}*",
    "one edit": lambda d: f"{d.words(1)[0]}~ {d.words(1)[0]}",
    "a question": lambda d: f"tại sao {_joined(d.words(3))}",
    "a year": lambda d: f"{_joined(d.words(2))} {d.chance.randint(2008, 2019)}",
    "a month": lambda d: f"{_joined(d.words(1))} tháng {d.chance.randint(1, 12)}/2017",
}
"""What somebody types, by what is special about it."""


def draw_alike(articles: Sequence[Article], count: int) -> Iterator[tuple[str, str]]:
    """``count`` queries, each with its kind, of words of ``articles`` that have enough of them."""
    chance = random.Random(SEED)
    usable = [
        drawn
        for article in articles
        if len((drawn := _drawn(article, chance)).title) >= 5 and len(drawn.body) >= 30
    ]
    chance.shuffle(usable)
    made = (
        (kind, query)
        for (kind, make), drawn in zip(cycle(KINDS.items()), cycle(usable), strict=False)
        if (query := make(drawn)) and len(query) <= _MAX_CHARS
    )
    yield from islice(made, count)


def _drawn(article: Article, chance: random.Random) -> Drawn:
    title, body = (
        [surface for surface, _, _ in syllables(text)]
        for text in (article.title, article.body[:2000])
    )
    return Drawn(title, body, chance)
