"""Which terms does a text have?  The one analyzer, for articles and for queries alike.

:mod:`index.analysis.analyzer` reads one text, :mod:`index.analysis.batch` thousands at once.
"""

from index.analysis.analyzer import (
    BARE_MARK,
    FOLDED_MARK,
    Token,
    analyse,
    analyse_query,
    beginning_of,
    terms_of,
)

__all__ = [
    "BARE_MARK",
    "FOLDED_MARK",
    "Token",
    "analyse",
    "analyse_query",
    "beginning_of",
    "terms_of",
]
