# cython: language_level=3, boundscheck=False, wraparound=False, cdivision=True, initializedcheck=False
"""Which postings of a list are for some articles, and how is what they say read without the others?

``within`` are doc ids of the segment, ascending.  Of a list only the ids are walked, and of dense
lists not even these; its tfs and positions are read where one of ``within`` has the term.
"""

from libc.stdint cimport int32_t, int64_t, uint8_t, uint32_t, uint64_t
from libc.stdlib cimport malloc
from libc.string cimport memcpy

from index.codec.lists cimport Head, Tfs, code_of, load_word, read_varint

cdef enum:
    RARE = 8  # so many times fewer articles than postings
    CODE_BITS_AT_ONCE = 56  # of eight bytes, wherever in the first one they begin


cdef struct Hits:
    uint32_t* postings  # which posting of a list ...
    uint32_t* places  # ... is for which of the articles asked for; both ascend
    int64_t count


cdef struct Wanted:
    const uint64_t* bits  # the articles asked for as a set; NULL where they are few
    const uint32_t* ranks  # how many of them are before each word
    int64_t words


cdef inline Wanted wanted_as(const uint64_t[::1] bits, const uint32_t[::1] ranks) noexcept:
    """``bits`` and ``ranks`` (:func:`index.codec.within.rank_words`), either both ``None``."""
    cdef Wanted wanted
    wanted.bits = NULL
    wanted.ranks = NULL
    wanted.words = 0
    if bits is not None and bits.shape[0]:
        wanted.bits = &bits[0]
        wanted.ranks = &ranks[0]
        wanted.words = bits.shape[0]
    return wanted


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
            word = load_word(dense.bits + at * 8, dense.bits + dense.size)
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


cdef inline bint are_rare(int64_t articles, const Head* head) noexcept nogil:
    """Whether so few articles are asked for that most postings of a list are passed over."""
    return articles * RARE < head.df


cdef inline const uint8_t* many_hits_in_gaps(
    const uint8_t* at, const uint8_t* end, const Head* head, const Wanted* wanted, Hits* hits,
) noexcept nogil:
    """Find the articles ``wanted`` among the ids of a list, posting by posting; return where its tfs
    begin, or NULL."""
    cdef int64_t doc_id = -1
    cdef int64_t found = 0
    cdef uint32_t i, number
    cdef uint64_t word
    for i in range(head.df):
        at = read_varint(at, end, &number)
        if at == NULL:
            return NULL
        doc_id += <int64_t>number + 1
        if doc_id >> 6 >= wanted.words:
            return NULL
        word = wanted.bits[doc_id >> 6]
        hits.postings[found] = i
        hits.places[found] = wanted.ranks[doc_id >> 6] + count_ones(word & ((1ULL << (doc_id & 63)) - 1))
        found += word >> (doc_id & 63) & 1
    hits.count = found
    return at


cdef inline const uint8_t* find_hits(
    const uint8_t* at, const uint8_t* end, const Head* head, const int32_t[::1] within,
    const Wanted* wanted, Hits* hits
) noexcept nogil:
    """Find ``within``, which are ``wanted``, among the ids of a list; return where its tfs begin, or
    NULL."""
    cdef Dense dense
    if not head.encoding & 1:
        if wanted.bits == NULL or are_rare(within.shape[0], head):
            return hits_in_gaps(at, end, head, within, hits)
        return many_hits_in_gaps(at, end, head, wanted, hits)
    at = open_dense(at, end, &dense)
    if at == NULL:
        return NULL
    hits_in_bits(&dense, within, 0, within.shape[0], hits)
    if hits.count and hits.postings[hits.count - 1] >= head.df:
        return NULL
    return at


cdef inline uint64_t load_codes(
    const Tfs* tfs, const uint8_t* end, int64_t bit, int64_t bits
) noexcept nogil:
    """The codes in so many ``bits`` from that at ``bit`` on."""
    return load_word(tfs.codes + (bit >> 3), end) >> (bit & 7) & ((1ULL << bits) - 1)


cdef inline int64_t escapes_in(uint64_t codes, uint32_t width) noexcept nogil:
    """How many of ``codes`` say that a rest follows."""
    codes &= codes >> 1
    if width == 2:
        return count_ones(codes & 0x5555555555555555ULL)
    return count_ones(codes & codes >> 2 & 0x1111111111111111ULL)


cdef inline int64_t count_escapes(
    const Tfs* tfs, const uint8_t* end, uint32_t first, uint32_t last
) noexcept nogil:
    """How many of the codes ``first`` up to, not including, ``last`` say that a rest follows."""
    cdef int64_t found = 0
    cdef int64_t bit = <int64_t>first * tfs.width
    cdef int64_t stop = <int64_t>last * tfs.width
    cdef int64_t bits
    while bit < stop:
        bits = min(stop - bit, CODE_BITS_AT_ONCE)
        found += escapes_in(load_codes(tfs, end, bit, bits), tfs.width)
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


cdef inline int64_t sum_tfs(
    Tfs* tfs, uint32_t* told, uint32_t first, uint32_t last, const uint8_t* end
) noexcept nogil:
    """The sum of the tfs ``first`` up to, not including, ``last``, asked for in order; -1 if the list
    breaks off.  ``told`` is what it is for :func:`tf_at`."""
    cdef int64_t sum = <int64_t>last - first
    cdef int64_t bit = <int64_t>first * tfs.width
    cdef int64_t stop = <int64_t>last * tfs.width
    cdef int64_t escapes = 0
    cdef int64_t bits
    cdef uint64_t codes
    cdef uint32_t rest
    while bit < stop:
        bits = min(stop - bit, CODE_BITS_AT_ONCE)
        codes = load_codes(tfs, end, bit, bits)
        escapes += escapes_in(codes, tfs.width)
        if tfs.width == 2:
            codes = (codes & 0x3333333333333333ULL) + (codes >> 2 & 0x3333333333333333ULL)
        codes = (codes & 0x0F0F0F0F0F0F0F0FULL) + (codes >> 4 & 0x0F0F0F0F0F0F0F0FULL)
        sum += <int64_t>(codes * 0x0101010101010101ULL >> 56)  # 28 * 3 and 14 * 15 fit in a byte
        bit += bits
    if escapes:
        tfs.rests = skip_varints(tfs.rests, end, count_escapes(tfs, end, told[0], first))
        told[0] = last
        while escapes and tfs.rests != NULL:
            tfs.rests = read_varint(tfs.rests, end, &rest)
            sum += rest
            escapes -= 1
        if tfs.rests == NULL:
            return -1
    return sum
