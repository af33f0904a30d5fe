# cython: language_level=3, boundscheck=False, wraparound=False, cdivision=True, initializedcheck=False
"""The one loop of :mod:`search.reading`: the likeliest way through a lattice of syllables."""

from libc.math cimport log
from libc.stdint cimport int64_t, uint16_t, uint32_t

cdef double UNIT = 65535.0


cdef double share_of(
    const int64_t[::1] rows, const uint32_t[::1] followers, const uint16_t[::1] shares,
    int64_t first, uint32_t second,
) noexcept:
    """How much of the occurrences of ``first`` have ``second`` right behind."""
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


def best_path(
    const int64_t[::1] bounds, const int64_t[::1] candidates, const double[::1] costs,
    const double[::1] anywhere, const double[::1] first, const double[::1] last,
    const int64_t[::1] rows, const uint32_t[::1] followers,
    const uint16_t[::1] shares, double trust, double[::1] scores, int64_t[::1] backs,
    int64_t[::1] chosen,
):
    """Choose one candidate for each syllable; write which into ``chosen``.

    Syllable i has the candidates ``bounds[i]`` up to ``bounds[i + 1]``: numbers of syllables, -1
    for one that the counts do not have, each with a cost (minus the logarithm of how likely
    it is written as it was typed).  ``anywhere[n]`` is how likely syllable n stands behind just
    any, ``first[n]`` at the beginning, and ``last[n]`` that nothing comes behind it; the last number of
    each is for an unknown syllable.  ``trust`` is the weight of the pair's own count.
    """
    cdef int64_t i, a, b, best_at
    cdef int64_t unknown = anywhere.shape[0] - 1
    cdef int64_t syllables = bounds.shape[0] - 1
    cdef double best, score, chance, share
    cdef int64_t number
    for i in range(syllables):
        for b in range(bounds[i], bounds[i + 1]):
            number = candidates[b] if 0 <= candidates[b] < unknown else unknown
            chance = anywhere[number]
            if i == 0:
                scores[b] = log(first[number]) - costs[b]
                continue
            best = -1e300
            best_at = bounds[i - 1]
            for a in range(bounds[i - 1], bounds[i]):
                share = 0
                if 0 <= candidates[a] < unknown and number < unknown:
                    share = share_of(rows, followers, shares, candidates[a], <uint32_t>candidates[b])
                score = scores[a] + log(trust * share + (1 - trust) * chance)
                if score > best:
                    best, best_at = score, a
            scores[b] = best - costs[b]
            backs[b] = best_at
    if not syllables:
        return
    best, best_at = -1e300, bounds[syllables - 1]
    for b in range(bounds[syllables - 1], bounds[syllables]):
        number = candidates[b] if 0 <= candidates[b] < unknown else unknown
        score = scores[b] + log(last[number])
        if score > best:
            best, best_at = score, b
    for i in range(syllables - 1, -1, -1):
        chosen[i] = best_at
        best_at = backs[best_at]
