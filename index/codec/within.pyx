# cython: language_level=3, boundscheck=False, wraparound=False, cdivision=True, initializedcheck=False
"""What do posting lists have in a few articles?  Their frequencies there, and nothing else.

Parameters are those of :mod:`index.codec.kernels`; ``within`` are doc ids of the segment, ascending.
How they are found in a list stands in ``hits.pxd``.  A list that breaks off or points outside of its
segment raises :class:`index.errors.SegmentDamaged`.  Long loops run without the GIL; for short ones
giving it up would cost more than they do.
"""

from libc.stdint cimport int32_t, int64_t, uint8_t, uint32_t, uint64_t
from libc.stdlib cimport free

from index.codec.hits cimport (
    Dense, Hits, Wanted, are_rare, count_ones, hits_in_bits, hits_in_gaps, many_hits_in_gaps, open_dense, open_hits, tf_at, wanted_as
)
from index.codec.lists cimport (
    LONG_WORK, Head, Tfs, list_at, load_word, lowest_bit, open_tfs, read_head, read_varint, start_of, work_of
)

from index.codec.layout import BROKEN_LIST
from index.errors import SegmentDamaged

cdef enum:
    STRETCH = 512  # articles whose postings are found, and then read, while both are at hand


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
    cdef Wanted wanted = wanted_as(bits, ranks)
    if not within.shape[0] or not starts.shape[0]:
        return
    open_hits(&hits, within.shape[0])
    work = work_of(start_of(blob), blob.shape[0], starts) + within.shape[0]
    if work < LONG_WORK:
        whole = add_lists(
            blob, starts, has_positions, weight, norms, mask, within, &wanted, &hits, totals
        )
    else:
        with nogil:
            whole = add_lists(
                blob, starts, has_positions, weight, norms, mask, within, &wanted, &hits,
                totals,
            )
    free(hits.postings)
    if not whole:
        raise SegmentDamaged(BROKEN_LIST)


cdef bint add_lists(
    const uint8_t[::1] blob, const int64_t[::1] starts, bint has_positions, float weight,
    const float[::1] norms, const uint8_t[::1] mask, const int32_t[::1] within,
    const Wanted* wanted, Hits* hits, float[::1] totals,
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
            masked, within, wanted, hits, totals,
        ):
            return False
    return True


cdef bint add_list(
    const uint8_t* at, const uint8_t* end, bint has_positions, float weight, const float* norms,
    const uint8_t* mask, const int32_t[::1] within, const Wanted* wanted, Hits* hits,
    float[::1] totals,
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
        if wanted.bits != NULL:
            return add_by_words(
                &dense, &head, &tfs, end, weight, norms, mask, wanted, totals
            )
        while first < within.shape[0]:
            hits_in_bits(&dense, within, first, min(first + STRETCH, within.shape[0]), hits)
            if not add_hits(hits, &head, &tfs, &told, end, weight, norms, mask, within, totals):
                return False
            first += STRETCH
        return True
    if wanted.bits == NULL or are_rare(within.shape[0], &head):
        at = hits_in_gaps(at, end, &head, within, hits)
    else:
        at = many_hits_in_gaps(at, end, &head, wanted, hits)
    return (
        at != NULL
        and open_tfs(at, end, &head, &tfs)
        and add_hits(hits, &head, &tfs, &told, end, weight, norms, mask, within, totals)
    )


cdef bint add_by_words(
    const Dense* dense, const Head* head, Tfs* tfs, const uint8_t* end, float weight,
    const float* norms, const uint8_t* mask, const Wanted* wanted, float[::1] totals,
) noexcept nogil:
    """Add the frequencies of a list whose ids are bits, 64 of them at a time."""
    cdef uint32_t told = 0
    cdef uint64_t before = 0
    cdef uint64_t own, both, below
    cdef int64_t at, posting, place, doc_id
    cdef uint32_t tf
    for at in range(min(wanted.words, (dense.size + 7) // 8)):
        own = load_word(dense.bits + at * 8, dense.bits + dense.size)
        both = own & wanted.bits[at]
        while both:
            below = (both & -both) - 1
            posting = before + count_ones(own & below)
            place = wanted.ranks[at] + count_ones(wanted.bits[at] & below)
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
