"""What lies where in the index folder?

    INDEX/
      CURRENT                 the name of the live generation and its manifest's SHA-256, one line
      CURRENT.new             what becomes CURRENT in a run's last step
      LOCK                    held by the one reindex that may write
      last-run.json           what came of the last run, whether or not it committed anything
      generations/000007/     one whole, immutable index: segments, their list, the lexicon,
                              Whoosh's table of contents, ledger.sqlite, LEASE,
                              deleted.json (ids that were taken out for good, if any), and
                              manifest.json (sizes and SHA-256 of all the others)
      generations/000008.building/    not yet whole; a crash leaves it to the next run

A searcher holds a shared lock on ``LEASE``, so a generation that is being read is not removed.  The
file's time is when the generation was replaced; one that is kept only for those who began with it
may have lost its ledger.
"""

from __future__ import annotations

CURRENT = "CURRENT"
NEXT = "CURRENT.new"
LOCK = "LOCK"
LAST_RUN = "last-run.json"
GENERATIONS = "generations"
BUILDING_SUFFIX = ".building"
MANIFEST = "manifest.json"
LEASE = "LEASE"
DELETED = "deleted.json"
LEDGER = "ledger.sqlite"
"""The one file of a generation that is written to in place, and so copied and never linked."""
