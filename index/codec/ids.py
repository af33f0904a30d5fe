"""How is an article found by its id?  By a hash of it, in a sorted column."""

from __future__ import annotations

from hashlib import blake2b

import numpy as np

from index.arrays.file import ArrayWriter
from index.arrays.terms import write_texts


def write_ids(writer: ArrayWriter, ids: list[bytes]) -> None:
    """Write the ids of the articles, by doc id, their hashes, and the doc ids by hash."""
    hashes = np.array([hash_of(article_id) for article_id in ids], np.uint64)
    order = np.argsort(hashes, kind="stable")
    write_texts(writer, "ids", ids)
    writer.add("ids.hashes", hashes)
    writer.add("ids.order", order.astype(np.uint32))


def hash_of(article_id: bytes) -> int:
    """64 bits of the BLAKE2b hash of an id: the same on every machine."""
    return int.from_bytes(blake2b(article_id, digest_size=8).digest(), "little")
