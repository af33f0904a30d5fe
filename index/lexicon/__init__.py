"""What does an index know of the language its articles are written in?

How often each syllable occurs and which follow each other, and which words and phrases somebody
may be about to type.  It is made of counts that any engine can supply
(:mod:`index.lexicon.corpus`), reduced to what teaches something (:mod:`index.lexicon.counts`,
:mod:`index.lexicon.phrases`, :mod:`index.lexicon.completions`), and kept in one file of the
generation (:mod:`index.lexicon.file`).
"""

from index.lexicon.corpus import CorpusCounts, WordCount
from index.lexicon.counts import least_occurrences
from index.lexicon.file import Lexicon, is_outdated, open_lexicon, write_lexicon

__all__ = [
    "CorpusCounts",
    "Lexicon",
    "WordCount",
    "is_outdated",
    "least_occurrences",
    "open_lexicon",
    "write_lexicon",
]
