"""How is an article found by its id?  By a number made from it, in a sorted column."""

from __future__ import annotations

from hashlib import blake2b

import numpy as np

from index.arrays.file import ArrayWriter
from index.arrays.terms import write_texts


def write_ids(writer: ArrayWriter, ids: list[bytes]) -> None:
    """The articles' ids, in their order, and sorted by hash to be found by."""
    hashes = np.array([hash_of(article_id) for article_id in ids], np.uint64)
    order = np.argsort(hashes, kind="stable")
    write_texts(writer, "ids", ids)
    writer.add("ids.hashes", hashes)
    writer.add("ids.order", order.astype(np.uint32))


def hash_of(article_id: bytes) -> int:
    """A number for an id that is the same on every machine."""
    return int.from_bytes(blake2b(article_id, digest_size=8).digest(), "little")
