"""Does the corpus vote rightly on which syllables are words?"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from itertools import pairwise
from pathlib import Path

import numpy as np
import numpy.typing as npt
import pytest
from indexes import live_folder

from index.codec.counted import CountedSegment
from index.codec.segment_infos import read_segments
from index.lexicon import CorpusCounts, WordCount, open_lexicon
from index.lexicon.counts import count_language
from index.lexicon.words import JOINED_UNIT, MIN_OCCURRENCES, count_words
from index.run.corpus import count_corpus

Syllables = tuple[str, ...]


def corpus_of(texts: list[str], words: Mapping[str, int]) -> CorpusCounts:
    """A corpus of rows of syllables; ``words`` says how often some of their rows were one word."""
    rows = [text.split() for text in texts]
    counts = Counter(syllable for row in rows for syllable in row)
    pairs = Counter(pair for row in rows for pair in pairwise(row))
    terms = sorted(counts, key=str.encode)
    ordinal = {term: n for n, term in enumerate(terms)}
    ordered = sorted(pairs, key=lambda pair: (ordinal[pair[0]], ordinal[pair[1]]))
    return CorpusCounts(
        articles=len(texts),
        syllables=[term.encode() for term in terms],
        occurrences=numbers(counts[term] for term in terms),
        holders=numbers(sum(term in row for row in rows) for term in terms),
        casing=np.zeros(len(terms), np.uint8),
        pair_firsts=numbers(ordinal[first] for first, _ in ordered),
        pair_seconds=numbers(ordinal[second] for _, second in ordered),
        pair_occurrences=numbers(pairs[pair] for pair in ordered),
        words={tuple(text.split()): WordCount(count, 0) for text, count in words.items()},
        titles=np.zeros(0, np.int32),
    )


def numbers(values: Iterable[int]) -> npt.NDArray[np.int64]:
    return np.array(list(values), np.int64)


def test_a_pair_is_joined_as_often_as_it_stands_in_one_word() -> None:
    corpus = corpus_of(["dân vận"] * 4 + ["dân vận khéo"], {"dân vận": 2, "dân vận khéo": 1})
    counted = count_language(corpus)
    words = count_words(corpus, counted)
    pairs = [
        (counted.terms[a].decode(), counted.terms[b].decode())
        for a, b in zip(counted.first, counted.second, strict=True)
    ]
    shares = dict(zip(pairs, (words.joined / JOINED_UNIT).tolist(), strict=True))
    assert shares["dân", "vận"] == pytest.approx(3 / 5)
    assert shares["vận", "khéo"] == 0  # once may be a mistake
    alone = dict(zip(counted.terms, words.alone.tolist(), strict=True))
    assert alone == {"dân".encode(): 2, "vận".encode(): 2, "khéo".encode(): 0}


def test_a_name_and_the_word_cut_out_of_it_count_a_pair_no_more_often_than_it_occurs() -> None:
    corpus = corpus_of(["phú trọng"] * 3, {"phú trọng": 3, "nguyễn phú trọng": 3})
    words = count_words(corpus, count_language(corpus))
    assert words.joined.tolist() == [JOINED_UNIT]
    assert words.alone.tolist() == [0, 0]


def test_longer_words_are_known_with_how_often_their_row_may_occur() -> None:
    texts = ["một hai ba"] * 5 + ["hai ba"] * 2 + ["một hai"]
    corpus = corpus_of(texts, {"một hai ba": 3, "hai ba bốn": 2, "một hai": 4})
    words = count_words(corpus, count_language(corpus))
    assert words.longer == {("một", "hai", "ba"): (3, 6)}  # of the other a pair is unknown


def test_no_words_are_a_corpus_too() -> None:
    for corpus in (corpus_of([], {}), corpus_of(["một"], {}), corpus_of(["một hai"], {})):
        words = count_words(corpus, count_language(corpus))
        assert not words.longer
        assert not words.joined.any()


def test_the_lexicon_of_an_index_says_the_same(sample_index: Path) -> None:
    folder = live_folder(sample_index)
    corpus = count_corpus([CountedSegment(data) for data, _ in read_segments(folder)])
    lexicon = open_lexicon(folder)
    joined: Counter[Syllables] = Counter()
    inside: Counter[str] = Counter()
    for row, word in corpus.words.items():
        if len(row) > 1:
            for pair in pairwise(row):
                joined[pair] += word.occurrences
            for syllable in set(row):
                inside[syllable] += word.occurrences * row.count(syllable)
    for (first, second), count in joined.items():
        a, b = lexicon.ordinal_of(first), lexicon.ordinal_of(second)
        most = lexicon.pair_count(a, b)
        expected = min(count, most) if count >= MIN_OCCURRENCES else 0
        assert lexicon.joined_count(a, b) == pytest.approx(expected, abs=0.05 * most + 0.1)
    for syllable, count in inside.items():
        alone = int(lexicon.alone[lexicon.ordinal_of(syllable)])
        assert alone == max(lexicon.count(syllable) - count, 0)
