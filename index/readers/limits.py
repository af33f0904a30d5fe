"""How large may one record be, and how much of a file is looked at before it is read?"""

from __future__ import annotations

MAX_RECORD_BYTES = 16 * 1024 * 1024
"""Of one line, one text file, one HTML page; a larger one is no article but an accident."""

PEEK_BYTES = 65536
"""How many first bytes of a part can be looked at before it is read."""
