"""Where do articles wait that came again in one run, and differ?  On disk.

The earlier one is being written, and can only be replaced once its segment is finished.  A file may
have each of its articles twice, so they are not kept in memory.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator

from index.article import Article
from index.codec.stored import pack_body, pack_head, unpack


class LaterVersions:
    """Articles by their ids, in the order in which these came first; gone with this object."""

    def __init__(self) -> None:
        # A database without a name is a file that its connection deletes.
        self._db = sqlite3.connect("", isolation_level=None)
        self._db.execute("CREATE TABLE later (id TEXT UNIQUE, head BLOB, body BLOB)")
        self._db.execute("BEGIN")

    def __len__(self) -> int:
        (count,) = self._db.execute("SELECT count(*) FROM later").fetchone()
        return int(count)

    def put(self, article: Article) -> None:
        """Have ``article`` wait, in place of a former one with its id."""
        self._db.execute(
            "INSERT INTO later VALUES (?, ?, ?) "
            "ON CONFLICT (id) DO UPDATE SET head = excluded.head, body = excluded.body",
            (article.id, pack_head(article), pack_body(article)),
        )

    def drop(self, article_id: str) -> None:
        """Forget the article with this id, if one waits."""
        self._db.execute("DELETE FROM later WHERE id = ?", (article_id,))

    def __iter__(self) -> Iterator[Article]:
        for head, body in self._db.execute("SELECT head, body FROM later ORDER BY rowid"):
            yield unpack(head, body)
