# cython: language_level=3, boundscheck=False, wraparound=False, cdivision=True, initializedcheck=False
"""The loops over posting lists: pack, unpack, score, merge.

A posting list is a run of unsigned LEB128 numbers (seven bits a byte, the lowest first) and
of packed ones:

    df << 3 | form      how many articles hold the term; how the next parts are written
    cf                  how often it stands in them all
    size                the length of the two next parts in bytes   (only with positions)
    ids                 form & 1 = 0: per article, the ids left out since the one before
                        form & 1 = 1: the number of bytes, then a bit per id: less for dense
                        lists, and joined with others by the byte
    tfs                 form >> 1 = 0: nothing, all are 1;  1: two bits each;  2: four bits each
                        for tf - 1; the highest code says that the rest follows after the
                        codes, as a number
    skips               for every 64th article but the first: where its positions begin
                        (4 bytes, little-endian)                    (only with positions)
    positions           per article: the first position, then the distances to the next ones

Ids and tfs stand apart because a branch per posting, guessed wrong half the time, costs
more than all the rest of reading it (measured: 3.8 ns against 1.5).

Bytes come from files, so every read is checked against the end of its file and every id
against the number of articles; a list that breaks off or points outside raises
:class:`index.codec.errors.SegmentDamaged`.  The sizes of output arrays are checked by the callers in
:mod:`index.codec.postings`.
"""

from libc.stdint cimport int32_t, int64_t, uint8_t, uint32_t, uint64_t
from libc.stdlib cimport free, malloc
from libc.string cimport memcmp, memcpy, memmove, memset

from index.codec.errors import SegmentDamaged

cdef enum:
    SKIP = 64  # articles between two skips: at most 63 articles' positions are read in vain

_BROKEN = "a posting list breaks off or points outside of its segment"


# Numbers


cdef inline const uint8_t* get(const uint8_t* at, const uint8_t* end, uint32_t* number) noexcept nogil:
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


# Reading.  These loops keep the GIL: each takes a fraction of a millisecond, and getting it back
# from another thread may take five (measured with four threads: half the searches of one).


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
        low = rows[first[i]]
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
        if read_head(&blob[0] + starts[i], end, False, &head) == NULL:
            raise SegmentDamaged(_BROKEN)
        df[i] = head.df
        cf[i] = head.cf


cdef struct Head:
    uint32_t df
    uint32_t cf
    uint32_t form
    const uint8_t* after  # where the skips begin, of a list with positions


cdef inline const uint8_t* read_head(
    const uint8_t* at, const uint8_t* end, bint sized, Head* head
) noexcept nogil:
    """Read what stands before the ids; return where these begin."""
    cdef uint32_t first
    cdef uint32_t size = 0
    at = get(at, end, &first)
    if at != NULL:
        at = get(at, end, &head.cf)
    if at != NULL and sized:
        at = get(at, end, &size)
    if at == NULL or size > end - at:
        return NULL
    head.df = first >> 3
    head.form = first & 7
    head.after = at + size
    return at


cdef const uint8_t* read_ids(
    const uint8_t* at, const uint8_t* end, const Head* head, int64_t articles, uint32_t* ids
) noexcept nogil:
    """Unpack the ids of a list, all below ``articles``; return where the tfs begin."""
    cdef int64_t article = -1
    cdef int64_t found = 0
    cdef uint32_t number, i
    cdef uint64_t bits
    if not head.form & 1:
        for i in range(head.df):
            at = get(at, end, &number)
            if at == NULL:
                return NULL
            article += <int64_t>number + 1
            ids[i] = <uint32_t>article
        return at if article < articles else NULL
    at = get(at, end, &number)
    if at == NULL or number > end - at or number > (articles + 7) // 8:
        return NULL
    for i in range(0, number, 8):
        bits = 0
        memcpy(&bits, at + i, min(8, number - i))
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
    const uint8_t* more  # the rests of what the codes could not say
    uint32_t width
    uint32_t most


cdef inline bint open_tfs(const uint8_t* at, const uint8_t* end, const Head* head, Tfs* tfs) noexcept nogil:
    tfs.width = (head.form >> 1) * 2
    tfs.most = (1 << tfs.width) - 1
    tfs.codes = at
    tfs.more = at + (<int64_t>head.df * tfs.width + 7) // 8
    return tfs.more <= end


cdef inline uint32_t next_tf(Tfs* tfs, uint32_t i, const uint8_t* end) noexcept nogil:
    """The i-th tf, asked for in order; 0 if the list breaks off."""
    cdef uint32_t code, rest
    if not tfs.width:
        return 1
    code = (tfs.codes[i * tfs.width >> 3] >> (i * tfs.width & 7)) & tfs.most
    if code < tfs.most:
        return code + 1
    tfs.more = get(tfs.more, end, &rest)
    if tfs.more == NULL:
        tfs.width = 0  # nothing more can be read
        return 0
    return code + 1 + rest


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
    at = read_head(&blob[0] + start, end, sized, &head)
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
        at = read_head(&blob[0] + starts[n], end, sized, &head)
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
    const uint8_t[::1] only, uint8_t[::1] flags,
):
    """Set bit ``id`` of ``flags`` for every posting of the lists of a segment of ``articles``.

    ``only`` (or ``None``) limits it to the articles where it is not 0.
    """
    cdef const uint8_t* end = &blob[0] + blob.shape[0]
    cdef const uint8_t* at
    cdef bint limited = only is not None
    cdef bint broken = False
    cdef int64_t n, article
    cdef uint32_t i, number
    cdef Head head
    for n in range(starts.shape[0]):
        at = read_head(&blob[0] + starts[n], end, sized, &head)
        if at == NULL or head.df > articles:
            broken = True
        elif head.form & 1:
            at = get(at, end, &number)
            if at == NULL or number > end - at or number > flags.shape[0] or limited:
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
                if not limited or only[article]:
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
        at = read_head(&blob[0] + starts[n], end, True, &head)
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


# Writing


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
                    begins[sources[i]] + source_starts[i], ends[sources[i]], maps[sources[i]],
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
