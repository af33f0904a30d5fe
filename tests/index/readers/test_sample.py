"""Is the sample corpus what a first search needs: many pieces, all formats, some syndicated?"""

from __future__ import annotations

from collections import Counter
from pathlib import Path

import pytest

from index.article import Article
from index.readers import ReadOptions, find_files, read_file
from index.vietnamese import syllables


@pytest.fixture(scope="module")
def articles(sample_folder: Path) -> list[Article]:
    records = [r for path in find_files(sample_folder) for r in read_file(path, ReadOptions())]
    articles = [record for record in records if isinstance(record, Article)]
    assert len(articles) == len(records)
    return articles


def test_every_piece_can_be_read_and_there_are_more_than_a_hundred(
    articles: list[Article],
) -> None:
    assert len({article.id for article in articles}) == len(articles) >= 100
    assert all(article.title and article.body for article in articles)


def test_the_pieces_have_the_length_of_short_news(articles: list[Article]) -> None:
    lengths = [sum(1 for _ in syllables(a.summary + "\n" + a.body)) for a in articles]
    assert min(lengths) >= 80
    assert max(lengths) <= 250


def test_ten_categories_about_ten_papers_and_the_years_2012_to_2026(
    articles: list[Article],
) -> None:
    categories = Counter(article.category for article in articles if article.category)
    assert len(categories) == 10
    assert min(categories.values()) >= 5
    assert 8 <= len({article.source for article in articles if article.source}) <= 15
    years = {article.published.year for article in articles if article.published}
    assert years == set(range(2012, 2027))


def test_some_lack_a_date_a_category_or_a_source(articles: list[Article]) -> None:
    assert any(article.published is None for article in articles)
    assert any(not article.category for article in articles)
    assert any(not article.source for article in articles)


def test_all_formats_are_there(sample_folder: Path) -> None:
    suffixes = {path.suffix for path in find_files(sample_folder)}
    assert suffixes == {".txt", ".html", ".jsonl", ".json", ".csv"}


def test_some_stories_came_from_two_papers(articles: list[Article]) -> None:
    words = [(a.source, {s.surface for s in syllables(a.body)}) for a in articles]
    pairs = [
        (one, other)
        for n, (one, mine) in enumerate(words)
        for other, theirs in words[n + 1 :]
        if len(mine & theirs) > 0.8 * len(mine | theirs)
    ]
    assert len(pairs) >= 3
    assert all(one != other for one, other in pairs)


def test_nothing_points_at_a_real_site(articles: list[Article]) -> None:
    hosts = {article.url.split("/")[2] for article in articles if article.url}
    assert all(host.endswith(".example") for host in hosts)
