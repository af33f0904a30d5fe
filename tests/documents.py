"""What do the documents say?  Their blocks of code, tables, headings and links, read from Markdown.

Only what our own pages use is read: fenced blocks, headings with ``#``, tables with ``|``.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

CHECKOUT = Path(__file__).parents[1]
PAGES = sorted([*CHECKOUT.glob("*.md"), *CHECKOUT.glob("docs/*.md")])

_FENCE = re.compile(r"^```(\w*)\n(.*?)^```$", re.MULTILINE | re.DOTALL)
_HEADING = re.compile(r"^(#+) +(.+?) *$", re.MULTILINE)
_CODE = re.compile(r"`([^`\n]+)`")
_LINK = re.compile(r"!?\[[^\]]*\]\(([^)\s]+)\)")


@dataclass(frozen=True, slots=True)
class Block:
    """A fenced block; ``line`` is where its first line stands, counted from 1."""

    language: str
    text: str
    line: int


@dataclass(frozen=True, slots=True)
class Table:
    """The cells of a table as they are written."""

    head: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]

    def names(self) -> list[str]:
        """The code in the first cell of every row, in order."""
        return [code for row in self.rows for code in codes(row[0])]


@dataclass(frozen=True, slots=True)
class Page:
    """One Markdown file."""

    path: Path
    text: str

    @property
    def name(self) -> str:
        """The path from the checkout: ``docs/records.md``."""
        return self.path.relative_to(CHECKOUT).as_posix()

    @property
    def prose(self) -> str:
        """The text without its fenced blocks; line numbers stay."""
        return _FENCE.sub(lambda match: "\n" * match.group().count("\n"), self.text)

    def blocks(self, *languages: str) -> list[Block]:
        """The fenced blocks in one of ``languages``, in order."""
        return [
            Block(match[1], match[2], self.text.count("\n", 0, match.start(2)) + 1)
            for match in _FENCE.finditer(self.text)
            if match[1] in languages
        ]

    def headings(self) -> list[str]:
        """All headings, without their signs."""
        return [match[2] for match in _HEADING.finditer(self.prose)]

    def anchors(self) -> set[str]:
        """What a link to this page may have behind its ``#``."""
        return set(map(anchor, self.headings()))

    def links(self) -> list[str]:
        """The targets of all links and pictures."""
        return _LINK.findall(self.prose)

    def table(self, heading: str, first: str | None = None) -> Table:
        """The first table below ``heading``, or the first whose first column is named ``first``."""
        for table in _tables(self.section(heading)):
            if first in (None, table.head[0]):
                return table
        raise LookupError(f"{self.name}: no such table under {heading!r}")

    def section(self, heading: str) -> str:
        """What stands between ``heading`` and the next one."""
        found = list(_HEADING.finditer(self.text))
        for match, following in zip(found, [*found[1:], None], strict=True):
            if match[2] == heading:
                return self.text[match.end() : following.start() if following else None]
        raise LookupError(f"{self.name}: no heading {heading!r}")


def page(name: str) -> Page:
    """The page at ``name``, a path from the checkout."""
    path = CHECKOUT / name
    return Page(path, path.read_text("utf-8"))


def pages() -> list[Page]:
    """All pages of the project."""
    return [Page(path, path.read_text("utf-8")) for path in PAGES]


def codes(text: str) -> list[str]:
    """The pieces of ``text`` between backquotes."""
    return _CODE.findall(text)


def anchor(heading: str) -> str:
    """What GitHub makes of a heading: lower case, no punctuation, hyphens for spaces."""
    text = heading.replace("&lt;", "<").replace("&gt;", ">").lower()
    return re.sub(r"[^\w\- ]", "", text).replace(" ", "-")


def _tables(text: str) -> Iterator[Table]:
    lines: list[str] = []
    for line in [*text.splitlines(), ""]:
        if line.startswith("|"):
            lines.append(line)
        elif lines:
            head, _rule, *rows = map(_cells, lines)
            yield Table(head, tuple(rows))
            lines = []


def _cells(line: str) -> tuple[str, ...]:
    return tuple(cell.strip() for cell in line.strip().strip("|").split("|"))
