# cython: language_level=3, boundscheck=False, wraparound=False, cdivision=True, initializedcheck=False
"""Which of a few articles have two rows of terms near each other in one field?

Of each list the positions in these articles are read, and then compared article by article.  A list
that breaks off or points outside of its segment raises :class:`index.errors.SegmentDamaged`.  Long
loops run without the GIL.
"""

from libc.stdint cimport int32_t, int64_t, uint8_t, uint32_t, uint64_t
from libc.stdlib cimport calloc, free, malloc, realloc

from index.codec.hits cimport Hits, Wanted, open_hits, wanted_as
from index.codec.lists cimport LONG_WORK, SKIP_INTERVAL, list_at, start_of
from index.codec.positions cimport (
    PositionReader, open_positions, read_tfs, read_varints, seek_block, seek_positions
)

from index.codec.layout import BROKEN_LIST
from index.errors import SegmentDamaged

cdef enum Result:  # of reading lists
    DONE
    BROKEN  # a list breaks off
    NO_MEMORY


cdef enum:
    NOWHERE = 0x7FFFFFFF  # behind all places
    STEPS_PER_HIT = 12  # to pass over what is before it: so many numbers are read in that time
    MANY_PAIRS = 64  # of positions: they are not all compared
    STEPS_PER_ARTICLE = 16  # to read the positions of two terms


cdef struct List:
    Hits hits
    int64_t nth  # of the hits: the first whose article was not passed
    uint32_t* positions  # of all hits, one hit after the other
    uint32_t* begins  # where in these each hit begins, and the last one ends
    int64_t room  # for positions


cdef struct Places:
    const uint32_t* positions  # ascending
    int64_t count


cdef struct Row:
    List* lists  # of its terms one after the other
    const int64_t* bounds  # term n has the lists from bounds[n] up to, not including, bounds[n + 1]
    int64_t terms
    int64_t place  # of the article looked for last that has all terms
    bint is_bare  # only looked for in articles without accents
    Places begins  # where it begins in the article looked at
    uint32_t* room[2]  # for what no list has as it is: begins, and one term
    int64_t size  # of the first of these


def mark_near(
    const uint8_t[::1] blob, const int64_t[::1] starts, const int64_t[::1] bounds,
    const int64_t[::1] rows, int64_t firsts, const uint8_t[::1] bare, const uint8_t[::1] unaccented,
    int64_t gap, const int32_t[::1] within, const uint64_t[::1] bits,
    const uint32_t[::1] ranks, uint8_t[::1] near,
):
    """Set the bits in ``near`` of those articles of ``within`` in which a first row and a second one
    have at most ``gap`` syllables between, whichever comes first.

    Row n has the terms from ``rows[n]`` up to, not including, ``rows[n + 1]``, and term m all the
    lists at ``starts[bounds[m]:bounds[m + 1]]``; none is without lists.  So many ``firsts`` are first
    rows, the others second ones.  A row n where ``bare[n]`` is 1 is only looked for in articles whose
    bit in ``unaccented`` is set.  ``bits`` are ``within`` once more, and ``ranks`` what
    :func:`index.codec.within.rank_words` tells of them; where ``within`` are few both may be ``None``.
    """
    cdef int64_t count = rows.shape[0] - 1
    cdef Row* opened
    cdef List* lists
    cdef Result result
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
            result = mark_articles(
                blob, starts, opened, firsts, count, lists, unaccented, gap, within, &wanted, near
            )
        else:
            with nogil:
                result = mark_articles(
                    blob, starts, opened, firsts, count, lists, unaccented, gap, within, &wanted,
                    near,
                )
    finally:
        close(opened, count, lists, starts.shape[0])
    if result == BROKEN:
        raise SegmentDamaged(BROKEN_LIST)
    if result == NO_MEMORY:
        raise MemoryError


cdef void close(Row* rows, int64_t count, List* lists, int64_t size) noexcept:
    cdef int64_t n
    if rows != NULL:
        for n in range(count):
            free(rows[n].room[0])
            free(rows[n].room[1])
    if lists != NULL:
        for n in range(size):
            free(lists[n].hits.postings)
            free(lists[n].positions)
            free(lists[n].begins)
    free(rows)
    free(lists)


cdef Result mark_articles(
    const uint8_t[::1] blob, const int64_t[::1] starts, Row* rows, int64_t firsts, int64_t count,
    List* lists, const uint8_t[::1] unaccented, int64_t gap, const int32_t[::1] within,
    const Wanted* wanted, uint8_t[::1] near,
) noexcept nogil:
    """Look at one article after the other."""
    cdef const uint8_t* begin = start_of(blob)
    cdef const uint8_t* end = begin + blob.shape[0]
    cdef int64_t n, place
    cdef int32_t doc_id
    cdef bint is_unaccented
    cdef int found
    cdef Result result
    for n in range(starts.shape[0]):
        result = read_list(
            &lists[n], list_at(begin, blob.shape[0], starts[n]), end, within, wanted
        )
        if result != DONE:
            return result
    place = 0
    while True:
        place = next_place(rows, 0, firsts, place)
        place = next_place(rows, firsts, count, place)
        if place >= within.shape[0]:
            return DONE
        if next_place(rows, 0, firsts, place) != place:
            continue
        doc_id = within[place]
        is_unaccented = unaccented[doc_id >> 3] >> (doc_id & 7) & 1
        found = has_near(rows, firsts, count, place, is_unaccented, gap)
        if found < 0:
            return NO_MEMORY
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
    """Whether the article at ``place`` has a first row near a second one; -1 if there is no memory."""
    cdef int64_t n, m
    for n in range(count):
        rows[n].begins.count = 0
        if rows[n].place == place and (is_unaccented or not rows[n].is_bare):
            if not find_row(&rows[n], place):
                return -1
    for n in range(firsts):
        for m in range(firsts, count):
            if are_near(&rows[n], &rows[m], gap):
                return 1
    return 0


cdef inline bint are_near(const Row* a, const Row* b, int64_t gap) noexcept nogil:
    """Whether one of two rows begins at most ``gap`` syllables behind an end of the other."""
    cdef int64_t i, j
    cdef uint32_t p, q
    cdef uint32_t reach = <uint32_t>gap
    cdef bint found = False
    if a.begins.count * b.begins.count > MANY_PAIRS:
        return is_near_behind(a, b, gap) or is_near_behind(b, a, gap)
    for i in range(a.begins.count):  # without a branch: numbers below 0 are high ones
        p = a.begins.positions[i]
        for j in range(b.begins.count):
            q = b.begins.positions[j]
            found |= (q - p - <uint32_t>a.terms <= reach) | (p - q - <uint32_t>b.terms <= reach)
    return found


cdef bint is_near_behind(const Row* a, const Row* b, int64_t gap) noexcept nogil:
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
    """Find where a row begins in an article that has its terms; False if there is no memory for it."""
    cdef Places others
    cdef int64_t n
    if row.bounds[0] + 1 == row.bounds[row.terms]:  # one term with one list, as most rows are
        row.begins = places_in(&row.lists[row.bounds[0]], place)
        return True
    if not find_term(row, 0, place, &row.begins):
        return False
    for n in range(1, row.terms):
        if not find_term(row, n, place, &others) or not keep_followed(row, &others, n):
            return False
    return True


cdef bint find_term(Row* row, int64_t term, int64_t place, Places* found) noexcept nogil:
    """Find where a term stands in an article; False if there is no memory for it."""
    cdef int64_t n
    cdef bint is_other = term > 0
    cdef Places own
    found.count = 0
    for n in range(row.bounds[term], row.bounds[term + 1]):
        own = places_in(&row.lists[n], place)
        if not own.count:
            continue
        if not found.count:
            found[0] = own
        elif not merge(row, is_other, found, &own):
            return False
    return True


cdef inline Places places_in(const List* one, int64_t place) noexcept nogil:
    """Where a list has its term in an article."""
    cdef Places own
    own.count = 0
    own.positions = NULL
    if one.nth < one.hits.count and one.hits.places[one.nth] == place:
        own.positions = one.positions + one.begins[one.nth]
        own.count = one.begins[one.nth + 1] - one.begins[one.nth]
    return own


cdef bint merge(Row* row, bint which, Places* found, const Places* more) noexcept nogil:
    """Put two runs of positions, both ascending, together; False if there is no memory for them."""
    cdef uint32_t* both = <uint32_t*>malloc((found.count + more.count) * sizeof(uint32_t))
    cdef int64_t i = 0
    cdef int64_t j = 0
    if both == NULL:
        return False
    while i < found.count or j < more.count:
        if j == more.count or (i < found.count and found.positions[i] < more.positions[j]):
            both[i + j] = found.positions[i]
            i += 1
        else:
            both[i + j] = more.positions[j]
            j += 1
    free(row.room[which])
    row.room[which] = both
    if not which:
        row.size = i + j
    found.positions = both
    found.count = i + j
    return True


cdef bint keep_followed(Row* row, const Places* others, int64_t step) noexcept nogil:
    """Of where a row begins keep what has one of ``others`` so many steps behind; False if there is no
    memory for it."""
    cdef int64_t kept = 0
    cdef int64_t i
    cdef int64_t j = 0
    cdef int64_t wanted
    cdef uint32_t* begins = row.room[0]
    if row.size < row.begins.count:
        begins = <uint32_t*>malloc(2 * row.begins.count * sizeof(uint32_t))
        if begins == NULL:
            return False
        free(row.room[0])
        row.room[0] = begins
        row.size = 2 * row.begins.count
    for i in range(row.begins.count):
        wanted = <int64_t>row.begins.positions[i] + step
        while j < others.count and others.positions[j] < wanted:
            j += 1
        if j == others.count:
            break
        if others.positions[j] == wanted:
            begins[kept] = row.begins.positions[i]
            kept += 1
    row.begins.positions = begins
    row.begins.count = kept
    return True


cdef Result read_list(
    List* one, const uint8_t* at, const uint8_t* end, const int32_t[::1] within,
    const Wanted* wanted,
) noexcept nogil:
    """Find ``within``, which are ``wanted``, in a list, and read its positions there."""
    cdef PositionReader reader
    cdef int64_t first = 0
    cdef int64_t last, many
    cdef uint32_t block
    cdef Result result
    if not open_positions(&reader, at, end, within, wanted, &one.hits):
        return BROKEN
    one.begins = <uint32_t*>malloc((one.hits.count + 1) * sizeof(uint32_t))
    if one.begins == NULL:
        return NO_MEMORY
    one.begins[0] = 0
    # numbers between two skips, over what a hit among them takes
    many = SKIP_INTERVAL * (1 + <int64_t>reader.head.cf // reader.head.df) // STEPS_PER_HIT
    while first < one.hits.count:
        block = one.hits.postings[first] // SKIP_INTERVAL
        last = first + 1
        while last < one.hits.count and one.hits.postings[last] // SKIP_INTERVAL == block:
            last += 1
        if last - first < many:
            result = read_hits(one, &reader, first, last)
        else:
            result = read_block(one, &reader, block, first, last)
        if result != DONE:
            return result
        first = last
    return DONE


cdef Result read_hits(
    List* one, PositionReader* reader, int64_t first, int64_t last
) noexcept nogil:
    """Read the positions of some hits, passing over those between."""
    cdef uint32_t tf
    cdef int64_t n
    for n in range(first, last):
        tf = seek_positions(reader, one.hits.postings[n])
        if not tf or tf > reader.end - reader.at:
            return BROKEN
        if not make_room(one, n, tf):
            return NO_MEMORY
        reader.at = read_varints(reader.at, reader.end, tf, one.positions + one.begins[n])
        if reader.at == NULL:
            return BROKEN
        add_up(one.positions + one.begins[n], tf, one.positions + one.begins[n])
        one.begins[n + 1] = one.begins[n] + tf
    return DONE


cdef Result read_block(
    List* one, PositionReader* reader, uint32_t block, int64_t first, int64_t last
) noexcept nogil:
    """Read the positions of all postings between two skips, and keep those of the hits: where these
    are many that is faster than passing over the others."""
    cdef uint32_t[SKIP_INTERVAL + 1] sums
    cdef uint32_t begin = block * SKIP_INTERVAL
    cdef uint32_t end = min(begin + SKIP_INTERVAL, reader.head.df)
    cdef uint32_t* read
    cdef uint32_t nth, tf
    cdef int64_t n, count
    seek_block(reader, block)
    count = read_tfs(reader, begin, end, sums)
    if count < 0 or count > reader.end - reader.at:
        return BROKEN
    # all stand behind what was kept, and those of the hits are moved to the front one by one
    if not make_room(one, first, 2 * count):
        return NO_MEMORY
    read = one.positions + one.begins[first] + count
    reader.at = read_varints(reader.at, reader.end, count, read)
    if reader.at == NULL:
        return BROKEN
    reader.next = end
    for n in range(first, last):
        nth = one.hits.postings[n] - begin
        tf = sums[nth + 1] - sums[nth]
        add_up(read + sums[nth], tf, one.positions + one.begins[n])
        one.begins[n + 1] = one.begins[n] + tf
    return DONE


cdef inline void add_up(const uint32_t* distances, uint32_t count, uint32_t* positions) noexcept nogil:
    """Make ``positions`` of the first one and the distances to the next ones."""
    cdef uint32_t position = 0
    cdef uint32_t i
    for i in range(count):
        position += distances[i]
        positions[i] = position


cdef inline bint make_room(List* one, int64_t hit, int64_t more) noexcept nogil:
    """Room for so many positions from those of a hit on; False if there is no memory for them."""
    cdef int64_t wanted = one.begins[hit] + more
    cdef uint32_t* bigger
    if wanted <= one.room:
        return True
    wanted = 2 * wanted + one.hits.count
    bigger = <uint32_t*>realloc(one.positions, wanted * sizeof(uint32_t))
    if bigger == NULL:
        return False
    one.positions = bigger
    one.room = wanted
    return True
