"""How is a concordance made, by any engine?  Read the query, count, look at the texts, sort.

The engine counts all occurrences by the positions in its index.  Texts are read of as many articles
as the rows that are wanted need: by time only until there are enough, by context of the newest
:data:`search.concordance.MAX_ARTICLES_READ`, or of fewer if these have very many occurrences.
"""

from __future__ import annotations

from collections.abc import Iterator
from itertools import islice

from search.concordance import (
    MAX_ARTICLES_READ,
    MAX_LINES_READ,
    Concordance,
    ConcordanceRequest,
    CutBy,
)
from search.kwic.lines import Line, LineFinder, row_of
from search.kwic.order import first_in_order
from search.kwic.rows import rows_of_query
from search.searcher import FacetFilters, Occurrences, Searcher


def concordance(request: ConcordanceRequest, searcher: Searcher) -> Concordance:
    """Where the words of a query stand as a row, and what is beside them."""
    asked = request.search
    sought = rows_of_query(asked.q, asked.match, searcher)
    by_time = request.sort == "date"
    found = searcher.occurrences(
        sought.rows,
        FacetFilters.of(asked),
        "oldest" if by_time else "newest",
        group=request.group,
    )
    reader = _Reader(found, LineFinder(sought.rows))
    if by_time:
        lines = list(islice(reader.lines(), request.limit))
    else:
        lines = first_in_order(reader.lines(), request.sort, request.width, request.limit)
    return Concordance(
        q=asked.q,
        understood=sought.understood,
        total=found.total,
        articles=found.count,
        read=reader.articles,
        cut_by=_cut_by(request, found, reader.articles, len(lines)),
        rows=tuple(row_of(line, request.width) for line in lines),
    )


def _cut_by(request: ConcordanceRequest, found: Occurrences, read: int, rows: int) -> CutBy | None:
    if request.sort != "date" and read < found.count:
        return "articles"
    return "limit" if rows < found.total else None


class _Reader:
    """Reads what was found, and counts the articles that it has read."""

    def __init__(self, found: Occurrences, finder: LineFinder) -> None:
        self._found, self._finder = found, finder
        self.articles = 0

    def lines(self) -> Iterator[Line]:
        """The occurrences in the articles, one after the other, until enough were read."""
        count = 0
        for article, which in islice(self._found.articles, MAX_ARTICLES_READ):
            self.articles += 1
            for line in self._finder.lines(article, which):
                count += 1
                yield line
            if count >= MAX_LINES_READ:
                return
