"""How does one run go?  Read the corpus, index it, draw the questions, ask everybody, report."""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import Mapping, Sequence
from dataclasses import replace
from pathlib import Path

import click
import msgspec

from relevance.alike import find_alike
from relevance.asked import Asked, ask_all
from relevance.corpus import Text, build_index, dated, read_texts
from relevance.distortions import DISTORTIONS
from relevance.events import draw_events
from relevance.measure import Found, distorted, find_items, find_phrases, restore
from relevance.occurrences import Occurrences
from relevance.queries import SEED, Item, Phrase, key_phrases, known_items
from relevance.questions import draw_questions
from relevance.rankers import DEPTH, Bm25, Ranker, TimBao, syllables, words
from relevance.report import AFTER, Figures, Peer, render
from relevance.set_queries import Kind, draw_sets, sizes_of
from relevance.sets import SetScore, find_sets
from search import open_engine

FLOORS = Path(__file__).with_name("floors.json")
_SUGGESTED = ("telex", "vni")  # what is typed by accident, and looked at after the suggestion
_RESTORED = ("plain", "bare", "half", "typo", "misheard")  # of which the suggestion is compared
LEAST_HOLDERS = 10
SETS = 20
_OURS, _PLAIN = "Tìm Báo", "BM25, syllables"


@click.command(context_settings={"show_default": True, "max_content_width": 100})
@click.argument("corpus", type=click.Path(exists=True, path_type=Path))
@click.option("--queries", type=click.IntRange(1), default=1000, help="Titles to look for.")
@click.option("--phrases", type=click.IntRange(1), default=300, help="Key phrases to look for.")
@click.option("--holders", type=click.IntRange(1), default=LEAST_HOLDERS, help="Of a phrase.")
@click.option("--sets", type=click.IntRange(0), default=SETS, help="Sets of each kind to compare.")
@click.option("--sets-seed", type=int, default=SEED, help="Draws the sets.")
@click.option(
    "--asked", type=click.IntRange(0), default=50, help="Questions of a kind, and events."
)
@click.option("--asked-seed", type=int, default=SEED, help="Draws questions and events.")
@click.option("--peers/--no-peers", default=True, help="Measure plain BM25 beside.")
@click.option("--work", type=click.Path(path_type=Path), help="Keep texts and index here.")
@click.option("--json", "out", type=click.Path(path_type=Path), help="Write the figures here too.")
@click.option("--misses", type=click.IntRange(0), default=0, help="Show so many failures.")
@click.option("--write-floors", is_flag=True, help="Let the ratchet hold these figures.")
def main(
    corpus: Path,
    *,
    queries: int,
    phrases: int,
    holders: int,
    sets: int,
    sets_seed: int,
    asked: int,
    asked_seed: int,
    peers: bool,
    work: Path | None,
    out: Path | None,
    misses: int,
    write_floors: bool,
) -> None:
    """Measure how well articles of CORPUS are found, however the query is typed."""
    folder = work or Path(tempfile.mkdtemp(prefix="timbao-relevance-"))
    try:
        texts = read_texts(corpus)
        items = known_items(texts, queries)
        occurrences = Occurrences(texts)
        drawn = key_phrases(texts, occurrences, phrases, holders)
        found_sets = measure_sets(texts, occurrences, sets, folder / "whole", seed=sets_seed)
        index = build_index(texts, folder)
        figures = measure(corpus.name, texts, items, drawn, index, peers=peers)
        answers = measure_asked(texts, index, asked, seed=asked_seed, peers=peers)
        figures = replace(figures, sets=found_sets, asked=answers)
        click.echo(render(figures))
        if misses:
            _show_misses(index, items, misses)
    finally:
        if work is None:
            shutil.rmtree(folder)
    if out is not None:
        out.write_bytes(msgspec.json.format(msgspec.json.encode(figures)))
    if write_floors:
        FLOORS.write_bytes(msgspec.json.format(msgspec.json.encode(floors_of(figures))) + b"\n")


def measure(
    corpus: str,
    texts: Sequence[Text],
    items: Sequence[Item],
    phrases: Sequence[Phrase],
    index: Path,
    *,
    peers: bool,
) -> Figures:
    """Everything that is asked of this project, and of its peers."""
    with open_engine(index) as engine:
        ranker = TimBao(engine)
        found = _ask(ranker, items)
        found["plain, recency off"] = find_items(ranker.without_recency, items)
        for name in _SUGGESTED:
            found[name + AFTER] = find_items(ranker.after_suggestion, distorted(items, name))
        return Figures(
            corpus=corpus,
            articles=len(texts),
            items=len(items),
            phrases=len(phrases),
            seed=SEED,
            found=found,
            held=find_phrases(ranker, phrases),
            restored={name: restore(ranker, items, name) for name in _RESTORED},
            alike=find_alike(ranker, texts),
            peers=_peers(texts, items, phrases) if peers else {},
        )


def measure_sets(
    texts: Sequence[Text], occurrences: Occurrences, count: int, folder: Path, *, seed: int = SEED
) -> dict[Kind, dict[str, SetScore]]:
    """How well about ``count`` sets of each kind fit, in an index of whole, dated articles."""
    if not count:
        return {}
    queries = draw_sets(texts, occurrences, sizes_of(len(texts), count), seed)
    with open_engine(build_index(dated(texts), folder, titles=True)) as engine:
        return find_sets(engine, queries, seed)


def measure_asked(
    texts: Sequence[Text], index: Path, count: int, *, seed: int = SEED, peers: bool
) -> dict[str, Asked]:
    """How well ``count`` questions of each kind are answered and as many events found, by this
    project and by plain BM25."""
    if not count:
        return {}
    questions, events = draw_questions(texts, count, seed), draw_events(texts, count, seed)
    with open_engine(index) as engine:
        found = {_OURS: ask_all(TimBao(engine, DEPTH + 1), questions, events)}
    if peers:
        found[_PLAIN] = ask_all(Bm25(texts, syllables, DEPTH + 1), questions, events)
    return found


def _ask(ranker: Ranker, items: Sequence[Item]) -> dict[str, Found]:
    return {name: find_items(ranker, distorted(items, name)) for name in DISTORTIONS}


def _peers(
    texts: Sequence[Text], items: Sequence[Item], phrases: Sequence[Phrase]
) -> dict[str, Peer]:
    measured = {}
    for name, cut in ((_PLAIN, syllables), ("BM25, pyvi words", words)):
        ranker = Bm25(texts, cut)
        measured[name] = Peer(_ask(ranker, items), find_phrases(ranker, phrases))
    return measured


def floors_of(figures: Figures) -> dict[str, float]:
    """What the ratchet holds: a name and a figure each."""
    floors = {f"{name}, MRR@10": found.mrr for name, found in figures.found.items()}
    floors["phrases, P@10"] = figures.held.accented
    floors["phrases without accents, P@10"] = figures.held.bare
    floors |= {f"{name}, titles restored": r.titles for name, r in figures.restored.items()}
    if figures.alike is not None:
        floors["similar, own category"] = figures.alike.shown
    floors["syllables restored"] = figures.restored["bare"].syllables
    floors |= set_floors(figures.sets)
    return {name: round(figure, 4) for name, figure in floors.items()}


def set_floors(sets: Mapping[Kind, Mapping[str, SetScore]]) -> dict[str, float]:
    """What the ratchet holds of sets: F1; of phrases what the targets name."""
    floors = {}
    for kind, by_typing in sets.items():
        for typing, score in by_typing.items():
            if kind == "phrase":
                floors[f"{kind}, {typing}, newest"] = score.newest
                floors[f"{kind}, {typing}, recall"] = score.recall
            else:
                floors[f"{kind}, {typing}, F1"] = score.f1
    return floors


def _show_misses(index: Path, items: Sequence[Item], count: int) -> None:
    with open_engine(index) as engine:
        ranker = TimBao(engine)
        for item in items:
            ranked = ranker(item.query)
            if ranked[:1] != [item.id] and count:
                count -= 1
                place = ranked.index(item.id) + 1 if item.id in ranked else "–"
                click.echo(f"{item.query}: {item.id} at {place}, first {ranked[:1]}")
