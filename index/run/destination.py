"""Where does an index come to be?  In a folder, or on a cluster: to a run both are this."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from contextlib import AbstractContextManager
from pathlib import Path
from typing import Protocol, Self

from index.article import Article
from index.errors import StoreError
from index.run.ledger import Ledger
from index.run.report import Report, Tally


class Writer(Protocol):
    """Adds, replaces and deletes articles; nothing is visible until the index is published.

    Leaving its block without an error finishes all that is derived of the articles.
    """

    @property
    def grouped(self) -> int:
        """How many articles are of one story with another, once all is written."""

    def __enter__(self) -> Self: ...

    def __exit__(self, kind: type[BaseException] | None, *error: object) -> None: ...

    def add(self, article: Article) -> None:
        """Add an article whose id is not in the index."""

    def commit(self) -> None:
        """Finish what is being written, so that what is in it can be replaced."""

    def delete(self, article_id: str) -> None:
        """Delete the article from what is finished; nothing happens if it is not there."""

    def find(self, article_id: str) -> Article | None:
        """The article of this id in what is finished, ``None`` if it is not there."""


class Building(Protocol):
    """An index that is being built, beside the live one or on it; ``folder`` has its ledger and
    what else is not articles, ``built_from`` the sources that it was made of before."""

    @property
    def folder(self) -> Path: ...

    @property
    def built_from(self) -> tuple[str, ...]: ...

    def writer(self) -> Writer:
        """What writes its articles."""

    def publish(
        self, built_from: Sequence[str], articles: int, *, keep_former: bool = False
    ) -> Sequence[str]:
        """Make it the live one, of so many articles, and remove old ones, or with ``keep_former``
        none; return sentences on what somebody should look at."""

    def discard(self) -> str | None:
        """Let go of it, what is published stays; return a sentence on what could not be removed of
        what was not published, if there is any."""


class Destination(Protocol):
    """An index, as a run sees it before it writes and when it is done.

    Its methods raise a :class:`~index.errors.StoreError` if it cannot be used.
    """

    @property
    def where(self) -> str:
        """Its name, for messages."""

    @property
    def rebuild_hint(self) -> str:
        """The end of a sentence that says how to replace it by a new one."""

    def exists(self) -> bool:
        """Whether anything is there that can be told of a run."""

    def writing(self) -> AbstractContextManager[bool]:
        """Hold the right to write; the value is whether it had to be waited for."""

    def noting(self) -> AbstractContextManager[Callable[[Report], None]]:
        """Note what comes of the run in the block."""

    def is_live(self) -> bool:
        """Whether there is an index, once it has been found whole."""

    def start(self, *, on_live: bool) -> Building:
        """Begin to build: on what the live index holds, or on nothing."""

    def copy_ledger(self, folder: Path) -> int | None:
        """Copy the live ledger to ``folder`` and return how many articles are in groups; ``None``
        if there is no index."""

    def carry_over(self, ledger: Ledger, tally: Tally) -> None:
        """Let what the index knows of single articles outlive it; where it is damaged, a note says
        what is lost."""

    def missing(self) -> StoreError:
        """The error for there being no index."""

    def damaged(self, path: Path, what: str) -> StoreError:
        """The error for a file of it that is not what was written."""
