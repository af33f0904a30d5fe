# cython: language_level=3, boundscheck=False, wraparound=False, cdivision=True, initializedcheck=False
"""The loop that looks a text up in a table of sorted texts (:mod:`index.arrays.terms`)."""

from libc.stdint cimport int64_t, uint8_t, uint32_t
from libc.string cimport memcmp

from index.errors import SegmentDamaged


def seek_ceil(
    const uint8_t[::1] data, const uint32_t[::1] bounds, const uint8_t[::1] text
):
    """The ordinal of the first text that is not before ``text``, in the order of bytes.

    Text n is ``data[bounds[n]:bounds[n + 1]]``; they ascend, and ``bounds`` has one element more
    than there are texts.  Behind the last text it is their number.  Raises
    :class:`index.errors.SegmentDamaged` where bounds descend or lie outside of ``data``.
    """
    cdef int64_t low = 0
    cdef int64_t high = bounds.shape[0] - 1
    cdef int64_t middle, shared, length
    cdef int64_t wanted = text.shape[0]
    cdef int order
    while low < high:
        middle = (low + high) // 2
        if bounds[middle] > bounds[middle + 1] or bounds[middle + 1] > data.shape[0]:
            raise SegmentDamaged("a table of terms points outside of itself")
        length = bounds[middle + 1] - bounds[middle]
        shared = min(length, wanted)
        order = memcmp(&data[0] + bounds[middle], &text[0], shared) if shared else 0
        if order < 0 or (order == 0 and length < wanted):
            low = middle + 1
        else:
            high = middle
    return low
