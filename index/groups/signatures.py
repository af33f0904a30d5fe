"""What does a segment keep of each article, so that near-duplicates are found among millions?

A *signature* of 64 values (MinHash: Broder, "On the resemblance and containment of documents",
1997): two articles agree in as large a share of them as their shingles overlap (Jaccard).  And a
*sample* of its shingles, each one whose number ends in certain bits: a short text within a long one
has little in common with it as a whole, but most of its sample.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from hashlib import blake2b, sha256

import numpy as np

from index.analysis.tokens import ascending
from index.arrays.types import Bounds, Int64s, SampledShingles, Signatures
from index.article import Article
from index.groups.shingles import SHINGLE, ShingleNumbers, TermNumbers, shingles
from index.groups.titles import numbers_in

VALUES = 64
"""In a signature."""
_SAMPLED = np.uint64(31)  # one shingle in 32: where these bits are 0
_SHIFT = np.uint64(32)
_CHUNK = 1 << 16  # shingles at a time: what stays in a processor's cache
EMPTY = np.uint32(2**32 - 1)
"""Each value of a signature where there is no shingle."""


@dataclass(frozen=True, slots=True)
class Fingerprints:
    """What is kept of the articles of a batch: ``signatures`` with ``VALUES`` a row, the sampled
    shingles of article n as ``samples[bounds[n]:bounds[n + 1]]``, ascending."""

    signatures: Signatures
    samples: SampledShingles
    bounds: Bounds


def fingerprints(fields: list[tuple[TermNumbers, Int64s]], articles: int) -> Fingerprints:
    """Fingerprints of so many ``articles``, from the terms of each of some fields in reading order
    and the article that each stands in, ascending."""
    signatures = np.full((articles, VALUES), EMPTY, np.uint32)
    owners, sampled = [np.zeros(0, np.int64)], [np.zeros(0, np.uint64)]
    for numbers, holders in fields:
        for start in range(0, len(numbers), _CHUNK):
            part = slice(start, start + _CHUNK + SHINGLE - 1)
            found, own = _within_articles(numbers[part], holders[part])
            _minimise(signatures, found, own)
            chosen = found & _SAMPLED == 0
            owners.append(own[chosen])
            sampled.append(found[chosen] >> _SHIFT)
    joined = np.concatenate(owners).astype(np.uint64) << _SHIFT | np.concatenate(sampled)
    joined = ascending(joined)
    bounds = np.searchsorted(joined, np.arange(articles + 1).astype(np.uint64) << _SHIFT)
    return Fingerprints(signatures, joined.astype(np.uint32), bounds.astype(np.int64))


def _within_articles(numbers: TermNumbers, holders: Int64s) -> tuple[ShingleNumbers, Int64s]:
    """The shingles that stand in one article, and in which."""
    found = shingles(numbers)
    first, last = holders[: len(found)], holders[SHINGLE - 1 :]
    own = first == last
    return found[own], first[own]


def _minimise(signatures: Signatures, found: ShingleNumbers, owners: Int64s) -> None:
    """Lower each value of ``signatures`` to the least that a shingle of its article gives."""
    if not len(found):
        return
    short = (found >> _SHIFT).astype(np.uint32)
    begins = np.flatnonzero(np.diff(owners, prepend=-1))
    least = np.empty((VALUES, len(begins)), np.uint32)
    room = np.empty_like(short)
    for n, (mask, factor) in enumerate(_functions()):
        np.bitwise_xor(short, mask, out=room)
        np.multiply(room, factor, out=room)
        np.minimum.reduceat(room, begins, out=least[n])
    rows = owners[begins]  # each once
    signatures[rows] = np.minimum(signatures[rows], least.T)


@lru_cache(maxsize=1)
def _functions() -> tuple[tuple[np.uint32, np.uint32], ...]:
    """A hash function for each value of a signature: what to combine with and to multiply by."""
    bits = b"".join(blake2b(bytes([n]), digest_size=8).digest() for n in range(VALUES))
    numbers = np.frombuffer(bits, "<u4").reshape(VALUES, 2)
    return tuple((mask, factor | np.uint32(1)) for mask, factor in numbers)


def text_hash(article: Article) -> int:
    """64 bits that tell what is decided of an article: by its texts and its date."""
    texts = "\0".join((article.title, article.summary, article.body, str(article.published)))
    # The fastest there are: characters as they are in memory, and a hash that processors have.
    data = texts.encode("utf-16-le", "surrogatepass")
    return int.from_bytes(sha256(data).digest()[:8], "little")


def title_numbers(title: str) -> int:
    """A bit of 64 for each number in a title: one that is set in each of two titles only tells that
    they differ in a number."""
    bits = 0
    for number in numbers_in(title):
        bits |= 1 << blake2b(number.encode(), digest_size=1).digest()[0] % 64
    return bits
