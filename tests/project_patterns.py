"""Where does the project have regular expressions, and how is each of them used?

Found in the sources: every call of ``re`` is evaluated where it stands.  What is put together in a
function out of its arguments cannot be, and has to be named by the test that asks.
"""

from __future__ import annotations

import ast
import importlib
import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

_PACKAGES = ("index", "search", "web")
_ANCHORED = frozenset({"match", "fullmatch"})
_USES = frozenset(
    {"compile", "match", "fullmatch", "search", "sub", "subn", "split", "findall", "finditer"}
)


@dataclass(frozen=True, slots=True)
class Use:
    """A pattern at its place (``module:line``, its name if it has one), and by which methods it is
    asked; none where that cannot be told.  ``pattern`` is ``None`` where only a call makes it."""

    place: str
    name: str
    pattern: re.Pattern[Any] | None
    methods: frozenset[str]

    @property
    def is_anchored(self) -> bool:
        """Whether it is tried at one place of a text alone."""
        return bool(self.methods) and self.methods <= _ANCHORED


def project_patterns(root: Path) -> Iterator[Use]:
    """Every regular expression of the three packages."""
    for package in _PACKAGES:
        for path in sorted((root / package).rglob("*.py")):
            module = ".".join(path.relative_to(root).with_suffix("").parts).removesuffix(
                ".__init__"
            )
            tree = ast.parse(path.read_text(encoding="utf-8"))
            if any(isinstance(node, ast.Import) and any(a.name == "re" for a in node.names)
                   for node in ast.walk(tree)):  # fmt: skip
                yield from _of_module(module, tree)


def _of_module(module: str, tree: ast.Module) -> Iterator[Use]:
    names = vars(importlib.import_module(module))
    assigned = {
        id(node.value): node.targets[0].id
        for node in ast.walk(tree)
        if isinstance(node, ast.Assign) and isinstance(node.targets[0], ast.Name)
    }
    held = {p for value in names.values() for p in _held(value)}
    seen = set()
    for node in ast.walk(tree):
        if not _is_call_of_re(node):
            continue
        assert isinstance(node, ast.Call)
        assert isinstance(node.func, ast.Attribute)
        name = assigned.get(id(node), "")
        pattern = _evaluated(node, names)
        methods = {node.func.attr} if node.func.attr != "compile" else _methods(tree, name)
        seen.add(pattern)
        yield Use(f"{module}:{node.lineno}", name, pattern, frozenset(methods))
    for pattern in sorted(held - seen, key=lambda one: str(one.pattern)):
        yield Use(module, "", pattern, frozenset())


def _is_call_of_re(node: ast.AST) -> bool:
    return (
        isinstance(node, ast.Call)
        and isinstance(node.func, ast.Attribute)
        and isinstance(node.func.value, ast.Name)
        and node.func.value.id == "re"
        and node.func.attr in _USES
    )


def _evaluated(call: ast.Call, names: dict[str, Any]) -> re.Pattern[Any] | None:
    flags = [word.value for word in call.keywords if word.arg == "flags"]
    if isinstance(call.func, ast.Attribute) and call.func.attr == "compile":
        flags += call.args[1:]
    try:
        source, *given = (
            eval(compile(ast.Expression(one), "", "eval"), dict(names))
            for one in [call.args[0], *flags]
        )
        return re.compile(source, *given)
    except NameError:
        return None


def _methods(tree: ast.Module, name: str) -> set[str]:
    """How the pattern of that name is asked, in its module; none if it is handed on."""
    used = set()
    asked = {
        id(node.value)
        for node in ast.walk(tree)
        if isinstance(node, ast.Attribute) and isinstance(node.value, ast.Name)
    }
    for node in ast.walk(tree):
        if isinstance(node, ast.Name) and node.id == name and isinstance(node.ctx, ast.Load):
            if id(node) not in asked:
                return set()
        elif (
            isinstance(node, ast.Attribute)
            and isinstance(node.value, ast.Name)
            and node.value.id == name
            and node.attr in _USES
        ):
            used.add(node.attr)
    return used if name else set()


def _held(value: object, depth: int = 3) -> Iterator[re.Pattern[Any]]:
    """The patterns inside of a module's table."""
    if isinstance(value, re.Pattern):
        yield value
    elif depth and isinstance(value, list | tuple | set | frozenset):
        for one in value:
            yield from _held(one, depth - 1)
    elif depth and isinstance(value, dict):
        for one in value.values():
            yield from _held(one, depth - 1)
