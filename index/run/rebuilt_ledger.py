"""Which articles should an index have that is built of another one's, and which are found there?

The ledger of the other index, looked through while its articles come in.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Collection, Iterator
from contextlib import closing

from index.run.ledger import TABLES, Ledger

_NO_RUN = 0  # older than every run: what none has seen yet


class RebuiltLedger(Ledger):
    """The ledger of a generation that is built of another one's articles."""

    def look_through(self) -> None:
        """Begin to note which articles are there (:meth:`keep`), and which are :meth:`missing`."""
        self._db.execute("CREATE TEMP TABLE kept (id TEXT PRIMARY KEY) WITHOUT ROWID")

    def keep(self, article_id: str, content_hash: str) -> bool:
        """Note that the article is there, and with which content where none is known of it; return
        whether that is new."""
        is_new = self._db.execute("INSERT OR IGNORE INTO kept VALUES (?)", (article_id,)).rowcount
        row = article_id, content_hash, _NO_RUN
        self._db.execute("INSERT OR IGNORE INTO articles VALUES (?, ?, ?)", row)
        return bool(is_new)

    def count_kept(self) -> int:
        """How many articles :meth:`keep` was told of."""
        (count,) = self._db.execute("SELECT count(*) FROM kept").fetchone()
        return int(count)

    def expect(self, article_id: str) -> None:
        """Note that there should be an article of which nothing else is known."""
        row = article_id, "", _NO_RUN
        self._db.execute("INSERT OR IGNORE INTO articles VALUES (?, ?, ?)", row)

    def missing(self) -> Iterator[str]:
        """The articles that should be there, and of which :meth:`keep` was not told."""
        rows = self._db.execute(
            "SELECT id FROM articles WHERE id NOT IN (SELECT id FROM kept) "
            "AND id NOT IN (SELECT id FROM deleted) ORDER BY id"
        )
        return (article_id for (article_id,) in rows)

    def forget_missing(self) -> None:
        """Forget the contents of these, and have the files that gave them read next time."""
        self._db.execute(
            "DELETE FROM files WHERE path IN (SELECT path FROM origins WHERE id IN "
            "(SELECT id FROM articles WHERE id NOT IN (SELECT id FROM kept)))"
        )
        self._db.execute("DELETE FROM articles WHERE id NOT IN (SELECT id FROM kept)")

    def replace_content(self, article_id: str, content_hash: str) -> None:
        """Note another content of an article, and have the files that gave it read next time."""
        self._db.execute("UPDATE articles SET hash = ? WHERE id = ?", (content_hash, article_id))
        self._db.execute(
            "DELETE FROM files WHERE path IN (SELECT path FROM origins WHERE id = ?)", (article_id,)
        )

    def forget_content(self, article_id: str) -> None:
        """Forget an article's content, and have the files that gave it read next time."""
        self._db.execute(
            "DELETE FROM files WHERE path IN (SELECT path FROM origins WHERE id = ?)", (article_id,)
        )
        self._db.execute("DELETE FROM articles WHERE id = ?", (article_id,))

    def forget_contents(self) -> None:
        """Forget which articles there are, and have all files read next time: they are those of
        another state of the index."""
        self._db.execute("DELETE FROM articles")
        self.forget_files()

    def forget_files(self) -> None:
        """Have all files read next time; what came from them stays known."""
        self._db.execute("DELETE FROM files")

    def is_sound(self) -> bool:
        """Whether SQLite finds nothing wrong in the file, and it has the columns of this version;
        raises ``sqlite3.Error`` if it cannot even look."""
        with closing(sqlite3.connect(":memory:")) as model:
            model.executescript(TABLES)
            alike = _columns(model) == _columns(self._db)
        return alike and self._db.execute("PRAGMA quick_check").fetchone() == ("ok",)

    def set_deleted(self, article_ids: Collection[str]) -> None:
        """Have these articles taken out for good, and no others."""
        for article_id in self._deleted - set(article_ids):
            self._db.execute("DELETE FROM deleted WHERE id = ?", (article_id,))
        self._deleted &= set(article_ids)
        for article_id in article_ids:
            self.delete(article_id)


def _columns(db: sqlite3.Connection) -> set[tuple[str, str]]:
    """The columns of all tables, each with the name of its table."""
    rows = db.execute(
        "SELECT tables.name, columns.name FROM sqlite_master AS tables "
        "JOIN pragma_table_info(tables.name) AS columns WHERE tables.type = 'table'"
    )
    return set(rows)
