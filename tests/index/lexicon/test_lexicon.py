"""Does the lexicon count what the articles say, and is it kept as long as it holds?"""

from __future__ import annotations

import random
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import replace
from functools import cache, reduce
from itertools import pairwise
from operator import or_
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from indexes import live_folder

from index.analysis import Token, analyse, analyse_query
from index.article import LABEL_FIELDS, TEXT_FIELDS, label_values
from index.codec import counted as codec_counted
from index.codec.counted import CountedSegment
from index.codec.segment_infos import read_segments
from index.errors import SegmentDamaged
from index.lexicon import CorpusCounts, Lexicon, open_lexicon, write_lexicon
from index.lexicon import counts as lexicon_counts
from index.lexicon.counts import count_language
from index.lexicon.file import SHARE_UNIT
from index.run import corpus as run_corpus
from index.run.corpus import count_corpus
from index.store.opening import open_current
from search import SearchRequest, open_engine
from search.complete.completer import Completer
from search.complete.phrase_finder import PhraseFinder
from search.deadline import Deadline
from search.engines.whoosh.searcher import WhooshSearcher
from search.engines.whoosh.snapshot import Snapshot
from search.meaning.interpreter import Interpreter


def texts_of(root: Path) -> list[str]:
    with open_engine(root) as engine:
        articles = list(engine.stream(SearchRequest()))
    return [text for a in articles for text in (a.title, a.summary, a.body) if text]


def titles_of(root: Path) -> list[list[Token]]:
    """The tokens of each title, in the order of the index."""
    return [
        list(analyse(data.stored.article(n).title))
        for data, _ in read_segments(live_folder(root))
        for n in range(data.articles)
    ]


def label_tokens_of(root: Path) -> Iterator[Token]:
    """The tokens of all categories, sources, authors and tags: a segment has one vocabulary."""
    for data, _ in read_segments(live_folder(root)):
        for number in range(data.articles):
            article = data.stored.article(number)
            for name in LABEL_FIELDS:
                for value in label_values(article, name):
                    yield from analyse(value)


def counted(texts: list[str]) -> tuple[Counter[str], Counter[tuple[str, str]]]:
    """Syllables, and pairs that only a space parts, by looking at every text."""
    syllables: Counter[str] = Counter()
    pairs: Counter[tuple[str, str]] = Counter()
    for text in texts:
        tokens = list(analyse(text))
        syllables.update(token.accented for token in tokens)
        pairs.update(
            (a.accented, b.accented) for a, b in pairwise(tokens) if text[a.end : b.start] == " "
        )
    return syllables, pairs


def test_syllables_and_pairs_are_counted_as_by_reading_every_article(sample_index: Path) -> None:
    lexicon = open_lexicon(live_folder(sample_index))
    syllables, pairs = counted(texts_of(sample_index))
    terms = [lexicon.term(n) for n in range(len(lexicon.counts))]
    assert dict(zip(terms, lexicon.counts.tolist(), strict=True)) == syllables
    assert lexicon.total == sum(syllables.values())
    assert len(lexicon.followers) == len(pairs)
    for (first, second), count in pairs.items():
        share = count / syllables[first]
        assert lexicon.share(first, second) == pytest.approx(share, rel=0.02, abs=2 / SHARE_UNIT)
    assert lexicon.share("không-có", "vận") == lexicon.share(terms[0], "không-có") == 0


@pytest.mark.parametrize("term", ["người", "dân", "phố"])
def test_what_often_stands_beside_a_syllable_is_what_pairs_say(
    sample_index: Path, term: str
) -> None:
    lexicon = open_lexicon(live_folder(sample_index))
    own = lexicon.ordinal_of(term)
    for least in (1.5, 2.5, 20.5):
        behind = {n: lexicon.pair_count(own, n) for n in range(len(lexicon.counts))}
        assert dict(lexicon.behind(own, least)) == pytest.approx(
            {n: count for n, count in behind.items() if count >= least}
        )
        before = {n: lexicon.pair_count(n, own) for n in range(len(lexicon.counts))}
        assert dict(lexicon.before(own, least)) == pytest.approx(
            {n: count for n, count in before.items() if count >= least}
        )
    assert lexicon.behind(own, 1.5)
    assert lexicon.before(own, 1.5)


def test_predecessors_and_ends_are_those_of_the_pairs(sample_index: Path) -> None:
    lexicon = open_lexicon(live_folder(sample_index))
    syllables, pairs = counted(texts_of(sample_index))
    behind = Counter(second for _, second in pairs)
    going_on: Counter[str] = Counter()
    for (first, _), count in pairs.items():
        going_on[first] += count
    for number in range(len(lexicon.counts)):
        term = lexicon.term(number)
        assert lexicon.predecessors[number] == behind[term]
        assert lexicon.ends[number] == syllables[term] - going_on[term]


@cache
def holders_of(root: Path) -> Counter[str]:
    """In how many articles each syllable is, in the field that most have it in."""
    fields = {name: Counter[str]() for name in TEXT_FIELDS}
    with open_engine(root) as engine:
        for article in engine.stream(SearchRequest()):
            for name, counts in fields.items():
                counts.update({token.accented for token in analyse(getattr(article, name))})
    return reduce(or_, fields.values())


def counted_by_reading(root: Path, words: CorpusCounts) -> CorpusCounts:
    """The corpus as an engine without our segments would count it: from the articles' texts;
    ``words`` gives the words of several syllables and the capitals, which pyvi finds."""
    texts = texts_of(root)
    syllables, pairs = counted(texts)
    labels = {token.accented for token in label_tokens_of(root)}
    terms = sorted(term.encode() for term in labels | set(syllables))
    ordinal = {term.decode(): n for n, term in enumerate(terms)}
    rows = sorted((ordinal[a], ordinal[b], count) for (a, b), count in pairs.items())
    titles = [[-1] + [ordinal[t.accented] for t in title] for title in titles_of(root) if title]
    return CorpusCounts(
        articles=len(titles_of(root)),
        syllables=terms,
        occurrences=np.array([syllables[term.decode()] for term in terms]),
        holders=np.array([holders_of(root)[term.decode()] for term in terms]),
        casing=words.casing,
        pair_firsts=np.array([first for first, _, _ in rows]),
        pair_seconds=np.array([second for _, second, _ in rows]),
        pair_occurrences=np.array([count for _, _, count in rows]),
        words=words.words,
        titles=np.array([n for title in titles for n in title], np.int32),
    )


def test_another_engine_that_counts_the_same_makes_the_same_lexicon(
    sample_index: Path, tmp_path: Path
) -> None:
    folder = live_folder(sample_index)
    from_segments = count_corpus([CountedSegment(data) for data, _ in read_segments(folder)])
    write_lexicon(tmp_path, 1, counted_by_reading(sample_index, from_segments))
    (built,) = folder.glob("*.lexicon")
    assert (tmp_path / "1.lexicon").read_bytes() == built.read_bytes()


def test_every_accent_of_a_folding_is_found(sample_index: Path) -> None:
    lexicon = open_lexicon(live_folder(sample_index))
    number = lexicon.ordinal_of("dân")
    assert number in lexicon.variants("dan")
    assert lexicon.ordinal_of("dânn") == -1
    assert lexicon.variants("dannn") == []


def _records(prefix: str, count: int, title: str) -> list[dict[str, Any]]:
    return [{"id": f"{prefix}{n}", "title": title, "body": f"Số {n}."} for n in range(count)]


def _lexicon(root: Path) -> Lexicon:
    return open_lexicon(live_folder(root))


def test_a_lexicon_is_written_anew_once_enough_articles_came(
    tmp_path: Path, build_index: Callable[..., Path]
) -> None:
    many = _records("a", 200, "Mùa lúa chín")
    root = build_index(tmp_path, {"a.jsonl": many})
    assert _lexicon(root).ordinal_of("khoai") == -1
    build_index(tmp_path, {"b.jsonl": _records("b", 1, "Ruộng khoai")})
    assert _lexicon(root).ordinal_of("khoai") == -1
    build_index(tmp_path, {"c.jsonl": _records("c", 9, "Ruộng khoai")})
    assert _lexicon(root).ordinal_of("khoai") >= 0


def completions(root: Path) -> dict[str, int]:
    lexicon = _lexicon(root)
    texts = [text.decode() for text in lexicon.completions]
    return dict(zip(texts, lexicon.completion_counts.tolist(), strict=True))


def test_completions_are_words_and_phrases_with_the_capitals_of_the_articles(
    tmp_path: Path, build_index: Callable[..., Path]
) -> None:
    titles = [
        "Gặp Chủ tịch nước Trần Đại Quang ở Hà Nội",
        "Hôm nay Chủ tịch nước Trần Đại Quang thăm Hà Nội",
        "Chuyến đi của Chủ tịch nước Trần Đại Quang đến Hà Nội",
    ]
    body = "Theo ông, công ty ở Hà Nội dùng phần mềm của công ty Samsung. Ta nói về Samsung ở đây."
    records = [{"id": str(n), "title": title, "body": body} for n, title in enumerate(titles)]
    found = completions(build_index(tmp_path, records))
    assert found["Hà Nội"] == 6
    assert found["công ty"] == 6
    assert "Samsung" in found
    assert any(text.endswith("Trần Đại Quang") and " " in text for text in found)
    assert not any("hà nội" in text for text in found)


def test_names_of_one_syllable_are_completed_but_not_parts_of_compounds(
    tmp_path: Path, build_index: Callable[..., Path]
) -> None:
    body = "Chúng tôi về Huế. Từ Huế, họ đi Hà Nội. Đoàn tàu rời Huế lúc sáng, tới Hà Nội lúc tối."
    records = [{"id": str(n), "title": "Chuyến tàu", "body": body} for n in range(3)]
    found = completions(build_index(tmp_path, records))
    assert found["Huế"] == 9
    assert found["Hà Nội"] == 6
    assert "Hà" not in found
    assert "Nội" not in found


def test_a_damaged_lexicon_is_refused_or_harmless(sample_index: Path, tmp_path: Path) -> None:
    (sound,) = live_folder(sample_index).glob("*.lexicon")
    content = sound.read_bytes()
    pick = random.Random(5)
    outcomes = Counter[str]()
    snapshot = Snapshot(open_current(sample_index))
    phrases = PhraseFinder(WhooshSearcher(snapshot, Deadline.after(60)))
    for _ in range(120):
        at, length = pick.randrange(len(content)), pick.choice([1, 4, 64, 4096])
        path = tmp_path / "damaged.lexicon"
        path.write_bytes(content[:at] + pick.randbytes(length) + content[at + length :])
        outcomes[used(path, phrases)] += 1
    assert outcomes.total() == 120
    assert len(outcomes) == 2


def used(path: Path, phrases: PhraseFinder) -> str:
    """What becomes of using a lexicon."""
    try:
        lexicon = Lexicon(path)
        interpreter = Interpreter(lexicon)
        interpreter.interpret(analyse_query("cong tac dan van khéo ở xa tieengs bão"))
        Completer(lexicon, interpreter).complete("cong tac d", 8, phrases)
    except SegmentDamaged:
        return "refused"
    return "harmless"


def test_rare_pairs_may_be_left_out_before_the_language_is_counted(
    sample_index: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    segments = [CountedSegment(data) for data, _ in read_segments(live_folder(sample_index))]
    every = replace(count_corpus(segments), predecessors=None, goes_on=None)
    monkeypatch.setattr(lexicon_counts, "ARTICLES_PER_OCCURRENCE", every.articles // 2)
    monkeypatch.setattr(codec_counted, "_PAIRS_AT_ONCE", 100)
    without = count_corpus(segments)
    assert 0 < len(without.pair_firsts) < len(every.pair_firsts)
    expected, found = count_language(every), count_language(without)
    assert found.terms == expected.terms
    for name in ("counts", "holders", "predecessors", "ends", "first", "second", "pair_counts"):
        assert np.array_equal(getattr(found, name), getattr(expected, name)), name


def test_of_many_titles_evenly_chosen_ones_are_read(
    sample_index: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    segments = [CountedSegment(data) for data, _ in read_segments(live_folder(sample_index))]
    every = count_corpus(segments)
    monkeypatch.setattr(run_corpus, "_MAX_TITLES", every.articles // 3 + 1)
    third = count_corpus(segments)
    begins = [np.flatnonzero(one.titles < 0) for one in (every, third)]
    assert len(begins[1]) == pytest.approx(len(begins[0]) / 3, abs=1)
    chosen = np.split(every.titles, begins[0][1:])[::3]
    assert np.array_equal(np.concatenate(chosen), third.titles)
