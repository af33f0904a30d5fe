"""Of which queries is the set that was meant known?  Words, words together, and key phrases.

What a text holds is counted without an index (:mod:`relevance.occurrences`), titles included.

- *one word*: pyvi's compounds of two or three syllables that it joins in most articles that have
  them, by how many articles hold them, as many rare as common ones; meant are the articles in
  which the syllables stand side by side with only a space between.
- *words side by side* and *words apart*: two or three words of one title; meant are the articles
  that hold each of them.  Words apart are compounds, others may be single syllables.
- *key phrases*: one to three words of a title, two to four syllables; meant are the articles that
  hold all of it.
"""

from __future__ import annotations

import random
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import reduce
from itertools import pairwise
from typing import Literal, get_args

import numpy as np

from index.analysis import analyse_query
from index.vietnamese import clean_text, has_accents, segment, segment_batch
from relevance.corpus import Text
from relevance.occurrences import Numbers, Occurrences
from relevance.queries import as_words

Kind = Literal[
    "one word", "2 words together", "3 words together", "2 words apart", "3 words apart", "phrase"
]
KINDS: tuple[Kind, ...] = get_args(Kind)
Word = tuple[str, ...]
"""The accented syllables of one word."""

TOGETHER: tuple[tuple[Kind, int], ...] = (("2 words together", 2), ("3 words together", 3))
APART: tuple[tuple[Kind, int], ...] = (("2 words apart", 2), ("3 words apart", 3))
_COMPOUND, _PHRASE_WORDS, _PHRASE_SYLLABLES = range(2, 4), range(1, 4), range(2, 5)
_LEAST_JOINED = 0.5  # of the articles that hold a word
_SEGMENTED, _BATCH, _CHARACTERS = 6000, 200, 6000  # articles, at once, of each
_MOST_HOLDERS = 0.2  # of all articles
_TITLES_PER_PHRASE = 40
_ROUNDS = 5  # over all titles, each time with another choice, where there are few
_SMALL = 2000  # articles
_FUNCTION_WORDS = frozenset(
    """bị bởi các cái chỉ cho chưa có còn của cùng cũng đã đang để đến đi do đó được gì hay hơn khi
    không là lại làm lên mà mỗi một mới nào này nên nếu người nhiều những nói phải qua ra rất rồi
    sau sẽ số tại theo thì trên trong trước từ tự và vẫn vào về vì việc với vừa""".split()  # noqa: SIM905
)


@dataclass(frozen=True, slots=True)
class Sizes:
    """How many queries are drawn, and of what.

    ``strata`` are numbers of articles: one stratum of words from each to the next, the last open.
    What is drawn has at least ``holders`` articles that are meant, a key phrase ``phrase_holders``.
    """

    strata: tuple[int, ...]
    per_stratum: int
    per_kind: int
    phrases: int
    holders: int
    phrase_holders: int


def sizes_of(articles: int, queries: int) -> Sizes:
    """For a corpus of so many ``articles``, about so many ``queries`` of each kind.  In a small one
    words of three articles are common ones."""
    strata, holders, phrase_holders = (
        ((2, 4, 8), 1, 3) if articles < _SMALL else ((10, 30, 100, 300, 1000), 3, 10)
    )
    return Sizes(strata, queries, queries, 5 * queries, holders, phrase_holders)


@dataclass(frozen=True, slots=True)
class SetQuery:
    """Words, and the ids of the articles that are meant by them."""

    kind: Kind
    words: tuple[Word, ...]
    meant: frozenset[str]

    @property
    def syllables(self) -> Word:
        """The syllables as they are typed."""
        return tuple(syllable for word in self.words for syllable in word)


def draw_sets(
    texts: Sequence[Text], occurrences: Occurrences, sizes: Sizes, seed: int
) -> list[SetQuery]:
    """The queries that ``seed`` draws."""
    drawer = _Drawer(texts, occurrences, sizes, random.Random(seed))
    return [*drawer.single(), *drawer.several(), *drawer.phrases()]


class _Drawer:
    def __init__(
        self,
        texts: Sequence[Text],
        occurrences: Occurrences,
        sizes: Sizes,
        chance: random.Random,
    ) -> None:
        self._texts = texts
        self._occurrences = occurrences
        self._sizes = sizes
        self._chance = chance

    def _titles(self) -> list[str]:
        titles = [title for text in self._texts if (title := as_words(text.title))]
        self._chance.shuffle(titles)
        return titles

    def _holders(self, word: Word) -> Numbers:
        return self._occurrences.numbers(word, titles=True, close=True)

    # One word

    def single(self) -> Iterator[SetQuery]:
        """Words of every stratum."""
        bounds = [*self._sizes.strata, len(self._texts) + 1]
        pools: list[list[SetQuery]] = [[] for _ in self._sizes.strata]
        for word, holders in self._compounds():
            for pool, (least, end) in zip(pools, pairwise(bounds), strict=True):
                if least <= len(holders) < end:
                    pool.append(SetQuery("one word", (word,), self._occurrences.ids(holders)))
        for pool in pools:
            yield from self._chance.sample(pool, min(self._sizes.per_stratum, len(pool)))

    def _compounds(self) -> Iterator[tuple[Word, Numbers]]:
        """Compounds that pyvi joins in most of the articles that hold them, of some articles."""
        count = len(self._texts)
        chosen = sorted(self._chance.sample(range(count), min(_SEGMENTED, count)))
        is_chosen = np.zeros(count, np.bool_)
        is_chosen[chosen] = True
        for word, joined in sorted(self._joined(chosen).items()):
            holders = self._holders(word)
            if joined >= _LEAST_JOINED * int(is_chosen[holders].sum()):
                yield word, holders

    def _joined(self, chosen: Sequence[int]) -> Counter[Word]:
        """In how many of the bodies each compound is joined."""
        found: Counter[Word] = Counter()
        for start in range(0, len(chosen), _BATCH):
            bodies = [self._texts[n].body[:_CHARACTERS] for n in chosen[start : start + _BATCH]]
            segmented = segment_batch([clean_text(body) for body in bodies])
            for n in range(len(bodies)):
                different = {word.lower() for word in segmented.text(n).split() if "_" in word}
                found.update(filter(None, map(_word, different)))
        return Counter({word: n for word, n in found.items() if _is_compound(word)})

    # Words of one title

    def several(self) -> Iterator[SetQuery]:
        """Two and three words of a title, together and apart."""
        wanted = Counter({kind: self._sizes.per_kind for kind, _ in (*TOGETHER, *APART)})
        numbers = dict((*TOGETHER, *APART))
        seen: set[Word] = set()
        titles = self._titles()
        for title in titles * _ROUNDS:
            if not wanted:
                break
            kind = self._chance.choice(sorted(wanted))
            words = self._some_words(
                _words(title), numbers[kind], together=(kind, numbers[kind]) in TOGETHER
            )
            query = self._of_words(kind, words) if words else None
            if query is None or query.syllables in seen:
                continue
            seen.add(query.syllables)
            wanted -= Counter({kind: 1})
            yield query

    def _some_words(
        self, words: Sequence[Word | None], count: int, *, together: bool
    ) -> tuple[Word, ...]:
        """So many words of a title, none where it has not enough of them."""
        if together:
            spans = [span for span in _spans(words, count) if _is_telling(span)]
            return self._chance.choice(spans) if spans else ()
        compounds = [(n, word) for n, word in enumerate(words) if word and len(word) > 1]
        if len(compounds) < count:
            return ()
        chosen = sorted(self._chance.sample(compounds, count))
        if any(after - before == 1 for (before, _), (after, _) in pairwise(chosen)):
            return ()
        return tuple(word for _, word in chosen)

    def _of_words(self, kind: Kind, words: tuple[Word, ...]) -> SetQuery | None:
        """The query of ``words``; ``None`` if too few or too many articles hold them."""
        holders = reduce(np.intersect1d, map(self._holders, words))
        if not self._sizes.holders <= len(holders) <= _MOST_HOLDERS * len(self._texts):
            return None
        query = SetQuery(kind, words, self._occurrences.ids(holders))
        return query if any(map(has_accents, query.syllables)) else None

    # Key phrases

    def phrases(self) -> Iterator[SetQuery]:
        """Phrases that enough articles hold."""
        wanted = self._sizes.phrases
        seen: set[Word] = set()
        titles = (self._titles() * _ROUNDS)[: wanted * _TITLES_PER_PHRASE]
        for title in titles:
            words = _words(title)
            spans = [
                span
                for count in _PHRASE_WORDS
                for span in _spans(words, count)
                if sum(map(len, span)) in _PHRASE_SYLLABLES
            ]
            if len(seen) == wanted or not spans:
                continue
            span = self._chance.choice(spans)
            phrase = tuple(syllable for word in span for syllable in word)
            meant = self._occurrences.holders(phrase, titles=True)
            enough = len(meant) >= self._sizes.phrase_holders
            if enough and phrase not in seen and any(map(has_accents, phrase)):
                seen.add(phrase)
                yield SetQuery("phrase", span, meant)


def _words(title: str) -> list[Word | None]:
    """pyvi's words of ``title``, ``None`` for what is none of letters."""
    return [_word(word) for word in segment(title).split()]


def _word(segmented: str) -> Word | None:
    """The syllables of one of pyvi's words, if it has nothing else."""
    syllables = tuple(token.accented for token in analyse_query(segmented.replace("_", " ")))
    is_whole = len(syllables) == segmented.count("_") + 1
    return syllables if is_whole and all(map(str.isalpha, syllables)) else None


def _is_compound(word: Word) -> bool:
    return len(word) in _COMPOUND and any(map(has_accents, word))


def _spans(words: Sequence[Word | None], count: int) -> Iterator[tuple[Word, ...]]:
    """So many words side by side, wherever all of them are words."""
    for start in range(len(words) - count + 1):
        span = tuple(word for word in words[start : start + count] if word is not None)
        if len(span) == count:
            yield span


def _is_telling(span: Sequence[Word]) -> bool:
    """Whether somebody may look for it: with a compound, and no function word."""
    has_compound = any(len(word) > 1 for word in span)
    return has_compound and not any(len(word) == 1 and word[0] in _FUNCTION_WORDS for word in span)
