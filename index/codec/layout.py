"""Which fields does a segment have, and of which kind is each?

* *syllables*: accented terms with positions, all numbered in the segment's one vocabulary; between
  two values of a label there is a gap, so that no row of terms stands in both;
* *pairs*: two neighbouring syllables of a text field, ``công tác``, or ``tác|vận`` where more
  than a space separates them; of one number ``3,5`` and ``3.5``.  Without positions: what pairs
  cannot decide, syllables do;
* *words*: pyvi's words of more than one syllable, and names, without positions.
"""

from __future__ import annotations

from index.article import LABEL_FIELDS, TEXT_FIELDS

SYLLABLE_FIELDS = (*TEXT_FIELDS, *LABEL_FIELDS)
VALUE_GAP = 100
"""Positions that are left out between two values of a label: more than nearness looks across."""
WORDS = "words"
BROKEN_LIST = "a posting list breaks off or points outside of its segment"
"""What is said of a damaged one."""
COMPOUND_MARK = b"_"
"""What joins the syllables of a word."""
_PAIRS = "_pairs"

PAIR_FIELDS = tuple(name + _PAIRS for name in TEXT_FIELDS)

# Kinds of pairs: with nothing but a space between, with anything more, and the parts of one number
# with a comma or a point between.
ADJACENT, SEPARATED, COMMA, POINT = range(4)
PAIR_SIGNS = " |,."
"""How a pair of each kind is written as one term: what stands between the two."""
OF_ADJACENT = 1 << ADJACENT
"""Several kinds are a number with a bit for each."""
OF_NUMBERS = 1 << COMMA | 1 << POINT
OF_ALL = OF_ADJACENT | 1 << SEPARATED | OF_NUMBERS


def pairs_of(field: str) -> str:
    """The field that holds the pairs of the text field ``field``."""
    return field + _PAIRS


def unaccented_column(field: str) -> str:
    """The column that tells which articles have no accent: in all their texts for a text
    field, in the label itself for a label."""
    return "unaccented" if field in TEXT_FIELDS else f"{field}.unaccented"
