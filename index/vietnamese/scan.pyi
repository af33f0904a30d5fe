from collections.abc import Mapping
from typing import TypeVar

Entry = TypeVar("Entry")

def look_up(text: str, table: Mapping[str, Entry]) -> list[tuple[int, int, int, Entry]]: ...
