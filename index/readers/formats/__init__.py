"""Which formats can be read?  One module each, listed in :mod:`index.readers.formats.registry`.

A new format is a module with a ``FORMAT`` (:class:`index.readers.format.Format`) and one line
in the registry.
"""
