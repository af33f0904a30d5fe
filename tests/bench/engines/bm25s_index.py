"""How is bm25s asked for the same?  Scores of all articles in one array; numpy counts them."""

from __future__ import annotations

from pathlib import Path

import bm25s
import msgspec
import numpy as np

from bench.engines import Searcher
from bench.shapes import HITS, Answer, Query
from bench.texts import Texts, decode_record, read

_DOCUMENTS = "documents.jsonl"
_LABELS = "labels.json"
_OFFSETS = "offsets.npy"


class Bm25s:
    def build(self, texts: Texts, folder: Path) -> None:
        tokens: list[list[str]] = []
        labels: list[tuple[str, str]] = []
        offsets = [0]
        with (folder / _DOCUMENTS).open("wb") as documents:
            for document, syllables in read(texts):
                tokens.append(syllables.everything.split())
                labels.append((syllables.category, syllables.month))
                offsets.append(offsets[-1] + documents.write(document))
        retriever = bm25s.BM25(backend="numpy")
        retriever.index(tokens, show_progress=False)
        retriever.save(folder, show_progress=False)
        np.save(folder / _OFFSETS, np.array(offsets))
        (folder / _LABELS).write_bytes(msgspec.json.encode(labels))

    def open(self, folder: Path) -> Searcher:
        return _Searcher(folder)


class _Searcher:
    def __init__(self, folder: Path) -> None:
        self._retriever = bm25s.BM25.load(folder)
        self._documents = (folder / _DOCUMENTS).read_bytes()
        self._offsets = np.load(folder / _OFFSETS)
        labels = msgspec.json.decode((folder / _LABELS).read_bytes())
        self._facets = [
            np.unique([label[n] for label in labels], return_inverse=True) for n in (0, 1)
        ]

    def for_thread(self) -> Searcher:
        return self

    def as_peers(self) -> Searcher:
        return self

    def search(self, query: Query) -> Answer:
        scores = self._retriever.get_scores(list(query.words))
        matches = np.flatnonzero(scores > 0)
        best = matches[np.argsort(-scores[matches], kind="stable")[:HITS]]
        shown = [decode_record(self._document(int(number))) for number in best]
        categories, months = (_count(names, codes[matches]) for names, codes in self._facets)
        return Answer(len(matches), tuple((hit.id, hit.title) for hit in shown), categories, months)

    def _document(self, number: int) -> bytes:
        return self._documents[self._offsets[number] : self._offsets[number + 1]]


def _count(names: np.ndarray, codes: np.ndarray) -> dict[str, int]:
    counts = np.bincount(codes, minlength=len(names))
    return {str(names[n]): int(counts[n]) for n in np.flatnonzero(counts)}
