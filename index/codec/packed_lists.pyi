from index.arrays.types import Bytes, Flags, Starts

class PackedLists:
    def __init__(
        self, blob: Bytes, starts: Starts, has_positions: bool, mask: Flags | None = None
    ) -> None: ...
