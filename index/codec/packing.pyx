# cython: language_level=3, boundscheck=False, wraparound=False, cdivision=True, initializedcheck=False
"""The loops that write posting lists (see ``lists.pxd``): pack new ones, join those of segments.

Callers make every output array long enough (:func:`max_bytes`).
"""

from libc.stdint cimport int32_t, int64_t, uint8_t, uint32_t
from libc.stdlib cimport free, malloc
from libc.string cimport memcpy, memmove, memset

from index.codec.lists cimport (
    SKIP_BYTES, SKIP_INTERVAL, Head, Tfs, list_at, next_tf, open_tfs, positions_of, read_head,
    read_ids, read_varint, start_of
)

from index.codec.layout import BROKEN_LIST
from index.errors import SegmentDamaged


# The most that packing takes.  Each number is a varint of five bytes at most, and a posting has
# two of them, a code of half a byte and a 64th of a skip; a list has three and its size.
cdef enum:
    MAX_BYTES_PER_LIST = 20
    MAX_BYTES_PER_POSTING = 11
    MAX_BYTES_PER_POSITION = 5


cdef inline int64_t packed_bytes(int64_t lists, int64_t postings, int64_t positions) noexcept nogil:
    return (
        MAX_BYTES_PER_LIST * lists + MAX_BYTES_PER_POSTING * postings
        + MAX_BYTES_PER_POSITION * positions
    )


def max_bytes(int64_t lists, int64_t postings, int64_t positions):
    """The most bytes that so many lists, postings and positions take when packed."""
    return packed_bytes(lists, postings, positions)


cdef inline uint8_t* write_varint(uint8_t* at, uint32_t number) noexcept nogil:
    while number >= 128:
        at[0] = (number & 127) | 128
        number >>= 7
        at += 1
    at[0] = number
    return at + 1


cdef inline int64_t varint_bytes(uint32_t number) noexcept nogil:
    if number < 1 << 7:
        return 1
    if number < 1 << 14:
        return 2
    if number < 1 << 21:
        return 3
    return 4 if number < 1 << 28 else 5


cdef uint8_t* write_list(
    uint8_t* at, const uint32_t* ids, const uint32_t* tfs, int64_t df,
    const uint32_t* positions, bint has_positions,
) noexcept nogil:
    """Pack one list.  ``positions`` are those of all its articles, one after the other."""
    cdef int64_t cf = 0
    cdef int64_t i
    cdef uint32_t as_bits = ids_are_dense(ids, df)
    cdef uint32_t width = best_width(tfs, df)
    cdef uint8_t* begin
    cdef int64_t size
    for i in range(df):
        cf += tfs[i]
    at = write_varint(at, <uint32_t>df << 3 | (width // 2) << 1 | as_bits)
    at = write_varint(at, <uint32_t>cf)
    begin = at
    at = write_tfs(write_ids(at, ids, df, as_bits), tfs, df, width)
    if not has_positions:
        return at
    size = at - begin  # known only now: make room for it
    memmove(begin + varint_bytes(<uint32_t>size), begin, size)
    at = write_varint(begin, <uint32_t>size) + size
    return write_positions(at, tfs, df, positions)


cdef bint ids_are_dense(const uint32_t* ids, int64_t df) noexcept nogil:
    return df * 8 > <int64_t>ids[df - 1] + 64


cdef uint8_t* write_ids(uint8_t* at, const uint32_t* ids, int64_t df, bint as_bits) noexcept nogil:
    cdef int64_t i, size
    cdef int64_t before = -1
    if not as_bits:
        for i in range(df):
            at = write_varint(at, <uint32_t>(ids[i] - before - 1))
            before = ids[i]
        return at
    size = ids[df - 1] // 8 + 1
    at = write_varint(at, <uint32_t>size)
    memset(at, 0, size)
    for i in range(df):
        at[ids[i] >> 3] |= 1 << (ids[i] & 7)
    return at + size


cdef uint32_t best_width(const uint32_t* tfs, int64_t df) noexcept nogil:
    """How many bits a code takes where the list is the shortest: 0, 2 or 4."""
    cdef int64_t twos, fours, i
    cdef bint ones = True
    twos, fours = (df * 2 + 7) // 8, (df * 4 + 7) // 8
    for i in range(df):
        ones = ones and tfs[i] == 1
        twos += varint_bytes(tfs[i] - 4) if tfs[i] >= 4 else 0
        fours += varint_bytes(tfs[i] - 16) if tfs[i] >= 16 else 0
    if ones:
        return 0
    return 2 if twos <= fours else 4


cdef uint8_t* write_tfs(
    uint8_t* at, const uint32_t* tfs, int64_t df, uint32_t width
) noexcept nogil:
    cdef uint32_t escape = (1 << width) - 1
    cdef uint32_t code
    cdef int64_t i
    cdef uint8_t* codes = at
    if not width:
        return at
    at += (df * width + 7) // 8
    memset(codes, 0, at - codes)
    for i in range(df):
        code = min(tfs[i] - 1, escape)
        codes[i * width >> 3] |= code << (i * width & 7)
        if code == escape:
            at = write_varint(at, tfs[i] - 1 - escape)
    return at


cdef uint8_t* write_positions(
    uint8_t* at, const uint32_t* tfs, int64_t df, const uint32_t* positions
) noexcept nogil:
    """The skips and the positions."""
    cdef uint8_t* skip = at
    cdef uint8_t* first = at + SKIP_BYTES * ((df - 1) // SKIP_INTERVAL)
    cdef int64_t i
    cdef uint32_t offset, n, position
    at = first
    for i in range(df):
        if i and i % SKIP_INTERVAL == 0:
            offset = <uint32_t>(at - first)
            memcpy(skip, &offset, SKIP_BYTES)
            skip += SKIP_BYTES
        position = 0
        for n in range(tfs[i]):
            at = write_varint(at, positions[0] - position)
            position = positions[0]
            positions += 1
    return at


def encode(
    const int64_t[::1] bounds, const uint32_t[::1] ids, const uint32_t[::1] tfs,
    const int64_t[::1] position_bounds, const uint32_t[::1] positions,
    uint8_t[::1] out, int64_t[::1] starts,
):
    """Pack all lists of a field into ``out``; return the bytes used.

    List n has the postings ``bounds[n]:bounds[n + 1]``; posting i is for the article ``ids[i]``,
    ``tfs[i]`` times, at the positions from ``position_bounds[i]`` on (``positions`` is ``None`` in a
    field without).  ``starts[n]`` is set to the byte of ``out`` at which list n begins.
    """
    cdef bint has_positions = positions is not None
    cdef const uint32_t* own = NULL
    cdef uint8_t* at
    cdef int64_t n, begin
    if bounds.shape[0] < 2:
        return 0
    at = &out[0]
    with nogil:
        for n in range(bounds.shape[0] - 1):
            begin = bounds[n]
            if has_positions:
                own = &positions[0] + position_bounds[begin]
            starts[n] = at - &out[0]
            at = write_list(
                at, &ids[begin], &tfs[begin], bounds[n + 1] - begin, own, has_positions
            )
    return at - &out[0]


cdef struct Source:
    const uint8_t* begin  # of the lists of one segment
    const uint8_t* end
    const int32_t* remap
    int64_t articles


def merge(
    list blobs, list remaps, const int64_t[::1] bounds, int64_t first,
    const int32_t[::1] sources, const int64_t[::1] source_starts, bint has_positions,
    uint32_t[::1] ids, uint32_t[::1] tfs, uint32_t[::1] positions,
    uint8_t[::1] out, int64_t[::1] starts,
):
    """Join lists of several segments from list ``first`` on, as many as ``out`` has room for.

    List n is made of the lists ``bounds[n]:bounds[n + 1]``, each at ``source_starts`` of the
    blob ``sources``; ``remaps[source][id]`` is the new doc id, or -1 for an article that is left
    out.  What was in ``ids``, ``tfs`` and ``positions`` is lost; they have room for the longest
    joined list.  ``starts[n]`` is set to the byte of ``out`` at which list n begins, or to -1 if
    nothing is left of it.  Returns the first list that was not joined, and the bytes used; raises
    :class:`index.errors.SegmentDamaged`.
    """
    cdef Source* opened = <Source*>malloc(len(blobs) * sizeof(Source))
    if opened == NULL and blobs:
        raise MemoryError
    try:
        open_sources(blobs, remaps, opened)
        return merge_from(
            opened, bounds, first, sources, source_starts, has_positions,
            ids, tfs, positions, out, starts,
        )
    finally:
        free(opened)


cdef int open_sources(list blobs, list remaps, Source* opened) except -1:
    """Say where blobs and remaps are in memory; the lists keep them there."""
    cdef const uint8_t[::1] blob
    cdef const int32_t[::1] remap
    cdef Py_ssize_t i
    for i in range(len(blobs)):
        blob = blobs[i]
        remap = remaps[i]
        opened[i].begin = start_of(blob)
        opened[i].end = opened[i].begin + blob.shape[0]
        opened[i].remap = &remap[0] if remap.shape[0] else NULL
        opened[i].articles = remap.shape[0]
    return 0


cdef tuple merge_from(
    const Source* opened, const int64_t[::1] bounds, int64_t first,
    const int32_t[::1] sources, const int64_t[::1] source_starts, bint has_positions,
    uint32_t[::1] ids, uint32_t[::1] tfs, uint32_t[::1] positions,
    uint8_t[::1] out, int64_t[::1] starts,
):
    cdef uint8_t* at = &out[0]
    cdef uint8_t* end = at + out.shape[0]
    cdef int64_t n = first
    cdef int64_t i, df, cf
    cdef bint broken = False
    with nogil:
        while n < bounds.shape[0] - 1:
            df = 0
            cf = 0
            for i in range(bounds[n], bounds[n + 1]):
                if not unpack_into(
                    &opened[sources[i]], source_starts[i], has_positions,
                    ids, tfs, positions, &df, &cf,
                ):
                    broken = True
                    break
            if broken or end - at < packed_bytes(1, df, cf if has_positions else 0):
                break
            starts[n] = -1
            if df:
                starts[n] = at - &out[0]
                at = write_list(
                    at, &ids[0], &tfs[0], df, &positions[0] if has_positions else NULL,
                    has_positions,
                )
            n += 1
    if broken:
        raise SegmentDamaged(BROKEN_LIST)
    return n, at - &out[0]


cdef bint unpack_into(
    const Source* source, int64_t start, bint has_positions,
    uint32_t[::1] ids, uint32_t[::1] tfs, uint32_t[::1] positions, int64_t* df, int64_t* cf,
) noexcept nogil:
    """Append what is left of one list to the work arrays; whether it was whole."""
    cdef Head head
    cdef Tfs packed
    cdef const uint8_t* end = source.end
    cdef const uint8_t* reading
    cdef const uint8_t* at
    cdef uint32_t* own
    cdef uint32_t i, n, tf, number
    cdef uint32_t position = 0
    cdef int64_t kept
    at = read_head(list_at(source.begin, end - source.begin, start), end, has_positions, &head)
    if at == NULL or df[0] + head.df > ids.shape[0]:
        return False
    if has_positions and cf[0] + head.cf > positions.shape[0]:
        return False
    own = &ids[0] + df[0]
    at = read_ids(at, end, &head, source.articles, own)
    if at == NULL or not open_tfs(at, end, &head, &packed):
        return False
    reading = positions_of(&head)
    for i in range(head.df):
        tf = next_tf(&packed, i, end)
        if not tf or (has_positions and cf[0] + tf > positions.shape[0]):
            return False
        kept = source.remap[own[i]]  # what is kept moves forward over what is not: never past i
        if kept >= 0:
            ids[df[0]] = <uint32_t>kept
            tfs[df[0]] = tf
            df[0] += 1
        if has_positions:
            position = 0
            for n in range(tf):
                reading = read_varint(reading, end, &number)
                if reading == NULL:
                    return False
                if kept >= 0:
                    position += number
                    positions[cf[0]] = position
                    cf[0] += 1
        elif kept >= 0:
            cf[0] += tf
    return True
