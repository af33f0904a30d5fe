# cython: language_level=3, boundscheck=False, wraparound=False, cdivision=True, initializedcheck=False
"""The loops that read whole posting lists (see ``lists.pxd``): locate, unpack, mark.

``blob`` is all the lists of a field, and ``starts`` where in it some of them begin, in bytes.
Callers make every output array long enough.  A list that breaks off or points outside of its
segment raises :class:`index.errors.SegmentDamaged`.  What only a few articles have of a list is
read by :mod:`index.codec.within`.
"""

from libc.stdint cimport int32_t, int64_t, uint8_t, uint32_t, uint64_t

from index.codec.lists cimport (
    LONG_WORK, POSITION_BITS as _POSITION_BITS, Head, Tfs, list_at, load_word, lowest_bit, next_tf, open_tfs,
    read_head, read_ids, read_varint, start_of
)
from index.codec.packed_lists cimport Lists, PackedLists

from index.codec.layout import BROKEN_LIST
from index.errors import SegmentDamaged

cdef enum:
    _KIND_BITS = 2
    _KINDS = 1 << _KIND_BITS

POSITION_BITS = _POSITION_BITS
"""An occurrence is ``doc id << POSITION_BITS | position``."""
KIND_BITS = _KIND_BITS
"""The code of a pair is its second term's ordinal, and in so many bits below it the pair's kind."""


def locate_keys(const uint32_t[::1] keys, const uint32_t[::1] wanted, int64_t[::1] indices):
    """Write into ``indices`` where in ``keys`` the ``wanted`` stand, both ascending.

    Returns how many do; ``indices`` is as long as ``wanted``.
    """
    cdef int64_t count = 0
    cdef int64_t i
    for i in range(wanted.shape[0]):
        indices[count] = search_sorted(keys, 0, keys.shape[0], wanted[i])
        count += indices[count] >= 0
    return count


def locate_pairs(
    const int64_t[::1] rows, const uint32_t[::1] codes, const uint32_t[::1] first,
    const uint32_t[::1] second, uint32_t kinds, int64_t[::1] indices,
):
    """Write into ``indices`` where in ``codes`` pairs of a ``first`` and a ``second`` term stand.

    ``first`` and ``second`` are ordinals.  The codes of what follows a term are
    ``codes[rows[term]:rows[term + 1]]``, ascending (see :data:`KIND_BITS`); looked for are those of
    the kinds whose bits ``kinds`` has.  Returns how many there are, at most
    ``4 * len(first) * len(second)``, which ``indices`` has room for.
    """
    cdef int64_t low, high, at, end, i, j
    cdef int64_t count = 0
    for i in range(first.shape[0]):
        if first[i] >= rows.shape[0] - 1:
            continue
        low = max(rows[first[i]], 0)  # from a file, so anything
        high = min(rows[first[i] + 1], codes.shape[0])
        for j in range(second.shape[0]):
            at = lower_bound(codes, low, high, second[j] << _KIND_BITS)
            end = min(high, at + _KINDS)
            while at < end and codes[at] >> _KIND_BITS == second[j]:
                indices[count] = at
                count += kinds >> (codes[at] & (_KINDS - 1)) & 1
                at += 1
    return count


cdef inline int64_t lower_bound(
    const uint32_t[::1] rising, int64_t low, int64_t high, uint32_t wanted
) noexcept nogil:
    """The index of the first in ``rising[low:high]`` that is not below ``wanted``; ``high``, if all
    are."""
    cdef int64_t middle
    while low < high:
        middle = (low + high) // 2
        if rising[middle] < wanted:
            low = middle + 1
        else:
            high = middle
    return low


cdef inline int64_t search_sorted(
    const uint32_t[::1] rising, int64_t low, int64_t high, uint32_t wanted
) noexcept nogil:
    """The index of ``wanted`` in ``rising[low:high]``, or -1."""
    cdef int64_t at = lower_bound(rising, low, high, wanted)
    return at if at < high and rising[at] == wanted else -1


def read_frequencies(
    const uint8_t[::1] blob, const int64_t[::1] starts, uint32_t[::1] df, uint32_t[::1] cf
):
    """Read into ``df`` and ``cf``, as long as ``starts``, how many articles hold the term of each
    list, and how often they do together."""
    cdef const uint8_t* begin = start_of(blob)
    cdef const uint8_t* end = begin + blob.shape[0]
    cdef int64_t i
    cdef Head head
    for i in range(starts.shape[0]):
        if read_head(list_at(begin, blob.shape[0], starts[i]), end, False, &head) == NULL:
            raise SegmentDamaged(BROKEN_LIST)
        df[i] = head.df
        cf[i] = head.cf


def decode(
    const uint8_t[::1] blob, int64_t start, bint has_positions, int64_t articles,
    uint32_t[::1] ids, uint32_t[::1] tfs,
):
    """Unpack the list at ``start``, of a segment of so many ``articles``, into ``ids`` (ascending)
    and ``tfs``, both as long as its df."""
    cdef const uint8_t* begin = start_of(blob)
    cdef const uint8_t* end = begin + blob.shape[0]
    cdef const uint8_t* at
    cdef Head head
    cdef Tfs packed
    cdef uint32_t i
    at = read_head(list_at(begin, blob.shape[0], start), end, has_positions, &head)
    if at != NULL and head.df <= ids.shape[0]:
        at = read_ids(at, end, &head, articles, &ids[0])
        if at != NULL and open_tfs(at, end, &head, &packed):
            for i in range(head.df):
                tfs[i] = next_tf(&packed, i, end)
            at = packed.rests
        else:
            at = NULL
    else:
        at = NULL
    if at == NULL:
        raise SegmentDamaged(BROKEN_LIST)


def set_bits(several, int64_t articles, uint8_t[::1] bits):
    """Set bit ``id`` of ``bits``, a bit for each of so many ``articles`` (the lowest of a byte
    first), for every posting of ``several`` :class:`PackedLists`."""
    cdef PackedLists one
    cdef bint whole
    for one in several:
        if one.work < LONG_WORK:
            whole = set_bits_of_lists(&one.lists, articles, bits)
        else:
            with nogil:
                whole = set_bits_of_lists(&one.lists, articles, bits)
        if not whole:
            raise SegmentDamaged(BROKEN_LIST)


cdef bint set_bits_of_lists(const Lists* lists, int64_t articles, uint8_t[::1] bits) noexcept nogil:
    cdef const uint8_t* end = lists.blob + lists.size
    cdef const uint8_t* at
    cdef int64_t n
    if lists.mask != NULL and lists.masked < articles:
        return False
    for n in range(lists.count):
        at = list_at(lists.blob, lists.size, lists.starts[n])
        if not set_bits_of_list(at, end, lists.has_positions, articles, lists.mask, bits):
            return False
    return True


cdef bint set_bits_of_list(
    const uint8_t* at, const uint8_t* end, bint has_positions, int64_t articles,
    const uint8_t* mask, uint8_t[::1] bits,
) noexcept nogil:
    """Set the bits of one list; whether it was whole."""
    cdef Head head
    cdef int64_t doc_id = -1
    cdef uint32_t i, number
    at = read_head(at, end, has_positions, &head)
    if at == NULL or head.df > articles:
        return False
    if head.encoding & 1:
        at = read_varint(at, end, &number)
        if at == NULL or number > end - at or number > (articles + 7) // 8:
            return False
        for i in range(number):
            bits[i] |= at[i] if mask == NULL else at[i] & masked_byte(mask, i * 8, articles)
        return True
    for i in range(head.df):
        at = read_varint(at, end, &number)
        if at == NULL:
            return False
        doc_id += <int64_t>number + 1
        if doc_id >= articles:
            return False
        if mask == NULL or mask[doc_id]:
            bits[doc_id >> 3] |= 1 << (doc_id & 7)
    return True


cdef inline uint8_t masked_byte(const uint8_t* mask, int64_t first, int64_t articles) noexcept nogil:
    """The bits of the eight articles from ``first`` on that count."""
    cdef uint8_t byte = 0
    cdef int64_t i
    for i in range(min(8, articles - first)):
        byte |= (mask[first + i] != 0) << i
    return byte


def has_bits(const uint64_t[::1] bits):
    """Whether any of ``bits`` is set."""
    cdef int64_t i
    for i in range(bits.shape[0]):
        if bits[i]:
            return True
    return False


def list_bits(const uint8_t[::1] bits, int64_t articles, int32_t first, int32_t[::1] ids):
    """Write into ``ids`` the doc ids whose bits are set, ascending, each ``first`` more than the
    place of its bit; return how many.

    ``ids`` has room for all of them; bits beyond so many ``articles`` mean nothing.
    """
    cdef int64_t found
    if ids.shape[0] < LONG_WORK:
        return list_all_bits(bits, articles, first, ids)
    with nogil:
        found = list_all_bits(bits, articles, first, ids)
    return found


cdef int64_t list_all_bits(
    const uint8_t[::1] bits, int64_t articles, int32_t first, int32_t[::1] ids
) noexcept nogil:
    cdef int64_t found = 0
    cdef int64_t i = 0
    cdef int64_t doc_id
    cdef int64_t size = bits.shape[0]
    cdef uint64_t word
    while i < size:
        word = load_word(&bits[0] + i, &bits[0] + size)
        while word:
            doc_id = i * 8 + lowest_bit(word)
            if doc_id >= articles:
                break
            ids[found] = <int32_t>(first + doc_id)
            found += 1
            word &= word - 1
        i += 8
    return found
