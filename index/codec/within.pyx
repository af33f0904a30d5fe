# cython: language_level=3, boundscheck=False, wraparound=False, cdivision=True, initializedcheck=False
"""Which of a few articles are in a set, and how many are before each word of it?

``ids`` are doc ids of a segment, ascending, and sets have a bit for each of its articles.
"""

from libc.stdint cimport int32_t, int64_t, uint8_t, uint32_t, uint64_t

from index.codec.hits cimport count_ones


def mark_ids(const int32_t[::1] ids, uint8_t[::1] bits):
    """Set the bits of the articles ``ids``."""
    cdef int64_t i
    for i in range(ids.shape[0]):
        bits[ids[i] >> 3] |= 1 << (ids[i] & 7)


def keep_ids(const uint8_t[::1] bits, const int32_t[::1] ids, int32_t[::1] kept):
    """Write into ``kept``, which has room for one more than there are, those of ``ids`` whose bits are
    set; return how many."""
    cdef int64_t found = 0
    cdef int64_t i
    for i in range(ids.shape[0]):
        kept[found] = ids[i]
        found += bits[ids[i] >> 3] >> (ids[i] & 7) & 1
    return found


def rank_words(const uint64_t[::1] bits, uint32_t[::1] ranks):
    """Write into ``ranks`` how many of ``bits`` are set before each word."""
    cdef uint32_t count = 0
    cdef int64_t i
    for i in range(bits.shape[0]):
        ranks[i] = count
        count += count_ones(bits[i])
