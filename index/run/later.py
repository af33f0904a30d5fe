"""What came of an article in this run after its first version?

A record may bear the id of one that was read before.  Which of them stays is decided when all is
read, so they wait, on disk and not in memory: a template that gives one address to a whole site
makes every page of it such a version.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

from index.article import Article
from index.codec.stored import pack_body, pack_head, unpack

_TABLE = """
CREATE TABLE later (
    n INTEGER PRIMARY KEY, id TEXT NOT NULL, head BLOB NOT NULL, body BLOB NOT NULL,
    path TEXT NOT NULL, counted_as TEXT NOT NULL
);
CREATE INDEX later_by_id ON later (id, n);
"""


@dataclass(frozen=True, slots=True)
class Later:
    """A later version, the file that it is from, and what the tally took it for."""

    article: Article
    path: str
    counted_as: Literal["duplicates", "updated"]


class LaterVersions:
    """The later versions of a run's articles, each by its article's id, in the order of reading."""

    def __init__(self) -> None:
        self._db = sqlite3.connect("")  # a nameless file, which is gone with the connection
        self._db.executescript(_TABLE)
        self._ids: dict[str, None] = {}

    def __bool__(self) -> bool:
        return bool(self._ids)

    def close(self) -> None:
        """Let go of all that waited; nothing can be asked after that."""
        self._db.close()

    def add(self, later: Later) -> None:
        """Keep a version that came after others."""
        article = later.article
        self._ids.setdefault(article.id)
        self._db.execute(
            "INSERT INTO later (id, head, body, path, counted_as) VALUES (?, ?, ?, ?, ?)",
            (article.id, pack_head(article), pack_body(article), later.path, later.counted_as),
        )

    def drop(self, article_id: str) -> None:
        """Forget the article's later versions."""
        if article_id in self._ids:
            del self._ids[article_id]
            self._db.execute("DELETE FROM later WHERE id = ?", (article_id,))

    def ids(self) -> list[str]:
        """The articles that have later versions, in the order in which those came."""
        return list(self._ids)

    def of(self, article_id: str) -> Iterator[Later]:
        """The later versions of an article."""
        rows = self._db.execute(
            "SELECT head, body, path, counted_as FROM later WHERE id = ? ORDER BY n", (article_id,)
        )
        for head, body, path, counted_as in rows:
            yield Later(unpack(head, body), path, counted_as)

    def articles(self, article_id: str) -> Iterator[Article]:
        """Those versions without their places."""
        return (later.article for later in self.of(article_id))

    def last(self, article_id: str) -> Article:
        """The version that was read last; one with a body, if any has one."""
        head, body = self._db.execute(
            "SELECT head, body FROM later WHERE id = ? "
            "ORDER BY length(body) > 0 DESC, n DESC LIMIT 1",
            (article_id,),
        ).fetchone()
        return unpack(head, body)

    def paths(self, article_id: str) -> set[str]:
        """The files that the later versions are from."""
        rows = self._db.execute("SELECT DISTINCT path FROM later WHERE id = ?", (article_id,))
        return {path for (path,) in rows}

    def is_former(self, article_id: str) -> bool:
        """Whether the version before these is from an earlier run."""
        found = self._db.execute(
            "SELECT 1 FROM later WHERE id = ? AND counted_as = 'updated' LIMIT 1", (article_id,)
        )
        return found.fetchone() is not None
