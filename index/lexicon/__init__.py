"""What does an index know of the language its articles are written in?

How often each syllable occurs and which follow each other, counted when the index is
built (:mod:`index.lexicon.counts`), in one file of the generation (:mod:`index.lexicon.file`).
"""

from index.lexicon.file import Lexicon, open_lexicon, write_lexicon

__all__ = ["Lexicon", "open_lexicon", "write_lexicon"]
