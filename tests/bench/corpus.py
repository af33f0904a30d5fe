"""How does any corpus become the one text that all engines index?

It is read by this project's own readers.  A category or a date that an article lacks is
made up from a hash of its id, since every engine has to count by both.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import date, datetime, timedelta
from itertools import accumulate, islice
from pathlib import Path

import msgspec

from bench.copies import joined, repeated
from bench.texts import Record, Syllables, Texts
from index.article import Article
from index.days import LOCAL_ZONE
from index.readers import ReadOptions, find_files, read_file

_CATEGORIES = 12
# The n-th has 1/n as many as the first: newspapers have a few large sections, many small ones.
_SHARES = tuple(accumulate(1 / (rank + 1) for rank in range(_CATEGORIES)))
_FIRST_DAY = date(2019, 1, 1)
_DAYS = 5 * 365


def prepare(
    source: Path, sizes: Sequence[int | None], work: Path, *, repeat: int = 1, reuse: bool
) -> list[Texts]:
    """The derived corpora of the wanted sizes, ascending; ``None`` is all of ``source``, which is
    taken ``repeat`` times (:mod:`bench.copies`).

    Sizes that the corpus does not reach are one and the same: all of it.
    """
    limit = None if None in sizes else max(size for size in sizes if size is not None)
    whole = _whole(source, limit, repeat, work / "texts", reuse=reuse)
    counts = sorted({min(size or whole.articles, whole.articles) for size in sizes})
    return [
        whole if count == whole.articles else _beginning(whole, count, work / f"texts-{count}")
        for count in counts
    ]


def _whole(source: Path, limit: int | None, repeat: int, folder: Path, *, reuse: bool) -> Texts:
    folder.mkdir(parents=True, exist_ok=True)
    origin = _origin(source, limit, repeat)
    noted = folder / "texts.json"
    if reuse and noted.exists():
        texts = msgspec.json.decode(noted.read_bytes(), type=Texts)
        if texts.source == origin:
            return replace(texts, folder=str(folder))
    texts = Texts(str(folder), 0, 0, 0, 0, "", origin)
    texts = _write_records(islice(_articles(source), limit), texts)
    _write_syllables(texts)
    if repeat > 1:
        texts = repeated(texts, repeat, limit)
    texts = replace(texts, fingerprint=_fingerprint(texts))
    noted.write_bytes(msgspec.json.encode(texts))
    return texts


def _origin(source: Path, limit: int | None, repeat: int) -> str:
    """Changes when a file of the source does."""
    told = hashlib.sha256(repr((limit, repeat)).encode())
    for path in find_files(source):
        status = path.stat()
        told.update(f"{path.resolve()} {status.st_size} {status.st_mtime_ns}\n".encode())
    return told.hexdigest()


def _articles(source: Path) -> Iterator[Article]:
    """The articles of ``source``, the first of each id."""
    seen: set[str] = set()
    for path in find_files(source):
        for article in read_file(path, ReadOptions()):
            if isinstance(article, Article) and article.id not in seen:
                seen.add(article.id)
                yield article


def _write_records(articles: Iterator[Article], texts: Texts) -> Texts:
    count = without_category = without_date = 0
    with texts.records.open("wb") as out:
        for article in articles:
            count += 1
            without_category += not article.category
            without_date += article.published is None
            record = Record(
                id=article.id,
                title=article.title,
                summary=article.summary,
                body=article.body,
                category=article.category or _some_category(article.id),
                published=_day(article).isoformat(),
            )
            out.write(msgspec.json.encode(record) + b"\n")
    if not count:
        raise ValueError("no article in the corpus")
    return replace(
        texts,
        articles=count,
        originals=count,
        without_category=without_category,
        without_date=without_date,
    )


def _some_category(article_id: str) -> str:
    point = _fraction(article_id, "category") * _SHARES[-1]
    number = next(n for n, share in enumerate(_SHARES, start=1) if point < share)
    return f"Mục {number}"


def _day(article: Article) -> date:
    published = article.published
    if isinstance(published, datetime):
        return published.astimezone(LOCAL_ZONE).date()
    return published or _FIRST_DAY + timedelta(int(_fraction(article.id, "day") * _DAYS))


def _fraction(article_id: str, purpose: str) -> float:
    """A number in [0, 1) that only depends on the arguments."""
    digest = hashlib.sha256(f"{purpose} {article_id}".encode()).digest()
    return int.from_bytes(digest[:6], "big") / 2**48


def _write_syllables(texts: Texts) -> None:
    """Read the records back first: what counts is what this project sees in that very file."""
    with texts.syllables.open("wb") as out:
        for article in read_file(texts.records, ReadOptions(format="jsonl")):
            if not isinstance(article, Article) or article.published is None:
                raise TypeError(f"a derived record is not read back: {article}")
            line = Syllables(
                title=joined(article.title),
                summary=joined(article.summary),
                body=joined(article.body),
                category=article.category,
                month=article.published.isoformat()[:7],
            )
            out.write(msgspec.json.encode(line) + b"\n")


def _fingerprint(texts: Texts) -> str:
    told = hashlib.sha256()
    for path in (texts.records, texts.syllables):
        with path.open("rb") as file:
            told.update(hashlib.file_digest(file, "sha256").digest())
    return told.hexdigest()


def _beginning(whole: Texts, count: int, folder: Path) -> Texts:
    folder.mkdir(parents=True, exist_ok=True)
    originals = min(whole.originals, count)
    texts = replace(whole, folder=str(folder), articles=count, originals=originals)
    for path, copy in ((whole.records, texts.records), (whole.syllables, texts.syllables)):
        with path.open("rb") as lines, copy.open("wb") as out:
            out.writelines(islice(lines, count))
    return replace(texts, fingerprint=_fingerprint(texts))
