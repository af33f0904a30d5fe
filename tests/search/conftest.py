"""What do the tests of search run against?  The real engine over the sample corpus, and one that
looks at every article of it."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from brute_force import BruteForceSearcher
from indexes import live_folder

from index.article import Article
from index.lexicon import open_lexicon
from search import Engine, SearchRequest, open_engine


@pytest.fixture(scope="module")
def engine(sample_index: Path) -> Iterator[Engine]:
    with open_engine(sample_index) as opened:
        yield opened


@pytest.fixture(scope="module")
def articles(engine: Engine) -> list[Article]:
    return list(engine.stream(SearchRequest()))


@pytest.fixture(scope="module")
def brute(articles: list[Article], sample_index: Path) -> BruteForceSearcher:
    return BruteForceSearcher(articles, open_lexicon(live_folder(sample_index)))
