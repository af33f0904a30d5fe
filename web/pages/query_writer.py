"""How does one write the query language without knowing it?  A form's boxes become a query.

What is typed into a box are words and nothing else: signs that would mean something are left out,
and what has to stand as it is goes into quotes.  The boxes whose words may be any of several take
them with commas between, since a Vietnamese word has several syllables.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal, get_args

Place = Literal["title", "summary", "body", "author"]
PLACES: tuple[Place, ...] = get_args(Place)
MAX_GAP = 50
DEFAULT_GAP = 8

_SIGNS = re.compile(r'["“”„‟«»()]|(?<!\S)[-–—−+!]+|(?<!\d):|:(?!\d)|&&|\|\|')
_OPERATORS = re.compile(r"\b(?:AND|OR|NOT|NEAR)\b")
_BETWEEN = re.compile("[,;\n]")


@dataclass(frozen=True, slots=True)
class Filled:
    """What was typed into the boxes: articles have all of the words of ``every``, the ``phrase`` as
    it stands, one or more of ``some``, none of ``none``, the words ``within`` in that ``place``,
    and ``near`` and ``to`` with at most ``gap`` syllables between."""

    every: str = ""
    phrase: str = ""
    some: str = ""
    none: str = ""
    within: str = ""
    place: Place = "title"
    near: str = ""
    to: str = ""
    gap: int = DEFAULT_GAP


def written(filled: Filled) -> str:
    """Return the query that asks for what was ``filled`` in, empty if that is nothing."""
    return " ".join(filter(None, _parts(filled)))


def _parts(filled: Filled) -> Iterator[str]:
    sides = [side for side in (_quoted(filled.near), _quoted(filled.to)) if side]
    every, within = _words(filled.every), _words(filled.within)
    if len(sides) > 1 and f"{every}{within}".isupper():
        every, within = every.lower(), within.lower()  # or NEAR would be one more word in capitals
    yield every
    yield _quoted(filled.phrase)
    some = list(filter(None, map(_quoted, _BETWEEN.split(filled.some))))
    yield some[0] if len(some) == 1 else f"({' OR '.join(some)})" if some else ""
    yield f"{filled.place}:({within})" if within else ""
    yield f" NEAR/{filled.gap} ".join(sides)
    for one in filter(None, map(_quoted, _BETWEEN.split(filled.none))):
        yield f"-{one}"


def _words(text: str) -> str:
    """``text`` without anything that the query language takes for a sign."""
    plain = _OPERATORS.sub(lambda found: found[0].lower(), _SIGNS.sub(" ", text))
    return " ".join(_SIGNS.sub(" ", plain).split())


def _quoted(text: str) -> str:
    words = _words(text)
    return f'"{words}"' if any(map(str.isalnum, words)) else ""
