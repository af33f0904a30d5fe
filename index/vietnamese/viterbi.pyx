# cython: language_level=3, boundscheck=False, wraparound=False, initializedcheck=False
# No index is checked where it is used: each loop checks what it was given before it starts,
# and index.vietnamese.crf builds the compounds from the rows of the same model.
"""The two loops over every text: cut it into known tokens, and find out which ones pyvi joins."""

from cpython.unicode cimport PyUnicode_DATA, PyUnicode_KIND, PyUnicode_READ, Py_UNICODE_ISSPACE
from libc.stdint cimport int32_t, int64_t, uint8_t, uint16_t, uint32_t, uint64_t
from libc.stdlib cimport calloc, free


# Cutting


cdef enum:
    SLOT_BITS = 17  # 8 MB: the commonest chunks of a corpus hardly push each other out
    LETTERS = 18  # with these and TOKENS a slot fills a cache line
    TOKENS = 6

cdef uint64_t MIXER = 0x9E3779B97F4A7C15  # 2**64 over the golden ratio: spreads the low bits


cdef struct Slot:
    uint16_t size
    uint16_t count
    uint16_t[LETTERS] letters
    int32_t[TOKENS] numbers


cdef inline bint holds(
    const Slot* slot, int kind, const void* text, Py_ssize_t start, Py_ssize_t size
) noexcept:
    cdef Py_ssize_t i
    if slot.size != size:
        return False
    for i in range(size):
        if slot.letters[i] != <uint32_t>PyUnicode_READ(kind, <void*>text, start + i):
            return False
    return True


cdef class ChunkCache:
    """The token numbers of the chunks (runs without whitespace) read lately.

    Its size is fixed: a chunk takes the place of whichever had the same hash.  Chunks too
    long for a slot, or with letters beyond the first 65,536, are cut anew each time.
    """

    cdef Slot* slots
    cdef int32_t line_break

    def __cinit__(self, int32_t line_break):
        """``line_break`` is the number of the token that a line break is."""
        self.line_break = line_break
        self.slots = <Slot*>calloc(1 << SLOT_BITS, sizeof(Slot))
        if self.slots is NULL:
            raise MemoryError

    def __dealloc__(self):
        free(self.slots)

    def read(self, str text not None, cut, int32_t[::1] numbers, Py_ssize_t count):
        """Write the numbers of the tokens of ``text`` from ``numbers[count]`` on.

        ``cut`` does so for a chunk that is not here.  Returns the count after them all.
        """
        cdef int kind = PyUnicode_KIND(text)
        cdef void* data = PyUnicode_DATA(text)
        cdef Py_ssize_t length = len(text)
        cdef Py_ssize_t i = 0
        cdef Py_ssize_t start, size, k
        cdef uint32_t letter, all_bits
        cdef uint64_t mixed
        cdef Slot* slot

        # No token is empty, so there are no more of them than characters.
        if count < 0 or numbers.shape[0] - count < length:
            raise ValueError("there must be room for as many tokens as characters")
        while i < length:
            letter = <uint32_t>PyUnicode_READ(kind, data, i)
            if Py_UNICODE_ISSPACE(<Py_UCS4>letter):
                if letter == 10:
                    numbers[count] = self.line_break
                    count += 1
                i += 1
                continue
            start = i
            mixed = 0
            all_bits = 0
            while not Py_UNICODE_ISSPACE(<Py_UCS4>letter):
                mixed = (mixed ^ letter) * MIXER
                all_bits |= letter
                i += 1
                if i == length:
                    break
                letter = <uint32_t>PyUnicode_READ(kind, data, i)
            size = i - start
            slot = &self.slots[mixed >> (64 - SLOT_BITS)]
            if holds(slot, kind, data, start, size):
                for k in range(slot.count):
                    numbers[count + k] = slot.numbers[k]
                count += slot.count
                continue

            found = cut(text[start:i])
            if len(found) > size:
                raise ValueError("a chunk has more tokens than characters")
            for k, number in enumerate(found):
                numbers[count + k] = number
            if size <= LETTERS and len(found) <= TOKENS and all_bits <= 0xFFFF:
                slot.size = <uint16_t>size
                slot.count = <uint16_t>len(found)
                for k in range(size):
                    slot.letters[k] = <uint16_t>PyUnicode_READ(kind, data, start + k)
                for k in range(slot.count):
                    slot.numbers[k] = numbers[count + k]
            count += len(found)
        return count


# Joining


cdef enum:  # columns of the traits of a token
    ROW
    SHAPE

cpdef enum:  # bits of its shape, which index.vietnamese.segmentation sets
    UPPER = 1
    TITLE = 2
    DIGIT = 4
    JOINABLE = 8
    CAPITAL = 16

cdef enum:  # rows of marks, as in index.vietnamese.crf
    BIAS
    IS_UPPER
    IS_TITLE
    IS_DIGIT
    TITLE_BEFORE
    UPPER_BEFORE
    PAIR_BEFORE
    TRIPLE_BEFORE
    TITLE_AFTER
    UPPER_AFTER
    PAIR_AFTER
    TRIPLE_AFTER

cdef enum:  # columns of words: one per label from here on
    HERE = 0
    BEFORE = 2
    AFTER = 4


cdef inline int32_t find(
    const int32_t[::1] rising, int32_t low, int32_t high, int32_t wanted
) noexcept nogil:
    """Where ``wanted`` is in ``rising[low:high]``; -1 if it is not there."""
    cdef int32_t size = high - low
    cdef int32_t half
    while size > 1:
        half = size >> 1
        # A product instead of a branch, which would be mispredicted half of the time.
        low += half * (rising[low + half] <= wanted)
        size -= half
    return low if size > 0 and rising[low] == wanted else -1


cdef inline bint joinable(int32_t before, int32_t shape) noexcept nogil:
    """pyvi's afterthought: never join signs or digits, nor a capital to a small letter."""
    return (
        before & JOINABLE != 0
        and shape & JOINABLE != 0
        and not (shape & CAPITAL != 0 and before & CAPITAL == 0)
    )


def join_tokens(
    const int32_t[::1] ids,
    const int64_t[::1] bounds,
    const int32_t[:, ::1] traits,
    const double[:, ::1] words,
    const double[:, ::1] marks,
    const double[:, ::1] transitions,
    const int32_t[::1] pair_starts,
    const int32_t[::1] seconds,
    const uint8_t[::1] is_pair,
    const int32_t[::1] third_starts,
    const int32_t[::1] thirds,
    uint8_t[::1] joined,
):
    """Set ``joined[i]`` to whether token ``ids[i]`` is joined to the one before it.

    Text ``n`` has the tokens ``bounds[n]`` up to ``bounds[n + 1]``.  The labels are the
    likeliest under the model (Viterbi).  Weights are added in the order in which pyvi names
    the features and CRFsuite adds them, and of two equal paths the first wins, as in
    CRFsuite: so even rounding is the same.
    """
    cdef int64_t begin, end, t, n
    cdef int32_t row, shape, row_before, shape_before, row_after, shape_after, pair, label
    cdef bint pair_before, pair_after, triple_before, triple_before_next, triple_after
    cdef uint8_t trace
    cdef double score, first, second
    cdef double[2] path
    cdef double[2] path_before

    if words.shape[1] != 6 or marks.shape[0] != 12 or marks.shape[1] != 2:
        raise ValueError("the weights have another shape")
    if transitions.shape[0] != 2 or transitions.shape[1] != 2 or traits.shape[1] < 2:
        raise ValueError("the weights have another shape")
    if pair_starts.shape[0] != words.shape[0] + 1:
        raise ValueError("the compounds are of another model")
    if joined.shape[0] != ids.shape[0]:
        raise ValueError("there must be as many joins as tokens")
    if bounds.shape[0] < 1 or bounds[0] != 0 or bounds[bounds.shape[0] - 1] != ids.shape[0]:
        raise ValueError("the bounds must run from 0 to the number of tokens")
    for n in range(bounds.shape[0] - 1):
        if bounds[n] > bounds[n + 1]:
            raise ValueError("the bounds must rise")
    for t in range(ids.shape[0]):
        if not 0 <= ids[t] < traits.shape[0]:
            raise IndexError("there is no such token")
        if not 0 <= traits[ids[t], ROW] < words.shape[0]:
            raise IndexError("there is no such word")

    with nogil:
        for n in range(bounds.shape[0] - 1):
            begin = bounds[n]
            end = bounds[n + 1]
            if begin == end:
                continue

            row_before = shape_before = 0
            pair_before = triple_before = triple_before_next = False
            row_after = traits[ids[begin], ROW]
            shape_after = traits[ids[begin], SHAPE]
            path[0] = path[1] = path_before[0] = path_before[1] = 0.0
            for t in range(begin, end):
                row = row_after
                shape = shape_after
                pair_after = triple_after = False
                if t + 1 < end:
                    row_after = traits[ids[t + 1], ROW]
                    shape_after = traits[ids[t + 1], SHAPE]
                    pair = find(seconds, pair_starts[row], pair_starts[row + 1], row_after)
                    if pair >= 0:
                        pair_after = is_pair[pair]
                        triple_after = t + 2 < end and 0 <= find(
                            thirds,
                            third_starts[pair],
                            third_starts[pair + 1],
                            traits[ids[t + 2], ROW],
                        )

                trace = 0
                for label in range(2):
                    score = marks[BIAS, label]
                    score += words[row, HERE + label]
                    score += marks[IS_UPPER, label] * (shape & UPPER != 0)
                    score += marks[IS_TITLE, label] * (shape & TITLE != 0)
                    score += marks[IS_DIGIT, label] * (shape & DIGIT != 0)
                    if t > begin:
                        score += words[row_before, BEFORE + label]
                        score += marks[TITLE_BEFORE, label] * (shape_before & TITLE != 0)
                        score += marks[UPPER_BEFORE, label] * (shape_before & UPPER != 0)
                        score += marks[PAIR_BEFORE, label] * pair_before
                        score += marks[TRIPLE_BEFORE, label] * triple_before
                    if t + 1 < end:
                        score += words[row_after, AFTER + label]
                        score += marks[TITLE_AFTER, label] * (shape_after & TITLE != 0)
                        score += marks[UPPER_AFTER, label] * (shape_after & UPPER != 0)
                        score += marks[PAIR_AFTER, label] * pair_after
                        score += marks[TRIPLE_AFTER, label] * triple_after
                    if t == begin:
                        path[label] = score
                        continue
                    first = path_before[0] + transitions[0, label]
                    second = path_before[1] + transitions[1, label]
                    if second > first:
                        trace |= <uint8_t>(1 << label)
                        path[label] = second + score
                    else:
                        path[label] = first + score

                joined[t] = trace  # for each label, the best one before it
                path_before[0] = path[0]
                path_before[1] = path[1]
                row_before = row
                shape_before = shape
                pair_before = pair_after
                triple_before = triple_before_next
                triple_before_next = triple_after

            label = path[1] > path[0]
            for t in range(end - 1, begin, -1):
                trace = joined[t]
                joined[t] = label and joinable(
                    traits[ids[t - 1], SHAPE], traits[ids[t], SHAPE]
                )
                label = (trace >> label) & 1
            joined[begin] = 0
