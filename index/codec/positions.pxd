# cython: language_level=3, boundscheck=False, wraparound=False, cdivision=True, initializedcheck=False
"""Where does the term of one list stand in some articles, one article after the other?

The positions of a list stand apart from its ids and tfs: how many to pass over is what the tfs of
the articles before add up to.
"""

from libc.stdint cimport int32_t, int64_t, uint8_t, uint32_t
from libc.string cimport memcpy

from index.codec.hits cimport Hits, Wanted, find_hits, skip_varints, sum_tfs, tf_at
from index.codec.lists cimport (
    SKIP_BYTES, SKIP_INTERVAL, Head, Tfs, open_tfs, positions_of, read_head
)


cdef struct PositionReader:
    Head head
    Tfs tfs
    uint32_t told  # see :func:`index.codec.hits.tf_at`
    const uint8_t* first  # where the positions begin ...
    const uint8_t* at  # ... those that are read next ...
    const uint8_t* end  # ... and the bytes of all lists end
    int64_t next  # the posting that has those at ``at``


cdef inline bint open_positions(
    PositionReader* reader, const uint8_t* at, const uint8_t* end, const int32_t[::1] within,
    const Wanted* wanted, Hits* hits,
) noexcept nogil:
    """Find ``within``, which are ``wanted``, in the list at ``at``, and begin to read its positions; whether it was whole."""
    at = read_head(at, end, True, &reader.head)
    if at != NULL:
        at = find_hits(at, end, &reader.head, within, wanted, hits)
    if at == NULL or not open_tfs(at, end, &reader.head, &reader.tfs):
        return False
    reader.told = 0
    reader.first = positions_of(&reader.head)
    reader.at = reader.first
    reader.end = end
    reader.next = 0
    return reader.first <= end


cdef inline uint32_t seek_positions(PositionReader* reader, uint32_t posting) noexcept nogil:
    """Go to the positions of ``posting``, which comes behind all that were gone to before; return how
    many there are, 0 if the list breaks off."""
    cdef int64_t before
    cdef uint32_t offset, tf
    if posting // SKIP_INTERVAL > reader.next // SKIP_INTERVAL:
        memcpy(
            &offset, reader.head.skips + SKIP_BYTES * (posting // SKIP_INTERVAL - 1), SKIP_BYTES
        )
        reader.next = posting // SKIP_INTERVAL * SKIP_INTERVAL
        reader.at = reader.first + offset
    before = sum_tfs(&reader.tfs, &reader.told, <uint32_t>reader.next, posting, reader.end)
    if before < 0:
        return 0
    tf = tf_at(&reader.tfs, &reader.told, posting, reader.end)
    reader.next = <int64_t>posting + 1
    reader.at = skip_varints(reader.at, reader.end, before)
    return tf if reader.at != NULL else 0
