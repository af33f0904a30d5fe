"""How is SQLite's FTS5 asked for the same?  A contentless table, and a narrow one to count by."""

from __future__ import annotations

import sqlite3
from collections import Counter
from collections.abc import Callable
from pathlib import Path

from bench.engines import Searcher
from bench.shapes import HITS, Answer, Kind, Query
from bench.texts import Texts, decode_record, read

_FILE = "articles.sqlite"
_SCHEMA = """
CREATE VIRTUAL TABLE terms USING fts5(
    title, summary, body, content='', tokenize="unicode61 remove_diacritics 0"
);
INSERT INTO terms(terms, rank) VALUES ('rank', 'bm25(3.0, 2.0, 1.0)');
CREATE TABLE labels(id INTEGER PRIMARY KEY, category TEXT, month TEXT);
CREATE TABLE documents(id INTEGER PRIMARY KEY, document BLOB);
"""
_BEST = "SELECT rowid FROM terms WHERE terms MATCH ? ORDER BY rank LIMIT ?"
# One walk over the matches gives the total and both facets: the least that exact counts cost.
_COUNTS = """
SELECT category, month, count(*) FROM terms CROSS JOIN labels ON labels.id = terms.rowid
WHERE terms MATCH ? GROUP BY category, month
"""
_DOCUMENT = "SELECT document FROM documents WHERE id = ?"
_MAPPED_BYTES = 2**31

_EXPRESSIONS: dict[Kind, Callable[[tuple[str, ...]], str]] = {
    "term": lambda words: f'"{words[0]}"',
    "and": lambda words: " AND ".join(f'"{word}"' for word in words),
    "or": lambda words: " OR ".join(f'"{word}"' for word in words),
    "phrase": lambda words: '"' + " ".join(words) + '"',
    "prefix": lambda words: f'"{words[0]}" *',
}


class Fts5:
    def build(self, texts: Texts, folder: Path) -> None:
        database = sqlite3.connect(folder / _FILE)
        database.executescript(_SCHEMA)
        with database:
            for row, (document, syllables) in enumerate(read(texts), start=1):
                database.execute(
                    "INSERT INTO terms(rowid, title, summary, body) VALUES (?, ?, ?, ?)",
                    (row, syllables.title, syllables.summary, syllables.body),
                )
                database.execute(
                    "INSERT INTO labels VALUES (?, ?, ?)",
                    (row, syllables.category, syllables.month),
                )
                database.execute("INSERT INTO documents VALUES (?, ?)", (row, document))
            database.execute("INSERT INTO terms(terms) VALUES ('optimize')")
        database.close()

    def open(self, folder: Path) -> Searcher:
        return _Searcher(folder / _FILE)


class _Searcher:
    def __init__(self, file: Path) -> None:
        self._file = file
        # Each thread has its own; a thread other than the opener's may close it at exit.
        self._database = sqlite3.connect(file, check_same_thread=False)
        self._database.execute(f"PRAGMA mmap_size = {_MAPPED_BYTES}")

    def for_thread(self) -> Searcher:
        return _Searcher(self._file)

    def as_peers(self) -> Searcher:
        return self

    def search(self, query: Query) -> Answer:
        expression = _EXPRESSIONS[query.kind](query.words)
        best = self._database.execute(_BEST, (expression, HITS)).fetchall()
        documents = [self._database.execute(_DOCUMENT, row).fetchone()[0] for row in best]
        shown = map(decode_record, documents)
        categories: Counter[str] = Counter()
        months: Counter[str] = Counter()
        for category, month, count in self._database.execute(_COUNTS, (expression,)):
            categories[category] += count
            months[month] += count
        return Answer(
            total=categories.total(),
            hits=tuple((hit.id, hit.title) for hit in shown),
            categories=dict(categories),
            months=dict(months),
        )
