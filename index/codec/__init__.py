"""How is a batch of articles written to one segment, and how are its parts found again?

:mod:`index.codec.build` inverts a batch, :mod:`index.codec.merge` joins segments,
:mod:`index.codec.segment` opens one; :mod:`index.codec.layout` says which fields it has.  What
stands in it is packed by :mod:`index.codec.postings` (terms), :mod:`index.codec.keywords` (what
articles are about) and :mod:`index.codec.stored` (articles).  Which segments an index has is said
by :mod:`index.codec.segment_infos`; :mod:`index.codec.whoosh` shows them to Whoosh.
"""
