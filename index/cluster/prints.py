"""What is known of each article of a cluster without asking it?  Fingerprints, in a file.

Who it is (hashes of its id), when it was published, how long its texts are, and what tells
near-duplicates (:mod:`index.codec.fingerprints`): so articles are grouped, and found when they are
to be taken out, and average lengths are exact.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import cached_property
from pathlib import Path

import numpy as np

from index.arrays.file import ArrayFile, ArrayWriter
from index.arrays.types import Array, IdHashes, Int64s, Lengths, Mask, Minutes
from index.article import STORY_FIELDS, TEXT_FIELDS
from index.cluster.mapping import document_id
from index.codec.fingerprints import Fingerprinted, merge_fingerprints
from index.codec.ids import hash_of
from index.codec.segment import SegmentData
from index.errors import SegmentDamaged

_IDS, _DOCUMENTS, _PUBLISHED = "ids.hashes", "documents.hashes", "published"
_HALVES = 2  # of the hash that a document is named by
_BIG = ">u8"


class Prints:
    """The fingerprints of some articles, by the numbers of these; raises ``SegmentDamaged``."""

    def __init__(self, path: Path) -> None:
        self._file = ArrayFile(path)
        self.ids: IdHashes = self._file[_IDS]
        self.articles = len(self.ids)
        self.published: Minutes = self._column(_PUBLISHED)
        self.documents = self._column(_DOCUMENTS, _HALVES).reshape(-1, _HALVES)
        self.fingerprints = Fingerprinted(self._file, self.articles)

    def _column(self, name: str, each: int = 1) -> Array:
        column = self._file[name]
        if len(column) != each * self.articles:
            raise SegmentDamaged(f"{name} has {len(column)} numbers for {self.articles} articles")
        return column

    def lengths(self, field: str) -> Lengths:
        """The syllables of a text."""
        return self._column(f"{field}.lengths")

    @property
    def story_lengths(self) -> Int64s:
        """The syllables of the texts that are compared."""
        lengths: Int64s = np.sum([self.lengths(name) for name in STORY_FIELDS], axis=0)
        return lengths

    def document(self, number: int) -> str:
        """The name of an article's document."""
        name: bytes = self.documents[number].astype(_BIG).tobytes()
        return name.hex()

    def number_of(self, article_id: str) -> int | None:
        """The number of the article with this id, taken out or not; ``None`` if there is none."""
        wanted = np.uint64(hash_of(article_id.encode("utf-8", "surrogatepass")))
        at = int(np.searchsorted(self.ids, wanted, sorter=self._order))
        if at < self.articles and self.ids[self._order[at]] == wanted:
            return int(self._order[at])
        return None

    @cached_property
    def _order(self) -> Int64s:
        return np.argsort(self.ids, kind="stable")


def write_prints(path: Path, segment: SegmentData) -> None:
    """Write to the file ``path`` what is kept of the articles of ``segment``."""
    names = [bytes.fromhex(document_id(article_id.decode())) for article_id in segment.ids]
    with ArrayWriter(path) as writer:
        writer.add(_IDS, segment.column(_IDS))
        writer.add(_DOCUMENTS, np.frombuffer(b"".join(names), _BIG).astype(np.uint64))
        writer.add(_PUBLISHED, segment.column(_PUBLISHED))
        for name in TEXT_FIELDS:
            writer.add(f"{name}.lengths", segment.column(f"{name}.lengths"))
        merge_fingerprints(writer, [(segment.fingerprints, np.ones(segment.articles, bool))])


def merge_prints(path: Path, parts: Sequence[tuple[Prints, Mask]]) -> int:
    """Write what is kept of the articles of several files that stay; return how many they are."""
    with ArrayWriter(path) as writer:
        writer.add(_IDS, np.concatenate([own.ids[alive] for own, alive in parts]))
        documents = [own.documents[alive].reshape(-1) for own, alive in parts]
        writer.add(_DOCUMENTS, np.concatenate(documents))
        writer.add(_PUBLISHED, np.concatenate([own.published[alive] for own, alive in parts]))
        for name in TEXT_FIELDS:
            every = [own.lengths(name)[alive] for own, alive in parts]
            writer.add(f"{name}.lengths", np.concatenate(every))
        merge_fingerprints(writer, [(own.fingerprints, alive) for own, alive in parts])
    return sum(int(alive.sum()) for _, alive in parts)


def average_lengths(parts: Sequence[tuple[Prints, Mask]]) -> dict[str, float]:
    """The average length of each text of the articles that live, in syllables."""
    articles = sum(int(alive.sum()) for _, alive in parts)
    return {
        name: sum(int(own.lengths(name)[alive].sum(dtype=np.int64)) for own, alive in parts)
        / max(articles, 1)
        for name in TEXT_FIELDS
    }
