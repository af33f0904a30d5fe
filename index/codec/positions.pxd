# cython: language_level=3, boundscheck=False, wraparound=False, cdivision=True, initializedcheck=False
"""Where does the term of one list stand in some articles, one article after the other?

The positions of a list stand apart from its ids and tfs: how many to pass over is what the tfs of
the articles before add up to.
"""

from libc.stdint cimport int32_t, int64_t, uint8_t, uint32_t
from libc.string cimport memcpy

from index.codec.hits cimport Hits, Wanted, count_escapes, find_hits, skip_varints, sum_tfs, tf_at
from index.codec.lists cimport (
    SKIP_BYTES, SKIP_INTERVAL, Head, Tfs, code_of, open_tfs, positions_of, read_head, read_varint
)


cdef enum:
    MAX_TF = 1 << 24  # more than any text has: sums of a block stay numbers of 32 bits


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


cdef inline void seek_block(PositionReader* reader, uint32_t block) noexcept nogil:
    """Go to the positions of the first posting of a block between two skips."""
    cdef uint32_t offset = 0
    if block:
        memcpy(&offset, reader.head.skips + SKIP_BYTES * (block - 1), SKIP_BYTES)
    reader.next = <int64_t>block * SKIP_INTERVAL
    reader.at = reader.first + offset


cdef inline uint32_t seek_positions(PositionReader* reader, uint32_t posting) noexcept nogil:
    """Go to the positions of ``posting``, which comes behind all that were gone to before; return how
    many there are, 0 if the list breaks off."""
    cdef int64_t before
    cdef uint32_t tf
    if posting // SKIP_INTERVAL > reader.next // SKIP_INTERVAL:
        seek_block(reader, posting // SKIP_INTERVAL)
    before = sum_tfs(&reader.tfs, &reader.told, <uint32_t>reader.next, posting, reader.end)
    if before < 0:
        return 0
    tf = tf_at(&reader.tfs, &reader.told, posting, reader.end)
    reader.next = <int64_t>posting + 1
    reader.at = skip_varints(reader.at, reader.end, before)
    return tf if reader.at != NULL else 0


cdef inline int64_t read_tfs(
    PositionReader* reader, uint32_t first, uint32_t last, uint32_t* sums
) noexcept nogil:
    """Write into ``sums`` what the tfs from ``first`` on add up to before each posting up to ``last``,
    and behind that; return the last sum, -1 if the list breaks off."""
    cdef Tfs* tfs = &reader.tfs
    cdef uint32_t sum = 0
    cdef uint32_t i, code, rest
    cdef const uint8_t* rests
    if not tfs.width:
        for i in range(last - first + 1):
            sums[i] = i
        return last - first
    rests = skip_varints(
        tfs.rests, reader.end, count_escapes(tfs, reader.end, reader.told, first)
    )
    for i in range(first, last):
        sums[i - first] = sum
        code = code_of(tfs, i)
        sum += code + 1
        if code == tfs.escape:
            if rests != NULL:
                rests = read_varint(rests, reader.end, &rest)
            if rests == NULL or rest > MAX_TF:
                return -1
            sum += rest
    if rests == NULL:
        return -1
    sums[last - first] = sum
    tfs.rests = rests
    reader.told = last
    return sum


cdef inline const uint8_t* read_varints(
    const uint8_t* at, const uint8_t* end, int64_t count, uint32_t* numbers
) noexcept nogil:
    """Read so many numbers; return where the next one begins, NULL if they break off."""
    cdef int64_t i = 0
    cdef uint32_t more
    while i < count:
        if end - at < 2 or at[0] & at[1] & 128:
            at = read_varint(at, end, &numbers[i])
            if at == NULL:
                return NULL
        else:  # without a branch: whether there is a second byte would be guessed wrong too often
            more = at[0] >> 7
            numbers[i] = (at[0] & 127) | (<uint32_t>at[1] << 7) * more
            at += 1 + more
        i += 1
    return at
