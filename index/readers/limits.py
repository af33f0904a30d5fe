"""How large may one record be?"""

from __future__ import annotations

MAX_RECORD_BYTES = 16 * 1024 * 1024
"""Of one line, one text file, one HTML page; a larger one is no article but an accident."""
