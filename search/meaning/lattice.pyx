# cython: language_level=3, boundscheck=False, wraparound=False, cdivision=True, initializedcheck=False
"""The one loop of :mod:`search.meaning.interpreter`: the likeliest paths through a lattice of
syllables, by the Viterbi algorithm with a list of the n best ways to each candidate."""

from cpython cimport array

from array import array as new_array

from libc.math cimport log
from libc.stdint cimport int64_t, uint16_t, uint32_t

from index.lexicon.file import SHARE_UNIT

cdef double UNIT = SHARE_UNIT
cdef double NEVER = -1e300
cdef array.array DOUBLES = new_array("d")
cdef array.array NUMBERS = new_array("q")


cdef class Lattice:
    """Chooses candidates by the counts of one lexicon, which it looks at where they are."""

    cdef const double[::1] continuation, first, last
    cdef const int64_t[::1] rows
    cdef const uint32_t[::1] followers
    cdef const uint16_t[::1] shares
    cdef double pair_weight

    def __init__(
        self, const double[::1] continuation, const double[::1] first, const double[::1] last,
        const int64_t[::1] rows, const uint32_t[::1] followers, const uint16_t[::1] shares,
        double pair_weight,
    ):
        """``continuation[n]`` is how likely syllable n stands behind just any, ``first[n]`` at the
        beginning, and ``last[n]`` that nothing comes behind it; the last value of each is for an
        unknown syllable.  ``rows``, ``followers`` and ``shares`` are those of
        :class:`index.lexicon.Lexicon`; ``pair_weight``, from 0 to 1, is what a pair's own share
        counts beside ``continuation``.
        """
        self.continuation, self.first, self.last = continuation, first, last
        self.rows, self.followers, self.shares = rows, followers, shares
        self.pair_weight = pair_weight

    def best_paths(self, list terms, list candidates, list costs, int64_t ways):
        """Choose one candidate for each syllable in up to so many ``ways``, the likeliest first:
        the terms of those chosen, and the natural logarithm of how likely the way is.

        Syllable i has the ``candidates[i]``, an array of ordinals of syllables, -1 for one that the
        counts do not have, with ``costs[i]`` in nats (minus the logarithm of how likely it is
        written as it was typed); ``terms[i]`` are their texts.
        """
        cdef int64_t i, a, b, k, row, way, ordinal, former_row
        cdef int64_t syllables = len(candidates)
        cdef int64_t every = sum(map(len, candidates))
        cdef int64_t unknown = self.continuation.shape[0] - 1
        # A row of ``ways`` for each candidate, and one for what ends the last syllable: the best
        # ways that end so, descending, and where each comes from, as row + rank.
        cdef double[::1] scores = array.clone(DOUBLES, (every + 1) * ways, False)
        cdef int64_t[::1] backs = array.clone(NUMBERS, (every + 1) * ways, False)
        cdef const int64_t[::1] own, former
        cdef const double[::1] own_costs
        cdef double behind_any, step
        cdef list rows = [], found = [], chosen
        if not every or ways < 1:
            return []
        for k in range(scores.shape[0]):
            scores[k] = NEVER
        row = former_row = 0
        for i in range(syllables):
            own, own_costs = candidates[i], costs[i]
            rows.append(row)
            for b in range(own.shape[0]):
                ordinal = own[b] if 0 <= own[b] < unknown else unknown
                behind_any = self.continuation[ordinal]
                if i == 0:
                    scores[b * ways] = log(self.first[ordinal]) - own_costs[b]
                    continue
                for a in range(former.shape[0]):
                    step = log(
                        self.pair_weight * self.share(former[a], ordinal)
                        + (1 - self.pair_weight) * behind_any
                    ) - own_costs[b]
                    for k in range(ways):
                        way = former_row + a * ways + k
                        if scores[way] == NEVER or not insert(
                            scores, backs, row + b * ways, ways, scores[way] + step, way
                        ):
                            break  # those behind it are no better
            former, former_row = own, row
            row += own.shape[0] * ways
        for b in range(former.shape[0]):
            ordinal = former[b] if 0 <= former[b] < unknown else unknown
            for k in range(ways):
                way = former_row + b * ways + k
                if scores[way] == NEVER or not insert(
                    scores, backs, row, ways, scores[way] + log(self.last[ordinal]), way
                ):
                    break
        for k in range(row, row + ways):
            if scores[k] == NEVER:
                break
            way, chosen = backs[k], []
            for i in range(syllables - 1, -1, -1):
                chosen.append(terms[i][(way - <int64_t>rows[i]) // ways])
                way = backs[way]
            chosen.reverse()
            found.append((tuple(chosen), scores[k]))
        return found

    cdef double share(self, int64_t first, int64_t second) noexcept:
        """Which share of the occurrences of ``first`` has ``second`` right behind, from 0 to 1."""
        cdef int64_t low, high, end, middle
        cdef double root
        if not 0 <= first < self.continuation.shape[0] - 1 or second == self.continuation.shape[0] - 1:
            return 0
        low, end = self.rows[first], self.rows[first + 1]
        if low < 0 or end > self.followers.shape[0]:
            return 0
        high = end
        while low < high:
            middle = (low + high) // 2
            if self.followers[middle] < second:
                low = middle + 1
            else:
                high = middle
        if low == end or self.followers[low] != second:
            return 0
        root = self.shares[low] / UNIT
        return root * root


cdef bint insert(
    double[::1] scores, int64_t[::1] backs, int64_t row, int64_t ways, double score, int64_t back
) noexcept:
    """Put a way among the best ``ways`` of a row, which descend; the last one falls out.  Whether
    it is among them."""
    cdef int64_t at = row + ways - 1
    if score <= scores[at]:
        return False
    while at > row and scores[at - 1] < score:
        scores[at], backs[at] = scores[at - 1], backs[at - 1]
        at -= 1
    scores[at], backs[at] = score, back
    return True
