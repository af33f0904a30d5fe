# cython: language_level=3, boundscheck=False, wraparound=False
"""Which posting lists of one field are read together?  Made once, then read any number of times.

To take an array apart costs as much as to read a short list, and most terms are asked for again.
"""

from libc.stdint cimport int64_t, uint8_t

from index.codec.lists cimport start_of, work_of


cdef class PackedLists:
    """The lists of ``blob`` that begin at ``starts``, in bytes.

    With a ``mask`` articles where that is 0 do not count; ids beyond its end are damage.
    """

    def __init__(
        self, const uint8_t[::1] blob, const int64_t[::1] starts, bint has_positions,
        const uint8_t[::1] mask=None,
    ):
        self._kept = (blob, starts, mask)
        self.lists.blob = start_of(blob)
        self.lists.size = blob.shape[0]
        self.lists.starts = &starts[0] if starts.shape[0] else NULL
        self.lists.count = starts.shape[0]
        self.lists.has_positions = has_positions
        self.lists.mask = NULL
        self.lists.masked = 0
        if mask is not None and mask.shape[0]:
            self.lists.mask = &mask[0]
            self.lists.masked = mask.shape[0]
        self.work = work_of(self.lists.blob, self.lists.size, starts)
