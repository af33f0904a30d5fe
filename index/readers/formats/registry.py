"""Which formats are there, and which of them has this name, this suffix, this look?

``FORMATS`` below is the only list of them.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from index.readers.format import Format
from index.readers.formats import (
    csv,
    excel,
    feed,
    html,
    json,
    jsonl,
    mhtml,
    parquet,
    scrapy_xml,
    sitemap,
    sqlite,
    text,
    warc,
)
from index.readers.sources.containers import ARCHIVE_SUFFIXES, WRAPPED_SUFFIXES


class Registry:
    """Formats by name, by suffix and by look.

    Raises ``ValueError`` if two of them have one name or one suffix, or if a suffix could never
    be found since it is not in lower case or has no dot.
    """

    def __init__(self, formats: Iterable[Format]) -> None:
        self._by_name: dict[str, Format] = {}
        self._by_suffix: dict[str, Format] = {}
        for one in formats:
            if one.name in self._by_name:
                raise ValueError(f"two formats are called {one.name!r}")
            self._by_name[one.name] = one
            for suffix in one.suffixes:
                if not suffix.startswith(".") or suffix != suffix.lower():
                    raise ValueError(f"{one.name}: {suffix!r} is no suffix in lower case")
                if suffix in self._by_suffix:
                    raise ValueError(f"{suffix} belongs to {self._by_suffix[suffix].name} already")
                self._by_suffix[suffix] = one

    def __iter__(self) -> Iterator[Format]:
        return iter(self._by_name.values())

    @property
    def names(self) -> tuple[str, ...]:
        """The names of all formats, in their order."""
        return tuple(self._by_name)

    def named(self, name: str) -> Format | None:
        """The format that ``--format name`` asks for."""
        return self._by_name.get(name)

    def by_suffix(self, suffix: str) -> Format | None:
        """The format whose files end in ``suffix`` (with its dot, in any case)."""
        return self._by_suffix.get(suffix.lower())

    def by_look(self, head: bytes, name: str, *, binary: bool) -> Format | None:
        """The first format that ``head`` looks like; for ``binary`` bytes among binary ones."""
        candidates = (one for one in self if one.binary or not binary)
        return next((one for one in candidates if one.looks_like(head, name)), None)

    def sentence(self) -> str:
        """All formats with their suffixes, as help and rejects list them."""
        listed = ", ".join(map(_listed, self))
        wrapped, archives = ", ".join(WRAPPED_SUFFIXES), ", ".join(ARCHIVE_SUFFIXES)
        return f"{listed}, each also as {wrapped} or inside {archives}"


def _listed(one: Format) -> str:
    return f"{one.label} ({', '.join(one.suffixes)})" if one.suffixes else one.label


# In the order in which --format lists them and in which they are asked for their look: the
# narrower one first (JSON Lines begin like JSON, a feed may hold a page, other XML is records).
FORMATS = Registry(
    (
        text.FORMAT,
        feed.FORMAT,
        sitemap.FORMAT,
        warc.FORMAT,
        mhtml.FORMAT,
        scrapy_xml.FORMAT,
        html.FORMAT,
        jsonl.FORMAT,
        json.FORMAT,
        csv.FORMAT,
        sqlite.FORMAT,
        excel.FORMAT,
        parquet.FORMAT,
    )
)
TEXT = text.FORMAT
"""What a file is read as whose name has no suffix and whose bytes look like no format."""

AUTO = "auto"
"""The choice of ``--format`` that leaves it to the suffix and the look."""
FORMAT_CHOICES = (AUTO, *FORMATS.names)
"""What ``--format`` takes."""
