# cython: language_level=3, boundscheck=False, wraparound=False, initializedcheck=False
# No index is checked where it is used: texts are read up to their length, ``letters`` up to its own,
# and ``sought`` must have a place for each slot.
"""The loops over the characters of a text: which syllables are sought (``sought.py``), and where
sentences end (``sentences.py``)."""

from cpython.unicode cimport PyUnicode_DATA, PyUnicode_KIND, PyUnicode_READ, Py_UNICODE_ISSPACE
from libc.stdint cimport uint8_t, uint32_t, uint64_t

cdef enum:
    SLOT_BITS = 12
    NO_LETTER = 0  # what ``letters`` may have besides the letters themselves
    ODD = 1
    WHOLE = 1  # what ``sought`` may have
    BEGINS = 2
    MAX_ABBREVIATION = 8  # characters

SLOTS = 1 << SLOT_BITS
NO_LETTER_CODE, ODD_CODE = NO_LETTER, ODD
WHOLE_FLAG, BEGINS_FLAG = WHOLE, BEGINS

# A syllable's number is made by FNV-1a; the high bits are used, since the low ones spread less.
cdef uint32_t SEED = 2166136261

cdef enum:
    PRIME = 16777619
    LINE_BREAK = 0x0A
    EXCLAMATION = 0x21
    POINT = 0x2E
    QUESTION = 0x3F
    ELLIPSIS = 0x2026

cdef uint64_t STOPS = (
    1ULL << LINE_BREAK | 1ULL << EXCLAMATION | 1ULL << POINT | 1ULL << QUESTION
)  # a bit for each of the first 64 code points


def slot_of(str syllable, const uint8_t[::1] letters):
    """Return the place that syllables of the same plain letters share, below :data:`SLOTS`; -1 if
    any letter is none of these."""
    cdef uint32_t number = SEED, known = letters.shape[0]
    cdef uint8_t kind
    cdef Py_UCS4 letter
    for letter in syllable:
        kind = letters[letter] if letter < known else ODD
        if kind == NO_LETTER or kind == ODD:
            return -1
        number = (number ^ kind) * PRIME
    return number >> (32 - SLOT_BITS)


def look_up(str text, table, const uint8_t[::1] letters, const uint8_t[::1] sought):
    """Return ``[(n, start, end, found), …]`` for those syllables of clean ``text`` for which
    ``table[syllable]`` is true; the n-th syllable is ``text[start:end]``.

    The table is asked only for syllables that may be ``sought``, or that have an odd letter.
    """
    cdef Py_ssize_t length = len(text), at = 0, n = 0, start
    cdef int kind_of_text = PyUnicode_KIND(text)
    cdef void* data = PyUnicode_DATA(text)
    cdef uint32_t number, known = letters.shape[0]
    cdef uint8_t kind, reasons
    cdef Py_UCS4 letter
    cdef list found = []
    if sought.shape[0] != 1 << SLOT_BITS:
        raise ValueError("no flags of syllables")
    while at < length:
        start, number, reasons = at, SEED, 0
        while at < length:
            letter = PyUnicode_READ(kind_of_text, data, at)
            if letter < known:
                kind = letters[letter]
            else:
                kind = ODD if letter.isalnum() else NO_LETTER
            if kind == ODD and is_whole(letter):
                if at == start:
                    reasons |= BEGINS
                    at += 1
                break
            if kind == NO_LETTER:
                if at == start or not 0x300 <= letter <= 0x36F:
                    break
                kind = ODD  # a combining mark
            if kind == ODD:
                reasons |= BEGINS  # it may be anything
            number = (number ^ kind) * PRIME
            reasons |= sought[number >> (32 - SLOT_BITS)] & BEGINS
            at += 1
        if at == start:
            at += 1
            continue
        if reasons or sought[number >> (32 - SLOT_BITS)] & WHOLE:
            entry = table[text[start:at]]
            if entry:
                found.append((n, start, at, entry))
        n += 1
    return found


cdef inline bint is_whole(Py_UCS4 letter) noexcept:
    """Whether a letter is a syllable by itself: Han or kana, as ``syllables.py`` has them."""
    if letter < 0x3005:
        return False
    return (
        letter <= 0x3007
        or 0x3041 <= letter <= 0x30FF
        or 0x31F0 <= letter <= 0x31FF
        or 0x3400 <= letter <= 0x4DBF
        or 0x4E00 <= letter <= 0x9FFF
        or 0xF900 <= letter <= 0xFAFF
        or 0xFF66 <= letter <= 0xFF9F
        or 0x20000 <= letter <= 0x3FFFF
    )


def sentence_ends(str text, frozenset abbreviations):
    """Return where the sentences of ``text`` end: see ``sentences.py``."""
    cdef Py_ssize_t length = len(text), at, end
    cdef int kind = PyUnicode_KIND(text)
    cdef void* data = PyUnicode_DATA(text)
    cdef uint32_t code
    cdef list ends = []
    for at in range(length):
        code = PyUnicode_READ(kind, data, at)
        # one test, which nearly always fails: of several, one would often be guessed wrong
        if not ((code < 64) & (STOPS >> (code & 63)) | (code == ELLIPSIS)):
            continue
        if code == LINE_BREAK:
            ends.append(at + 1)
        else:
            end = at + 1
            while end < length and is_closing(PyUnicode_READ(kind, data, end)):
                end += 1
            if end == length or not Py_UNICODE_ISSPACE(PyUnicode_READ(kind, data, end)):
                continue
            if code != POINT or word_before(text, at) not in abbreviations:
                ends.append(end)
    return ends


cdef inline bint is_closing(Py_UCS4 letter) noexcept:
    return letter == u'"' or letter == u"”" or letter == u"’" or letter == u")"


cdef str word_before(str text, Py_ssize_t at):
    """What ends at ``text[at]``, cut to a length that no abbreviation has."""
    cdef Py_ssize_t start = at
    cdef Py_UCS4 letter
    while start > 0 and at - start <= MAX_ABBREVIATION:
        letter = text[start - 1]
        if not (letter.isalnum() or letter == u"_"):
            break
        start -= 1
    return text[start:at]
