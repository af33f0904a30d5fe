"""What can go wrong while searching?

SearchError
├── InvalidRequest      the request breaks a rule of its shape (HTTP 400)
├── UnknownEngine       this version has no engine of that name
├── CursorGone          what a cursor names is no longer kept (HTTP 410)
├── IndexUnavailable    there is no index that can be opened (HTTP 503)
└── SearchTimeout       the query costs more time than a search may take (HTTP 503)
"""

from __future__ import annotations

from collections.abc import Sequence

from index.errors import ClusterError, ClusterUnreachable, IndexMissing, IndexOutdated


class SearchError(Exception):
    """The root: catch this to catch all that :mod:`search` raises on purpose."""


class InvalidRequest(SearchError, ValueError):
    """A parameter has a value it may not have; ``parameter`` is the endpoint's name for it, and
    ``value`` what was given, where that is not simply its first value."""

    def __init__(self, parameter: str, expected: str, value: str | None = None) -> None:
        super().__init__(f"{parameter}: expected {expected}")
        self.parameter = parameter
        self.expected = expected
        self.value = value


class UnknownEngine(SearchError, ValueError):
    """``engine`` is none of ``known``, the engines of this version."""

    def __init__(self, engine: str, known: Sequence[str]) -> None:
        super().__init__(f"unknown engine {engine!r}: this version has {', '.join(known)}")
        self.engine = engine
        self.known = tuple(known)


class CursorGone(SearchError):
    """A cursor names a state of the index that is no longer kept: the walk has to begin again."""

    def __init__(self) -> None:
        super().__init__(
            "the state of the index that this cursor names is no longer kept: "
            "begin again with the same request without cursor"
        )


class IndexUnavailable(SearchError):
    """The index is missing, damaged or of another schema, or the cluster that holds it does not
    answer.

    The message says where it is and what to run, for whoever looks after it; ``told`` is what
    anybody may know.
    """

    @property
    def told(self) -> str:
        """What is wrong and what mends it, without the name of any file or folder."""
        cause = self.__cause__
        if isinstance(cause, IndexMissing):
            return "There is no index yet: build one with reindex."
        if isinstance(cause, IndexOutdated):
            return "The index is of another version: rebuild it, as with reindex --fresh."
        if isinstance(cause, ClusterUnreachable):
            return "The cluster that holds the index does not answer, or not all of it."
        if isinstance(cause, ClusterError):
            return "The cluster that holds the index cannot be used."
        if cause is None:
            return "No index is open."
        return "The index is damaged: mend it with reindex --repair, or with reindex --fresh."


class SearchTimeout(SearchError):
    """The search was given up after ``seconds``; the message says what to change."""

    def __init__(self, seconds: float) -> None:
        super().__init__(
            f"the search was given up after {seconds:g} s: ask for fewer words, "
            "and for longer beginnings before a *"
        )
        self.seconds = seconds
