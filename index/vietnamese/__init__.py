"""What is Vietnamese text made of?  Clean text, syllables with offsets, words, folding.

Nothing in this folder knows of a search engine or an index.
"""

from index.vietnamese.clean import clean_line, clean_text
from index.vietnamese.collation import collation_key
from index.vietnamese.folding import fold, has_accents, keeps_offsets, plain_spelling
from index.vietnamese.segmentation import (
    Segmentation,
    Segmenter,
    TokenTable,
    segment,
    segment_batch,
)
from index.vietnamese.sentences import sentence_ends
from index.vietnamese.sought import Sought
from index.vietnamese.syllables import Syllable, surfaces, syllables
from index.vietnamese.tones import unify_spelling, unify_tone

__all__ = [
    "Segmentation",
    "Segmenter",
    "Sought",
    "Syllable",
    "TokenTable",
    "clean_line",
    "clean_text",
    "collation_key",
    "fold",
    "has_accents",
    "keeps_offsets",
    "plain_spelling",
    "segment",
    "segment_batch",
    "sentence_ends",
    "surfaces",
    "syllables",
    "unify_spelling",
    "unify_tone",
]
