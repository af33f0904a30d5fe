"""How are the articles themselves kept?  Each on its own, packed with a shared dictionary.

An article is two records: its *head* (a msgpack array of all but the body), which is all
that a list of results needs, and its *body*.  Each is compressed by zstd with a dictionary
trained on other articles: a third of the size, and each is read on its own (measured: blocks
of ten articles without a dictionary were a seventh larger).  All batches of a run share
one dictionary, so that merging them copies bytes.  Each record ends with zstd's checksum of what
was packed, which is compared whenever it is read: an altered article is never shown.  No pickles:
reading runs no foreign code.
"""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterable, Iterator, Sequence
from itertools import repeat

import msgspec
import numpy as np
import zstandard

from index.arrays.file import ArrayFile, ArrayWriter
from index.arrays.types import Bytes, Indices
from index.article import Article, StoredArticle
from index.errors import SegmentDamaged

_LEVEL = 3  # of zstd; higher levels save 5 to 10 % and cost three to eight times as much
_DICTIONARY_BYTES = 64 * 1024
_MAX_TRAINING_ARTICLES = 400
_MIN_TRAINING_ARTICLES = 64  # training fails on much fewer

_NOT_PACKED = (zstandard.ZstdError, IndexError, MemoryError)  # that of a size that is none

# How a frame of nothing ends: the last block, of no bytes, and the checksum of these (RFC 8878);
# before schema 11 there was none.
_NOTHING = (b"\x01\x00\x00\x99\xe9\xd8\x51", b"\x01\x00\x00")

HEADS, BODIES = "stored.heads", "stored.bodies"


def pack_head(article: Article) -> bytes:
    """All of the article but its body, as bytes."""
    return msgspec.msgpack.encode(StoredArticle.of(article))


def pack_body(article: Article) -> bytes:
    """The body as bytes."""
    return article.body.encode()


_read_head = msgspec.msgpack.Decoder(StoredArticle).decode


def unpack(head: bytes, body: bytes) -> Article:
    """The article that was packed."""
    return _read_head(head).with_body(body)


def _strict(decompressor: zstandard.ZstdDecompressor) -> Callable[[bytes | memoryview], bytes]:
    """Decompression that believes nothing: not a frame behind which another one stands (then the
    bounds are wrong, and it is another article's), and not a frame that says it holds nothing,
    which is otherwise neither read nor compared with its checksum, unless it does hold nothing."""
    decompress = decompressor.decompress

    def read(frame: bytes | memoryview) -> bytes:
        packed = decompress(frame, allow_extra_data=False)
        if not packed and not bytes(frame).endswith(_NOTHING):
            raise zstandard.ZstdError("the size of what was packed is not 0")
        return packed

    return read


class Compressor:
    """zstd with the dictionary ``content``; without one if that is empty."""

    def __init__(self, content: bytes) -> None:
        self.content = content
        self._dictionary = zstandard.ZstdCompressionDict(content) if content else None
        self._local = threading.local()  # a decompressor must not be shared between threads

    def compress(self, packed: Iterable[bytes]) -> Iterator[bytes]:
        """Compress packed articles, one by one."""
        compressor = zstandard.ZstdCompressor(
            level=_LEVEL, dict_data=self._dictionary, write_checksum=True
        )
        return map(compressor.compress, packed)

    @property
    def decompress(self) -> Callable[[bytes | memoryview], bytes]:
        """What gives the packed article that was compressed; for this thread alone."""
        try:
            decompress: Callable[[bytes | memoryview], bytes] = self._local.decompress
        except AttributeError:
            decompress = _strict(zstandard.ZstdDecompressor(dict_data=self._dictionary))
            self._local.decompress = decompress
        return decompress


def train(articles: Sequence[Article]) -> bytes:
    """A dictionary for articles like these; empty if they are too few to make one worth it."""
    if len(articles) < _MIN_TRAINING_ARTICLES:
        return b""
    chosen = articles[:: max(1, len(articles) // _MAX_TRAINING_ARTICLES)]
    samples: list[bytes | bytearray | memoryview] = []
    for article in chosen:
        samples += (pack_head(article), pack_body(article))
    try:
        return zstandard.train_dictionary(_DICTIONARY_BYTES, samples, level=_LEVEL).as_bytes()
    except zstandard.ZstdError:  # the articles are too short or too much alike to learn from
        return b""


class Records:
    """Compressed records, one per article; ``name`` is :data:`HEADS` or :data:`BODIES`."""

    def __init__(self, file: ArrayFile, name: str, compressor: Compressor) -> None:
        self._data = file[f"{name}.data"]
        self._bounds = file[f"{name}.bounds"]
        self._compressor = compressor
        self._path = file.path

    def __len__(self) -> int:
        return len(self._bounds) - 1

    def compressed(self, doc_id: int) -> bytes:
        """The record of one article as it stands in the file."""
        return self._compressed(doc_id).tobytes()

    def _compressed(self, doc_id: int) -> Bytes:
        return self._data[self._bounds[doc_id] : self._bounds[doc_id + 1]]

    def packed(self, doc_id: int) -> bytes:
        """The record of one article as it was packed; raises ``SegmentDamaged``."""
        try:
            return self._compressor.decompress(self._compressed(doc_id).data)
        except _NOT_PACKED as error:
            raise SegmentDamaged(
                f"{self._path}: article {doc_id} cannot be unpacked ({error})"
            ) from error

    def packed_many(self, doc_ids: Indices) -> list[bytes]:
        """The records of many articles at once; raises ``SegmentDamaged``."""
        data, decompress = self._data.data, self._compressor.decompress
        try:
            begins, ends = self._bounds[doc_ids].tolist(), self._bounds[doc_ids + 1].tolist()
            return [decompress(data[begin:end]) for begin, end in zip(begins, ends, strict=True)]
        except _NOT_PACKED as error:
            raise SegmentDamaged(f"{self._path}: articles cannot be unpacked ({error})") from error


class Stored:
    """The stored articles of a segment."""

    def __init__(self, file: ArrayFile) -> None:
        self._path = file.path
        self.compressor = Compressor(file["stored.dictionary"].tobytes())
        self.records = {name: Records(file, name, self.compressor) for name in (HEADS, BODIES)}

    def article(self, doc_id: int, *, body: bool = True) -> Article:
        """The article with this doc id of the segment; without its body, if that is not wanted.

        Raises ``SegmentDamaged``.
        """
        packed = self.records[BODIES].packed(doc_id) if body else b""
        try:
            return unpack(self.records[HEADS].packed(doc_id), packed)
        except (ValueError, TypeError) as error:
            raise SegmentDamaged(
                f"{self._path}: article {doc_id} cannot be read ({error})"
            ) from error

    def as_kept(self, doc_ids: Indices, *, bodies: bool) -> list[tuple[StoredArticle, bytes]]:
        """The articles with these doc ids as they are kept, each with its body in UTF-8, or with
        nothing: nothing is made of dates, and nothing of bodies, which are most of an article.

        Raises ``SegmentDamaged``.
        """
        heads = self.records[HEADS].packed_many(doc_ids)
        texts = self.records[BODIES].packed_many(doc_ids) if bodies else repeat(b"", len(heads))
        try:
            return [*zip(map(_read_head, heads), texts, strict=True)]
        except ValueError as error:
            raise SegmentDamaged(f"{self._path}: articles cannot be read ({error})") from error


def write_records(writer: ArrayWriter, name: str, compressed: Iterable[bytes]) -> None:
    """Write compressed records."""
    lengths = [0]

    def parts() -> Iterator[Bytes]:
        for data in compressed:
            lengths.append(len(data))
            yield np.frombuffer(data, np.uint8)

    writer.add_parts(f"{name}.data", np.uint8, parts())
    writer.add(f"{name}.bounds", np.cumsum(lengths))


def write_dictionary(writer: ArrayWriter, content: bytes) -> None:
    """Write the dictionary that all records were compressed with."""
    writer.add("stored.dictionary", np.frombuffer(content, np.uint8))
