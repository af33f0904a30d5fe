# cython: language_level=3, boundscheck=False, wraparound=False, cdivision=True, initializedcheck=False
"""The one loop of :mod:`search.meaning.interpreter`: the likeliest paths through a lattice of
syllables, by the Viterbi algorithm with a list of the n best ways to each candidate."""

from libc.math cimport log
from libc.stdint cimport int64_t, uint16_t, uint32_t

from index.lexicon.file import SHARE_UNIT

cdef double UNIT = SHARE_UNIT
cdef double NEVER = -1e300


cdef double share_of(
    const int64_t[::1] rows, const uint32_t[::1] followers, const uint16_t[::1] shares,
    int64_t first, uint32_t second,
) noexcept:
    """Which share of the occurrences of ``first`` has ``second`` right behind, from 0 to 1."""
    cdef int64_t low = rows[first]
    cdef int64_t end = rows[first + 1]
    cdef int64_t high = end
    cdef int64_t middle
    cdef double root
    if low < 0 or end > followers.shape[0]:
        return 0
    while low < high:
        middle = (low + high) // 2
        if followers[middle] < second:
            low = middle + 1
        else:
            high = middle
    if low == end or followers[low] != second:
        return 0
    root = shares[low] / UNIT
    return root * root


def best_paths(
    const int64_t[::1] bounds, const int64_t[::1] candidates, const double[::1] costs,
    const double[::1] continuation, const double[::1] first, const double[::1] last,
    const int64_t[::1] rows, const uint32_t[::1] followers,
    const uint16_t[::1] shares, double pair_weight, double[:, ::1] scores, int64_t[:, ::1] backs,
    int64_t[:, ::1] chosen, double[::1] totals,
):
    """Choose one candidate for each syllable, in as many different ways as ``chosen`` has rows;
    return how many ways there are.

    Syllable i has the candidates ``bounds[i]`` up to ``bounds[i + 1]``: ordinals of syllables, -1
    for one that the counts do not have, each with a cost in nats (minus the logarithm of how
    likely it is written as it was typed).  ``continuation[n]`` is how likely syllable n stands
    behind just any, ``first[n]`` at the beginning, and ``last[n]`` that nothing comes behind it;
    the last value of each is for an unknown syllable.  ``rows``, ``followers`` and ``shares`` are
    those of :class:`index.lexicon.Lexicon`; ``pair_weight``, from 0 to 1, is what a pair's own share
    counts beside ``continuation``.

    Written are, the likeliest way first: into each row of ``chosen`` the places in ``candidates``
    of those chosen, and into ``totals`` the natural logarithm of how likely the way is.  Room for
    the work: ``scores[b]`` gets the best ways that end with candidate b, descending, and
    ``backs[b]`` where each comes from: the way before it, as candidate · ways + rank.  Shapes:
    ``chosen`` ways × syllables, ``totals`` ways, ``scores`` and ``backs`` candidates × ways.
    """
    cdef int64_t i, a, b, k, ordinal, way
    cdef int64_t unknown = continuation.shape[0] - 1
    cdef int64_t syllables = bounds.shape[0] - 1
    cdef int64_t ways = chosen.shape[0]
    cdef int64_t[::1] ends
    cdef double step, share, behind_any
    if not syllables or not ways:
        return 0
    for b in range(bounds[syllables]):
        for k in range(ways):
            scores[b, k] = NEVER
    for i in range(syllables):
        for b in range(bounds[i], bounds[i + 1]):
            ordinal = candidates[b] if 0 <= candidates[b] < unknown else unknown
            behind_any = continuation[ordinal]
            if i == 0:
                scores[b, 0] = log(first[ordinal]) - costs[b]
                continue
            for a in range(bounds[i - 1], bounds[i]):
                share = 0
                if 0 <= candidates[a] < unknown and ordinal < unknown:
                    share = share_of(rows, followers, shares, candidates[a], <uint32_t>candidates[b])
                step = log(pair_weight * share + (1 - pair_weight) * behind_any) - costs[b]
                for k in range(ways):
                    if scores[a, k] == NEVER:
                        break
                    insert(scores[b], backs[b], scores[a, k] + step, a * ways + k)
    ends = chosen[:, 0].copy()
    for k in range(ways):
        totals[k] = NEVER
    for b in range(bounds[syllables - 1], bounds[syllables]):
        ordinal = candidates[b] if 0 <= candidates[b] < unknown else unknown
        for k in range(ways):
            if scores[b, k] == NEVER:
                break
            insert(totals, ends, scores[b, k] + log(last[ordinal]), b * ways + k)
    for k in range(ways):
        if totals[k] == NEVER:
            return k
        way = ends[k]
        for i in range(syllables - 1, -1, -1):
            chosen[k, i] = way // ways
            way = backs[way // ways, way % ways]
    return ways


cdef void insert(double[::1] scores, int64_t[::1] backs, double score, int64_t back) noexcept:
    """Put a way among the best, which descend; the last one falls out."""
    cdef int64_t at = scores.shape[0] - 1
    if score <= scores[at]:
        return
    while at > 0 and scores[at - 1] < score:
        scores[at], backs[at] = scores[at - 1], backs[at - 1]
        at -= 1
    scores[at], backs[at] = score, back
