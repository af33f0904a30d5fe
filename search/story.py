"""What is told of one story: its versions by time, and who printed it first."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from search.results import Hit


@dataclass(frozen=True, slots=True)
class Version:
    """One of the articles of a story, and by which sentences it differs from the one before: those
    that it ``added`` and those of the other that it ``left_out``, each as it is written."""

    hit: Hit
    added: tuple[str, ...] = ()
    left_out: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class FirstPublisher:
    """Who printed a story first: the article with ``id``, or ``None`` where the paper has none
    among the versions; its ``source`` (a host, "" where none is known) and ``name``.

    The ``reason`` is that it comes first by ``time``, or a ``credit``: the line that is ``said`` in
    the article ``said_by``.
    """

    id: str | None
    source: str
    name: str
    reason: Literal["time", "credit"]
    said: str = ""
    said_by: str | None = None


@dataclass(frozen=True, slots=True)
class Story:
    """The articles that are one story, by time, and who printed it ``first``: ``None`` where
    nothing tells."""

    versions: tuple[Version, ...]
    first: FirstPublisher | None
