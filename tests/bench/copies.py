"""How does a corpus become a larger one?  Its articles again, under other ids and titles.

A copy has what its original has, category and day too; ``-2`` stands behind the id of the second,
and ``2`` behind its title, and so on.  Lines are copied from the beginnings of the files to their
ends, one at a time: no more of the corpus is ever in memory.
"""

from __future__ import annotations

from collections.abc import Generator
from contextlib import closing
from dataclasses import replace
from itertools import islice

import msgspec

from bench.texts import Syllables, Texts, decode_record
from index.analysis import analyse

_encode = msgspec.json.Encoder().encode
_decode_syllables = msgspec.json.Decoder(Syllables).decode


def repeated(texts: Texts, times: int, limit: int | None) -> Texts:
    """``texts`` with every article ``times`` times, up to ``limit`` of them, in the same files."""
    wanted = texts.articles * times if limit is None else min(texts.articles * times, limit)
    with (
        texts.records.open("ab") as records,
        texts.syllables.open("ab") as syllables,
        closing(_copies(texts, times)) as copies,
    ):
        for record, line in islice(copies, wanted - texts.articles):
            records.write(record + b"\n")
            syllables.write(line + b"\n")
    return replace(texts, articles=wanted)


def _copies(texts: Texts, times: int) -> Generator[tuple[bytes, bytes], None, None]:
    """The lines of both files for every copy of every original."""
    for number in range(2, times + 1):
        with texts.records.open("rb") as records, texts.syllables.open("rb") as syllables:
            originals = islice(zip(records, syllables, strict=True), texts.articles)
            for record, line in originals:
                yield _copy(record, line, number)


def _copy(record: bytes, line: bytes, number: int) -> tuple[bytes, bytes]:
    original = decode_record(record)
    title = f"{original.title} {number}".strip()
    copy = replace(original, id=f"{original.id}-{number}", title=title)
    syllables = replace(_decode_syllables(line), title=joined(title))
    return _encode(copy), _encode(syllables)


def joined(text: str) -> str:
    """The accented syllables of ``text`` as this project sees them, between spaces."""
    return " ".join(token.accented for token in analyse(text))
