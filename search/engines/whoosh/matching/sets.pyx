# cython: language_level=3, boundscheck=False, wraparound=False, cdivision=True, initializedcheck=False
"""The loops over matches: both, either, one without the other, and counting.

Matches are doc ids in ascending order.  The callers in
:mod:`search.engines.whoosh.matching.matches` and :mod:`search.engines.whoosh.facets` make every
output array long enough and every id and code small enough.

They keep the GIL: threads search one after the other anyway
(:mod:`search.engines.whoosh.search_gate`).
"""

from libc.stdint cimport int32_t, int64_t, uint32_t

cdef enum:
    BLOCK = 32  # articles that are looked at together: most are blank for most words
    LOPSIDED = 16  # so many times longer: looking up in the longer one beats walking along it


def intersect(
    const int32_t[::1] a, const int32_t[::1] b, int32_t[::1] at_a, int32_t[::1] at_b
):
    """Write into ``at_a`` and ``at_b`` where the doc ids stand that ``a`` and ``b`` both have:
    ``a[at_a[i]] == b[at_b[i]]``; return how many there are.

    Both have room for one more than the shorter of ``a`` and ``b`` has: what is written last may
    be none.
    """
    cdef int64_t i = 0
    cdef int64_t j = 0
    cdef int64_t found = 0
    cdef int64_t n = a.shape[0]
    cdef int64_t m = b.shape[0]
    if n * LOPSIDED < m or m * LOPSIDED < n:
        while i < n and j < m:
            if a[i] == b[j]:
                at_a[found] = i
                at_b[found] = j
                found += 1
                i += 1
                j += 1
            elif a[i] < b[j]:
                i = seek(a, i, b[j])
            else:
                j = seek(b, j, a[i])
    else:
        while i < n and j < m:
            at_a[found] = i
            at_b[found] = j
            found += a[i] == b[j]
            if a[i] < b[j]:
                i += 1
            elif a[i] > b[j]:
                j += 1
            else:
                i += 1
                j += 1
    return found


cdef inline int64_t seek(const int32_t[::1] a, int64_t i, int32_t wanted) noexcept nogil:
    """The first index from ``i`` on with ``wanted`` or more, found in growing strides."""
    cdef int64_t stride = 1
    cdef int64_t low = i
    cdef int64_t high, middle
    while low + stride < a.shape[0] and a[low + stride] < wanted:
        low += stride
        stride *= 2
    high = min(low + stride, a.shape[0])
    while low < high:
        middle = (low + high) // 2
        if a[middle] < wanted:
            low = middle + 1
        else:
            high = middle
    return low


def unite(
    const int32_t[::1] a, const float[::1] a_scores, const int32_t[::1] b, const float[::1] b_scores,
    int32_t[::1] out, float[::1] scores,
):
    """Write into ``out`` the doc ids that ``a`` or ``b`` has, and into ``scores`` their scores, those of
    both added up; return how many there are, at most as many as both have together."""
    cdef int64_t i = 0
    cdef int64_t j = 0
    cdef int64_t found = 0
    cdef int64_t n = a.shape[0]
    cdef int64_t m = b.shape[0]
    while i < n and j < m:
        if a[i] < b[j]:
            out[found] = a[i]
            scores[found] = a_scores[i]
            i += 1
        elif a[i] > b[j]:
            out[found] = b[j]
            scores[found] = b_scores[j]
            j += 1
        else:
            out[found] = a[i]
            scores[found] = a_scores[i] + b_scores[j]
            i += 1
            j += 1
        found += 1
    while i < n:
        out[found] = a[i]
        scores[found] = a_scores[i]
        i += 1
        found += 1
    while j < m:
        out[found] = b[j]
        scores[found] = b_scores[j]
        j += 1
        found += 1
    return found


def count_codes(const int32_t[::1] codes, const int32_t[::1] ids, int64_t[::1] counts):
    """Add to ``counts[c]`` how often code c occurs among ``codes[ids]``."""
    cdef int64_t i
    for i in range(ids.shape[0]):
        counts[codes[ids[i]]] += 1


def kth_highest(const float[::1] scores, float[::1] heap):
    """The k-th highest of at least k ``scores``, where k is the length of ``heap``; what was in that
    is lost.

    The heap holds the k highest so far, the lowest of them on top: most scores are compared
    with that one and are done with.
    """
    cdef int64_t k = heap.shape[0]
    cdef int64_t i
    for i in range(k):
        heap[i] = scores[i]
    for i in range(k // 2 - 1, -1, -1):
        sink(heap, i)
    for i in range(k, scores.shape[0]):
        if scores[i] > heap[0]:
            heap[0] = scores[i]
            sink(heap, 0)
    return heap[0]


cdef inline void sink(float[::1] heap, int64_t i) noexcept nogil:
    cdef int64_t child = 2 * i + 1
    cdef float value = heap[i]
    while child < heap.shape[0]:
        if child + 1 < heap.shape[0] and heap[child + 1] < heap[child]:
            child += 1
        if heap[child] >= value:
            break
        heap[i] = heap[child]
        i = child
        child = 2 * i + 1
    heap[i] = value


def drain(float[::1] totals, int32_t[::1] ids, float[::1] values):
    """Move what is not 0 out of ``totals``, a score per article, into ``ids`` and ``values``; return
    how many there are.

    ``totals`` is all 0 afterwards.  ``ids`` and ``values`` have room for one more than there are (what
    is written last may be no match), or are as long as ``totals``.
    """
    cdef int64_t size = totals.shape[0]
    cdef int64_t found = 0
    cdef int64_t end = 0
    cdef int64_t i = 0
    cdef float value
    while end < size:
        i = end
        end = min(end + BLOCK, size)
        if is_blank(&totals[i], end - i):
            continue
        while i < end:
            # without a branch: in a common word's articles it would be guessed wrong too often
            value = totals[i]
            ids[found] = <int32_t>i
            values[found] = value
            totals[i] = 0
            found += value != 0
            i += 1
    return found


cdef inline bint is_blank(const float* numbers, int64_t count) noexcept nogil:
    cdef uint32_t seen = 0
    cdef const uint32_t* bits = <const uint32_t*>numbers
    cdef int64_t i
    for i in range(count):
        seen |= bits[i]
    return seen == 0
