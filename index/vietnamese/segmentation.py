"""Which syllables make one word?  The answer of pyvi, the segmenter this project is built on.

It is pyvi's answer to the letter, but not pyvi's code: the same model (``crf.py``) is
decoded natively (``viterbi.pyx``) over the same tokens (``pyvi_tokens.py``), for a batch of
texts at once.  Tokens are handled by their ids, which a :class:`TokenTable` gives out; what
the model needs to know of a token is worked out once, when it gets its id.
"""

from __future__ import annotations

import string
import sys
import threading
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from index.vietnamese.crf import Model, load_model
from index.vietnamese.nfc import nfc
from index.vietnamese.pyvi_tokens import split_tokens
from index.vietnamese.viterbi import (
    CAPITAL,
    DIGIT,
    JOINABLE,
    TITLE,
    UPPER,
    ChunkCache,
    join_tokens,
)

TokenIds = npt.NDArray[np.int32]
"""Ids of tokens in a :class:`TokenTable`."""
TokenTraits = npt.NDArray[np.int32]
"""A row per token id (:attr:`TokenTable.traits`)."""
TextOffsets = npt.NDArray[np.int32]
"""Per token a place in its own text in NFC, in characters."""

DEFAULT_TABLE_BYTES = 64 << 20
_ENTRY_BYTES = 150  # in dict, list, array and int, for one token, besides its string


def _shape(token: str) -> int:
    """What pyvi asks about a token besides which word it is, as bits."""
    first = token[0]
    # Verbatim pyvi: `in` looks for a substring here.
    joinable = token not in string.punctuation and not first.isdigit()
    return (
        UPPER * token.isupper()
        | TITLE * token.istitle()
        | DIGIT * token.isdigit()
        | JOINABLE * joinable
        | CAPITAL * first.istitle()
    )


class TokenTable:
    """The id of every token met so far, from 0 up without gaps; ids are never reused.

    A table only grows.  Its owner asks :attr:`is_full` between batches and starts another,
    which has other ids for the same tokens; so compare ids within a table only.  Any number of
    threads may use one table.
    """

    def __init__(self, model: Model, max_bytes: int) -> None:
        self._model = model
        self._max_bytes = max_bytes
        self._bytes = 0
        self._lock = threading.Lock()  # held to add, not to read
        self._ids: dict[str, int] = {}
        self._surfaces: list[str] = []
        self._traits = np.zeros((1024, 3), np.int32)
        # No token spans whitespace, and most runs between spaces come again and again.
        self._chunks = ChunkCache(self.id_of("\n"))

    def __len__(self) -> int:
        return len(self._surfaces)

    def surface(self, token_id: int) -> str:
        """The token with this id, as written (in NFC)."""
        return self._surfaces[token_id]

    @property
    def is_full(self) -> bool:
        """Whether the table has about as many bytes as it may have."""
        return self._bytes >= self._max_bytes

    @property
    def traits(self) -> TokenTraits:
        """A row per token id: the token's row in the model, its shape, its length in characters.

        Rows from ``len(table)`` on are unused.
        """
        return self._traits

    def id_of(self, token: str) -> int:
        """The id of ``token`` (in NFC), a new one if need be."""
        token_id = self._ids.get(token)
        return self._add(token) if token_id is None else token_id

    def _add(self, token: str) -> int:
        with self._lock:
            if (known := self._ids.get(token)) is not None:
                return known
            token_id = len(self._surfaces)
            if token_id == len(self._traits):
                # Arrays already handed out stay valid for the ids they cover.
                self._traits = np.concatenate([self._traits, np.zeros_like(self._traits)])
            self._traits[token_id] = self._model.row(token), _shape(token), len(token)
            self._surfaces.append(token)
            self._ids[token] = token_id
            self._bytes += sys.getsizeof(token) + _ENTRY_BYTES
            return token_id

    def tokenize(self, text: str, ids: TokenIds, count: int) -> int:
        """Write the ids of the tokens of NFC ``text`` from ``ids[count]`` on.

        Returns the count after them all.  Raises ``ValueError`` unless ``ids`` has room for as
        many more tokens as ``text`` has characters.
        """
        return self._chunks.read(text, self._cut, ids, count)

    def _cut(self, chunk: str) -> list[int]:
        return [self.id_of(token) for token in split_tokens(chunk)]


class Offsets(NamedTuple):
    """Token ``i`` is ``text[starts[i]:ends[i]]`` of its own text in NFC."""

    starts: TextOffsets
    ends: TextOffsets


@dataclass(frozen=True, slots=True)
class Segmentation:
    """The tokens of several texts, one after another.

    ``table.surface(ids[i])`` is token ``i``; ``joined[i]`` says that it continues the word
    of the token before; text ``n`` has the tokens ``bounds[n]`` up to ``bounds[n + 1]``;
    ``texts`` are in NFC.
    """

    ids: TokenIds
    joined: npt.NDArray[np.bool_]
    bounds: npt.NDArray[np.int64]
    table: TokenTable
    texts: tuple[str, ...]

    def text(self, n: int) -> str:
        """Text ``n`` as pyvi prints it: words separated by spaces, their tokens joined by ``_``."""
        part = slice(int(self.bounds[n]), int(self.bounds[n + 1]))
        pieces = []
        ids, joined = self.ids[part].tolist(), self.joined[part].tolist()
        for token_id, continues in zip(ids, joined, strict=True):
            pieces.append("_" if continues else " ")
            pieces.append(self.table.surface(token_id))
        return "".join(pieces[1:])

    def offsets(self) -> Offsets:
        """Where the tokens stand, in characters of their texts; worked out when asked for."""
        # The tokens of a text are its visible characters and line breaks, all of them in
        # order: so the n-th character of the tokens is the n-th of those in the texts.
        codes = np.frombuffer("".join(self.texts).encode("utf-32-le", "surrogatepass"), np.uint32)
        in_token = _is_in_token()
        places = np.flatnonzero(in_token[np.minimum(codes, len(in_token) - 1)])
        lengths = self.table.traits[self.ids, 2]
        ends = np.cumsum(lengths, dtype=np.int64)
        text_starts = np.cumsum([0, *map(len, self.texts)])[:-1]
        base = np.repeat(text_starts, np.diff(self.bounds))
        return Offsets(
            (places[ends - lengths] - base).astype(np.int32),
            (places[ends - 1] + 1 - base).astype(np.int32),
        )


@cache
def _is_in_token() -> npt.NDArray[np.bool_]:
    """Code point → whether it is part of a token; the last entry stands for all beyond."""
    codes = map(chr, range(0x3002))  # U+3000 is the last space
    return np.array([not c.isspace() or c == "\n" for c in codes])


class Segmenter:
    """Segments batches of texts, from any number of threads.

    Its token table takes ``table_bytes`` at most (and 8 MB for the cache in it), give or
    take what one batch adds: the first batch after that starts a new table.  A
    :class:`Segmentation` keeps the table that its ids belong to, so older ones stay
    readable.
    """

    def __init__(self, model: Model, table_bytes: int = DEFAULT_TABLE_BYTES) -> None:
        self._model = model
        self._table_bytes = table_bytes
        self._lock = threading.Lock()
        self._table = TokenTable(model, table_bytes)

    def segment_batch(self, texts: Sequence[str]) -> Segmentation:
        """Return the tokens and words of every text, each segmented on its own, as by pyvi."""
        table = self._table_with_room()
        normal = tuple(nfc(text) for text in texts)
        scratch = np.empty(sum(map(len, normal)), np.int32)  # a token has a character at least
        bounds = np.zeros(len(normal) + 1, np.int64)
        for n, text in enumerate(normal):
            bounds[n + 1] = table.tokenize(text, scratch, int(bounds[n]))
        ids = scratch[: bounds[-1]].copy()
        joined = np.empty(len(ids), np.uint8)
        compounds = self._model.compounds
        join_tokens(
            ids,
            bounds,
            table.traits,
            self._model.words,
            self._model.marks,
            self._model.transitions,
            compounds.pair_starts,
            compounds.seconds,
            compounds.is_pair,
            compounds.third_starts,
            compounds.thirds,
            joined,
        )
        return Segmentation(ids, joined.view(np.bool_), bounds, table, normal)

    def _table_with_room(self) -> TokenTable:
        with self._lock:
            if self._table.is_full:
                self._table = TokenTable(self._model, self._table_bytes)
            return self._table


@cache
def _segmenter() -> Segmenter:
    return Segmenter(load_model())


def segment_batch(texts: Sequence[str]) -> Segmentation:
    """Return the tokens and words of every text, each segmented on its own, as by pyvi.

    The segmenter is made once per process; raises :class:`index.vietnamese.crf.ModelError` if
    pyvi's model cannot be read.
    """
    return _segmenter().segment_batch(texts)


def segment(text: str) -> str:
    """Return exactly what ``pyvi.ViTokenizer.tokenize(text)`` returns.

    Where pyvi fails, on half of a surrogate pair, that is a token like any other sign.
    """
    return segment_batch([text]).text(0) or text
