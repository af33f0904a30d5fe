"""How does a cluster of OpenSearch nodes answer plans?"""
