"""How are the articles themselves kept?  Each on its own, packed with a shared dictionary.

An article is a msgpack array, compressed by zstd with a dictionary trained on its
neighbours: a third of the size (measured: blocks of ten articles without a dictionary are
larger and ten times slower to read one from).  No pickles: reading runs no foreign code.
"""

from __future__ import annotations

import threading
from collections.abc import Iterable, Iterator, Sequence
from datetime import date, datetime
from itertools import pairwise
from typing import Any

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


class Dictionaries:
    """The dictionaries of a segment; number -1 stands for none."""

    def __init__(self, contents: Sequence[bytes]) -> None:
        self._contents = contents
        self._dictionaries = [zstandard.ZstdCompressionDict(content) for content in contents]
        self._local = threading.local()  # a decompressor must not be shared between threads

    def __iter__(self) -> Iterator[bytes]:
        return iter(self._contents)

    def __len__(self) -> int:
        return len(self._contents)

    def compressor(self, number: int) -> zstandard.ZstdCompressor:
        dictionary = self._dictionaries[number] if number >= 0 else None
        return zstandard.ZstdCompressor(level=_LEVEL, dict_data=dictionary)

    def decompress(self, data: bytes, number: int) -> bytes:
        decompressors: dict[Any, Any] = vars(self._local)
        decompressor = decompressors.get(number)
        if decompressor is None:
            dictionary = self._dictionaries[number] if number >= 0 else None
            decompressor = zstandard.ZstdDecompressor(dict_data=dictionary)
            decompressors[number] = decompressor
        return decompressor.decompress(data)


def train(packed: Sequence[bytes]) -> Dictionaries:
    """A dictionary for ``packed`` articles, if there are enough to make one worth its bytes."""
    if len(packed) < _WORTH_A_DICTIONARY:
        return Dictionaries([])
    samples = packed[:: max(1, len(packed) // _TRAINED_ON)]
    try:
        trained = zstandard.train_dictionary(_DICTIONARY_BYTES, list(samples), level=_LEVEL)
    except zstandard.ZstdError:  # the articles are too short or too much alike to learn from
        return Dictionaries([])
    return Dictionaries([trained.as_bytes()])


class Stored:
    """The stored articles of a segment."""

    def __init__(self, file: ArrayFile) -> None:
        self._data = file["stored.data"]
        self._bounds = file["stored.bounds"]
        self.numbers = file["stored.dictionaries"]
        contents, bounds = file["dictionaries.data"], file["dictionaries.bounds"]
        self.dictionaries = Dictionaries(
            [contents[a:b].tobytes() for a, b in pairwise(bounds.tolist())]
        )

    def __len__(self) -> int:
        return len(self._bounds) - 1

    def compressed(self, number: int) -> bytes:
        """The bytes of one article as they stand in the file."""
        return self._data[self._bounds[number] : self._bounds[number + 1]].tobytes()

    def packed(self, number: int) -> bytes:
        """The packed form of one article."""
        try:
            return self.dictionaries.decompress(self.compressed(number), int(self.numbers[number]))
        except (zstandard.ZstdError, IndexError) as error:
            raise SegmentDamaged(f"article {number} cannot be unpacked ({error})") from error

    def article(self, number: int) -> Article:
        """The article with this number."""
        try:
            return unpack(self.packed(number))
        except (ValueError, TypeError) as error:
            raise SegmentDamaged(f"article {number} cannot be read ({error})") from error


def write_stored(
    writer: ArrayWriter, compressed: Iterable[tuple[bytes, int]], dictionaries: Dictionaries
) -> None:
    """Write compressed articles, each with the number of the dictionary it was packed with."""
    lengths, numbers = [0], []

    def parts() -> Iterator[Array]:
        for data, number in compressed:
            lengths.append(len(data))
            numbers.append(number)
            yield np.frombuffer(data, np.uint8)

    writer.add_parts("stored.data", np.uint8, parts())
    writer.add("stored.bounds", np.cumsum(lengths))
    writer.add("stored.dictionaries", np.array(numbers, np.int16))
    sizes = np.fromiter((0, *map(len, dictionaries)), np.int64)
    writer.add("dictionaries.data", np.frombuffer(b"".join(dictionaries), np.uint8))
    writer.add("dictionaries.bounds", np.cumsum(sizes))
