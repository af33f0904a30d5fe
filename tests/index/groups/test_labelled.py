"""How many pairs that are one story are found, and how many that are none are left apart?

Texts are drawn anew with each run, from the real corpus where that is at hand, and made up.
"""

from __future__ import annotations

import json
import lzma
import random
from collections import Counter
from collections.abc import Sequence
from dataclasses import replace
from itertools import islice
from pathlib import Path

import pytest
from labelled import outcomes, pairs_of, precision_and_recall
from stories import story

from index.article import Article
from index.codec.ids import hash_of
from index.groups.file import read_groups
from index.run.writer import IndexWriter

ARTICLES = 300  # makes twice as many pairs
MIN_PRECISION, MIN_RECALL = 0.98, 0.90
MAX_SHARED = 0.2  # of an article's rows, in another of the corpus: far less than in a story


def real_articles(shared: Path, pick: random.Random) -> list[Article]:
    """Articles of the real corpus, the texts long enough to be shortened."""
    with lzma.open(shared / "corpus" / "vietnews-50k.jsonl.xz", "rt", encoding="utf-8") as lines:
        records = [json.loads(line) for line in islice(lines, 20_000)]
    made = [
        Article(one["id"], one["title"], one.get("abstract", ""), one["body"]) for one in records
    ]
    long = [article for article in made if article.body.count(". ") >= 8]
    return pick.sample(without_stories(long), 2 * ARTICLES)


def without_stories(articles: Sequence[Article]) -> list[Article]:
    """Those of ``articles`` that have little in common with any before them, by comparing all their
    rows of five words: the corpus has stories of its own, which no label tells."""
    seen: dict[tuple[str, ...], int] = {}
    kept = []
    for number, article in enumerate(articles):
        words = article.body.lower().split()
        rows = {tuple(words[n : n + 5]) for n in range(len(words) - 4)}
        shared = Counter(seen[row] for row in rows if row in seen)
        if max(shared.values(), default=0) < MAX_SHARED * len(rows):
            kept.append(article)
        for row in rows:
            seen.setdefault(row, number)
    return kept


def made_up(pick: random.Random) -> list[Article]:
    return [story(pick, f"s{number}", pick.randrange(9, 25)) for number in range(2 * ARTICLES)]


def check(folder: Path, articles: Sequence[Article], pick: random.Random) -> None:
    pairs = pairs_of(pick, articles[:ARTICLES], articles[ARTICLES:])
    every = {one.id: one for pair in pairs for one in (pair.first, pair.second)}
    with IndexWriter(folder) as into:
        for name in sorted(every, key=lambda _: pick.random()):
            into.add(replace(every[name], id=name))
    groups = read_groups(folder)
    names = dict(zip(groups.members.tolist(), groups.names.tolist(), strict=True))
    hashes = {name: hash_of(name.encode()) for name in every}
    story_of = {name: names[number] for name, number in hashes.items() if number in names}
    found = list(outcomes(pairs, story_of))
    precision, recall = precision_and_recall(found)
    print(*found, f"precision {precision:.3f}, recall {recall:.3f}", sep="\n")
    assert len(pairs) >= 500
    assert precision >= MIN_PRECISION
    assert recall >= MIN_RECALL


@pytest.mark.slow
def test_stories_of_the_real_corpus(shared: Path, tmp_path: Path, drawn: random.Random) -> None:
    check(tmp_path, real_articles(shared, drawn), drawn)


def test_stories_that_are_made_up(tmp_path: Path, drawn: random.Random) -> None:
    check(tmp_path, made_up(drawn), drawn)
