"""What is Vietnamese text made of?  Clean text, syllables with offsets, words, folding.

Nothing in this folder knows of a search engine or an index.
"""

from index.vietnamese.clean import clean_line, clean_text
from index.vietnamese.folding import fold, has_accents
from index.vietnamese.segmentation import segment, words
from index.vietnamese.syllables import Syllable, syllables
from index.vietnamese.tones import unify_tone

__all__ = [
    "Syllable",
    "clean_line",
    "clean_text",
    "fold",
    "has_accents",
    "segment",
    "syllables",
    "unify_tone",
    "words",
]
