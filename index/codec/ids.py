"""How is an article found by its id, or by its address?  By a hash of it, in a column."""

from __future__ import annotations

from hashlib import blake2b

import numpy as np

from index.arrays.file import ArrayWriter
from index.arrays.terms import write_texts
from index.arrays.types import AddressHashes

ADDRESSES = "addresses.hashes"


def write_ids(writer: ArrayWriter, ids: list[bytes]) -> None:
    """Write the ids of the articles, by doc id, their hashes, and the doc ids by hash."""
    hashes = np.array([hash_of(article_id) for article_id in ids], np.uint64)
    order = np.argsort(hashes, kind="stable")
    write_texts(writer, "ids", ids)
    writer.add("ids.hashes", hashes)
    writer.add("ids.order", order.astype(np.uint32))


def write_addresses(writer: ArrayWriter, hashes: AddressHashes) -> None:
    """Write the hashes of the articles' canonical addresses (:mod:`index.addresses`), by doc id;
    nothing, if all are 0."""
    writer.add(ADDRESSES, hashes if hashes.any() else hashes[:0])


def hash_of(article_id: bytes) -> int:
    """64 bits of the BLAKE2b hash of an id: the same on every machine."""
    return int.from_bytes(blake2b(article_id, digest_size=8).digest(), "little")
