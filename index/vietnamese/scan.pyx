# cython: language_level=3, boundscheck=False, wraparound=False
"""The loop over the syllables of a text, for looking each of them up: see ``syllables.py``."""


def look_up(str text, table):
    """Return ``[(n, start, end, found), …]`` for those syllables of clean ``text`` for which
    ``table[syllable]`` is true; the n-th syllable is ``text[start:end]``."""
    cdef Py_ssize_t length = len(text)
    cdef Py_ssize_t at = 0
    cdef Py_ssize_t start
    cdef Py_ssize_t n = 0
    cdef Py_UCS4 letter
    cdef list found = []
    while True:
        while at < length and not text[at].isalnum():
            at += 1
        if at == length:
            return found
        start = at
        while at < length:
            letter = text[at]
            if not (letter.isalnum() or 0x300 <= letter <= 0x36F):
                break
            at += 1
        entry = table[text[start:at]]
        if entry:
            found.append((n, start, at, entry))
        n += 1
