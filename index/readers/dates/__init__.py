"""Which day or moment does a text mean?

``reading`` reads a date, ``words`` knows those of its languages, ``values``
what programs write around one, and ``order`` finds out whether a
file has the day or the month first.
"""
