"""What does a run do otherwise where the index is on a cluster?

Articles become documents and not segments; what is derived of all of them is made of counts and
fingerprints (:mod:`index.run.clustered.parts`); and the live index is kept on the cluster, so what
a run wrote on it before it was killed has to be taken back (:mod:`index.run.clustered.mending`).
"""
