from collections.abc import Mapping
from typing import TypeVar

Entry = TypeVar("Entry")

SLOTS: int
NO_LETTER_CODE: int
ODD_CODE: int
WHOLE_FLAG: int
BEGINS_FLAG: int

def slot_of(syllable: str, letters: bytes) -> int: ...
def look_up(
    text: str, table: Mapping[str, Entry], letters: bytes, sought: bytearray
) -> list[tuple[int, int, int, Entry]]: ...
def sentence_ends(text: str, abbreviations: frozenset[str]) -> list[int]: ...
