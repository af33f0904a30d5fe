"""How are the articles themselves kept?  Each on its own, packed with a shared dictionary.

An article is a msgpack array, compressed by zstd with a dictionary trained on others: a
third of the size (measured: blocks of ten articles without a dictionary are larger and
ten times slower to read one from).  All batches of a run share one dictionary, so that
merging them copies bytes.  No pickles: reading runs no foreign code.
"""

from __future__ import annotations

import threading
from collections.abc import Iterable, Iterator, Sequence
from datetime import date, datetime

import msgspec
import numpy as np
import zstandard

from index.article import Article
from index.codec.arrays import Array, ArrayFile, ArrayWriter
from index.codec.errors import SegmentDamaged

_LEVEL = 3  # higher levels save 5 to 10 % and cost three to eight times as much
_DICTIONARY_BYTES = 64 * 1024
_TRAINED_ON = 400  # articles
_WORTH_A_DICTIONARY = 64  # articles; training fails on much fewer
_DATE_CHARS = len("2016-05-12")
_PUBLISHED, _TAGS = 4, 9  # places of an article's fields


def pack(article: Article) -> bytes:
    """The article as bytes."""
    published = article.published.isoformat() if article.published else None
    return msgspec.msgpack.encode(
        (
            article.id, article.title, article.summary, article.body, published,
            article.category, article.source, article.url, article.author, article.tags,
        )
    )  # fmt: skip


def unpack(data: bytes) -> Article:
    """The article that :func:`pack` packed."""
    values = msgspec.msgpack.decode(data)
    published = values[_PUBLISHED]
    if published is not None:
        whole_day = len(published) == _DATE_CHARS
        values[_PUBLISHED] = (date if whole_day else datetime).fromisoformat(published)
    values[_TAGS] = tuple(values[_TAGS])
    return Article(*values)


class Compressor:
    """zstd with the dictionary ``content``; without one if that is empty."""

    def __init__(self, content: bytes) -> None:
        self.content = content
        self._dictionary = zstandard.ZstdCompressionDict(content) if content else None
        self._local = threading.local()  # a decompressor must not be shared between threads

    def compress(self, packed: Iterable[bytes]) -> Iterator[bytes]:
        """Compress packed articles, one by one."""
        return map(
            zstandard.ZstdCompressor(level=_LEVEL, dict_data=self._dictionary).compress, packed
        )

    def decompress(self, data: bytes) -> bytes:
        """The packed article that was compressed."""
        try:
            decompressor = self._local.decompressor
        except AttributeError:
            decompressor = zstandard.ZstdDecompressor(dict_data=self._dictionary)
            self._local.decompressor = decompressor
        packed: bytes = decompressor.decompress(data)
        return packed


def train(articles: Sequence[Article]) -> bytes:
    """A dictionary for articles like these; empty if they are too few to make one worth it."""
    if len(articles) < _WORTH_A_DICTIONARY:
        return b""
    chosen = articles[:: max(1, len(articles) // _TRAINED_ON)]
    samples: list[bytes | bytearray | memoryview] = [pack(article) for article in chosen]
    try:
        return zstandard.train_dictionary(_DICTIONARY_BYTES, samples, level=_LEVEL).as_bytes()
    except zstandard.ZstdError:  # the articles are too short or too much alike to learn from
        return b""


class Stored:
    """The stored articles of a segment."""

    def __init__(self, file: ArrayFile) -> None:
        self._data = file["stored.data"]
        self._bounds = file["stored.bounds"]
        self.compressor = Compressor(file["stored.dictionary"].tobytes())

    def __len__(self) -> int:
        return len(self._bounds) - 1

    def compressed(self, number: int) -> bytes:
        """The bytes of one article as they stand in the file."""
        return self._data[self._bounds[number] : self._bounds[number + 1]].tobytes()

    def packed(self, number: int) -> bytes:
        """The packed form of one article."""
        try:
            return self.compressor.decompress(self.compressed(number))
        except zstandard.ZstdError as error:
            raise SegmentDamaged(f"article {number} cannot be unpacked ({error})") from error

    def article(self, number: int) -> Article:
        """The article with this number."""
        try:
            return unpack(self.packed(number))
        except (ValueError, TypeError) as error:
            raise SegmentDamaged(f"article {number} cannot be read ({error})") from error


def write_stored(writer: ArrayWriter, compressed: Iterable[bytes], dictionary: bytes) -> None:
    """Write articles that were compressed with ``dictionary``."""
    lengths = [0]

    def parts() -> Iterator[Array]:
        for data in compressed:
            lengths.append(len(data))
            yield np.frombuffer(data, np.uint8)

    writer.add_parts("stored.data", np.uint8, parts())
    writer.add("stored.bounds", np.cumsum(lengths))
    writer.add("stored.dictionary", np.frombuffer(dictionary, np.uint8))
