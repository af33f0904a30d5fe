# cython: language_level=3, boundscheck=False, wraparound=False, cdivision=True, initializedcheck=False
"""The loops over matches and occurrences: one behind the other, scores, counts, the best.

Matches are doc ids in ascending order, occurrences ascend, too.  The callers in
:mod:`search.engines.whoosh` make every output array long enough and every id and code small
enough.  Long loops run without the GIL; for short ones giving it up would cost more than they do.
"""

from libc.stdint cimport int32_t, int64_t, uint8_t, uint32_t, uint64_t
from libc.string cimport memcpy

from index.codec.lists cimport LONG_WORK


# Occurrences


def keep_followed(int64_t[::1] begins, const int64_t[::1] found, int64_t step):
    """Move to the front of ``begins`` those that have one of ``found`` exactly ``step`` behind them;
    return how many."""
    cdef int64_t kept = 0
    cdef int64_t i = 0
    cdef int64_t j = 0
    while i < begins.shape[0] and j < found.shape[0]:
        if found[j] < begins[i] + step:
            j += 1
        elif found[j] > begins[i] + step:
            i += 1
        else:
            begins[kept] = begins[i]
            kept += 1
            i += 1
            j += 1
    return kept


# Scores


def fade(
    float[::1] scores, const int32_t[::1] ids, const int32_t[::1] codes, const float[::1] factors
):
    """Multiply each of ``scores`` by the factor of ``codes[id]``, where ``id`` is of ``ids``."""
    if ids.shape[0] < LONG_WORK:
        fade_loop(scores, ids, codes, factors)
    else:
        with nogil:
            fade_loop(scores, ids, codes, factors)


cdef void fade_loop(
    float[::1] scores, const int32_t[::1] ids, const int32_t[::1] codes, const float[::1] factors
) noexcept nogil:
    cdef int64_t i
    for i in range(ids.shape[0]):
        scores[i] *= factors[codes[ids[i]]]


# Facets


def count_codes(const int32_t[::1] codes, const int32_t[::1] ids, int64_t[::1] counts):
    """Add to ``counts[c]`` how often code c occurs among ``codes[ids]``."""
    cdef int64_t i
    for i in range(ids.shape[0]):
        counts[codes[ids[i]]] += 1


def count_in_three(
    const int32_t[::1] ids, const int32_t[::1] a, int64_t[::1] a_counts,
    const int32_t[::1] b, int64_t[::1] b_counts, const int32_t[::1] c, int64_t[::1] c_counts,
):
    """:func:`count_codes` of three columns, which are waited for together."""
    if ids.shape[0] < LONG_WORK:
        count_in_three_loop(ids, a, a_counts, b, b_counts, c, c_counts)
    else:
        with nogil:
            count_in_three_loop(ids, a, a_counts, b, b_counts, c, c_counts)


cdef void count_in_three_loop(
    const int32_t[::1] ids, const int32_t[::1] a, int64_t[::1] a_counts,
    const int32_t[::1] b, int64_t[::1] b_counts, const int32_t[::1] c, int64_t[::1] c_counts,
) noexcept nogil:
    cdef int64_t i
    cdef int32_t doc_id
    for i in range(ids.shape[0]):
        doc_id = ids[i]
        a_counts[a[doc_id]] += 1
        b_counts[b[doc_id]] += 1
        c_counts[c[doc_id]] += 1


def sift(
    const int32_t[::1] ids,
    const int32_t[::1] a, const uint8_t[::1] a_kept, int64_t[::1] a_counts,
    const int32_t[::1] b, const uint8_t[::1] b_kept, int64_t[::1] b_counts,
    const int32_t[::1] c, const uint8_t[::1] c_kept, int64_t[::1] c_counts,
    int32_t[::1] kept,
):
    """Write into ``kept`` those of ``ids`` whose codes in the columns ``a``, ``b`` and ``c`` are all kept,
    and return how many there are.

    Code n of ``a`` is kept where ``a_kept[n]`` is 1, and ``a_counts[n]`` is raised by the number of
    articles that have it and whose *other* codes are kept; so are those of ``b`` and ``c``.  ``kept``
    has room for one more than there are.
    """
    cdef int64_t found
    if ids.shape[0] < LONG_WORK:
        return sift_loop(
            ids, a, a_kept, a_counts, b, b_kept, b_counts, c, c_kept, c_counts, kept
        )
    with nogil:
        found = sift_loop(
            ids, a, a_kept, a_counts, b, b_kept, b_counts, c, c_kept, c_counts, kept
        )
    return found


cdef int64_t sift_loop(
    const int32_t[::1] ids,
    const int32_t[::1] a, const uint8_t[::1] a_kept, int64_t[::1] a_counts,
    const int32_t[::1] b, const uint8_t[::1] b_kept, int64_t[::1] b_counts,
    const int32_t[::1] c, const uint8_t[::1] c_kept, int64_t[::1] c_counts,
    int32_t[::1] kept,
) noexcept nogil:
    cdef int64_t found = 0
    cdef int64_t i
    cdef int32_t doc_id, in_a, in_b, in_c
    for i in range(ids.shape[0]):
        doc_id = ids[i]
        in_a = a_kept[a[doc_id]]
        in_b = b_kept[b[doc_id]]
        in_c = c_kept[c[doc_id]]
        a_counts[a[doc_id]] += in_b & in_c
        b_counts[b[doc_id]] += in_a & in_c
        c_counts[c[doc_id]] += in_a & in_b
        kept[found] = doc_id
        found += in_a & in_b & in_c
    return found


# The best


def best_places(
    const float[::1] scores, const int32_t[::1] ids, const int32_t[::1] ranks, uint64_t[::1] keys,
    int64_t[::1] places,
):
    """Write into ``places`` where the best of ``scores`` stand, the very best first, as many as it has
    room for and at most as many as there are scores.

    Of equal scores the one is better whose ``ranks[ids[i]]`` is lower; no two of these are equal.
    What was in ``keys``, as long as ``places``, is lost.

    It is a heap with the worst of the best so far on top: most scores are compared with that
    one and are done with.
    """
    if ids.shape[0] < LONG_WORK:
        best_places_loop(scores, ids, ranks, keys, places)
    else:
        with nogil:
            best_places_loop(scores, ids, ranks, keys, places)


cdef void best_places_loop(
    const float[::1] scores, const int32_t[::1] ids, const int32_t[::1] ranks, uint64_t[::1] keys,
    int64_t[::1] places,
) noexcept nogil:
    cdef int64_t k = places.shape[0]
    cdef int64_t i
    cdef uint64_t key
    for i in range(k):
        keys[i] = key_of(scores[i], ranks[ids[i]])
        places[i] = i
    for i in range(k // 2 - 1, -1, -1):
        sink(keys, places, i, k)
    for i in range(k, scores.shape[0]):
        key = key_of(scores[i], ranks[ids[i]])
        if key > keys[0]:
            keys[0] = key
            places[0] = i
            sink(keys, places, 0, k)
    for i in range(k - 1, 0, -1):  # the worst that is left goes to the end
        keys[0], keys[i] = keys[i], keys[0]
        places[0], places[i] = places[i], places[0]
        sink(keys, places, 0, i)


cdef inline uint64_t key_of(float score, int32_t rank) noexcept nogil:
    """A number that is higher for a higher score, and for the same one with a lower rank."""
    cdef uint32_t bits
    score = score + 0.0  # not -0
    memcpy(&bits, &score, 4)
    bits = ~bits if bits >> 31 else bits | 0x80000000U
    return (<uint64_t>bits << 32) | <uint32_t>~rank


cdef inline void sink(
    uint64_t[::1] keys, int64_t[::1] places, int64_t i, int64_t size
) noexcept nogil:
    cdef int64_t child = 2 * i + 1
    cdef uint64_t key = keys[i]
    cdef int64_t place = places[i]
    while child < size:
        if child + 1 < size and keys[child + 1] < keys[child]:
            child += 1
        if keys[child] >= key:
            break
        keys[i] = keys[child]
        places[i] = places[child]
        i = child
        child = 2 * i + 1
    keys[i] = key
    places[i] = place
