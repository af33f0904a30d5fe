# cython: language_level=3, boundscheck=False, wraparound=False, cdivision=True, initializedcheck=False
"""The loops that read posting lists (see ``lists.pxd``) and tables: look up, unpack, score, mark.

The sizes of output arrays are checked by the callers.  These loops keep the GIL: the threads
of a process search one after the other anyway (:mod:`search.turns`).
"""

from libc.stdint cimport int32_t, int64_t, uint8_t, uint32_t, uint64_t
from libc.string cimport memcmp, memcpy, memset

from index.codec.lists cimport (
    SKIP, Head, Tfs, get, list_at, lowest_bit, next_tf, open_tfs, read_head, read_ids
)

from index.errors import SegmentDamaged

_BROKEN = "a posting list breaks off or points outside of its segment"


def seek_text(
    const uint8_t[::1] data, const uint32_t[::1] bounds, const uint8_t[::1] text
):
    """The number of the first text that is not before ``text``, in the order of bytes.

    Text n is ``data[bounds[n]:bounds[n + 1]]``; they ascend.
    """
    cdef int64_t low = 0
    cdef int64_t high = bounds.shape[0] - 1
    cdef int64_t middle, shared, length
    cdef int64_t wanted = text.shape[0]
    cdef int order
    while low < high:
        middle = (low + high) // 2
        if bounds[middle] > bounds[middle + 1] or bounds[middle + 1] > data.shape[0]:
            raise SegmentDamaged("a table of terms points outside of itself")
        length = bounds[middle + 1] - bounds[middle]
        shared = min(length, wanted)
        order = memcmp(&data[0] + bounds[middle], &text[0], shared) if shared else 0
        if order < 0 or (order == 0 and length < wanted):
            low = middle + 1
        else:
            high = middle
    return low


def find_terms(const uint32_t[::1] keys, const uint32_t[::1] wanted, int64_t[::1] found):
    """Where the ``wanted`` stand in ``keys``, both ascending; returns how many do."""
    cdef int64_t count = 0
    cdef int64_t i
    for i in range(wanted.shape[0]):
        found[count] = find_code(keys, 0, keys.shape[0], wanted[i])
        count += found[count] >= 0
    return count


def find_pairs(
    const int64_t[::1] rows, const uint32_t[::1] codes, const uint32_t[::1] first,
    const uint32_t[::1] second, bint close, bint parted, int64_t[::1] found,
):
    """Where pairs of one among ``first`` and one among ``second`` stand in ``codes``.

    The codes of what follows a term are ``codes[rows[term]:rows[term + 1]]``, ascending: twice
    the second's number, and 1 more if more than a space parts them.  Returns how many there are.
    """
    cdef int64_t low, high, i, j
    cdef int64_t count = 0
    cdef int sign
    for i in range(first.shape[0]):
        if first[i] >= rows.shape[0] - 1:
            continue
        low = max(rows[first[i]], 0)  # from a file, so anything
        high = min(rows[first[i] + 1], codes.shape[0])
        for j in range(second.shape[0]):
            for sign in range(0 if close else 1, 2 if parted else 1):
                found[count] = find_code(codes, low, high, second[j] << 1 | sign)
                count += found[count] >= 0
    return count


cdef inline int64_t find_code(
    const uint32_t[::1] codes, int64_t low, int64_t high, uint32_t code
) noexcept nogil:
    cdef int64_t middle
    cdef int64_t end = high
    while low < high:
        middle = (low + high) // 2
        if codes[middle] < code:
            low = middle + 1
        else:
            high = middle
    return low if low < end and codes[low] == code else -1


def counts(const uint8_t[::1] blob, const int64_t[::1] starts, uint32_t[::1] df, uint32_t[::1] cf):
    """Read df and cf of the lists at ``starts``."""
    cdef const uint8_t* end = &blob[0] + blob.shape[0]
    cdef int64_t i
    cdef Head head
    for i in range(starts.shape[0]):
        if read_head(list_at(&blob[0], blob.shape[0], starts[i]), end, False, &head) == NULL:
            raise SegmentDamaged(_BROKEN)
        df[i] = head.df
        cf[i] = head.cf


def decode(
    const uint8_t[::1] blob, int64_t start, bint sized, int64_t articles,
    uint32_t[::1] ids, uint32_t[::1] tfs,
):
    """Unpack one list into ``ids`` and ``tfs``, each of its df."""
    cdef const uint8_t* end = &blob[0] + blob.shape[0]
    cdef const uint8_t* at
    cdef Head head
    cdef Tfs packed
    cdef uint32_t i
    at = read_head(list_at(&blob[0], blob.shape[0], start), end, sized, &head)
    if at != NULL and head.df <= ids.shape[0]:
        at = read_ids(at, end, &head, articles, &ids[0])
        if at != NULL and open_tfs(at, end, &head, &packed):
            for i in range(head.df):
                tfs[i] = next_tf(&packed, i, end)
            at = packed.more
        else:
            at = NULL
    else:
        at = NULL
    if at == NULL:
        raise SegmentDamaged(_BROKEN)


def accumulate(
    const uint8_t[::1] blob, const int64_t[::1] starts, bint sized, float weight,
    const float[::1] norms, const uint8_t[::1] only, uint32_t[::1] room, float[::1] total,
):
    """Add ``weight * tf * norms[id]`` to ``total[id]`` for every posting of the lists.

    ``only`` (or ``None``) limits it to the articles where it is not 0.  ``room``, as long as
    ``total``, is to work in.  Returns how many postings there were.
    """
    cdef const uint8_t* end = &blob[0] + blob.shape[0]
    cdef const uint8_t* at
    cdef int64_t articles = total.shape[0]
    cdef bint limited = only is not None
    cdef bint broken = False
    cdef int64_t postings = 0
    cdef int64_t n
    cdef uint32_t i, tf
    cdef Head head
    cdef Tfs packed
    for n in range(starts.shape[0]):
        at = read_head(list_at(&blob[0], blob.shape[0], starts[n]), end, sized, &head)
        if at == NULL or head.df > articles:
            broken = True
            break
        at = read_ids(at, end, &head, articles, &room[0])
        if at == NULL or not open_tfs(at, end, &head, &packed):
            broken = True
            break
        if limited:
            for i in range(head.df):
                tf = next_tf(&packed, i, end)
                if only[room[i]]:
                    total[room[i]] += weight * tf * norms[room[i]]
        elif not packed.width:
            for i in range(head.df):
                total[room[i]] += weight * norms[room[i]]
        else:
            for i in range(head.df):
                total[room[i]] += weight * next_tf(&packed, i, end) * norms[room[i]]
        if packed.more == NULL:
            broken = True
            break
        postings += head.df
    if broken:
        raise SegmentDamaged(_BROKEN)
    return postings


def mark(
    const uint8_t[::1] blob, const int64_t[::1] starts, bint sized, int64_t articles,
    uint8_t[::1] flags,
):
    """Set bit ``id`` of ``flags`` for every posting of the lists of a segment of ``articles``."""
    cdef const uint8_t* end = &blob[0] + blob.shape[0]
    cdef const uint8_t* at
    cdef bint broken = False
    cdef int64_t n, article
    cdef uint32_t i, number
    cdef Head head
    for n in range(starts.shape[0]):
        at = read_head(list_at(&blob[0], blob.shape[0], starts[n]), end, sized, &head)
        if at == NULL or head.df > articles:
            broken = True
        elif head.form & 1:
            at = get(at, end, &number)
            if at == NULL or number > end - at or number > flags.shape[0]:
                broken = True
            else:
                for i in range(number):
                    flags[i] |= at[i]
        else:
            article = -1
            for i in range(head.df):
                at = get(at, end, &number)
                if at == NULL:
                    broken = True
                    break
                article += <int64_t>number + 1
                if article >= articles:
                    broken = True
                    break
                flags[article >> 3] |= 1 << (article & 7)
        if broken:
            break
    if broken:
        raise SegmentDamaged(_BROKEN)


def flagged(uint8_t[::1] flags, int64_t articles, int32_t[::1] ids):
    """Move the numbers of the bits that are set into ``ids``; return how many.

    ``flags`` is all 0 afterwards; ``ids`` has room for ``articles``, beyond which bits mean nothing.
    """
    cdef int64_t found = 0
    cdef int64_t i = 0
    cdef int64_t article
    cdef int64_t size = flags.shape[0]
    cdef uint64_t bits
    while i < size:
        bits = 0
        memcpy(&bits, &flags[i], min(8, size - i))
        while bits:
            article = i * 8 + lowest_bit(bits)
            if article >= articles:
                break
            ids[found] = <int32_t>article
            found += 1
            bits &= bits - 1
        i += 8
    memset(&flags[0], 0, size)
    return found


def places(
    const uint8_t[::1] blob, const int64_t[::1] starts, int64_t articles,
    const int32_t[::1] within, uint32_t[::1] room, int64_t[::1] found,
):
    """Every occurrence, in the lists at ``starts``, in the articles ``within`` (ascending).

    An occurrence is ``article << 32 | position``; those of one list ascend.  ``room`` has a number
    for each article.  Returns how many there are: if more than ``found`` has room for, it
    holds the first of them.
    """
    cdef const uint8_t* end = &blob[0] + blob.shape[0]
    cdef const uint8_t* at
    cdef int64_t count = 0
    cdef bint broken = False
    cdef int64_t n
    cdef Head head
    for n in range(starts.shape[0]):
        at = read_head(list_at(&blob[0], blob.shape[0], starts[n]), end, True, &head)
        if at == NULL or head.df > articles:
            broken = True
            break
        at = read_ids(at, end, &head, articles, &room[0])
        if at == NULL or not places_in_list(at, end, &head, within, &room[0], found, &count):
            broken = True
            break
    if broken:
        raise SegmentDamaged(_BROKEN)
    return count


cdef bint places_in_list(
    const uint8_t* at, const uint8_t* end, const Head* head, const int32_t[::1] within,
    const uint32_t* ids, int64_t[::1] found, int64_t* count,
) noexcept nogil:
    """Add the occurrences of one list, of which ``at`` is where the tfs begin."""
    cdef const uint8_t* first = head.after + 4 * ((<int64_t>head.df - 1) // SKIP)
    cdef const uint8_t* reading = first
    cdef int64_t wanted = 0
    cdef uint32_t i, n, tf, number, position, offset
    cdef bint here
    cdef bint ready = True  # whether ``reading`` is where the positions of article i begin
    cdef Tfs packed
    if not open_tfs(at, end, head, &packed) or first > end:
        return False
    for i in range(head.df):
        tf = next_tf(&packed, i, end)
        if not tf:
            return False
        if i % SKIP == 0 and i:
            memcpy(&offset, head.after + 4 * (i // SKIP - 1), 4)
            reading = first + offset
            ready = True
        while wanted < within.shape[0] and within[wanted] < ids[i]:
            wanted += 1
        if wanted == within.shape[0]:
            return True
        here = within[wanted] == ids[i]
        if ready and not here and within[wanted] > ids[min(head.df - 1, (i // SKIP + 1) * SKIP - 1)]:
            ready = False  # nothing is wanted before the next skip
        if not ready:
            continue
        position = 0
        for n in range(tf):
            reading = get(reading, end, &number)
            if reading == NULL:
                return False
            if here:
                position += number
                if count[0] < found.shape[0]:
                    found[count[0]] = <int64_t>ids[i] << 32 | position
                count[0] += 1
    return True
