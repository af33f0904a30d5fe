"""Is an article about the words that it has more than others, before and after a merge?"""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st
from indexes import Cli, Write, live_folder

from index.analysis.casing import casing_of, joined_casing, written
from index.codec.keywords import Background, Keywords, choose_keywords, merged_keywords
from index.codec.segment_infos import read_segments

articles = st.lists(st.lists(st.integers(0, 12), max_size=30), min_size=1, max_size=8)


def of(keywords: Keywords, article: int) -> Any:
    """The codes of one article."""
    return keywords.codes[keywords.bounds[article] : keywords.bounds[article + 1]]


def chosen(texts: list[list[int]], known: Background | None = None) -> Keywords:
    words = np.array([word for text in texts for word in text], np.int64)
    owners = np.repeat(np.arange(len(texts)), [*map(len, texts)])
    codes, own = choose_keywords(words, owners, len(texts), known)
    return Keywords(codes.astype(np.uint32), own.astype(np.uint32))


@given(articles)
@settings(deadline=None)
def test_the_words_with_the_highest_tf_idf_are_chosen(texts: list[list[int]]) -> None:
    keywords = chosen(texts)
    df = {word: sum(word in text for text in texts) for text in texts for word in text}
    for number, text in enumerate(texts):
        worth = {w: text.count(w) * np.log((len(texts) + 1) / df[w]) for w in text}
        expected = sorted(worth, key=lambda w: (-round(worth[w], 9), w))[:8]
        found = of(keywords, number).tolist()
        assert sorted(round(worth[w], 6) for w in found) == sorted(
            round(worth[w], 6) for w in expected
        )


def test_what_is_common_in_the_index_is_no_key_word_of_a_small_batch() -> None:
    texts = [[word] * 3 + [10 + word] * 2 for word in range(9)]  # 0..8 are no rarer in the batch
    assert of(chosen(texts), 0).tolist()[0] == 0
    counts = np.array([900] * 9 + [0] * 10)
    assert of(chosen(texts, Background(1000, counts)), 0).tolist()[0] == 10


@given(articles)
@settings(deadline=None)
def test_the_articles_about_a_word_are_those_that_have_it_for_a_key_word(
    texts: list[list[int]],
) -> None:
    keywords = chosen(texts)
    for word in range(13):
        about = [n for n in range(len(texts)) if word in of(keywords, n).tolist()]
        assert list(keywords.about(word)) == about


def test_an_article_that_comes_later_is_held_against_what_is_indexed(
    reindex_here: Cli, write_jsonl: Write, tmp_path: Path
) -> None:
    """By itself it has *công ty* more often than its own name."""
    body = "Công ty mở cửa. Công ty tăng vốn. Công ty bán Vinazorb, Vinazorb tốt."
    known = [{"id": f"k{n}", "body": f"Công ty số {n} họp."} for n in range(40)]
    root = tmp_path / "later"
    reindex_here(root, write_jsonl(tmp_path / "a.jsonl", known))
    reindex_here(root, write_jsonl(tmp_path / "b.jsonl", [{"id": "new", "body": body}]))
    first = []
    for data, _ in read_segments(live_folder(root)):
        number = data.doc_id_of("new")
        if number is not None:
            first.append(data.keyword(int(of(data.keywords, number)[0])).decode())
    assert first == ["vinazorb"]


@given(articles, st.data())
@settings(deadline=None)
def test_counting_is_the_same_as_looking_at_each_article(
    texts: list[list[int]], data: st.DataObject
) -> None:
    keywords = chosen(texts)
    some = sorted(data.draw(st.sets(st.integers(0, len(texts) - 1))))
    words, counts = keywords.count(np.array(some, np.int64))
    expected: dict[int, int] = {}
    for number in some:
        for word in of(keywords, number).tolist():
            expected[word] = expected.get(word, 0) + 1
    assert dict(zip(words.tolist(), counts.tolist(), strict=True)) == expected


@given(articles, articles, st.data())
@settings(deadline=None)
def test_merging_keeps_the_words_of_living_articles(
    first: list[list[int]], second: list[list[int]], data: st.DataObject
) -> None:
    parts = [chosen(first), chosen(second)]
    alive = [
        np.array(data.draw(st.lists(st.booleans(), min_size=len(t), max_size=len(t))), bool)
        for t in (first, second)
    ]
    new = [np.arange(13) + 100, np.arange(13) + 200]
    codes, bounds = merged_keywords(parts, alive, new)
    merged = [codes[bounds[n] : bounds[n + 1]].tolist() for n in range(len(bounds) - 1)]
    expected = [
        (new[which][of(part, n)]).tolist()
        for which, part in enumerate(parts)
        for n in np.flatnonzero(alive[which]).tolist()
    ]
    assert merged == expected


def test_capitals_come_back_as_they_were() -> None:
    for text in ("thủ tướng", "Việt Nam", "UBND", "Bộ Công an", "iPhone", "iOS", "4G", "A", "A80"):
        words = text.split()
        casing = casing_of(words[0])
        for place, word in enumerate(words[1:], 1):
            casing = joined_casing(casing, casing_of(word), place)
        assert " ".join(written([w.lower() for w in words], casing)) == text
    assert written(["việt", "nam"], 3) == ["Việt", "Nam"]
