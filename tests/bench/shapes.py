"""What is asked, answered and measured?  Frozen shapes, passed between processes as JSON."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

Kind = Literal["term", "and", "or", "phrase", "prefix"]

KINDS: tuple[Kind, ...] = ("term", "and", "or", "phrase", "prefix")
HITS = 10


@dataclass(frozen=True, slots=True)
class Query:
    """``words`` in their order in a title; for a prefix the first two letters of one."""

    kind: Kind
    words: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Answer:
    """What every engine answers with: the best ten, the exact total, counts by category and month.

    ``hits`` are (id, title) out of the stored articles.  ``wider`` when this project answered
    more than what was typed: other spellings of the same thing (*HLV* for *huấn luyện viên*), or a
    correction; then ``total`` counts another set.
    """

    total: int
    hits: tuple[tuple[str, str], ...]
    categories: dict[str, int]
    months: dict[str, int]
    wider: bool = False


@dataclass(frozen=True, slots=True)
class Build:
    """One finished indexing process, from its start to its end."""

    seconds: float
    cpu_seconds: float
    peak_mb: float
    disk_mb: float
    articles: int
    fingerprint: str


@dataclass(frozen=True, slots=True)
class Timing:
    """One query: how long it took, and what to compare with another engine's answer."""

    query: Query
    cold_ms: float
    warm_ms: float
    total: int
    facets: int
    wider: bool


@dataclass(frozen=True, slots=True)
class Load:
    """All queries in turn from ``threads`` threads of one process."""

    threads: int
    per_second: float
    p50_ms: float
    p95_ms: float
    errors: int = 0


@dataclass(frozen=True, slots=True)
class Memory:
    """Resident memory of a process: its own, and of mapped files, which the system may drop."""

    own_mb: float
    mapped_mb: float


@dataclass(frozen=True, slots=True)
class Asked:
    """One engine over one index; ``open_ms`` took the opening, before any query.

    Timings are of queries as each engine's users ask them, ``total``, ``facets`` and ``wider`` of
    what is compared.
    """

    open_ms: float
    opened: Memory | None
    after: Memory | None
    timings: tuple[Timing, ...]
    loads: tuple[Load, ...]
    passes: int


@dataclass(frozen=True, slots=True)
class Run:
    """One engine at one size; ``left_out`` says why there is nothing."""

    engine: str
    articles: int
    build: Build | None = None
    asked: Asked | None = None
    left_out: str = ""


@dataclass(frozen=True, slots=True)
class Spread:
    """Percentiles of some milliseconds."""

    p50: float
    p95: float
    p99: float


@dataclass(frozen=True, slots=True)
class Segmenting:
    """pyvi beside this project's own form of it, on the same lines.

    ``own_text_seconds`` has the writing of pyvi's text too, which the index does not need.
    """

    articles: int
    pyvi_seconds: float
    own_seconds: float
    own_text_seconds: float
    same_lines: int
    lines: int


@dataclass(frozen=True, slots=True)
class Searching:
    """This project's index opened anew, and what only its searches have.

    ``accented`` and ``unaccented`` are the same AND queries as printed and as typed on a phone.
    ``key_terms_beside`` is how many ms of a ``page`` go to the key terms that it names.
    """

    open_ms: float
    snippets: Spread
    accented: Spread
    unaccented: Spread
    completing: Spread
    similar: Spread
    key_terms: Spread
    page: Spread
    key_terms_beside: float


@dataclass(frozen=True, slots=True)
class Served:
    """The site under load, and the memory of each of its workers after it."""

    load: Load
    workers: tuple[Memory, ...]


@dataclass(frozen=True, slots=True)
class Extras:
    """What only this project has, at the largest size."""

    articles: int
    searching: Searching
    segmenting: Segmenting
    served: Served


@dataclass(frozen=True, slots=True)
class Machine:
    """Where it ran, as (what, which)."""

    facts: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class Report:
    """Everything that one run found."""

    machine: Machine
    corpus: str
    seed: int
    queries: int
    drops_cache: bool
    runs: tuple[Run, ...]
    extras: Extras | None
