"""What does a segment hold of each article for finding near-duplicates?  Columns of fingerprints.

Signature and sampled shingles (:mod:`index.groups.signatures`), a hash of the texts, and the
numbers in the title as bits.  Merging copies them.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from index.arrays.file import ArrayFile, ArrayWriter, narrow
from index.arrays.types import (
    Bounds,
    Int64s,
    Mask,
    NumberBits,
    SampledShingles,
    Signatures,
    TextHashes,
)
from index.article import Article
from index.errors import SegmentDamaged
from index.groups.shingles import TermNumbers
from index.groups.signatures import VALUES, fingerprints, text_hash, title_numbers

_SIGNATURES, _SAMPLES, _BOUNDS = "story.signatures", "story.samples.codes", "story.samples.bounds"
_TEXTS, _NUMBERS = "story.texts.hashes", "story.numbers.hashes"


class Fingerprinted:
    """The fingerprints of a segment's articles, by doc id; raises ``SegmentDamaged``."""

    def __init__(self, file: ArrayFile, articles: int) -> None:
        values = file[_SIGNATURES]
        if len(values) != articles * VALUES:
            raise SegmentDamaged(f"{_SIGNATURES} has {len(values)} values for {articles} articles")
        self.signatures: Signatures = values.reshape(articles, VALUES)
        self.texts: TextHashes = file[_TEXTS]
        self.title_numbers: NumberBits = file[_NUMBERS]
        self.samples: SampledShingles = file[_SAMPLES]
        self.bounds: Bounds = file[_BOUNDS].astype(np.int64)
        if len(self.texts) != articles or len(self.title_numbers) != articles:
            raise SegmentDamaged(f"{_TEXTS} and {_NUMBERS} are not for {articles} articles")
        ends = [0, *self.bounds[:1].tolist(), *self.bounds[-1:].tolist(), len(self.samples)]
        ascends = bool((self.bounds[1:] >= self.bounds[:-1]).all())
        if len(self.bounds) != articles + 1 or not ascends or ends[0::2] != ends[1::2]:
            raise SegmentDamaged(f"{_BOUNDS} is not for {articles} articles")

    def samples_of(self, kept: Mask) -> tuple[SampledShingles, Int64s]:
        """The samples of the articles that are ``kept``, and the size of each."""
        sizes = np.diff(self.bounds)
        return self.samples[np.repeat(kept, sizes)], sizes[kept]


def write_fingerprints(
    writer: ArrayWriter,
    articles: Sequence[Article],
    fields: list[tuple[TermNumbers, Int64s]],
) -> None:
    """Write the fingerprints of ``articles``, made of each field of texts: the numbers of its
    terms, and the doc ids of the articles that these stand in."""
    made = fingerprints(fields, len(articles))
    texts = np.array(list(map(text_hash, articles)), np.uint64)
    numbers = np.array([title_numbers(article.title) for article in articles], np.uint64)
    writer.add(_SIGNATURES, made.signatures.reshape(-1))
    writer.add(_TEXTS, texts)
    writer.add(_NUMBERS, numbers)
    _write_samples(writer, made.samples, made.bounds)


def merge_fingerprints(writer: ArrayWriter, parts: Sequence[tuple[Fingerprinted, Mask]]) -> None:
    """Write the fingerprints of the articles of several segments that stay."""
    samples, sizes = zip(*(own.samples_of(alive) for own, alive in parts), strict=True)
    signatures = (own.signatures[alive].reshape(-1) for own, alive in parts)
    writer.add_parts(_SIGNATURES, np.uint32, signatures)
    writer.add(_TEXTS, np.concatenate([own.texts[alive] for own, alive in parts]))
    writer.add(_NUMBERS, np.concatenate([own.title_numbers[alive] for own, alive in parts]))
    bounds = np.append(0, np.cumsum(np.concatenate(sizes)))
    _write_samples(writer, np.concatenate(samples), bounds)


def _write_samples(writer: ArrayWriter, samples: SampledShingles, bounds: Bounds) -> None:
    writer.add(_SAMPLES, samples)
    writer.add(_BOUNDS, narrow(bounds))
