# cython: language_level=3, boundscheck=False, wraparound=False, cdivision=True, initializedcheck=False
"""What do posting lists have in a few articles?  Frequencies and positions there, and nothing else.

Parameters are those of :mod:`index.codec.kernels`; ``within`` are doc ids of the segment, ascending.
Of a list only the ids are walked, and of dense lists not even these: its tfs and positions are read
where one of ``within`` has the term.  A list that breaks off or points outside of its segment
raises :class:`index.errors.SegmentDamaged`.  The loops run without the GIL.
"""

from libc.stdint cimport int32_t, int64_t, uint8_t, uint32_t, uint64_t
from libc.stdlib cimport free, malloc
from libc.string cimport memcpy

from index.codec.lists cimport (
    LONG_WORK, SKIP_BYTES, SKIP_INTERVAL, Head, Tfs, list_at, lowest_bit, open_tfs, positions_of,
    read_head, read_varint, start_of, work_of
)

from index.errors import SegmentDamaged

cdef enum:
    POSITION_BITS = 32
    STEPS_PER_ARTICLE = 8  # to read its positions
    STRETCH = 512  # articles whose postings are found, and then read, while both are at hand
    RARE = 8  # so many times fewer articles than postings: most postings are passed over
    CODE_BITS_AT_ONCE = 56  # of eight bytes, wherever in the first one they begin

_BROKEN = "a posting list breaks off or points outside of its segment"


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


def add_frequencies(
    const uint8_t[::1] blob, const int64_t[::1] starts, bint has_positions, float weight,
    const float[::1] norms, const uint8_t[::1] mask, const int32_t[::1] within,
    const uint64_t[::1] bits, const uint32_t[::1] ranks, float[::1] totals,
):
    """Add ``weight * tf * norms[id]`` to ``totals[i]`` for each list that holds ``id = within[i]``.

    ``norms`` and ``mask`` have an element for each article of the segment.  ``mask`` limits it to the
    articles where it is not 0; with ``None`` all count.  ``bits`` are ``within`` once more, and ``ranks``
    those of :func:`rank_words`; where ``within`` are few they may be ``None``.
    """
    cdef int64_t work
    cdef bint whole
    cdef Hits hits
    if not within.shape[0] or not starts.shape[0]:
        return
    open_hits(&hits, within.shape[0])
    work = work_of(start_of(blob), blob.shape[0], starts) + within.shape[0]
    if work < LONG_WORK:
        whole = add_lists(
            blob, starts, has_positions, weight, norms, mask, within, bits, ranks, &hits, totals
        )
    else:
        with nogil:
            whole = add_lists(
                blob, starts, has_positions, weight, norms, mask, within, bits, ranks, &hits,
                totals,
            )
    free(hits.postings)
    if not whole:
        raise SegmentDamaged(_BROKEN)


cdef bint add_lists(
    const uint8_t[::1] blob, const int64_t[::1] starts, bint has_positions, float weight,
    const float[::1] norms, const uint8_t[::1] mask, const int32_t[::1] within,
    const uint64_t[::1] bits, const uint32_t[::1] ranks, Hits* hits, float[::1] totals,
) noexcept nogil:
    """Add the frequencies of all lists; whether these were whole."""
    cdef const uint8_t* begin = start_of(blob)
    cdef const uint8_t* end = begin + blob.shape[0]
    cdef const uint8_t* masked = NULL
    cdef int64_t n
    if mask is not None:
        masked = &mask[0]
    for n in range(starts.shape[0]):
        if not add_list(
            list_at(begin, blob.shape[0], starts[n]), end, has_positions, weight, &norms[0],
            masked, within, bits, ranks, hits, totals,
        ):
            return False
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
        raise SegmentDamaged(_BROKEN)
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


cdef int open_hits(Hits* hits, int64_t most) except -1:
    """Room for so many hits, and for one that is written before it is known to be none."""
    hits.postings = <uint32_t*>malloc(2 * (most + 1) * sizeof(uint32_t))
    if hits.postings == NULL:
        raise MemoryError
    hits.places = hits.postings + most + 1
    hits.count = 0
    return 0


cdef bint add_list(
    const uint8_t* at, const uint8_t* end, bint has_positions, float weight, const float* norms,
    const uint8_t* mask, const int32_t[::1] within, const uint64_t[::1] bits,
    const uint32_t[::1] ranks, Hits* hits, float[::1] totals,
) noexcept nogil:
    """Add the frequencies of one list; whether it was whole."""
    cdef Head head
    cdef Tfs tfs
    cdef Dense dense
    cdef uint32_t told = 0
    cdef int64_t first = 0
    at = read_head(at, end, has_positions, &head)
    if at == NULL:
        return False
    if head.encoding & 1:
        at = open_dense(at, end, &dense)
        if at == NULL or not open_tfs(at, end, &head, &tfs):
            return False
        if bits is not None:
            return add_by_words(
                &dense, &head, &tfs, end, weight, norms, mask, bits, ranks, totals
            )
        while first < within.shape[0]:
            hits_in_bits(&dense, within, first, min(first + STRETCH, within.shape[0]), hits)
            if not add_hits(hits, &head, &tfs, &told, end, weight, norms, mask, within, totals):
                return False
            first += STRETCH
        return True
    if bits is None or within.shape[0] * RARE < head.df:
        at = hits_in_gaps(at, end, &head, within, hits)
    else:
        at = many_hits_in_gaps(at, end, &head, bits, ranks, hits)
    return (
        at != NULL
        and open_tfs(at, end, &head, &tfs)
        and add_hits(hits, &head, &tfs, &told, end, weight, norms, mask, within, totals)
    )


cdef bint add_by_words(
    const Dense* dense, const Head* head, Tfs* tfs, const uint8_t* end, float weight,
    const float* norms, const uint8_t* mask, const uint64_t[::1] bits,
    const uint32_t[::1] ranks, float[::1] totals,
) noexcept nogil:
    """Add the frequencies of a list whose ids are bits, 64 of them at a time."""
    cdef uint32_t told = 0
    cdef uint64_t before = 0
    cdef uint64_t own, both, below
    cdef int64_t at, posting, place, doc_id
    cdef uint32_t tf
    for at in range(min(bits.shape[0], (dense.size + 7) // 8)):
        own = 0
        memcpy(&own, dense.bits + at * 8, min(8, dense.size - at * 8))
        both = own & bits[at]
        while both:
            below = (both & -both) - 1
            posting = before + count_ones(own & below)
            place = ranks[at] + count_ones(bits[at] & below)
            doc_id = at * 64 + lowest_bit(both)
            both &= both - 1
            if posting >= head.df:
                return False
            tf = tf_at(tfs, &told, <uint32_t>posting, end)
            if not tf:
                return False
            if mask == NULL or mask[doc_id]:
                totals[place] += weight * tf * norms[doc_id]
        before += count_ones(own)
    return True


cdef bint add_hits(
    const Hits* hits, const Head* head, Tfs* tfs, uint32_t* told, const uint8_t* end,
    float weight, const float* norms, const uint8_t* mask, const int32_t[::1] within,
    float[::1] totals,
) noexcept nogil:
    cdef int64_t n
    cdef uint32_t tf, place
    if hits.count and hits.postings[hits.count - 1] >= head.df:
        return False
    for n in range(hits.count):
        place = hits.places[n]
        tf = tf_at(tfs, told, hits.postings[n], end)
        if not tf:
            return False
        if mask == NULL or mask[within[place]]:
            totals[place] += weight * tf * norms[within[place]]
    return True


cdef bint occurrences_of_list(
    const uint8_t* at, const uint8_t* end, const int32_t[::1] within, Hits* hits,
    int64_t[::1] found, int64_t* count,
) noexcept nogil:
    """Add the occurrences of one list; whether it was whole."""
    cdef Head head
    cdef Tfs tfs
    cdef const uint8_t* first
    cdef const uint8_t* reading = NULL
    cdef uint32_t told = 0
    cdef uint32_t posting, tf, number, position, i, offset
    cdef int64_t next_posting = 0  # whose positions begin at ``reading``
    cdef int64_t before, n
    at = read_head(at, end, True, &head)
    if at != NULL:
        at = find_hits(at, end, &head, within, hits)
    if at == NULL or not open_tfs(at, end, &head, &tfs):
        return False
    first = positions_of(&head)
    reading = first
    if first > end:
        return False
    for n in range(hits.count):
        posting = hits.postings[n]
        if posting // SKIP_INTERVAL > next_posting // SKIP_INTERVAL:
            memcpy(&offset, head.skips + SKIP_BYTES * (posting // SKIP_INTERVAL - 1), SKIP_BYTES)
            next_posting = posting // SKIP_INTERVAL * SKIP_INTERVAL
            reading = first + offset
        before = 0
        while next_posting < posting:
            tf = tf_at(&tfs, &told, <uint32_t>next_posting, end)
            if not tf:
                return False
            before += tf
            next_posting += 1
        tf = tf_at(&tfs, &told, posting, end)
        next_posting = posting + 1
        reading = skip_varints(reading, end, before)
        if not tf or reading == NULL:
            return False
        position = 0
        for i in range(tf):
            reading = read_varint(reading, end, &number)
            if reading == NULL:
                return False
            position += number
            if count[0] < found.shape[0]:
                found[count[0]] = <int64_t>within[hits.places[n]] << POSITION_BITS | position
            count[0] += 1
    return True


# Which postings are for the articles asked for


cdef const uint8_t* find_hits(
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


cdef const uint8_t* open_dense(const uint8_t* at, const uint8_t* end, Dense* dense) noexcept nogil:
    """Begin to read ids that are bits; return where the tfs begin, or NULL."""
    at = read_varint(at, end, &dense.size)
    if at == NULL or dense.size > end - at:
        return NULL
    dense.bits = at
    dense.word = 0
    dense.at = -1
    dense.before = 0
    return at + dense.size


cdef void hits_in_bits(
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


cdef const uint8_t* many_hits_in_gaps(
    const uint8_t* at, const uint8_t* end, const Head* head, const uint64_t[::1] bits,
    const uint32_t[::1] ranks, Hits* hits,
) noexcept nogil:
    """Find the articles of ``bits`` among the ids of a list, posting by posting; return where its tfs
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
        if doc_id >> 6 >= bits.shape[0]:
            return NULL
        word = bits[doc_id >> 6]
        hits.postings[found] = i
        hits.places[found] = ranks[doc_id >> 6] + count_ones(word & ((1ULL << (doc_id & 63)) - 1))
        found += word >> (doc_id & 63) & 1
    hits.count = found
    return at


cdef const uint8_t* hits_in_gaps(
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


# Reading what stands behind the ids


cdef inline uint32_t tf_at(
    Tfs* tfs, uint32_t* told, uint32_t i, const uint8_t* end
) noexcept nogil:
    """The i-th tf, asked for in order; 0 if the list breaks off.

    ``told`` is the number of codes whose rests are behind ``tfs.rests``.
    """
    cdef uint32_t code, rest
    if not tfs.width:
        return 1
    code = (tfs.codes[i * tfs.width >> 3] >> (i * tfs.width & 7)) & tfs.escape
    if code < tfs.escape:
        return code + 1
    tfs.rests = skip_varints(tfs.rests, end, count_escapes(tfs, end, told[0], i))
    if tfs.rests != NULL:
        tfs.rests = read_varint(tfs.rests, end, &rest)
    if tfs.rests == NULL:
        return 0
    told[0] = i + 1
    return code + 1 + rest


cdef int64_t count_escapes(
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


cdef const uint8_t* skip_varints(
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
