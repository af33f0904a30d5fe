"""What does pyvi's model weigh?  Its weights and its list of words, read without pyvi.

Importing pyvi loads scikit-learn, which costs seconds and 100 MB for a model of 32 kB.  So the
two files that pyvi ships are read here: ``pyvi3.pkl``, a pickle around the binary file of a
CRFsuite model, and ``words.txt``, of which pyvi uses the words of two and three syllables.

The binary is the format of CRFsuite (crf1d_model.c), all numbers little-endian, offsets from its
start::

    header    "lCRF", size, "FOMC", version, counts of features, labels and attributes,
              then the offsets of features, labels, attributes (and of two indexes)
    features  "FEAT", size, count, then per feature: kind (0 an attribute's weight for a
              label, 1 a label's weight for the next label), from, to, weight (double)
    labels,   each "CQDB", size, flag, byte order, count, offset of an array that holds the
    attributes  offset of each record; a record is id, size, text; offsets from "CQDB"
"""

from __future__ import annotations

import pickle  # of pyvi's own package  # nosec B403
import struct
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from importlib.util import find_spec
from pathlib import Path
from typing import Any, BinaryIO

import numpy as np
import numpy.typing as npt

Weights = npt.NDArray[np.float64]
ModelRows = npt.NDArray[np.int32]
"""Rows of words in :attr:`Model.words`."""
GroupStarts = npt.NDArray[np.int32]
"""Group n has the elements ``starts[n]:starts[n + 1]`` of another array."""

UNKNOWN = 0  # the row of a word that the model does not know: it weighs nothing
_LABELS = ["B_W", "I_W"]  # a token begins a word, or is inside of one

# The attributes that hold a word, one pair of columns of Model.words each.
_WORDS = ("word.lower():", "-1:word.lower():", "+1:word.lower():")
# The attributes that are true or false, in the order in which pyvi adds them up.
_MARKS = (
    "bias", "word.isupper()", "word.istitle()", "word.isdigit()",
    "-1:word.istitle()", "-1:word.isupper()", "-1:word.bi_gram()", "-2:word.tri_gram()",
    "+1:word.istitle()", "+1:word.isupper()", "+1:word.bi_gram()", "+2:word.tri_gram()",
)  # fmt: skip

_FEATURE = np.dtype([("kind", "<u4"), ("source", "<u4"), ("target", "<u4"), ("weight", "<f8")])


class ModelError(ValueError):
    """The installed pyvi holds no model that can be read here."""


@dataclass(frozen=True, slots=True)
class Compounds:
    """The dictionary's words of two and three syllables, syllables given by their rows.

    Pairs are sorted: those that begin with row ``r`` are ``pair_starts[r]`` up to
    ``pair_starts[r + 1]`` in ``seconds``.  A pair may be only the start of a triple;
    ``is_pair`` (1 or 0) tells.  The last syllables of the triples that begin with pair ``p`` are
    ``third_starts[p]`` up to ``third_starts[p + 1]`` in ``thirds``.
    """

    pair_starts: GroupStarts
    seconds: ModelRows
    is_pair: npt.NDArray[np.uint8]
    third_starts: GroupStarts
    thirds: ModelRows


@dataclass(frozen=True, slots=True)
class Model:
    """The weights of a linear-chain CRF with two labels (begins a word, is inside of one).

    ``rows`` gives the row of a lower-cased word in ``words`` (rows × 6), whose three pairs of
    columns are the word's weights for both labels where it stands, for the token after it and
    for the one before.  ``marks`` (12 × 2) weighs the attributes that are true or false,
    ``transitions`` (2 × 2) a label (row) before the next (column).
    """

    rows: Mapping[str, int]
    words: Weights
    marks: Weights
    transitions: Weights
    compounds: Compounds

    def row(self, token: str) -> int:
        """The row in ``words`` of a token as written; ``UNKNOWN`` for a word not in the model."""
        # CRFsuite is given C strings, which end at a NUL.
        return self.rows.get(token.lower().partition("\0")[0], UNKNOWN)


@cache
def load_model() -> Model:
    """Read the model of the installed pyvi, once per process.

    Raises :class:`ModelError` if pyvi is not installed or its model is not what it was.
    """
    spec = find_spec("pyvi")  # finds the package without importing it
    if spec is None or spec.origin is None:
        raise ModelError("pyvi is not installed, and its model is needed to segment words")
    folder = Path(spec.origin).parent / "models"
    with (folder / "pyvi3.pkl").open("rb") as file:
        binary = read_pickle(file)
    # newline="" since pyvi splits at \n alone.
    with (folder / "words.txt").open(encoding="utf-8", newline="") as words:
        return _model(binary, words.read().split("\n"))


def read_pickle(file: BinaryIO) -> bytes:
    """Return the CRFsuite file inside pyvi's pickle, running none of the code that it names.

    Raises :class:`ModelError` if there is none, ``pickle.UnpicklingError`` for a name that a
    model does not need.
    """
    try:
        state = _Unpickler(file).load().state["modelfile"].state
        binary = state["__FILE_RESOURCE_DATA__"]
    except (AttributeError, KeyError, TypeError, EOFError) as error:
        raise ModelError("pyvi's model file does not hold a CRFsuite model") from error
    if not isinstance(binary, bytes):
        raise ModelError("pyvi's model file does not hold a CRFsuite model")
    return binary


class _Kept:
    """Stands for an object of a library that is not loaded: keeps its state, does nothing."""

    def __init__(self, *_: object) -> None:
        self.state: Any = None

    def __setstate__(self, state: object) -> None:
        self.state = state


def _encode(text: str, encoding: str) -> bytes:
    """How Python 3 writes bytes into a pickle that Python 2 could read."""
    if encoding != "latin1":
        raise pickle.UnpicklingError(f"bytes in {encoding!r}")
    return text.encode("latin1")


class _Unpickler(pickle.Unpickler):
    """A pickle can call anything that it names, so only what pyvi's model names has a meaning."""

    def find_class(self, module: str, name: str) -> Any:
        match module, name:
            case (
                ("sklearn_crfsuite.estimator", "CRF")
                | ("sklearn_crfsuite._fileresource", "FileResource")
                | ("pycrfsuite._logparser", "TrainLogParser")
                | ("numpy.core.multiarray", "scalar")
                | ("numpy", "dtype")
            ):
                return _Kept
            case "_codecs", "encode":
                return _encode
        raise pickle.UnpicklingError(
            f"pyvi's model file names {module}.{name}, which no model of pyvi's needs"
        )


@dataclass(frozen=True, slots=True)
class _Features:
    attributes: Weights  # a row per attribute, a column per label
    transitions: Weights
    names: Sequence[str]


def _read_features(binary: bytes) -> _Features:
    """Parse a CRFsuite file; raise :class:`ModelError` if it is none or damaged."""
    try:
        return _parse_features(binary)
    except (struct.error, IndexError) as error:
        raise ModelError("pyvi's model breaks off or is damaged") from error


def _parse_features(binary: bytes) -> _Features:
    magic, size, kind, *numbers = struct.unpack_from("<4sI4s7I", binary)
    _, _, _, _, features_at, labels_at, attributes_at = numbers
    if (magic, kind) != (b"lCRF", b"FOMC"):
        raise ModelError("pyvi's model is not a CRFsuite model of the first order")
    if size != len(binary):
        raise ModelError("pyvi's model breaks off")
    if (labels := list(_read_texts(binary, labels_at))) != _LABELS:
        raise ModelError(f"pyvi's model has the labels {labels}, not {_LABELS}")
    names = list(_read_texts(binary, attributes_at))
    _, _, count = struct.unpack_from("<4sII", binary, features_at)
    features = np.frombuffer(binary, _FEATURE, count, features_at + 12)
    attributes, transitions = np.zeros((len(names), 2)), np.zeros((2, 2))
    for feature_kind, weights in enumerate((attributes, transitions)):
        chosen = features[features["kind"] == feature_kind]
        weights[chosen["source"], chosen["target"]] = chosen["weight"]
    return _Features(attributes, transitions, names)


def _read_texts(binary: bytes, at: int) -> Iterator[str]:
    """The texts of a constant database, in the order of their ids."""
    count, offsets_at = struct.unpack_from("<2I", binary, at + 16)
    for offset in struct.unpack_from(f"<{count}I", binary, at + offsets_at):
        _, size = struct.unpack_from("<2I", binary, at + offset)
        start = at + offset + 8
        yield binary[start : start + size - 1].decode()  # without the NUL at its end


def _model(binary: bytes, lines: Sequence[str]) -> Model:
    features = _read_features(binary)
    by_name = dict(zip(features.names, features.attributes, strict=True))
    # No token is empty, so a line with two spaces in a row never matches.
    compounds = [w for w in (line.split(" ") for line in lines) if len(w) in {2, 3} and all(w)]
    rows: dict[str, int] = {}
    for prefix in _WORDS:
        for name in by_name:
            if name.startswith(prefix):
                rows.setdefault(name.removeprefix(prefix), len(rows) + 1)
    for syllables in compounds:
        for syllable in syllables:
            rows.setdefault(syllable, len(rows) + 1)
    words = np.zeros((len(rows) + 1, 2 * len(_WORDS)))
    nothing = np.zeros(2)
    for word, row in rows.items():
        words[row] = np.concatenate([by_name.get(prefix + word, nothing) for prefix in _WORDS])
    marks = np.array([by_name.get(name, nothing) for name in _MARKS])
    numbered = [tuple(rows[s] for s in syllables) for syllables in compounds]
    return Model(rows, words, marks, features.transitions, _compounds(numbered, len(words)))


def _compounds(numbered: Sequence[tuple[int, ...]], row_count: int) -> Compounds:
    words = set(numbered)
    pairs = sorted({word[:2] for word in words})
    numbers = {pair: n for n, pair in enumerate(pairs)}
    triples = sorted((numbers[word[:2]], word[2]) for word in words if len(word) == 3)
    return Compounds(
        pair_starts=_starts([first for first, _ in pairs], row_count),
        seconds=np.array([second for _, second in pairs], np.int32),
        is_pair=np.array([pair in words for pair in pairs], np.uint8),
        third_starts=_starts([pair for pair, _ in triples], len(pairs)),
        thirds=np.array([third for _, third in triples], np.int32),
    )


def _starts(rising: Sequence[int], groups: int) -> GroupStarts:
    """Where each group begins in a list of group numbers, and at last where it ends."""
    return np.searchsorted(rising, np.arange(groups + 1)).astype(np.int32)
