"""What does a worker do for a cluster?  Analyse articles, keep what is counted, send documents.

A segment is built as everywhere, but only to be counted: it is gone when its counts and
fingerprints are written.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cache
from itertools import pairwise
from pathlib import Path
from tempfile import TemporaryDirectory

from index.analysis.tokens import Batch, Tokens
from index.article import Article
from index.cluster.articles import KeptArticle, articles_named
from index.cluster.bulk import Operation, send
from index.cluster.connection import Cluster, connect
from index.cluster.counts import CountsFile, write_counts
from index.cluster.documents import documents
from index.cluster.mapping import document_id
from index.cluster.prints import write_prints
from index.cluster.settings import ClusterSettings
from index.codec.build import build_segment
from index.codec.counted import CountedSegment
from index.codec.keywords import syllables_of
from index.codec.segment import SegmentData
from index.run.clustered.parts import COUNTS, PRINTS
from index.run.compaction import WritableSegment
from index.run.workers import analyser

WRITE_TIMEOUT = 120.0  # seconds: a primary that is gone is waited for for a minute
AT_ONCE = 250  # documents that are made before they are sent

Keywords = Sequence[Sequence[str]]
Stories = Mapping[int, int]
"""The names of groups by the hashes of ids."""


@dataclass(frozen=True, slots=True)
class Target:
    """The index that documents are sent to, in whose ``turn``, and what is baked into them: the
    average length of each text in syllables."""

    settings: ClusterSettings
    index: str
    turn: int
    averages: Mapping[str, float]


@dataclass(frozen=True, slots=True)
class ShipTask:
    """Articles to be written, as a new ``part`` whose files come into ``folder``; ``known`` is the
    file of counts of a part whose words are likely to be these articles' too, if there is one, and
    ``stories`` those that they are known to be of."""

    target: Target
    folder: Path
    part: WritableSegment
    articles: Sequence[Article]
    stories: Stories
    known: Path | None


@dataclass(frozen=True, slots=True)
class RewriteTask:
    """Documents to be written again, by their names, of the articles that they have as they were
    written last."""

    target: Target
    names: Sequence[str]
    stories: Stories


def ship(task: ShipTask) -> WritableSegment:
    """Write the articles; return their part."""
    batch = analyser().analyse(task.articles)
    known = CountsFile(task.known) if task.known is not None else None
    with TemporaryDirectory(dir=task.folder) as scratch:
        path = Path(scratch) / task.part.file
        build_segment(path, batch, b"", known)
        segment = SegmentData(path)
        write_counts(task.folder / (task.part.id + COUNTS), [CountedSegment(segment)])
        write_prints(task.folder / (task.part.id + PRINTS), segment)
        keywords = [*_keywords(segment)]
    _send(task.target, batch, keywords, task.stories)
    return task.part


def rewrite(task: RewriteTask) -> int:
    """Write the documents again; return how many of them there are."""
    target = task.target
    found = articles_named(cluster_of(target.settings), target.index, task.names)
    put(target, task.names, found, task.stories)
    return len(found)


def put(
    target: Target, names: Iterable[str], found: Mapping[str, KeptArticle], stories: Stories
) -> None:
    """Write the documents of those ``names`` that were ``found``; of the others nothing is left."""
    if found:
        batch = analyser().analyse([one.article for one in found.values()])
        _send(target, batch, [one.keywords for one in found.values()], stories)
    gone = [Operation.delete(name) for name in names if name not in found]
    send(cluster_of(target.settings), target.index, gone, target.turn)


@cache
def cluster_of(settings: ClusterSettings) -> Cluster:
    """This process's connection for writing."""
    return Cluster(settings, connect(settings, timeout=WRITE_TIMEOUT))


def _send(target: Target, batch: Batch, keywords: Keywords, stories: Stories) -> None:
    def operations() -> Iterator[Operation]:
        for low in range(0, len(batch.articles), AT_ONCE):
            some = _part_of(batch, low, low + AT_ONCE)
            own = documents(some, keywords[low : low + AT_ONCE], target.averages, stories)
            for article, document in zip(some.articles, own, strict=True):
                yield Operation.index(document_id(article.id), document)

    send(cluster_of(target.settings), target.index, operations(), target.turn)


def _part_of(batch: Batch, low: int, high: int) -> Batch:
    """The articles from ``low`` to before ``high`` of a batch, without their words."""
    fields = {name: _cut(tokens, low, high) for name, tokens in batch.fields.items()}
    return replace(batch, articles=batch.articles[low:high], fields=fields)


def _cut(tokens: Tokens, low: int, high: int) -> Tokens:
    bounds = tokens.bounds[low : high + 1]
    return Tokens(tokens.ordinals[bounds[0] : bounds[-1]], bounds - bounds[0])


def _keywords(segment: SegmentData) -> Iterator[list[str]]:
    """The key words of each article, syllables joined by a space."""
    bounds = segment.keywords.bounds.tolist()
    for low, high in pairwise(bounds):
        codes = segment.keywords.codes[low:high].tolist()
        yield [" ".join(syllables_of(segment.keyword(code))) for code in codes]
