"""With which letters does no term of a body begin, while one of title or summary does?

That is told of an article by the shortest such beginnings: what begins as one of them is in the
body no more than that itself.  Of the terms of a body that which begins most like another one
stands beside it in the alphabet.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import numpy as np

from index.arrays.types import Int64s
from index.cluster.mapping import beginning
from index.cluster.worth import OWNER_BITS

Owned = tuple[Int64s, Int64s]
"""Terms, by their ordinals, and whose they are."""


def missing_beginnings(aside: Owned, in_body: Owned, written: Sequence[str]) -> Iterator[str]:
    """Of each term ``aside`` the shortest beginning that no term of its owner's body has, as
    a document names it; ``""`` if one begins with all of it.  ``written`` has the terms' texts by
    ordinal."""
    alphabet = sorted(range(len(written)), key=written.__getitem__)
    ranks = np.empty(len(written), np.int64)
    ranks[alphabet] = np.arange(len(written))
    (things, owners), (body, whose) = aside, in_body
    keys = np.sort(whose << OWNER_BITS | ranks[body])
    places = np.searchsorted(keys, owners << OWNER_BITS | ranks[things])
    known = (keys >> OWNER_BITS).tolist(), (keys & ((1 << int(OWNER_BITS)) - 1)).tolist()
    for thing, owner, place in zip(things.tolist(), owners.tolist(), places.tolist(), strict=True):
        text, shared = written[thing], 0
        for beside in range(max(place - 1, 0), min(place + 1, len(keys))):
            if known[0][beside] == owner:
                shared = max(shared, _shared(text, written[alphabet[known[1][beside]]]))
        yield beginning(text[: shared + 1]) if shared < len(text) else ""


def _shared(text: str, other: str) -> int:
    """How many characters both begin with."""
    pairs = zip(text, other, strict=False)
    return next((n for n, (a, b) in enumerate(pairs) if a != b), min(len(text), len(other)))
