"""Which texts are searched, and by which titles?  Those of any corpus, taken apart.

The articles are read by this project's own readers.  What is indexed has no title: the titles
are the questions.
"""

from __future__ import annotations

import os
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import msgspec

from index.article import Article
from index.readers import ReadOptions, find_files, read_file
from index.run.plan import Plan
from index.run.reindex import reindex


@dataclass(frozen=True, slots=True)
class Text:
    """An article without its title, which is kept beside it."""

    id: str
    title: str
    summary: str
    body: str
    published: str | None
    category: str


def read_texts(source: Path) -> list[Text]:
    """The articles of ``source`` that have a text beside the title, the first of each id."""
    texts: dict[str, Text] = {}
    for article in _articles(source):
        if (article.summary or article.body) and article.id not in texts:
            published = article.published.isoformat() if article.published else None
            texts[article.id] = Text(
                article.id,
                article.title,
                article.summary,
                article.body,
                published,
                article.category,
            )
    if not texts:
        raise ValueError(f"{source}: no article with a text")
    return list(texts.values())


def _articles(source: Path) -> Iterator[Article]:
    for path in find_files(source):
        for article in read_file(path, ReadOptions()):
            if isinstance(article, Article):
                yield article


def dated(texts: Sequence[Text]) -> list[Text]:
    """``texts``; if none has a date, each with one: a day of six years, always the same."""
    if any(text.published for text in texts):
        return list(texts)
    return [replace(text, published=_some_day(n)) for n, text in enumerate(texts)]


def _some_day(number: int) -> str:
    month = 7919 * number % 72  # a prime: neighbours are far apart
    return f"{2014 + month // 12}-{month % 12 + 1:02}-{1 + number % 28:02}"


def build_index(texts: Sequence[Text], folder: Path, *, titles: bool = False) -> Path:
    """Index ``texts`` below ``folder``, with their ``titles`` or without; return where."""
    folder.mkdir(parents=True, exist_ok=True)
    records, root = folder / "texts.jsonl", folder / "index"
    with records.open("wb") as out:
        for text in texts:
            record = {
                "id": text.id,
                "summary": text.summary,
                "body": text.body,
                "category": text.category,
            }
            if titles:
                record["title"] = text.title
            if text.published:
                record["published"] = text.published
            out.write(msgspec.json.encode(record) + b"\n")
    options = ReadOptions(format="jsonl")
    reindex(Plan(root, (str(records),), options, fresh=True, jobs=os.cpu_count() or 1))
    return root
