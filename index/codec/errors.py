"""What is wrong with a segment's file?"""

from __future__ import annotations


class SegmentDamaged(ValueError):
    """The file is not what was written: something in it breaks off or points outside."""
