# cython: language_level=3, boundscheck=False, wraparound=False, cdivision=True, initializedcheck=False
"""Where do the terms of posting lists with positions stand in a few articles?

``blob`` is all the lists of a field, ``starts`` where in it some of them begin, and ``within`` are doc
ids of the segment, ascending (see ``hits.pxd``).  A list that breaks off or points outside of its
segment raises :class:`index.errors.SegmentDamaged`.  Long loops run without the GIL.
"""

from libc.stdint cimport int32_t, int64_t, uint8_t, uint32_t
from libc.stdlib cimport free

from index.codec.hits cimport Hits, Wanted, open_hits
from index.codec.lists cimport LONG_WORK, POSITION_BITS, list_at, read_varint, start_of, work_of
from index.codec.positions cimport PositionReader, open_positions, seek_positions

from index.codec.layout import BROKEN_LIST
from index.errors import SegmentDamaged

cdef enum:
    STEPS_PER_ARTICLE = 8  # to read its positions


def read_occurrences(
    const uint8_t[::1] blob, const int64_t[::1] starts, const int32_t[::1] within,
    int64_t[::1] found,
):
    """Write into ``found`` every occurrence, in lists with positions, in the articles ``within``.

    An occurrence is ``doc id << POSITION_BITS | position``; those of one list ascend.  Returns how
    many there are: if that is more than ``found`` has room for, it holds the first.
    """
    cdef int64_t count = 0
    cdef int64_t work
    cdef bint whole
    cdef Hits hits
    if not within.shape[0] or not starts.shape[0]:
        return 0
    open_hits(&hits, within.shape[0])
    work = work_of(start_of(blob), blob.shape[0], starts) + within.shape[0] * STEPS_PER_ARTICLE
    if work < LONG_WORK:
        whole = occurrences_of_lists(blob, starts, within, &hits, found, &count)
    else:
        with nogil:
            whole = occurrences_of_lists(blob, starts, within, &hits, found, &count)
    free(hits.postings)
    if not whole:
        raise SegmentDamaged(BROKEN_LIST)
    return count


cdef bint occurrences_of_lists(
    const uint8_t[::1] blob, const int64_t[::1] starts, const int32_t[::1] within, Hits* hits,
    int64_t[::1] found, int64_t* count,
) noexcept nogil:
    """Add the occurrences of all lists; whether these were whole."""
    cdef const uint8_t* begin = start_of(blob)
    cdef const uint8_t* end = begin + blob.shape[0]
    cdef int64_t n
    for n in range(starts.shape[0]):
        if not occurrences_of_list(
            list_at(begin, blob.shape[0], starts[n]), end, within, hits, found, count
        ):
            return False
    return True


cdef bint occurrences_of_list(
    const uint8_t* at, const uint8_t* end, const int32_t[::1] within, Hits* hits,
    int64_t[::1] found, int64_t* count,
) noexcept nogil:
    """Add the occurrences of one list; whether it was whole."""
    cdef PositionReader reader
    cdef Wanted wanted
    cdef uint32_t tf, number, position
    cdef int64_t n
    wanted.bits = NULL
    if not open_positions(&reader, at, end, within, &wanted, hits):
        return False
    for n in range(hits.count):
        tf = seek_positions(&reader, hits.postings[n])
        if not tf:
            return False
        position = 0
        for _ in range(tf):
            reader.at = read_varint(reader.at, end, &number)
            if reader.at == NULL:
                return False
            position += number
            if count[0] < found.shape[0]:
                found[count[0]] = <int64_t>within[hits.places[n]] << POSITION_BITS | position
            count[0] += 1
    return True


def list_docs(const int64_t[::1] occurrences, int32_t[::1] ids):
    """Write into ``ids`` the doc ids of ascending occurrences, each once; return how many.

    ``ids`` has room for as many as there are occurrences.
    """
    cdef int64_t found = 0
    cdef int64_t last = -1
    cdef int64_t i
    for i in range(occurrences.shape[0]):
        if occurrences[i] >> POSITION_BITS != last:
            last = occurrences[i] >> POSITION_BITS
            ids[found] = <int32_t>last
            found += 1
    return found
