"""How does an article begin?  Its first few sentences, which are shown where nothing in it is
marked."""

from __future__ import annotations

import re

from index.vietnamese import sentence_ends
from search.results import Snippet
from web.headlines import cut

MAX_OPENING_CHARS = 199  # and the sign of what is left out

_CLOSED = re.compile(r"""[.!?…]["'”’»)\]]*\Z""")


def opening(text: str) -> Snippet | None:
    """The first sentences of ``text``, at most 200 characters with the ellipsis that belongs
    behind a cut one; ``None`` where there are none."""
    text = text.strip().partition("\n")[0].rstrip()
    if not text:
        return None
    if len(text) > MAX_OPENING_CHARS:
        whole = [end for end in sentence_ends(text) if end <= MAX_OPENING_CHARS]
        text = text[: whole[-1]].rstrip() if whole else cut(text, MAX_OPENING_CHARS)
    return Snippet(text, cut_behind=_CLOSED.search(text) is None)
