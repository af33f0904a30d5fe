"""What becomes of records that bear the id of an article which was there before them?

As a rule they are that article, and the one that was read last stays, one with a text before one
without.  But an address that a
template puts into every page is no identity (:mod:`index.run.versions`): then each is an article of
its own, under an id made of its text, and the address is noted in the ledger, so that what comes
with it later is known by its text at once.  What is decided depends on the records and not on their
order.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace

import msgspec

from index.article import Article
from index.readers import is_url_id
from index.run.later import LaterVersions
from index.run.ledger import Ledger
from index.run.report import Tally
from index.run.versions import are_several, own_id

_HASH_DIGITS = 32


def content_hash(article: Article) -> str:
    """A hash of what a source gave of ``article``: 128 bits, in hexadecimal; another
    index's time of first indexing makes no other article."""
    given = replace(article, indexed=None) if article.indexed is not None else article
    # SHA-256 takes half the time of BLAKE2b where processors have it.
    return hashlib.sha256(msgspec.msgpack.encode(given)).hexdigest()[:_HASH_DIGITS]


def settled(
    later: LaterVersions,
    ledger: Ledger,
    tally: Tally,
    delete: Callable[[str], None],
    find: Callable[[str], Article | None],
) -> Iterator[Article]:
    """The articles of ``later`` that are to be written; ``delete`` takes what they replace out of
    the finished segments, where ``find`` finds it.  Corrects what ``tally`` took them for."""
    shared: list[str] = []
    for article_id in later.ids():
        first, holders = _first_version(article_id, later, ledger, find)
        known = [first] if first is not None else []
        if not _is_shared(article_id, known, later):
            whole = later.last(article_id)
            if not whole.body and first is not None and first.body:
                _count_as_duplicates(article_id, later, tally)
                ledger.record(article_id, content_hash(first), holders[0])
                continue  # a feed's entry does not take the text from the page that it announces
            delete(article_id)
            yield whole
            continue
        delete(article_id)
        shared.append(later.last(article_id).url)
        ledger.share(article_id)
        if first is None:
            tally.deleted += 1
        else:
            written = [_own(first, path, ledger) for path in holders]
            yield from (one for one in written[:1] if one is not None)
        yield from _each(article_id, later, ledger, tally)
    if shared:
        tally.notes.append(
            f"{len(shared):,} addresses stand in pages of different articles, which are known by "
            f"their texts instead, e.g. {shared[0]}"
        )


def _first_version(
    article_id: str,
    later: LaterVersions,
    ledger: Ledger,
    find: Callable[[str], Article | None],
) -> tuple[Article | None, Sequence[str]]:
    """What the index has of the article, and the files that have it still; ``None`` if all of these
    have a later version of it."""
    holders, others = ledger.holders(article_id), later.paths(article_id)
    own = [path for path in holders if path not in others]
    if not own and later.is_former(article_id):
        return None, ()
    return find(article_id), own or holders


def _count_as_duplicates(article_id: str, later: LaterVersions, tally: Tally) -> None:
    updated = sum(version.counted_as == "updated" for version in later.of(article_id))
    tally.updated -= updated
    tally.duplicates += updated


def _is_shared(article_id: str, known: Sequence[Article], later: LaterVersions) -> bool:
    if not is_url_id(article_id):
        return False
    # The one that the others are compared with must not depend on the order of reading.
    compared = min((*known, *later.articles(article_id)), key=own_id)
    return are_several((*known, *later.articles(article_id)), compared)


def _each(article_id: str, later: LaterVersions, ledger: Ledger, tally: Tally) -> Iterator[Article]:
    """The later versions of ``article_id`` that are new, each an article of its own."""
    for version in later.of(article_id):
        article = _own(version.article, version.path, ledger)
        if version.counted_as == "updated":
            tally.updated -= 1
        else:
            tally.duplicates -= 1
        if article is None:
            tally.duplicates += 1
        else:
            tally.indexed += 1
            yield article


def _own(version: Article, path: str, ledger: Ledger) -> Article | None:
    """``version`` under an id of its own; ``None`` if the index has that, or may not have it."""
    article = replace(version, id=own_id(version))
    if ledger.is_deleted(article.id):
        ledger.record_origin(article.id, path)
        return None
    known = ledger.lookup(article.id)
    ledger.record(article.id, content_hash(article), path)
    return article if known is None else None
