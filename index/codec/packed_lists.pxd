# cython: language_level=3
"""Some posting lists of one field, as loops read them without Python."""

from libc.stdint cimport int64_t, uint8_t


cdef struct Lists:
    const uint8_t* blob  # all lists of the field ...
    int64_t size  # ... in bytes
    const int64_t* starts  # where in it those begin that are meant
    int64_t count
    const uint8_t* mask  # per article whether it counts; NULL if all do
    int64_t masked  # for how many articles there is a mask
    bint has_positions


cdef class PackedLists:
    cdef object _kept  # the arrays that are pointed into
    cdef Lists lists
    cdef int64_t work  # about how many steps it takes to walk along the ids
