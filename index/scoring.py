"""How well does one word match an article, over all its text fields at once?

BM25F after Robertson, Zaragoza & Taylor, *Simple BM25 Extension to Multiple Weighted
Fields* (CIKM 2004), with a length normalisation per field (Zaragoza et al., TREC 2004)::

    tf'   = Σ over fields f of  w_f · tf_f / (1 - b_f + b_f · length_f / average length_f)
    score = idf · tf' · (k1 + 1) / (tf' + k1)
    idf   = ln(1 + (N - df + 0.5) / (df + 0.5)) ^ 0.8

``df`` counts the articles that have the word in any field.  Adding up one BM25 score per
field instead is far worse.  The power lets an article with one word more win over one with a rarer
word.  Measured: docs/relevance.md.
"""

from __future__ import annotations

import math

import numpy as np

from index.arrays.types import Lengths, Norms

K1 = 1.2
#: What an occurrence in each text field is worth (measured: docs/relevance.md).
FIELD_WEIGHTS = {"title": 4.0, "summary": 3.0, "body": 1.0}
_IDF_POWER = 0.8
#: Length normalisation per field (measured with the weights of FIELD_WEIGHTS).
B = {"title": 0.3, "summary": 0.5, "body": 0.75}
_OTHER_B = 0.75  # Whoosh's own default, for the fields that only a query with a field name asks


def length_norms(field: str, lengths: Lengths) -> Norms:
    """1 / (1 - b + b · length / average length) of every article."""
    b = B.get(field, _OTHER_B)
    average = float(lengths.mean()) if len(lengths) else 0.0
    return (1 / (1 - b + b * lengths / (average or 1.0))).astype(np.float32)


def idf(articles: int, df: int) -> float:
    """What a word that ``df`` of so many ``articles`` hold is worth, as above."""
    return math.pow(math.log(1 + (articles - df + 0.5) / (df + 0.5)), _IDF_POWER)


def whoosh_idf(articles: int, df: int) -> float:
    """What a term that ``df`` of so many ``articles`` hold is worth in one field alone.

    ln(N / (df + 1)) + 1, as Whoosh 2.7.4 has it (``whoosh.scoring.WeightingModel.idf``).
    """
    return math.log(articles / (df + 1)) + 1 if articles else 0.0
