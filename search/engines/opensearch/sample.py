"""Which of the articles that answer are drawn for a sample?  (See :mod:`search.drawing`.)

The numbers that decide are made here, of the hashes of ids, which are all asked for: a hundred
bytes for each article that answers.
"""

from __future__ import annotations

import numpy as np

from index.cluster.mapping import GROUPED, TIE, unsigned
from search.drawing import draws
from search.engines.opensearch.dsl import Query
from search.engines.opensearch.inquiry import Inquiry
from search.engines.opensearch.streaming import Sought, held_still, stream
from search.searcher import Page


def drawn(query: Query, inquiry: Inquiry, page: Page) -> list[int]:
    """The hashes, as the cluster keeps them, of as many articles as ``page`` asks for that match
    ``query``, or of all if there are fewer; with its ``group`` of at most one a story, which is the
    one drawn first."""
    ties: list[int] = []
    stories: list[int] = []
    with held_still(inquiry) as where:
        for hit in stream(inquiry, where, Sought(query)):
            inquiry.deadline.check()
            tie = hit["fields"][TIE][0]
            ties.append(tie)
            stories.append(hit["fields"].get(GROUPED, [tie])[0])
    numbers = draws(np.array(list(map(unsigned, ties)), np.uint64), page.seed)
    order = np.argsort(numbers, kind="stable")
    if page.group:
        _, first = np.unique(np.array(stories, np.int64)[order], return_index=True)
        order = order[np.sort(first)]
    return [ties[place] for place in order[: page.sample].tolist()]
