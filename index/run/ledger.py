"""What is in the index, with which content, and from which file did it come?

A small SQLite file inside the generation.  It lets a run skip files that have not
changed, tell a new article from a changed one, and know what a vanished file leaves
behind, without holding the corpus in memory.  It also keeps what an operator said of single
articles (those taken out for good) and when each was first met, from generation to generation.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Iterator
from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path

from index.store.layout import LEDGER

_KEPT = ("deleted", "firsts")  # what outlives a new index
TABLES = """
CREATE TABLE IF NOT EXISTS files (
    path TEXT PRIMARY KEY, fingerprint TEXT NOT NULL
) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS articles (
    id TEXT PRIMARY KEY, hash TEXT NOT NULL, run INTEGER NOT NULL
) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS origins (
    path TEXT NOT NULL, id TEXT NOT NULL, run INTEGER NOT NULL, PRIMARY KEY (path, id)
) WITHOUT ROWID;
CREATE INDEX IF NOT EXISTS origins_by_id ON origins (id);
CREATE TABLE IF NOT EXISTS deleted (
    id TEXT PRIMARY KEY, at TEXT NOT NULL
) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS firsts (
    id TEXT PRIMARY KEY, at TEXT NOT NULL
) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS shared (
    id TEXT PRIMARY KEY
) WITHOUT ROWID;
"""


class ForeignLedger(sqlite3.DatabaseError):
    """A database in the place of the ledger that has in it what none of ours has."""

    sqlite_errorcode = sqlite3.SQLITE_CORRUPT


def _refuse_foreign(database: sqlite3.Connection) -> None:
    """Raise :class:`ForeignLedger` if there is anything but our tables: a trigger or a view is run
    by what looks like reading or writing a table, and may never end."""
    with closing(sqlite3.connect(":memory:")) as model:
        model.executescript(TABLES)
        known = _schema(model)
    for name, made in _schema(database).items():
        if made != known.get(name):
            raise ForeignLedger(f"{name} is none of its tables")


def _schema(database: sqlite3.Connection) -> dict[str, str]:
    rows = database.execute("SELECT name, type, coalesce(sql, '') FROM sqlite_master")
    return {name: f"{kind} {' '.join(sql.split())}" for name, kind, sql in rows}


class Ledger:
    """The ledger of one generation under construction; ``run`` numbers this reindex."""

    def __init__(self, folder: Path) -> None:
        # autocommit off, no journal: a generation that is not finished is thrown away whole
        self._db = sqlite3.connect(folder / LEDGER)
        self._db.execute("PRAGMA trusted_schema = OFF")
        try:
            _refuse_foreign(self._db)
        except sqlite3.Error:
            self._db.close()
            raise
        self._db.execute("PRAGMA journal_mode = OFF")
        self._db.execute("PRAGMA synchronous = OFF")
        self._db.executescript(TABLES)
        (last,) = self._db.execute("SELECT coalesce(max(run), 0) FROM origins").fetchone()
        self.run: int = last + 1
        self._now = datetime.now(UTC)
        self._deleted = {i for (i,) in self._db.execute("SELECT id FROM deleted")}
        self._shared = {i for (i,) in self._db.execute("SELECT id FROM shared")}

    def close(self) -> None:
        """Write all that was recorded to the file; nothing can be asked after that."""
        self._db.commit()
        self._db.close()

    def count(self) -> int:
        """How many articles the index holds."""
        (count,) = self._db.execute("SELECT count(*) FROM articles").fetchone()
        return int(count)

    def carry_over(self, former: Path) -> None:
        """Take over from the ledger at ``former`` which articles were taken out and when each
        was first met.  Raises ``sqlite3.Error`` if it cannot be read."""
        address = f"{former.absolute().as_uri()}?mode=ro&immutable=1"
        with closing(sqlite3.connect(address, uri=True)) as old:
            old.execute("PRAGMA trusted_schema = OFF")
            rows = old.execute("SELECT name FROM sqlite_master WHERE type = 'table'")
            there = {name for (name,) in rows}
            for table in _KEPT:
                if table in there:
                    rows = old.execute(f"SELECT id, at FROM {table}")  # noqa: S608 - of _KEPT  # nosec B608
                    self._db.executemany(f"INSERT OR IGNORE INTO {table} VALUES (?, ?)", rows)  # noqa: S608
        self._deleted = {i for (i,) in self._db.execute("SELECT id FROM deleted")}

    # Files

    def fingerprint(self, path: str) -> str | None:
        """What ``remember_file`` was last told of ``path``."""
        row = self._db.execute("SELECT fingerprint FROM files WHERE path = ?", (path,)).fetchone()
        return row[0] if row else None

    def remember_file(self, path: str, fingerprint: str) -> None:
        """Note what the content of the file ``path`` is, so that a later run can skip it."""
        self._db.execute("INSERT OR REPLACE INTO files VALUES (?, ?)", (path, fingerprint))

    def forget_fingerprint(self, path: str) -> None:
        """Have the next run read ``path`` again; what came from it stays known."""
        self._db.execute("DELETE FROM files WHERE path = ?", (path,))

    def paths_below(self, root: str) -> list[str]:
        """The known paths that are ``root`` or lie in the folder ``root``."""
        folder = root.rstrip("/") + "/"
        rows = self._db.execute(
            "SELECT DISTINCT path FROM origins WHERE path = ? OR substr(path, 1, ?) = ?",
            (root, len(folder), folder),
        )
        return [path for (path,) in rows]

    def count_from(self, path: str) -> int:
        """How many articles came from ``path``."""
        (count,) = self._db.execute(
            "SELECT count(*) FROM origins WHERE path = ? AND id NOT IN (SELECT id FROM deleted)",
            (path,),
        ).fetchone()
        return int(count)

    # What an operator took out

    @property
    def deleted(self) -> frozenset[str]:
        """The ids of all articles that were taken out for good."""
        return frozenset(self._deleted)

    def is_deleted(self, article_id: str) -> bool:
        """Whether the article was taken out for good."""
        return article_id in self._deleted

    def has_met(self, article_id: str) -> bool:
        """Whether an article with this id was ever indexed or taken out."""
        return any(
            self._db.execute(f"SELECT 1 FROM {table} WHERE id = ?", (article_id,)).fetchone()  # noqa: S608  # nosec B608
            for table in ("articles", *_KEPT)
        )

    def delete(self, article_id: str) -> bool:
        """Take the article out for good; return whether the index held it.

        Which files gave it stays known, for :meth:`undelete`.
        """
        at = self._now.isoformat(timespec="seconds")
        self._db.execute("INSERT OR IGNORE INTO deleted VALUES (?, ?)", (article_id, at))
        self._deleted.add(article_id)
        return self._drop(article_id)

    def undelete(self, article_id: str) -> bool:
        """Let the article in again when a file that gave it is read, and have those read next time;
        return whether it was taken out."""
        if article_id not in self._deleted:
            return False
        self._deleted.remove(article_id)
        self._db.execute("DELETE FROM deleted WHERE id = ?", (article_id,))
        self._db.execute(
            "DELETE FROM files WHERE path IN (SELECT path FROM origins WHERE id = ?)",
            (article_id,),
        )
        return True

    # Articles

    def first_met(self, article_id: str) -> str | None:
        """When the article was indexed first, in ISO 8601 (UTC); ``None`` if that is not known."""
        row = self._db.execute("SELECT at FROM firsts WHERE id = ?", (article_id,)).fetchone()
        return row[0] if row else None

    def lookup(self, article_id: str) -> tuple[str, int] | None:
        """The content hash of an article and the run that last saw it."""
        row: tuple[str, int] | None = self._db.execute(
            "SELECT hash, run FROM articles WHERE id = ?", (article_id,)
        ).fetchone()
        return row

    def meet(self, article_id: str, said: datetime | None = None) -> datetime:
        """When the article was indexed first: if it never was before, now, or at the time that
        another index ``said`` where that is past."""
        at = min(said, self._now) if said is not None else self._now
        text = at.astimezone(UTC).isoformat(timespec="seconds")
        row = (article_id, text)
        if not self._db.execute("INSERT OR IGNORE INTO firsts VALUES (?, ?)", row).rowcount:
            text = self.first_met(article_id) or text
        return datetime.fromisoformat(text)

    def record(self, article_id: str, content_hash: str, path: str) -> None:
        """Note that ``path`` gave this article in this run."""
        self._db.execute(
            "INSERT OR REPLACE INTO articles VALUES (?, ?, ?)", (article_id, content_hash, self.run)
        )
        self.record_origin(article_id, path)

    def record_origin(self, article_id: str, path: str) -> None:
        """Note that ``path`` has this article, though the index may not hold it."""
        self._db.execute(
            "INSERT OR REPLACE INTO origins VALUES (?, ?, ?)", (path, article_id, self.run)
        )

    def holders(self, article_id: str) -> list[str]:
        """The files that gave the article, in their order."""
        rows = self._db.execute(
            "SELECT path FROM origins WHERE id = ? ORDER BY path", (article_id,)
        )
        return [path for (path,) in rows]

    def is_shared(self, article_id: str) -> bool:
        """Whether several articles bear the address that this id was made from."""
        return article_id in self._shared

    def share(self, article_id: str) -> None:
        """Note that several articles bear the address that ``article_id`` was made from; none is
        known by it any more."""
        self._db.execute("INSERT OR IGNORE INTO shared VALUES (?)", (article_id,))
        self._shared.add(article_id)
        self._db.execute("DELETE FROM origins WHERE id = ?", (article_id,))
        self._drop(article_id)

    def forget_path(self, path: str) -> list[str]:
        """Forget a file; return the ids of articles that no other file holds."""
        ids = [i for (i,) in self._db.execute("SELECT id FROM origins WHERE path = ?", (path,))]
        self._db.execute("DELETE FROM origins WHERE path = ?", (path,))
        self._db.execute("DELETE FROM files WHERE path = ?", (path,))
        return list(self._drop_orphans(ids))

    def forget_unseen(self, path: str, concerns: Callable[[str], bool]) -> list[str]:
        """Forget what ``path`` gave in an earlier run but not in this one, among ids that
        ``concerns`` accepts; return the ids of articles that no file holds now."""
        rows = self._db.execute(
            "SELECT id FROM origins WHERE path = ? AND run < ?", (path, self.run)
        )
        ids = [article_id for (article_id,) in rows if concerns(article_id)]
        self._db.executemany(
            "DELETE FROM origins WHERE path = ? AND id = ?", [(path, i) for i in ids]
        )
        return list(self._drop_orphans(ids))

    def other_holders(self, path: str) -> list[str]:
        """The other files that gave an article which ``path`` gave too."""
        rows = self._db.execute(
            "SELECT DISTINCT other.path FROM origins AS own JOIN origins AS other USING (id) "
            "WHERE own.path = ? AND other.path <> own.path",
            (path,),
        )
        return [other for (other,) in rows]

    def _drop_orphans(self, ids: list[str]) -> Iterator[str]:
        for article_id in ids:
            held = self._db.execute("SELECT 1 FROM origins WHERE id = ?", (article_id,)).fetchone()
            if held is None and self._drop(article_id):
                yield article_id

    def _drop(self, article_id: str) -> bool:
        """Forget the article's content; return whether it was known."""
        return self._db.execute("DELETE FROM articles WHERE id = ?", (article_id,)).rowcount > 0
