"""What is the text that all engines index?  Two files of JSON Lines, the same article on a line.

``articles.jsonl`` has articles as this project reads them.  ``syllables.jsonl`` has their
syllables as this project sees them, joined by spaces, for engines that know no Vietnamese.
Imports nothing of the project, so that it costs a peer's process no memory.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import msgspec


@dataclass(frozen=True, slots=True)
class Record:
    """One line of ``articles.jsonl``: what every engine stores and shows."""

    id: str
    title: str
    summary: str
    body: str
    category: str
    published: str


@dataclass(frozen=True, slots=True)
class Syllables:
    """One line of ``syllables.jsonl``."""

    title: str
    summary: str
    body: str
    category: str
    month: str

    @property
    def everything(self) -> str:
        """All syllables as one text, for engines with one field."""
        return f"{self.title} {self.summary} {self.body}"


@dataclass(frozen=True, slots=True)
class Texts:
    """A derived corpus; ``fingerprint`` changes with its content, ``source`` with its origin.

    The first ``originals`` of its articles are different ones, the others copies of them; those
    ``without_category`` and ``without_date`` are counted among the originals of the whole corpus.
    """

    folder: str
    articles: int
    originals: int
    without_category: int
    without_date: int
    fingerprint: str
    source: str

    @property
    def records(self) -> Path:
        return Path(self.folder) / "articles.jsonl"

    @property
    def syllables(self) -> Path:
        return Path(self.folder) / "syllables.jsonl"


def read(texts: Texts) -> Iterator[tuple[bytes, Syllables]]:
    """Every article: its JSON as it is to be stored, and its syllables."""
    decode = msgspec.json.Decoder(Syllables).decode
    with texts.records.open("rb") as records, texts.syllables.open("rb") as syllables:
        for document, line in zip(records, syllables, strict=True):
            yield document.rstrip(b"\n"), decode(line)


decode_record = msgspec.json.Decoder(Record).decode
