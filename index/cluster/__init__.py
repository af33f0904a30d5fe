"""How is an index kept on a cluster of OpenSearch nodes?

What a document has stands in :mod:`index.cluster.mapping` and :mod:`index.cluster.documents`.
"""
