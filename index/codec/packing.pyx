# cython: language_level=3, boundscheck=False, wraparound=False, cdivision=True, initializedcheck=False
"""The loops that write posting lists (see ``lists.pxd``): pack new ones, join those of segments."""

from libc.stdint cimport int32_t, int64_t, uint8_t, uint32_t
from libc.stdlib cimport free, malloc
from libc.string cimport memcpy, memmove, memset

from index.codec.lists cimport SKIP, Head, Tfs, get, list_at, next_tf, open_tfs, read_head, read_ids

from index.errors import SegmentDamaged

_BROKEN = "a posting list breaks off or points outside of its segment"


cdef inline uint8_t* put(uint8_t* at, uint32_t number) noexcept nogil:
    while number >= 128:
        at[0] = (number & 127) | 128
        number >>= 7
        at += 1
    at[0] = number
    return at + 1


cdef inline int64_t size_of(uint32_t number) noexcept nogil:
    if number < 1 << 7:
        return 1
    if number < 1 << 14:
        return 2
    if number < 1 << 21:
        return 3
    return 4 if number < 1 << 28 else 5


cdef int64_t room_for(int64_t df, int64_t cf, bint sized) noexcept nogil:
    """The most bytes that a list can take."""
    return 20 + 11 * df + (5 * cf if sized else 0)


cdef uint8_t* put_list(
    uint8_t* at, const uint32_t* ids, const uint32_t* tfs, int64_t df,
    const uint32_t* positions, bint sized,
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
    at = put(at, <uint32_t>df << 3 | (width // 2) << 1 | as_bits)
    at = put(at, <uint32_t>cf)
    begin = at
    at = put_tfs(put_ids(at, ids, df, as_bits), tfs, df, width)
    if not sized:
        return at
    size = at - begin  # known only now: make room for it
    memmove(begin + size_of(<uint32_t>size), begin, size)
    at = put(begin, <uint32_t>size) + size
    return put_positions(at, tfs, df, positions)


cdef bint ids_are_dense(const uint32_t* ids, int64_t df) noexcept nogil:
    return df * 8 > <int64_t>ids[df - 1] + 64


cdef uint8_t* put_ids(uint8_t* at, const uint32_t* ids, int64_t df, bint as_bits) noexcept nogil:
    cdef int64_t i, size
    cdef int64_t before = -1
    if not as_bits:
        for i in range(df):
            at = put(at, <uint32_t>(ids[i] - before - 1))
            before = ids[i]
        return at
    size = ids[df - 1] // 8 + 1
    at = put(at, <uint32_t>size)
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
        twos += size_of(tfs[i] - 4) if tfs[i] >= 4 else 0
        fours += size_of(tfs[i] - 16) if tfs[i] >= 16 else 0
    if ones:
        return 0
    return 2 if twos <= fours else 4


cdef uint8_t* put_tfs(
    uint8_t* at, const uint32_t* tfs, int64_t df, uint32_t width
) noexcept nogil:
    cdef uint32_t most = (1 << width) - 1
    cdef uint32_t code
    cdef int64_t i
    cdef uint8_t* codes = at
    if not width:
        return at
    at += (df * width + 7) // 8
    memset(codes, 0, at - codes)
    for i in range(df):
        code = min(tfs[i] - 1, most)
        codes[i * width >> 3] |= code << (i * width & 7)
        if code == most:
            at = put(at, tfs[i] - 1 - most)
    return at


cdef uint8_t* put_positions(
    uint8_t* at, const uint32_t* tfs, int64_t df, const uint32_t* positions
) noexcept nogil:
    """The skips and the positions."""
    cdef uint8_t* skip = at
    cdef uint8_t* first = at + 4 * ((df - 1) // SKIP)
    cdef int64_t i
    cdef uint32_t offset, n, position
    at = first
    for i in range(df):
        if i and i % SKIP == 0:
            offset = <uint32_t>(at - first)
            memcpy(skip, &offset, 4)
            skip += 4
        position = 0
        for n in range(tfs[i]):
            at = put(at, positions[0] - position)
            position = positions[0]
            positions += 1
    return at


def encode(
    const int64_t[::1] bounds, const uint32_t[::1] ids, const uint32_t[::1] tfs,
    const int64_t[::1] position_bounds, const uint32_t[::1] positions,
    uint8_t[::1] out, int64_t[::1] starts,
):
    """Pack all lists of a field into ``out``, which must have room; return the bytes used.

    List n has the postings ``bounds[n]:bounds[n + 1]``; posting i the positions from
    ``position_bounds[i]`` on (``positions`` is ``None`` in a field without).  ``starts[n]`` is set
    to where in ``out`` it begins.
    """
    cdef bint sized = positions is not None
    cdef const uint32_t* of_list = NULL
    cdef uint8_t* at = &out[0]
    cdef int64_t n, begin
    with nogil:
        for n in range(bounds.shape[0] - 1):
            begin = bounds[n]
            if sized:
                of_list = &positions[0] + position_bounds[begin]
            starts[n] = at - &out[0]
            at = put_list(at, &ids[begin], &tfs[begin], bounds[n + 1] - begin, of_list, sized)
    return at - &out[0]


def merge(
    list blobs, list remaps, const int64_t[::1] bounds, int64_t first,
    const int32_t[::1] sources, const int64_t[::1] source_starts, bint sized,
    uint32_t[::1] ids, uint32_t[::1] tfs, uint32_t[::1] positions,
    uint8_t[::1] out, int64_t[::1] starts,
):
    """Join lists of several segments from number ``first`` on, as many as ``out`` has room for.

    List n is made of the lists ``bounds[n]:bounds[n + 1]``, each at ``source_starts`` of the
    blob ``sources``; ``remaps[source][id]`` is the new id, or -1 for an article that is left
    out.  ``ids``, ``tfs`` and ``positions`` are room to work in.  ``starts[n]`` is set to -1 for a
    list of which nothing is left.  Returns the number of the first list that was not joined,
    and the bytes used.
    """
    cdef int64_t number = len(blobs)
    cdef const uint8_t[::1] blob
    cdef const int32_t[::1] remap
    cdef const uint8_t** begins = <const uint8_t**>malloc(number * sizeof(void*))
    cdef const uint8_t** ends = <const uint8_t**>malloc(number * sizeof(void*))
    cdef const int32_t** maps = <const int32_t**>malloc(number * sizeof(void*))
    cdef int64_t* sizes = <int64_t*>malloc(number * sizeof(int64_t))
    cdef uint8_t* at = &out[0]
    cdef uint8_t* end = at + out.shape[0]
    cdef int64_t n = first
    cdef int64_t i, df, cf
    cdef bint broken = False
    if begins == NULL or ends == NULL or maps == NULL or sizes == NULL:
        free(begins); free(ends); free(maps); free(sizes)
        raise MemoryError
    for i in range(number):
        blob = blobs[i]
        remap = remaps[i]
        begins[i] = &blob[0]
        ends[i] = begins[i] + blob.shape[0]
        maps[i] = &remap[0]
        sizes[i] = remap.shape[0]
    with nogil:
        while n < bounds.shape[0] - 1 and not broken:
            df = 0
            cf = 0
            for i in range(bounds[n], bounds[n + 1]):
                if not unpack_into(
                    list_at(
                        begins[sources[i]], ends[sources[i]] - begins[sources[i]], source_starts[i]
                    ), ends[sources[i]], maps[sources[i]],
                    sizes[sources[i]], sized, ids, tfs, positions, &df, &cf,
                ):
                    broken = True
                    break
            if broken or end - at < room_for(df, cf, sized):
                break
            starts[n] = -1
            if df:
                starts[n] = at - &out[0]
                at = put_list(at, &ids[0], &tfs[0], df, &positions[0] if sized else NULL, sized)
            n += 1
    free(begins); free(ends); free(maps); free(sizes)
    if broken:
        raise SegmentDamaged(_BROKEN)
    return n, at - &out[0]


cdef bint unpack_into(
    const uint8_t* at, const uint8_t* end, const int32_t* remap, int64_t articles, bint sized,
    uint32_t[::1] ids, uint32_t[::1] tfs, uint32_t[::1] positions, int64_t* df, int64_t* cf,
) noexcept nogil:
    """Append what is left of one list to the work arrays; whether it was whole."""
    cdef Head head
    cdef Tfs packed
    cdef const uint8_t* of_positions
    cdef uint32_t* own = &ids[0] + df[0]
    cdef uint32_t i, n, tf, number
    cdef uint32_t position = 0
    cdef int64_t kept
    at = read_head(at, end, sized, &head)
    if at == NULL or not head.df or df[0] + head.df > ids.shape[0]:
        return False
    if sized and cf[0] + head.cf > positions.shape[0]:
        return False
    at = read_ids(at, end, &head, articles, own)
    if at == NULL or not open_tfs(at, end, &head, &packed):
        return False
    of_positions = head.after + 4 * ((<int64_t>head.df - 1) // SKIP)
    for i in range(head.df):
        tf = next_tf(&packed, i, end)
        if not tf or (sized and cf[0] + tf > positions.shape[0]):
            return False
        kept = remap[own[i]]  # what is kept moves forward over what is not: never past i
        if kept >= 0:
            ids[df[0]] = <uint32_t>kept
            tfs[df[0]] = tf
            df[0] += 1
        if sized:
            position = 0
            for n in range(tf):
                of_positions = get(of_positions, end, &number)
                if of_positions == NULL:
                    return False
                if kept >= 0:
                    position += number
                    positions[cf[0]] = position
                    cf[0] += 1
        elif kept >= 0:
            cf[0] += tf
    return True
