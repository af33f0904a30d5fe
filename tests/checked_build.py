"""How is a copy of this checkout made whose Cython loops check every index they use?

The loops are compiled with ``boundscheck=False``: an index out of range reads or writes some other
memory.  In the copy it raises IndexError.  ``wraparound`` stays off, so that a negative index, too,
is out of range instead of counting from the end.
"""

from __future__ import annotations

import os
import shlex
import shutil
import subprocess
import sys
import sysconfig
import tomllib
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

_COPIED = ("index", "search", "web", "tests", "pyproject.toml")
_LEFT_OUT = shutil.ignore_patterns("*.so", "*.c", "__pycache__", "e2e", "bench", "relevance")
_UNCHECKED, _CHECKED = "boundscheck=False", "boundscheck=True"
_FLAGS = ("-O0", "-w", "-fPIC")  # what is compiled fast is soon tested, for the little it runs


def has_compiler() -> bool:
    """Whether there is the compiler that this Python was made with, and its headers."""
    header = Path(sysconfig.get_paths()["include"]) / "Python.h"
    return shutil.which(_compiler()[0]) is not None and header.is_file()


def _compiler() -> list[str]:
    return shlex.split(os.environ.get("CC") or sysconfig.get_config_var("CC") or "cc")


def build_checked(checkout: Path, folder: Path) -> Path:
    """Copy ``checkout`` into ``folder`` and compile its loops there; return the copy.

    Raises ``CalledProcessError`` for what does not compile.
    """
    copy = folder / "checked"
    copy.mkdir()
    for name in _COPIED:
        source = checkout / name
        if source.is_dir():
            shutil.copytree(source, copy / name, ignore=_LEFT_OUT)
        else:
            shutil.copy(source, copy)
    modules = sources(copy)
    for name in modules:
        _check_indices(copy / name)
    for path in copy.rglob("*.pxd"):  # those of their loops that use arrays say so, too
        if _UNCHECKED in path.read_text("utf-8"):
            _check_indices(path)
    # one process for all: they share what Cython knows of its own
    _run(
        copy, [sys.executable, "-m", "cython", "-3", "-X", "show_performance_hints=False", *modules]
    )
    with ThreadPoolExecutor(os.cpu_count()) as pool:
        list(pool.map(lambda name: _compile(copy, Path(name)), modules))
    return copy


def sources(checkout: Path) -> list[str]:
    """The modules in Cython, as ``pyproject.toml`` names them."""
    project = tomllib.loads((checkout / "pyproject.toml").read_text("utf-8"))
    modules = project["tool"]["setuptools"]["ext-modules"]
    return [source for module in modules for source in module["sources"]]


def _check_indices(path: Path) -> None:
    """Have the first line say so: it goes before what Cython's command line says."""
    text = path.read_text("utf-8")
    if _UNCHECKED not in text.partition("\n")[0]:
        raise ValueError(f"the first line of {path} does not say {_UNCHECKED}")
    path.write_text(text.replace(_UNCHECKED, _CHECKED, 1), "utf-8")


def _compile(folder: Path, source: Path) -> None:
    made = source.with_suffix(sysconfig.get_config_var("EXT_SUFFIX"))
    include = f"-I{sysconfig.get_paths()['include']}"
    linker = shlex.split(sysconfig.get_config_var("LDSHARED") or "cc -shared")
    made_of = source.with_suffix(".o")
    c_file = source.with_suffix(".c")
    _run(folder, [*_compiler(), *_FLAGS, include, "-c", str(c_file), "-o", str(made_of)])
    _run(folder, [*linker, str(made_of), "-o", str(made)])


def _run(folder: Path, command: list[str]) -> None:
    subprocess.run(command, cwd=folder, check=True, timeout=900)
