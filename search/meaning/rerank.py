"""Which of several interpretations do articles have?  Of a few words, that tells more than any
model.

Pairs of syllables do not know that *dân vẫn* is likely behind *người* and not behind *công
tác*; an article that has the words in a row does.  The likeliest interpretations (an n-best list)
are looked for as phrases, and ranked again by::

    log(likelihood) + 0.7 · log(articles with it as a phrase + 0.1)

Of short queries typed without accents, two to eight more of a hundred come right with it
(docs/relevance.md).
"""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence

from index.analysis import Token
from search.meaning.interpreter import Interpretation
from search.query.variants import Terms

MAX_INTERPRETATIONS = 4
# Beside one syllable stands nothing, and more are hardly ever found.
_MIN_SYLLABLES, _MAX_SYLLABLES = 2, 5
_PHRASE_WEIGHT, _SMOOTHING_ARTICLES = 0.7, 0.1
_MAX_LOG_GAP = 5.0  # nats: what is so much less likely than the best is not worth looking for


def can_be_reranked(tokens: Sequence[Token]) -> bool:
    """Whether interpretations of ``tokens`` are worth looking for in articles."""
    return _MIN_SYLLABLES <= len(tokens) <= _MAX_SYLLABLES


def rerank(
    interpretations: Sequence[Interpretation],
    tokens: Sequence[Token],
    articles_with: Callable[[Terms], int],
) -> Interpretation:
    """The best of ``interpretations`` (the likeliest first) of ``tokens``, typed in a row.

    ``articles_with`` counts the articles that have terms one right behind the other; it is not
    called where only one interpretation is likely enough.
    """
    least = interpretations[0].log_likelihood - _MAX_LOG_GAP
    hopeful = [one for one in interpretations if one.log_likelihood > least]
    if len(hopeful) == 1:
        return hopeful[0]

    def score(one: Interpretation) -> float:
        articles = articles_with(tuple(map(one.term, tokens)))
        return one.log_likelihood + _PHRASE_WEIGHT * math.log(articles + _SMOOTHING_ARTICLES)

    return max(hopeful, key=score)
