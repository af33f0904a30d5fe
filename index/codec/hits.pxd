# cython: language_level=3, boundscheck=False, wraparound=False, cdivision=True, initializedcheck=False
"""Which postings of a list are for some articles, and how is what they say read without the others?

``within`` are doc ids of the segment, ascending.  Of a list only the ids are walked, and of dense
lists not even these; its tfs and positions are read where one of ``within`` has the term.
"""

from libc.stdint cimport int32_t, int64_t, uint8_t, uint32_t, uint64_t
from libc.stdlib cimport malloc
from libc.string cimport memcpy

from index.codec.lists cimport Head, Tfs, code_of, read_varint

cdef enum:
    CODE_BITS_AT_ONCE = 56  # of eight bytes, wherever in the first one they begin


cdef struct Hits:
    uint32_t* postings  # which posting of a list ...
    uint32_t* places  # ... is for which of the articles asked for; both ascend
    int64_t count


cdef struct Dense:
    const uint8_t* bits  # of the ids of a list
    uint32_t size  # of these in bytes
    uint64_t word  # what was read of them last
    int64_t at  # the number of that word, -1 at first
    int64_t before  # how many bits before it are set


cdef extern from *:
    """
    #if defined(__x86_64__) && defined(__GNUC__)
    #pragma GCC target("popcnt") /* one instruction, of every processor since 2008 */
    #endif
    static inline int count_ones(unsigned long long bits) { return __builtin_popcountll(bits); }
    """
    int count_ones(unsigned long long bits) noexcept nogil


cdef inline int open_hits(Hits* hits, int64_t most) except -1:
    """Room for so many hits, and for one that is written before it is known to be none."""
    hits.postings = <uint32_t*>malloc(2 * (most + 1) * sizeof(uint32_t))
    if hits.postings == NULL:
        raise MemoryError
    hits.places = hits.postings + most + 1
    hits.count = 0
    return 0


cdef inline int64_t seek(const int32_t[::1] ids, int64_t low, int64_t wanted) noexcept nogil:
    """The first index from ``low`` on with ``wanted`` or more, found in growing strides."""
    cdef int64_t stride = 1
    cdef int64_t high, middle
    while low + stride < ids.shape[0] and ids[low + stride] < wanted:
        low += stride
        stride *= 2
    high = min(low + stride, ids.shape[0])
    while low < high:
        middle = (low + high) // 2
        if ids[middle] < wanted:
            low = middle + 1
        else:
            high = middle
    return low


cdef inline const uint8_t* skip_varints(
    const uint8_t* at, const uint8_t* end, int64_t count
) noexcept nogil:
    """Where the numbers behind the next ``count`` begin; NULL if these do not end before ``end``."""
    cdef uint64_t lasts
    while count >= 8 and end - at >= 8:
        memcpy(&lasts, at, 8)
        lasts = (~lasts >> 7) & 0x0101010101010101ULL  # 1 in each byte that ends a number
        count -= <int64_t>(lasts * 0x0101010101010101ULL >> 56)
        at += 8  # with eight ends no byte is left over, and with fewer some are still to come
    while count > 0:
        if at >= end:
            return NULL
        count -= at[0] < 128
        at += 1
    return at


cdef inline const uint8_t* open_dense(const uint8_t* at, const uint8_t* end, Dense* dense) noexcept nogil:
    """Begin to read ids that are bits; return where the tfs begin, or NULL."""
    at = read_varint(at, end, &dense.size)
    if at == NULL or dense.size > end - at:
        return NULL
    dense.bits = at
    dense.word = 0
    dense.at = -1
    dense.before = 0
    return at + dense.size


cdef inline void hits_in_bits(
    Dense* dense, const int32_t[::1] within, int64_t first, int64_t end, Hits* hits
) noexcept nogil:
    """Find ``within[first:end]``; they come behind what was looked for before."""
    cdef uint64_t word = dense.word
    cdef int64_t at = dense.at
    cdef int64_t before = dense.before
    cdef int64_t found = 0
    cdef int64_t i
    cdef int32_t doc_id
    for i in range(first, end):
        doc_id = within[i]
        while at < doc_id >> 6:
            before += count_ones(word)
            at += 1
            word = 0
            if at * 8 + 8 <= dense.size:
                memcpy(&word, dense.bits + at * 8, 8)
            elif at * 8 < dense.size:
                memcpy(&word, dense.bits + at * 8, dense.size - at * 8)
        # without a branch: in a common word's articles it would be guessed wrong too often
        hits.postings[found] = <uint32_t>(before + count_ones(word & ((1ULL << (doc_id & 63)) - 1)))
        hits.places[found] = <uint32_t>i
        found += word >> (doc_id & 63) & 1
    hits.count = found
    dense.word = word
    dense.at = at
    dense.before = before


cdef inline const uint8_t* hits_in_gaps(
    const uint8_t* at, const uint8_t* end, const Head* head, const int32_t[::1] within, Hits* hits
) noexcept nogil:
    """Find ``within`` among the ids of a list; return where its tfs begin, or NULL."""
    cdef int64_t doc_id = -1
    cdef int64_t place = 0
    cdef int64_t size = within.shape[0]
    cdef int64_t wanted = within[0]
    cdef uint32_t i = 0
    cdef uint32_t number
    hits.count = 0
    while i < head.df:
        at = read_varint(at, end, &number)
        if at == NULL:
            return NULL
        doc_id += <int64_t>number + 1
        i += 1
        if doc_id < wanted:
            continue
        if doc_id > wanted:
            place = seek(within, place, doc_id)
            if place == size:
                break
            wanted = within[place]
            if doc_id < wanted:
                continue
        hits.postings[hits.count] = i - 1
        hits.places[hits.count] = <uint32_t>place
        hits.count += 1
        place += 1
        if place == size:
            break
        wanted = within[place]
    return skip_varints(at, end, head.df - i)


cdef inline const uint8_t* find_hits(
    const uint8_t* at, const uint8_t* end, const Head* head, const int32_t[::1] within, Hits* hits
) noexcept nogil:
    """Find ``within`` among the ids of a list; return where its tfs begin, or NULL."""
    cdef Dense dense
    if not head.encoding & 1:
        return hits_in_gaps(at, end, head, within, hits)
    at = open_dense(at, end, &dense)
    if at == NULL:
        return NULL
    hits_in_bits(&dense, within, 0, within.shape[0], hits)
    if hits.count and hits.postings[hits.count - 1] >= head.df:
        return NULL
    return at


cdef inline int64_t count_escapes(
    const Tfs* tfs, const uint8_t* end, uint32_t first, uint32_t last
) noexcept nogil:
    """How many of the codes ``first`` up to, not including, ``last`` say that a rest follows."""
    cdef int64_t found = 0
    cdef int64_t bit = <int64_t>first * tfs.width
    cdef int64_t stop = <int64_t>last * tfs.width
    cdef int64_t bits
    cdef uint64_t codes
    while bit < stop:
        bits = min(stop - bit, CODE_BITS_AT_ONCE)
        codes = 0
        memcpy(&codes, tfs.codes + (bit >> 3), min(8, end - tfs.codes - (bit >> 3)))
        codes = codes >> (bit & 7) & ((1ULL << bits) - 1)
        codes &= codes >> 1
        if tfs.width == 4:
            codes &= codes >> 2
            codes &= 0x1111111111111111ULL
        else:
            codes &= 0x5555555555555555ULL
        found += count_ones(codes)
        bit += bits
    return found


cdef inline uint32_t tf_at(
    Tfs* tfs, uint32_t* told, uint32_t i, const uint8_t* end
) noexcept nogil:
    """The i-th tf, asked for in order; 0 if the list breaks off.

    ``told`` is the number of codes whose rests are behind ``tfs.rests``.
    """
    cdef uint32_t code, rest
    if not tfs.width:
        return 1
    code = code_of(tfs, i)
    if code < tfs.escape:
        return code + 1
    tfs.rests = skip_varints(tfs.rests, end, count_escapes(tfs, end, told[0], i))
    if tfs.rests != NULL:
        tfs.rests = read_varint(tfs.rests, end, &rest)
    if tfs.rests == NULL:
        return 0
    told[0] = i + 1
    return code + 1 + rest
