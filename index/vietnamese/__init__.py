"""What is Vietnamese text made of?  Clean text, syllables with offsets, words, folding.

Nothing in this folder knows of a search engine or an index.
"""

from index.vietnamese.clean import clean_line, clean_text
from index.vietnamese.folding import fold, has_accents
from index.vietnamese.scan import look_up
from index.vietnamese.segmentation import (
    Segmentation,
    Segmenter,
    TokenTable,
    segment,
    segment_batch,
)
from index.vietnamese.syllables import Syllable, syllables
from index.vietnamese.tones import unify_spelling, unify_tone

__all__ = [
    "Segmentation",
    "Segmenter",
    "Syllable",
    "TokenTable",
    "clean_line",
    "clean_text",
    "fold",
    "has_accents",
    "look_up",
    "segment",
    "segment_batch",
    "syllables",
    "unify_spelling",
    "unify_tone",
]
