"""How are articles read back from a cluster?  As they were kept, by their names or all of them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from functools import partial
from typing import Any

import msgspec

from index.article import Article, StoredArticle
from index.cluster.connection import Cluster
from index.cluster.failures import refusal
from index.cluster.mapping import ARTICLE, BODY, KEPT, KEYWORDS, TIE
from index.cluster.patience import persist
from index.errors import ClusterError, StoreError

AT_ONCE = 500  # articles of a request
_KEEP_ALIVE = "5m"  # between two requests of one walk
_UNAVAILABLE = 503
_HEAD = f"{ARTICLE}.{KEPT}"


@dataclass(frozen=True, slots=True)
class KeptArticle:
    """An article, and the key words that it has."""

    article: Article
    keywords: tuple[str, ...]


def article_in(source: Mapping[str, Any]) -> Article:
    """The article in the source of a document, without its body if that was not asked for; raises
    ``ValueError`` if it is not what was written."""
    try:
        kept = source[ARTICLE]
        head = msgspec.convert(kept[KEPT], StoredArticle)
        return head.with_body(kept.get(BODY, "").encode())
    except (KeyError, TypeError, AttributeError) as error:
        raise ValueError(f"no article ({error!r})") from error


def articles_named(
    cluster: Cluster, index: str, names: Sequence[str], *, bodies: bool = True
) -> dict[str, KeptArticle]:
    """The articles whose documents have these names, as they were written last, whether or not that
    is seen yet; without those that are not there.

    Raises :class:`~index.errors.ClusterError`.
    """
    found: dict[str, KeptArticle] = {}
    for start in range(0, len(names), AT_ONCE):
        some = names[start : start + AT_ONCE]
        for document in persist(partial(_documents, cluster, index, some, bodies=bodies)):
            if document["found"]:
                found[document["_id"]] = _kept(cluster, document)
    return found


def _documents(
    cluster: Cluster, index: str, names: Sequence[str], *, bodies: bool
) -> Sequence[Mapping[str, Any]]:
    """What is found under each of these names; raises the error for what cannot be looked for."""
    with cluster.asking():
        answer = cluster.client.mget(
            index=index,
            body={"ids": [*names]},
            params={} if bodies else {"_source_includes": f"{_HEAD},{KEYWORDS}"},
        )
    documents: Sequence[Mapping[str, Any]] = answer["docs"]
    for document in documents:
        if "error" in document:
            raise refusal(document["error"], _UNAVAILABLE, cluster.settings)
    return documents


def published_articles(
    cluster: Cluster, index: str, names: Sequence[str]
) -> dict[str, KeptArticle]:
    """The articles whose documents have these names, as searches see them; without those that are
    not there.  It is the first copy of each shard that is asked, each time: of what was not meant
    to be seen yet, copies may show different things."""
    found: dict[str, KeptArticle] = {}
    for start in range(0, len(names), AT_ONCE):
        some = [*names[start : start + AT_ONCE]]
        body = {"query": {"ids": {"values": some}}, "size": len(some)}
        with cluster.asking():
            answer = cluster.client.search(
                index=index,
                body=body,
                params={"allow_partial_search_results": "false", "preference": "_primary"},
            )
        for document in answer["hits"]["hits"]:
            found[document["_id"]] = _kept(cluster, document)
    return found


def every_document(
    cluster: Cluster, index: str, *, bodies: bool = True
) -> Iterator[tuple[str, Mapping[str, Any]]]:
    """The name and the source of every document, as searches see them now, in one state.

    Raises :class:`~index.errors.ClusterError`.
    """
    client = cluster.client
    with cluster.asking():
        pit = client.create_pit(index=index, params={"keep_alive": _KEEP_ALIVE})["pit_id"]
    try:
        after: list[Any] | None = None
        while True:
            body = {
                "pit": {"id": pit, "keep_alive": _KEEP_ALIVE},
                "size": AT_ONCE,
                "sort": [{TIE: "asc"}, {"_doc": "asc"}],
                "track_total_hits": False,
                "_source": True if bodies else [_HEAD],
                **({"search_after": after} if after is not None else {}),
            }
            with cluster.asking():
                hits = client.search(body=body, params={"allow_partial_search_results": "false"})[
                    "hits"
                ]["hits"]
            for hit in hits:
                yield hit["_id"], hit.get("_source", {})
            if not hits:
                return
            after = hits[-1]["sort"]
    finally:
        with suppress(StoreError), cluster.asking():
            client.delete_pit(body={"pit_id": [pit]})


def every_article(cluster: Cluster, index: str) -> Iterator[Article]:
    """All articles, as searches see them now; raises :class:`~index.errors.ClusterError`."""
    for name, source in every_document(cluster, index):
        yield _read(cluster, name, source)


def _kept(cluster: Cluster, document: Mapping[str, Any]) -> KeptArticle:
    source = document.get("_source", {})
    article = _read(cluster, document["_id"], source)
    return KeptArticle(article, tuple(source.get(KEYWORDS, ())))


def _read(cluster: Cluster, name: str, source: Mapping[str, Any]) -> Article:
    try:
        return article_in(source)
    except ValueError as error:
        raise ClusterError(
            f"{cluster.settings.where}: the document {name} is not what was written ({error})"
        ) from error
