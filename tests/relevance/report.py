"""How are the figures shown?  As Markdown, and as one list of what was to be reached."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from relevance.alike import Alike
from relevance.asked import ALL, Asked
from relevance.measure import Found, Held, Restored
from relevance.set_queries import TOGETHER, Kind
from relevance.sets import SetScore

AFTER = " → suggestion"


@dataclass(frozen=True, slots=True)
class Peer:
    """What a peer reached: per distortion and for phrases."""

    found: Mapping[str, Found]
    held: Held


@dataclass(frozen=True, slots=True)
class Figures:
    """All that one run measured; ``found`` has a row per distortion, and one more for each that is
    measured after its suggestion too; ``restored`` has those that were compared with the print."""

    corpus: str
    articles: int
    items: int
    phrases: int
    seed: int
    found: Mapping[str, Found]
    held: Held
    restored: Mapping[str, Restored]
    alike: Alike | None
    peers: Mapping[str, Peer]
    sets: Mapping[Kind, Mapping[str, SetScore]] = field(default_factory=dict)
    asked: Mapping[str, Asked] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Target:
    """Something to reach."""

    name: str
    figure: float
    least: float

    @property
    def is_reached(self) -> bool:
        return self.figure >= self.least


def render(figures: Figures) -> str:
    """The whole report."""
    return "\n".join(_lines(figures)) + "\n"


def _lines(figures: Figures) -> Iterator[str]:
    yield (
        f"{figures.corpus}: {figures.articles:,} articles indexed without their titles; "
        f"{figures.items:,} titles and {figures.phrases:,} key phrases (seed {figures.seed})."
    )
    yield ""
    names = list(figures.peers)
    yield "| title typed | MRR@10 | recall@10 | ÷ plain | ms |" + "".join(f" {n} |" for n in names)
    yield "| --- | ---: | ---: | ---: | ---: |" + " ---: |" * len(names)
    plain = figures.found["plain"].mrr
    for name, found in figures.found.items():
        peers = "".join(f" {_peer(peer, name)} |" for peer in figures.peers.values())
        yield (
            f"| {name} | {found.mrr:.3f} | {found.recall:.3f} | {_share(found.mrr, plain)} | "
            f"{found.ms:.1f} |{peers}"
        )
    yield ""
    yield "| key phrase, P@10 | with accents | without |"
    yield "| --- | ---: | ---: |"
    for name, held in {"Tìm Báo": figures.held, **_held(figures)}.items():
        yield f"| {name} | {held.accented:.3f} | {held.bare:.3f} |"
    yield ""
    yield "| title typed, as suggested | syllables as printed | titles as printed |"
    yield "| --- | ---: | ---: |"
    for name, restored in figures.restored.items():
        yield f"| {name} | {restored.syllables:.3f} | {restored.titles:.3f} |"
    yield ""
    if figures.alike is not None:
        yield (
            f"Of the five articles most like each of {figures.alike.articles}, "
            f"{figures.alike.shown:.3f} are of its own category, of the first "
            f"{figures.alike.first:.3f}."
        )
        yield ""
    if figures.sets:
        yield from _sets(figures.sets)
    if figures.asked:
        yield from _asked(figures.asked)
    for target in targets(figures):
        sign = "reached" if target.is_reached else "MISSED"
        yield f"* {target.name}: {target.figure:.3f} (at least {target.least:.3f}) {sign}"


def _sets(sets: Mapping[Kind, Mapping[str, SetScore]]) -> Iterator[str]:
    yield "| set that was meant | typed | queries | precision | recall | F1 | newest P@10 |"
    yield "| --- | --- | ---: | ---: | ---: | ---: | ---: |"
    for kind, by_typing in sets.items():
        for typing, found in by_typing.items():
            figures = found.precision, found.recall, found.f1, found.newest
            shown = " | ".join(f"{figure:.3f}" for figure in figures)
            yield f"| {kind} | {typing} | {found.queries} | {shown} |"
    yield ""


def _asked(asked: Mapping[str, Asked]) -> Iterator[str]:
    first = next(iter(asked.values()))
    yield "| asked |" + "".join(f" {name} |" for name in asked)
    yield "| --- |" + " ---: |" * len(asked)
    for kind in first.questions:
        shown = "".join(f" {one.questions[kind]:.3f} |" for one in asked.values())
        yield f"| questions, {kind}: MRR@10 |{shown}"
    for kind in first.events:
        shown = "".join(f" {one.events[kind]:.3f} |" for one in asked.values())
        yield f"| events, {kind}: nDCG@10 |{shown}"
    yield ""


def _share(figure: float, whole: float) -> str:
    return f"{figure / whole:.3f}" if whole else "–"


def _peer(peer: Peer, name: str) -> str:
    found = peer.found.get(name)
    return f"{found.mrr:.3f} / {found.recall:.3f}" if found else "–"


def _held(figures: Figures) -> dict[str, Held]:
    return {name: peer.held for name, peer in figures.peers.items()}


_SHARES = {
    "bare": 0.96, "half": 0.97, "typo": 0.96, "nfd": 0.99, "other_tone": 0.99, "capitals": 0.99,
    "telex": 0.95, "vni": 0.95, "telex" + AFTER: 0.9, "vni" + AFTER: 0.9,
}  # fmt: skip


_LEAST_OF_SETS: Mapping[tuple[Kind, str], Mapping[str, float]] = {
    ("one word", "with accents"): {"f1": 0.99},
    ("one word", "one missing"): {"f1": 0.98},
    ("one word", "bare"): {"f1": 0.96},
    ("2 words apart", "with accents"): {"f1": 0.98},
    ("2 words apart", "bare"): {"f1": 0.96},
    ("3 words apart", "with accents"): {"f1": 0.98},
    ("3 words apart", "bare"): {"f1": 0.93},
    **{(kind, "with accents"): {"precision": 0.95} for kind, _ in TOGETHER},
    **{(kind, "bare"): {"precision": 0.92} for kind, _ in TOGETHER},
    ("phrase", "with accents"): {"newest": 0.55, "recall": 0.98},
    ("phrase", "bare"): {"newest": 0.5, "recall": 0.95},
}


def targets(figures: Figures) -> Iterator[Target]:
    """What is to be reached, of what was measured."""
    plain = figures.found["plain"].mrr
    syllables = figures.peers.get("BM25, syllables")
    if syllables is not None:
        yield Target("plain over BM25 on syllables", plain - syllables.found["plain"].mrr, 0.04)
    for name, least in _SHARES.items():
        if name in figures.found and plain:
            yield Target(f"{name} ÷ plain", figures.found[name].mrr / plain, least)
    yield Target("key phrases with accents, P@10", figures.held.accented, 0.95)
    yield Target("key phrases without accents, P@10", figures.held.bare, 0.9)
    yield Target("syllables restored", figures.restored["bare"].syllables, 0.95)
    yield from _targets_of_asked(figures.asked)
    for kind, by_typing in figures.sets.items():
        for typing, found in by_typing.items():
            for name, least in _LEAST_OF_SETS.get((kind, typing), {}).items():
                yield Target(f"{kind}, {typing}: {name}", getattr(found, name), least)


def _targets_of_asked(asked: Mapping[str, Asked]) -> Iterator[Target]:
    """What questions and events are to be better by than the peer."""
    if len(asked) > 1:
        ours, plain = asked.values()
        for name, own, theirs, least in (
            ("questions", ours.questions, plain.questions, 0.03),
            ("events", ours.events, plain.events, 0.015),
        ):
            if ALL in own:
                yield Target(f"{name} over BM25 on syllables", own[ALL] - theirs[ALL], least)
