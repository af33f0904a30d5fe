# cython: language_level=3, boundscheck=False, wraparound=False, cdivision=True, initializedcheck=False
"""How well do some articles match some words?  One pass over the lists of all words.

``within`` are doc ids of a segment, ascending.  How they are found in a list stands in
:mod:`index.codec.hits`, the formula in :mod:`index.scoring`.  A list that breaks off or points outside
of its segment raises :class:`index.errors.SegmentDamaged`.  Long loops run without the GIL.
"""

from libc.stdint cimport int32_t, int64_t, uint8_t, uint32_t, uint64_t
from libc.stdlib cimport calloc, free, malloc
from libc.string cimport memset

from index.codec.hits cimport (
    Dense, Hits, Wanted, are_rare, count_ones, hits_in_bits, hits_in_gaps, many_hits_in_gaps,
    open_dense, open_hits, skip_varints, tf_at, wanted_as
)
from index.codec.lists cimport (
    LONG_WORK, Head, Tfs, list_at, load_word, lowest_bit, next_tf, open_tfs, read_head, read_varint
)
from index.codec.packed_lists cimport Lists, PackedLists

from index.codec.layout import BROKEN_LIST
from index.errors import SegmentDamaged

cdef enum:
    MANY = 16  # times as many articles are all of a segment: it is worth an array for all
    MOST_UNWANTED = 3  # times as many postings as articles that are scored: all are read ...
    MOST_WITHOUT = 8  # ... unless so many times more of these have none
    STRETCH = 512  # articles whose postings are found, and then read, while both are at hand


cdef struct Frequencies:  # of a word in one field
    const Lists* lists
    const float* norms
    float weight


cdef struct Word:
    int64_t first, end  # its frequencies among those of all words
    const float* more  # what it has of each article besides; NULL if nothing
    float worth


cdef struct Totals:  # the normalised frequencies that were found of one word
    float* by_place  # for each of the articles that are scored
    float* by_article  # for each of the segment; NULL where few are scored
    int64_t articles
    bint is_by_article  # whether any of these is not 0


cdef struct Words:
    Word* words
    int64_t count
    Frequencies* frequencies
    int64_t work  # about how many steps it takes to score
    int64_t articles  # of the segment; 0 where nothing says it


def add_scores(
    words, const int32_t[::1] within, const uint64_t[::1] bits, const uint32_t[::1] ranks, float k1,
    float[::1] scores,
):
    """Add to ``scores``, one for each of ``within``, what articles score for each of ``words``.

    A word is ``(worth, frequencies, more)``.  ``frequencies`` are ``(lists, weight, norms)``: some
    :class:`PackedLists`, and an element of ``norms`` for each article of the segment.  Of these the
    article has tf' = the sum of ``weight * tf * norms[id]``, and what ``more`` says of it, an element
    for each of ``within``, unless that is ``None``; and it scores ``worth * tf' * (k1 + 1) / (tf' + k1)``.
    ``bits`` are ``within`` once more, and ``ranks`` what :func:`index.codec.within.rank_words` tells of
    them; where ``within`` are few both may be ``None``.
    """
    cdef Wanted wanted = wanted_as(bits, ranks)
    cdef Hits hits
    cdef Words opened
    cdef bint whole
    cdef Totals totals
    if not within.shape[0]:
        return
    hits.postings = NULL
    opened.words = NULL
    opened.frequencies = NULL
    totals.by_place = <float*>calloc(within.shape[0], sizeof(float))
    totals.by_article = NULL
    totals.is_by_article = False
    totals.articles = 0
    try:
        if totals.by_place == NULL:
            raise MemoryError
        open_hits(&hits, within.shape[0])
        open_words(&opened, words)
        if within.shape[0] * MANY >= opened.articles:
            totals.by_article = <float*>calloc(opened.articles + 1, sizeof(float))
            totals.articles = opened.articles
        if opened.work + within.shape[0] * opened.count < LONG_WORK:
            whole = score_words(&opened, within, &wanted, &hits, k1, &totals, &scores[0])
        else:
            with nogil:
                whole = score_words(&opened, within, &wanted, &hits, k1, &totals, &scores[0])
    finally:
        free(opened.words)
        free(opened.frequencies)
        free(hits.postings)
        free(totals.by_place)
        free(totals.by_article)
    if not whole:
        raise SegmentDamaged(BROKEN_LIST)


cdef int open_words(Words* opened, words) except -1:
    """Take ``words`` apart; their arrays live as long as they do."""
    cdef PackedLists lists
    cdef const float[::1] numbers
    cdef int64_t parts = 0
    cdef int64_t n = 0
    cdef Frequencies* part
    opened.count = len(words)
    opened.work = 0
    opened.articles = 0
    opened.words = <Word*>malloc((opened.count + 1) * sizeof(Word))
    opened.frequencies = <Frequencies*>malloc(
        (sum([len(word[1]) for word in words]) + 1) * sizeof(Frequencies)
    )
    if opened.words == NULL or opened.frequencies == NULL:
        raise MemoryError
    for worth, frequencies, more in words:
        opened.words[n].worth = worth
        opened.words[n].first = parts
        for lists, weight, norms in frequencies:
            numbers = norms
            part = &opened.frequencies[parts]
            part.lists = &lists.lists
            part.weight = weight
            part.norms = &numbers[0]
            opened.articles = numbers.shape[0]
            opened.work += lists.work
            parts += 1
        opened.words[n].end = parts
        opened.words[n].more = NULL
        if more is not None:
            numbers = more
            opened.words[n].more = &numbers[0]
        n += 1
    return 0


cdef bint score_words(
    const Words* words, const int32_t[::1] within, const Wanted* wanted, Hits* hits, float k1,
    Totals* totals, float* scores,
) noexcept nogil:
    """Add the scores of all words; whether their lists were whole."""
    cdef const Word* word
    cdef int64_t n, part, i
    for n in range(words.count):
        word = &words.words[n]
        if word.more != NULL:
            for i in range(within.shape[0]):
                totals.by_place[i] = word.more[i]
        for part in range(word.first, word.end):
            if not add_frequencies(&words.frequencies[part], within, wanted, hits, totals):
                return False
        saturate(totals, within, k1, word.worth, scores)
    return True


cdef void saturate(
    Totals* totals, const int32_t[::1] within, float k1, float worth, float* scores
) noexcept nogil:
    """Add to ``scores`` what ``totals`` make; these are all 0 afterwards."""
    cdef float* totals_of = totals.by_place
    cdef float most = worth * (k1 + <float>1)
    cdef int64_t i
    if totals.is_by_article:
        for i in range(within.shape[0]):
            totals_of[i] += totals.by_article[within[i]]
        memset(totals.by_article, 0, totals.articles * sizeof(float))
        totals.is_by_article = False
    for i in range(within.shape[0]):
        scores[i] += most * totals_of[i] / (totals_of[i] + k1)
        totals_of[i] = 0


cdef bint add_frequencies(
    const Frequencies* part, const int32_t[::1] within, const Wanted* wanted, Hits* hits,
    Totals* totals,
) noexcept nogil:
    """Add the frequencies of all lists; whether these were whole."""
    cdef const Lists* lists = part.lists
    cdef const uint8_t* end = lists.blob + lists.size
    cdef int64_t n
    for n in range(lists.count):
        if not add_list(
            list_at(lists.blob, lists.size, lists.starts[n]), end, part, within, wanted, hits,
            totals,
        ):
            return False
    return True


cdef bint add_list(
    const uint8_t* at, const uint8_t* end, const Frequencies* part, const int32_t[::1] within,
    const Wanted* wanted, Hits* hits, Totals* totals,
) noexcept nogil:
    """Add the frequencies of one list; whether it was whole."""
    cdef Head head
    cdef Tfs tfs
    cdef Dense dense
    cdef uint32_t told = 0
    cdef int64_t first = 0
    cdef float* by_place = totals.by_place
    at = read_head(at, end, part.lists.has_positions, &head)
    if at == NULL:
        return False
    if totals.by_article != NULL and (
        within.shape[0] < head.df * MOST_WITHOUT and head.df < within.shape[0] * MOST_UNWANTED
    ):
        return add_all(at, end, &head, part, totals)
    if head.encoding & 1:
        at = open_dense(at, end, &dense)
        if at == NULL or not open_tfs(at, end, &head, &tfs):
            return False
        if wanted.bits != NULL:
            return add_by_words(&dense, &head, &tfs, end, part, wanted, by_place)
        while first < within.shape[0]:
            hits_in_bits(&dense, within, first, min(first + STRETCH, within.shape[0]), hits)
            if not add_hits(hits, &head, &tfs, &told, end, part, within, by_place):
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
        and add_hits(hits, &head, &tfs, &told, end, part, within, by_place)
    )


cdef bint add_all(
    const uint8_t* at, const uint8_t* end, const Head* head, const Frequencies* part, Totals* totals
) noexcept nogil:
    """Add the frequencies of all postings, wanted or not, one after the other: where most are
    wanted, finding these would take longer."""
    cdef Tfs tfs
    cdef Dense dense
    cdef const uint8_t* ids = at
    cdef const uint8_t* mask = part.lists.mask
    cdef const float* norms = part.norms
    cdef float* by_article = totals.by_article
    cdef float weight = part.weight
    cdef int64_t articles = totals.articles
    cdef int64_t doc_id = -1
    cdef uint32_t i = 0
    cdef uint32_t number
    cdef uint64_t word
    cdef int64_t n
    totals.is_by_article = True
    if head.encoding & 1:
        at = open_dense(at, end, &dense)
    else:
        at = skip_varints(at, end, head.df)
    if at == NULL or not open_tfs(at, end, head, &tfs):
        return False
    if not head.encoding & 1:
        for i in range(head.df):
            ids = read_varint(ids, end, &number)
            if ids == NULL:
                return False
            doc_id += <int64_t>number + 1
            number = next_tf(&tfs, i, end)
            if not number or doc_id >= articles:
                return False
            if mask == NULL or mask[doc_id]:
                by_article[doc_id] += weight * number * norms[doc_id]
        return True
    for n in range(0, dense.size, 8):
        word = load_word(dense.bits + n, dense.bits + dense.size)
        while word:
            doc_id = n * 8 + lowest_bit(word)
            word &= word - 1
            if i >= head.df or doc_id >= articles:
                return False
            number = next_tf(&tfs, i, end)
            if not number:
                return False
            if mask == NULL or mask[doc_id]:
                by_article[doc_id] += weight * number * norms[doc_id]
            i += 1
    return True


cdef bint add_by_words(
    const Dense* dense, const Head* head, Tfs* tfs, const uint8_t* end, const Frequencies* part,
    const Wanted* wanted, float* totals,
) noexcept nogil:
    """Add the frequencies of a list whose ids are bits, 64 of them at a time."""
    cdef const uint8_t* mask = part.lists.mask
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
                totals[place] += part.weight * tf * part.norms[doc_id]
        before += count_ones(own)
    return True


cdef bint add_hits(
    const Hits* hits, const Head* head, Tfs* tfs, uint32_t* told, const uint8_t* end,
    const Frequencies* part, const int32_t[::1] within, float* totals,
) noexcept nogil:
    cdef const uint8_t* mask = part.lists.mask
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
            totals[place] += part.weight * tf * part.norms[within[place]]
    return True
