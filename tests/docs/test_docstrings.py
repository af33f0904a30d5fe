"""Does each docstring stand alone?

Whoever reads one in an editor or by ``help()`` does not see what stands above it in the file.
"""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from documents import CHECKOUT

PACKAGES = ("index", "search", "web")
LEANS_ON_ANOTHER = re.compile(r"(The same|That of|Those of|As (much|many) of)\b")
DOCUMENTED = ast.Module | ast.ClassDef | ast.FunctionDef | ast.AsyncFunctionDef


def docstrings(path: Path) -> Iterator[tuple[int, str]]:
    """The docstrings of a module and of all in it, each with the line that it explains."""
    for node in ast.walk(ast.parse(path.read_text("utf-8"))):
        if isinstance(node, DOCUMENTED) and (text := ast.get_docstring(node)) is not None:
            yield getattr(node, "lineno", 1), text


@pytest.mark.parametrize("package", PACKAGES)
def test_docstrings_do_not_lean_on_others(package: str) -> None:
    found = [
        (path.relative_to(CHECKOUT), line, text)
        for path in sorted((CHECKOUT / package).rglob("*.py"))
        for line, text in docstrings(path)
    ]
    assert found
    assert [one for one in found if LEANS_ON_ANOTHER.match(one[2])] == []
