"""How is a copy of this checkout made whose Cython loops check every index they use?

The loops are compiled with ``boundscheck=False``: an index out of range reads or writes some other
memory.  In the copy it raises IndexError.  ``wraparound`` stays off, so that a negative index, too,
is out of range instead of counting from the end.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import sysconfig
import tomllib
from pathlib import Path

_COPIED = ("index", "search", "web", "tests", "pyproject.toml")
_LEFT_OUT = shutil.ignore_patterns("*.so", "*.c", "__pycache__", "e2e", "bench", "relevance")
_DIRECTIVES = ("boundscheck=True", "wraparound=False", "initializedcheck=True")


def has_compiler() -> bool:
    """Whether there is the compiler that this Python was made with, and its headers."""
    compiler = (os.environ.get("CC") or sysconfig.get_config_var("CC") or "cc").split()[0]
    header = Path(sysconfig.get_paths()["include"]) / "Python.h"
    return shutil.which(compiler) is not None and header.is_file()


def build_checked(checkout: Path, folder: Path) -> Path:
    """Copy ``checkout`` into ``folder`` and compile its loops there; return the copy.

    Raises ``CalledProcessError`` with what the compiler said.
    """
    copy = folder / "checked"
    copy.mkdir()
    for name in _COPIED:
        source = checkout / name
        if source.is_dir():
            shutil.copytree(source, copy / name, ignore=_LEFT_OUT)
        else:
            shutil.copy(source, copy)
    directives = [part for directive in _DIRECTIVES for part in ("-X", directive)]
    cythonize = [sys.executable, "-m", "Cython.Build.Cythonize", "--inplace", "--parallel", "2"]
    environment = {**os.environ, "CFLAGS": "-O0 -g0 -w", "PYTHONPATH": str(copy)}
    subprocess.run(
        [*cythonize, *directives, *sources(copy)],
        cwd=copy, env=environment, capture_output=True, check=True, timeout=300,
    )  # fmt: skip
    return copy


def sources(checkout: Path) -> list[str]:
    """The modules in Cython, as ``pyproject.toml`` names them."""
    project = tomllib.loads((checkout / "pyproject.toml").read_text("utf-8"))
    modules = project["tool"]["setuptools"]["ext-modules"]
    return [source for module in modules for source in module["sources"]]
