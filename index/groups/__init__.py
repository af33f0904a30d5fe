"""Which articles are one story?  Near-duplicates, found when an index is written.

``signatures`` makes of a batch's terms what a segment keeps of each article: 64 values of MinHash
and a sample of its shingles.  ``candidates`` finds with these which pairs may be one story, all of
the index at once; ``decision`` looks at the two texts of each such pair (``texts``, ``titles`` and
``frames`` say what it looks at), and ``stories`` joins the pairs into groups.  ``file`` keeps the
groups of a generation, and what was decided, so that no two texts are compared twice.
"""
