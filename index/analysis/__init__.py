"""Which terms does a text have?  The one analyzer, for articles and for queries alike.

``analyzer`` reads one text, and is all that a query needs.  ``batch`` reads thousands of articles
at once, with the same terms, into the arrays of ``tokens``.  Of articles it also asks ``compounds``
which words they have, pyvi's and those of ``names``, and ``casing`` how these are capitalised.

Here nothing is known of how terms are stored or looked up.
"""

from index.analysis.analyzer import (
    BARE_MARK,
    FOLDED_MARK,
    Token,
    analyse,
    analyse_query,
    prefix_of,
    terms_of,
)

__all__ = [
    "BARE_MARK",
    "FOLDED_MARK",
    "Token",
    "analyse",
    "analyse_query",
    "prefix_of",
    "terms_of",
]
