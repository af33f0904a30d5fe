# cython: language_level=3, cdivision=True
"""How is a posting list written?  Its encoding, and how to read its parts.

A posting list is a run of varints (unsigned LEB128: seven bits a byte, the lowest first, at most
five bytes) and of packed numbers:

    df << 3 | encoding  how many articles hold the term; how the next parts are written
    cf                  how often it stands in them all
    size                the length of the two next parts in bytes   (only with positions)
    ids                 encoding & 1 = 0: per article, the ids left out since the one before
                        encoding & 1 = 1: the number of bytes, then a bit per id: less for dense
                        lists, and joined with others by the byte
    tfs                 encoding >> 1 = 0: nothing, all are 1;  1: two bits each;  2: four bits
                        each for tf - 1; the highest code says that the rest follows after the
                        codes, as a varint
    skips               for every 64th article but the first: where its positions begin
                        (4 bytes, little-endian)                    (only with positions)
    positions           per article: the first position, then the distances to the next ones

Ids are doc ids within the segment.  Ids and tfs stand apart because a branch per posting,
guessed wrong half the time, costs more than all the rest of reading it (measured: 3.8 ns a
posting against 1.9).

Bytes come from files, so every read is checked against the end of its file and every id
against the number of articles; whoever reads raises
:class:`index.errors.SegmentDamaged` for a list that breaks off or points outside.
"""

from libc.stdint cimport int64_t, uint8_t, uint32_t, uint64_t
from libc.string cimport memcpy

cdef enum:
    SKIP_INTERVAL = 64  # articles between two skips: at most 63 articles' positions are read in vain
    SKIP_BYTES = 4
    POSITION_BITS = 32  # an occurrence is doc id << POSITION_BITS | position


cdef enum:
    LONG_WORK = 16384  # steps of a loop from which on it is worth giving up the GIL for it


cdef inline const uint8_t* read_varint(
    const uint8_t* at, const uint8_t* end, uint32_t* number
) noexcept nogil:
    """Read one number; NULL if it does not end before ``end`` or has more than 32 bits."""
    cdef uint32_t value
    cdef int shift = 7
    if at >= end:
        return NULL
    value = at[0]
    at += 1
    if value < 128:
        number[0] = value
        return at
    value &= 127
    while at < end and shift < 35:
        value |= (<uint32_t>(at[0] & 127)) << shift
        shift += 7
        if at[0] < 128:
            number[0] = value
            return at + 1
        at += 1
    return NULL


cdef inline uint64_t load_word(const uint8_t* at, const uint8_t* end) noexcept nogil:
    """Up to eight bytes from ``at`` on, the first one lowest; 0 where there are none before ``end``."""
    cdef uint64_t word = 0
    if end - at >= 8:
        memcpy(&word, at, 8)  # of a fixed size: one instruction
    elif end > at:
        memcpy(&word, at, end - at)
    return word


cdef struct Head:
    uint32_t df
    uint32_t cf
    uint32_t encoding
    const uint8_t* skips  # where they begin, in a list with positions


cdef inline const uint8_t* start_of(const uint8_t[::1] blob) noexcept nogil:
    """The first byte of ``blob``; NULL if it is empty."""
    return &blob[0] if blob.shape[0] else NULL


cdef inline const uint8_t* list_at(const uint8_t* blob, int64_t size, int64_t start) noexcept nogil:
    """Where the list at ``start`` begins; NULL if that is outside of the ``size`` bytes."""
    return blob + start if 0 <= start < size else NULL


cdef inline const uint8_t* read_head(
    const uint8_t* at, const uint8_t* end, bint has_positions, Head* head
) noexcept nogil:
    """Read what stands before the ids; return where these begin, or NULL.

    Of a list that was read df is at least 1: none is written of a term that no article holds.
    """
    cdef uint32_t first
    cdef uint32_t size = 0
    if at != NULL:
        at = read_varint(at, end, &first)
    if at != NULL:
        at = read_varint(at, end, &head.cf)
    if at != NULL and has_positions:
        at = read_varint(at, end, &size)
    if at == NULL or size > end - at or first < 8:
        return NULL
    head.df = first >> 3
    head.encoding = first & 7
    head.skips = at + size
    return at


cdef inline int64_t work_of(
    const uint8_t* begin, int64_t size, const int64_t[::1] starts
) noexcept nogil:
    """About how many steps it takes to walk along the ids of the lists at ``starts``."""
    cdef const uint8_t* at
    cdef uint32_t first
    cdef int64_t work = 0
    cdef int64_t n
    for n in range(starts.shape[0]):
        at = list_at(begin, size, starts[n])
        if at != NULL and read_varint(at, begin + size, &first) != NULL:
            work += first >> 3 if not first & 1 else first >> 7  # of bits many at a time
    return work


cdef inline const uint8_t* positions_of(const Head* head) noexcept nogil:
    """Where the positions of a list begin: behind its skips."""
    return head.skips + SKIP_BYTES * ((<int64_t>head.df - 1) // SKIP_INTERVAL)


cdef inline const uint8_t* read_ids(
    const uint8_t* at, const uint8_t* end, const Head* head, int64_t articles, uint32_t* ids
) noexcept nogil:
    """Unpack the ids of a list, all below ``articles``; return where the tfs begin, or NULL."""
    cdef int64_t doc_id = -1
    cdef int64_t found = 0
    cdef uint32_t number, i
    cdef uint64_t bits
    if not head.encoding & 1:
        for i in range(head.df):
            at = read_varint(at, end, &number)
            if at == NULL:
                return NULL
            doc_id += <int64_t>number + 1
            ids[i] = <uint32_t>doc_id
        return at if doc_id < articles else NULL
    at = read_varint(at, end, &number)
    if at == NULL or number > end - at or number > (articles + 7) // 8:
        return NULL
    for i in range(0, number, 8):
        bits = load_word(at + i, at + number)
        while bits:
            if found == head.df:
                return NULL
            ids[found] = i * 8 + <uint32_t>lowest_bit(bits)
            found += 1
            bits &= bits - 1
    if found < head.df or (found and ids[found - 1] >= articles):
        return NULL
    return at + number


cdef extern from *:
    """
    static inline int lowest_bit(unsigned long long bits) { return __builtin_ctzll(bits); }
    """
    int lowest_bit(unsigned long long bits) noexcept nogil


cdef struct Tfs:
    const uint8_t* codes
    const uint8_t* rests  # of what the codes could not say
    uint32_t width  # bits of a code
    uint32_t escape  # the code that says that a rest follows


cdef inline bint open_tfs(
    const uint8_t* at, const uint8_t* end, const Head* head, Tfs* tfs
) noexcept nogil:
    """Whether the tfs of a list, which begin at ``at``, are whole; ``tfs`` reads them."""
    tfs.width = (head.encoding >> 1) * 2
    tfs.escape = (1 << tfs.width) - 1
    tfs.codes = at
    tfs.rests = at + (<int64_t>head.df * tfs.width + 7) // 8
    return tfs.rests <= end


cdef inline uint32_t code_of(const Tfs* tfs, uint32_t i) noexcept nogil:
    """The i-th code."""
    return (tfs.codes[i * tfs.width >> 3] >> (i * tfs.width & 7)) & tfs.escape


cdef inline uint32_t next_tf(Tfs* tfs, uint32_t i, const uint8_t* end) noexcept nogil:
    """The i-th tf, asked for in order; 0 if the list breaks off."""
    cdef uint32_t code, rest
    if not tfs.width:
        return 1
    code = code_of(tfs, i)
    if code < tfs.escape:
        return code + 1
    tfs.rests = read_varint(tfs.rests, end, &rest)
    if tfs.rests == NULL:
        tfs.width = 0  # nothing more can be read
        return 0
    return code + 1 + rest
