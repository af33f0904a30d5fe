"""How surely, and how much, is a word more frequent in one set of articles than in another?

The unit is the article: of n₁ articles of one set k₁ have the word, of n₂ of the other k₂.

*How surely* is told by the log-likelihood ratio G² of the four cells of that table (Dunning, T.
(1993): Accurate Methods for the Statistics of Surprise and Coincidence, Computational Linguistics
19(1), 61-74), which was brought to the comparison of corpora by Rayson, P. and Garside, R. (2000):
Comparing Corpora using Frequency Profiling, Workshop on Comparing Corpora, 1-6.  They leave out the
two cells of what has not the word, which is nearly the same for words, each of which is rare among
all running words; of articles most may have one, so all four count here.  If both sets were drawn
alike, G² would be distributed as χ² with one degree of freedom.

*How much* is told by the log ratio, the binary logarithm of how many times as large the share of
one set is (Hardie, A. (2014): Log Ratio - an informal introduction).  Where one set has not the
word at all, it is taken to have it half a time, as is proposed there.
"""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

_HALF = 0.5  # of an article: in place of none

Numbers = npt.NDArray[np.float64]


def log_likelihood(
    with_word: npt.ArrayLike, articles: int, others_with_word: npt.ArrayLike, others: int
) -> Numbers:
    """G² of each word: ``with_word`` of ``articles`` against ``others_with_word`` of ``others``;
    0 where both shares are the same, and where either set has no article."""
    k1, k2 = np.asarray(with_word, np.float64), np.asarray(others_with_word, np.float64)
    if not articles or not others:
        return np.zeros(np.broadcast(k1, k2).shape)
    every = articles + others
    found = k1 + k2
    parts = (
        _part(k1, articles * found / every)
        + _part(k2, others * found / every)
        + _part(articles - k1, articles * (every - found) / every)
        + _part(others - k2, others * (every - found) / every)
    )
    # rounding may leave a little less than nothing
    return np.maximum(2 * parts, 0.0)


def _part(observed: Numbers, expected: Numbers) -> Numbers:
    """O · ln(O / E), which is 0 where nothing was observed."""
    ratio = np.divide(observed, expected, out=np.ones_like(observed), where=expected > 0)
    return observed * np.log(ratio, out=np.zeros_like(observed), where=ratio > 0)


def log_ratio(with_word: int, articles: int, others_with_word: int, others: int) -> float:
    """The binary logarithm of how many times as large the share of the first set is; 0 where either
    set has no article, or neither has the word."""
    if not articles or not others or not (with_word or others_with_word):
        return 0.0
    share = (with_word or _HALF) / articles
    return float(np.log2(share / ((others_with_word or _HALF) / others)))
