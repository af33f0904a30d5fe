"""How is a page of results shown to a person at a terminal, and how in a pipe?

In colours, the matches in bold, folded at the width of the terminal; as plain text, a line for each
part, in a pipe.
"""

from __future__ import annotations

from collections.abc import Iterator
from io import StringIO
from typing import TextIO

from rich.console import Console
from rich.padding import Padding
from rich.text import Text

from search.results import Hit, SearchResults, Snippet, Suggestion

_MARKED, _TITLE, _FACTS, _ADDRESS = "bold yellow", "bold", "green", "cyan"
_INDENT = 4


def is_terminal(stream: TextIO) -> bool:
    """Whether somebody looks at what is written to ``stream``."""
    return stream.isatty()


def listing(results: SearchResults, *, colours: bool) -> str:
    """``results`` as text, with ``colours`` as far as the terminal has any (``NO_COLOR``)."""
    out = StringIO()
    console = Console(file=out, force_terminal=colours, highlight=False, markup=False, emoji=False)
    first = (results.page - 1) * results.size + 1
    console.print(_head(results), soft_wrap=not colours)
    if results.suggestion is not None:
        console.print(_suggestion(results.suggestion), soft_wrap=not colours)
    for place, hit in enumerate(results.hits, first):
        console.print()
        console.print(Text(f"{place:>2}. ") + _title(hit), soft_wrap=not colours)
        for line in _lines(hit):
            if colours:
                console.print(Padding(line, (0, 0, 0, _INDENT), expand=False))
            else:
                console.print(Text(" " * _INDENT) + line, soft_wrap=True)
        # in one piece, since terminals make links of addresses
        address = Text(hit.url or f"id: {hit.id}", style=_ADDRESS)
        console.print(Text(" " * _INDENT) + address, soft_wrap=True)
    return out.getvalue()


def _head(results: SearchResults) -> Text:
    """How many there are, how the query was read, and where in all of them the page is."""
    head = Text(f"{results.total:,} articles", style=_TITLE)
    if results.groups != results.total:
        head.append(f", {results.groups:,} stories")
    if results.near:
        head.append(f", {results.near:,} more come near")
    if results.query.understood:
        head.append(f" · {results.query.understood}", style=_FACTS)
    if results.pages > 1 or results.page > 1:
        head.append(f" · page {results.page:,} of {results.pages:,}")
    return head


def _suggestion(suggestion: Suggestion) -> Text:
    said = "nothing has what was typed; shown is" if suggestion.applied else "did you mean"
    return Text(f"{said}: ").append(suggestion.q, style=_TITLE)


def _title(hit: Hit) -> Text:
    highlights = hit.highlights
    if highlights is not None and highlights.title is not None:
        return _marked(highlights.title, _TITLE)
    return Text(hit.title or "(no title)", style=_TITLE)


def _lines(hit: Hit) -> Iterator[Text]:
    """What stands between a title and the address."""
    facts = [hit.published or "no date", hit.source, hit.category]
    if hit.similar:
        facts.append(f"and {hit.similar} more of its story")
    if hit.near:
        facts.append("only comes near")
    yield Text(" · ".join(filter(None, facts)), style=_FACTS)
    for snippet in hit.highlights.body if hit.highlights is not None else ():
        yield _marked(snippet)


def _marked(snippet: Snippet, style: str = "") -> Text:
    """``snippet`` on one line with its matches marked."""
    text = Text(snippet.text.replace("\n", " "), style=style)
    for start, end in snippet.marks:
        text.stylize(_MARKED, start, end)
    if snippet.cut_before:
        text = Text("… ") + text
    return text + Text(" …") if snippet.cut_behind else text
