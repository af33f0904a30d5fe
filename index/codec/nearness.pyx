# cython: language_level=3, boundscheck=False, wraparound=False, cdivision=True, initializedcheck=False
"""Which of a few articles have two rows of terms near each other in one field?

Positions are read article by article, and no further than it takes to know.  A list that breaks
off or points outside of its segment raises :class:`index.errors.SegmentDamaged`.  Long loops run
without the GIL.
"""

from libc.stdint cimport int32_t, int64_t, uint8_t, uint32_t, uint64_t
from libc.stdlib cimport calloc, free, realloc

from index.codec.hits cimport Hits, Wanted, open_hits, wanted_as
from index.codec.lists cimport LONG_WORK, list_at, read_varint, start_of, work_of
from index.codec.positions cimport PositionReader, open_positions, seek_positions

from index.codec.layout import BROKEN_LIST
from index.errors import SegmentDamaged

cdef enum:
    NOWHERE = 0x7FFFFFFF  # behind all places
    STEPS_PER_ARTICLE = 16  # to read the positions of two terms


cdef struct List:
    PositionReader reader
    Hits hits
    int64_t nth  # of the hits: the first whose article was not passed


cdef struct Places:
    uint32_t* positions  # ascending
    int64_t count
    int64_t room


cdef struct Row:
    List* lists  # of its terms one after the other
    const int64_t* bounds  # term n has the lists from bounds[n] up to, not including, bounds[n + 1]
    int64_t terms
    int64_t place  # of the article looked for last that has all terms
    bint is_bare  # only looked for in articles without accents
    Places begins  # where it begins in the article looked at
    Places others  # where the term looked at stands there


def mark_near(
    const uint8_t[::1] blob, const int64_t[::1] starts, const int64_t[::1] bounds,
    const int64_t[::1] rows, int64_t firsts, const uint8_t[::1] bare, const uint8_t[::1] unaccented,
    int64_t gap, const int32_t[::1] within, const uint64_t[::1] bits,
    const uint32_t[::1] ranks, uint8_t[::1] near,
):
    """Set the bits in ``near`` of those articles of ``within`` in which a first row and a second one have at most
    ``gap`` syllables between, whichever comes first.

    Row n has the terms from ``rows[n]`` up to, not including, ``rows[n + 1]``, and term m all the
    lists at ``starts[bounds[m]:bounds[m + 1]]``; none is without lists.  So many ``firsts`` are first
    rows, the others second ones.  A row n where ``bare[n]`` is 1 is only looked for in articles whose
    bit in ``unaccented`` is set.  ``bits`` are ``within`` once more, and ``ranks`` what
    :func:`index.codec.within.rank_words` tells of them; where ``within`` are few both may be ``None``.
    """
    cdef int64_t count = rows.shape[0] - 1
    cdef Row* opened
    cdef List* lists
    cdef bint whole
    cdef int64_t n
    cdef Wanted wanted = wanted_as(bits, ranks)
    if not within.shape[0] or not 0 < firsts < count:
        return
    opened = <Row*>calloc(count, sizeof(Row))
    lists = <List*>calloc(starts.shape[0], sizeof(List))
    try:
        if opened == NULL or lists == NULL:
            raise MemoryError
        for n in range(starts.shape[0]):
            open_hits(&lists[n].hits, within.shape[0])
        for n in range(count):
            opened[n].lists = lists
            opened[n].bounds = &bounds[rows[n]]
            opened[n].terms = rows[n + 1] - rows[n]
            opened[n].place = -1
            opened[n].is_bare = bare[n]
        if within.shape[0] * STEPS_PER_ARTICLE < LONG_WORK:
            whole = mark_articles(
                blob, starts, opened, firsts, count, lists, unaccented, gap, within, &wanted, near
            )
        else:
            with nogil:
                whole = mark_articles(
                    blob, starts, opened, firsts, count, lists, unaccented, gap, within, &wanted,
                    near,
                )
    finally:
        close(opened, count, lists, starts.shape[0])
    if not whole:
        raise SegmentDamaged(BROKEN_LIST)


cdef void close(Row* rows, int64_t count, List* lists, int64_t size) noexcept:
    cdef int64_t n
    if rows != NULL:
        for n in range(count):
            free(rows[n].begins.positions)
            free(rows[n].others.positions)
    if lists != NULL:
        for n in range(size):
            free(lists[n].hits.postings)
    free(rows)
    free(lists)


cdef bint mark_articles(
    const uint8_t[::1] blob, const int64_t[::1] starts, Row* rows, int64_t firsts, int64_t count,
    List* lists, const uint8_t[::1] unaccented, int64_t gap, const int32_t[::1] within,
    const Wanted* wanted, uint8_t[::1] near,
) noexcept nogil:
    """Look at one article after the other; whether all lists were whole."""
    cdef const uint8_t* begin = start_of(blob)
    cdef const uint8_t* end = begin + blob.shape[0]
    cdef int64_t n, place
    cdef int32_t doc_id
    cdef bint is_unaccented
    cdef int found
    for n in range(starts.shape[0]):
        if not open_positions(
            &lists[n].reader, list_at(begin, blob.shape[0], starts[n]), end, within, wanted,
            &lists[n].hits,
        ):
            return False
    place = 0
    while True:
        place = next_place(rows, 0, firsts, place)
        place = next_place(rows, firsts, count, place)
        if place >= within.shape[0]:
            return True
        if next_place(rows, 0, firsts, place) != place:
            continue
        doc_id = within[place]
        is_unaccented = unaccented[doc_id >> 3] >> (doc_id & 7) & 1
        found = has_near(rows, firsts, count, place, is_unaccented, gap)
        if found < 0:
            return False
        near[doc_id >> 3] |= found << (doc_id & 7)
        place += 1


cdef inline int64_t next_place(Row* rows, int64_t first, int64_t end, int64_t place) noexcept nogil:
    """The first from ``place`` on where any of some rows has all its terms."""
    cdef int64_t nearest = NOWHERE
    cdef int64_t n
    for n in range(first, end):
        if rows[n].place < place:
            rows[n].place = place_of_row(&rows[n], place)
        nearest = min(nearest, rows[n].place)
    return nearest


cdef inline int64_t place_of_row(Row* row, int64_t place) noexcept nogil:
    """The first from ``place`` on where a row has all its terms."""
    cdef int64_t same = 0
    cdef int64_t term = 0
    cdef int64_t own
    while same < row.terms:
        own = place_of_term(row, term, place)
        if own == NOWHERE:
            return NOWHERE
        same = same + 1 if own == place else 1
        place = own
        term = term + 1 if term + 1 < row.terms else 0
    return place


cdef inline int64_t place_of_term(Row* row, int64_t term, int64_t place) noexcept nogil:
    """The first from ``place`` on where one of a term's lists has it."""
    cdef List* one
    cdef int64_t nearest = NOWHERE
    cdef int64_t n, nth
    for n in range(row.bounds[term], row.bounds[term + 1]):
        one = &row.lists[n]
        nth = one.nth
        while nth < one.hits.count and one.hits.places[nth] < place:
            nth += 1
        one.nth = nth
        if nth < one.hits.count and one.hits.places[nth] < nearest:
            nearest = one.hits.places[nth]
    return nearest


cdef int has_near(
    Row* rows, int64_t firsts, int64_t count, int64_t place, bint is_unaccented, int64_t gap
) noexcept nogil:
    """Whether the article at ``place`` has a first row near a second one; -1 if a list breaks off."""
    cdef int64_t n, m
    for n in range(count):
        rows[n].begins.count = 0
        if rows[n].place == place and (is_unaccented or not rows[n].is_bare):
            if not find_row(&rows[n], place):
                return -1
    for n in range(firsts):
        for m in range(firsts, count):
            if are_near(&rows[n], &rows[m], gap) or are_near(&rows[m], &rows[n], gap):
                return 1
    return 0


cdef inline bint are_near(const Row* a, const Row* b, int64_t gap) noexcept nogil:
    """Whether ``b`` begins at most ``gap`` syllables behind an end of ``a``."""
    cdef int64_t i, end
    cdef int64_t j = 0
    for i in range(a.begins.count):
        end = <int64_t>a.begins.positions[i] + a.terms
        while j < b.begins.count and b.begins.positions[j] < end:
            j += 1
        if j == b.begins.count:
            return False
        if b.begins.positions[j] <= end + gap:
            return True
    return False


cdef bint find_row(Row* row, int64_t place) noexcept nogil:
    """Find where a row begins in an article that has its terms; whether its lists were whole."""
    cdef int64_t n
    if not find_term(row, 0, place, &row.begins):
        return False
    for n in range(1, row.terms):
        if not find_term(row, n, place, &row.others):
            return False
        keep_followed(&row.begins, &row.others, n)
    return True


cdef bint find_term(Row* row, int64_t term, int64_t place, Places* found) noexcept nogil:
    """Read where a term stands in an article that has it; whether its lists were whole."""
    cdef List* one
    cdef int64_t n, lists
    lists = 0
    found.count = 0
    for n in range(row.bounds[term], row.bounds[term + 1]):
        one = &row.lists[n]
        if one.nth < one.hits.count and one.hits.places[one.nth] == place:
            if not read_positions(one, found):
                return False
            lists += 1
    if lists > 1:
        sort(found)
    return True


cdef bint read_positions(List* one, Places* found) noexcept nogil:
    """Add the positions of the posting that is looked at; whether its list was whole."""
    cdef PositionReader* reader = &one.reader
    cdef uint32_t tf = seek_positions(reader, one.hits.postings[one.nth])
    cdef const uint8_t* at = reader.at
    cdef const uint8_t* end = reader.end
    cdef uint32_t* positions
    cdef uint32_t position = 0
    cdef uint32_t number, n
    if not tf or tf > end - at or not make_room(found, found.count + tf):
        return False
    positions = found.positions + found.count
    for n in range(tf):
        at = read_varint(at, end, &number)
        if at == NULL:
            return False
        position += number
        positions[n] = position
    reader.at = at
    found.count += tf
    return True


cdef bint make_room(Places* places, int64_t wanted) noexcept nogil:
    """Room for so many positions; False where there is no memory for them."""
    cdef void* bigger
    if wanted > places.room:
        bigger = realloc(places.positions, 2 * wanted * sizeof(uint32_t))
        if bigger == NULL:
            return False
        places.positions = <uint32_t*>bigger
        places.room = 2 * wanted
    return True


cdef void sort(Places* places) noexcept nogil:
    """Put positions in order, by insertion: they are few, and of runs that ascend."""
    cdef int64_t i, j
    cdef uint32_t position
    for i in range(1, places.count):
        position = places.positions[i]
        j = i
        while j and places.positions[j - 1] > position:
            places.positions[j] = places.positions[j - 1]
            j -= 1
        places.positions[j] = position


cdef void keep_followed(Places* begins, const Places* others, int64_t step) noexcept nogil:
    """Of ``begins`` keep those that have one of ``others`` so many steps behind them."""
    cdef int64_t kept = 0
    cdef int64_t i
    cdef int64_t j = 0
    cdef int64_t wanted
    for i in range(begins.count):
        wanted = <int64_t>begins.positions[i] + step
        while j < others.count and others.positions[j] < wanted:
            j += 1
        if j == others.count:
            break
        if others.positions[j] == wanted:
            begins.positions[kept] = begins.positions[i]
            kept += 1
    begins.count = kept
