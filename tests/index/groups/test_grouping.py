"""Are the groups those of the articles, whatever the order and the number of runs they came in?"""

from __future__ import annotations

import json
import random
import tempfile
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from stories import extended, retitled, shortened, story

from index.article import Article
from index.codec.ids import hash_of
from index.codec.segment import SegmentData
from index.errors import SegmentDamaged
from index.groups.candidates import by_lower_place
from index.groups.decision import strength
from index.groups.file import Groups, read_decisions, read_groups, write_groups
from index.groups.texts import StoryText
from index.run import grouping
from index.run.writer import IndexWriter


def corpus(pick: random.Random) -> list[Article]:
    """Some stories, of which some have versions."""
    articles = []
    for number in range(8):
        one = story(pick, f"s{number}")
        articles.append(one)
        for version, make in enumerate((retitled, shortened, extended)):
            if pick.random() < 0.6:
                articles.append(make(pick, one, f"s{number}-{version}"))
    return articles


def write(folder: Path, added: Sequence[Article], deleted: Sequence[str] = ()) -> None:
    with IndexWriter(folder) as into:
        for name in deleted:
            into.delete(name)
        for article in added:
            into.add(article)


def groups_of(folder: Path, articles: Sequence[Article]) -> set[frozenset[str]]:
    """The groups, by the ids of their members."""
    names = {hash_of(article.id.encode()): article.id for article in articles}
    groups = read_groups(folder)
    found: defaultdict[int, set[str]] = defaultdict(set)
    for member, name in zip(groups.members.tolist(), groups.names.tolist(), strict=True):
        found[name].add(names[member])
    return set(map(frozenset, found.values()))


def test_versions_of_a_story_are_one_group_and_other_stories_are_not(
    tmp_path: Path, drawn: random.Random
) -> None:
    missed = total = 0
    for number in range(10):
        articles, folder = corpus(drawn), tmp_path / f"{number}"
        folder.mkdir()
        write(folder, articles)
        stories: defaultdict[str, set[str]] = defaultdict(set)
        for article in articles:
            stories[article.id.partition("-")[0]].add(article.id)
        expected = {frozenset(members) for members in stories.values() if len(members) > 1}
        found = groups_of(folder, articles)
        assert all(any(group <= story for story in expected) for group in found)
        missed += sum(len(one) - max(len(one & group) for group in found) for one in expected)
        total += len(articles)
    assert missed <= 0.05 * total  # a title drawn from the text may have a word replaced


@settings(max_examples=12)
@given(st.integers(0, 2**32), st.data())
def test_groups_depend_on_the_articles_alone(seed: int, data: st.DataObject) -> None:
    pick = random.Random(seed)
    articles = corpus(pick)
    gone = [story(pick, "gone"), extended(pick, articles[0], "gone too")]
    older = replace(articles[1], body=story(pick, "x").body)
    order = data.draw(st.permutations([*articles[:1], *articles[2:], older, *gone]))
    cuts = sorted(data.draw(st.lists(st.integers(0, len(order)), min_size=1, max_size=3)))
    with tempfile.TemporaryDirectory() as name:
        fresh, kept = Path(name) / "fresh", Path(name) / "kept"
        fresh.mkdir()
        kept.mkdir()
        write(fresh, articles)
        for start, end in zip([0, *cuts], [*cuts, len(order)], strict=True):
            write(kept, order[start:end])
        write(kept, [articles[1]], [older.id, *(article.id for article in gone)])
        one, other = read_groups(fresh), read_groups(kept)
        assert one.members.tolist() == other.members.tolist()
        assert one.names.tolist() == other.names.tolist()
        assert read_decisions(fresh) == read_decisions(kept)


def test_only_new_texts_are_compared(
    tmp_path: Path, drawn: random.Random, monkeypatch: pytest.MonkeyPatch
) -> None:
    articles = corpus(drawn)
    one = story(drawn, "last")
    write(tmp_path, [*articles, one])
    compared: list[str] = []

    def noting(*texts: StoryText) -> int:
        compared.extend(text.title for text in texts)
        return strength(*texts)

    monkeypatch.setattr(grouping, "strength", noting)
    write(tmp_path, [extended(drawn, one, "last-1")])
    assert compared == [one.title, one.title]
    assert {"last", "last-1"} in groups_of(
        tmp_path, [*articles, one, extended(drawn, one, "last-1")]
    )
    compared.clear()
    write(tmp_path, [], ["last"])
    assert compared == []


def test_a_run_that_changes_nothing_keeps_the_file(tmp_path: Path, drawn: random.Random) -> None:
    write(tmp_path, corpus(drawn))
    (before,) = tmp_path.glob("*.groups")
    with IndexWriter(tmp_path) as into:
        pass
    assert list(tmp_path.glob("*.groups")) == [before]
    assert into.grouped == len(read_groups(tmp_path).members)


def test_many_copies_of_one_text_are_one_group(tmp_path: Path, drawn: random.Random) -> None:
    one = story(drawn, "one")
    copies = [replace(one, id=f"copy {number}") for number in range(300)]
    write(tmp_path, copies)
    assert groups_of(tmp_path, copies) == {frozenset(copy.id for copy in copies)}


def test_articles_without_a_body_stand_by_themselves(tmp_path: Path) -> None:
    write(tmp_path, [Article(str(n), title="Mùa lúa chín ở xóm Khê năm nay") for n in range(4)])
    assert len(read_groups(tmp_path).members) == 0


def test_stories_of_ids(tmp_path: Path) -> None:
    names = {5: 3, 3: 3, 9: 8, 8: 8, 11: 3}
    write_groups(tmp_path, 1, Groups.of(names), {(1, 2): 900})
    groups = read_groups(tmp_path)
    stories = groups.stories(Groups.of({n: n for n in (1, 3, 5, 7, 8, 9, 11, 12)}).members)
    assert stories.tolist() == [-1, 0, 0, -1, 1, 1, 0, -1]
    assert read_decisions(tmp_path) == {(1, 2): 900}
    write_groups(tmp_path, 2, Groups.of({}), {})
    assert [path.name for path in tmp_path.iterdir()] == ["2.groups"]
    assert read_groups(tmp_path).stories(groups.members).tolist() == [-1] * 5


def test_a_damaged_file_is_refused(tmp_path: Path) -> None:
    with pytest.raises(SegmentDamaged):
        read_groups(tmp_path)
    unordered = Groups(Groups.of({1: 1, 2: 1}).members[::-1], Groups.of({1: 1, 2: 1}).names)
    write_groups(tmp_path, 1, unordered, {})
    with pytest.raises(SegmentDamaged, match="ascend"):
        read_groups(tmp_path)


def test_damaged_fingerprints_do_no_worse_than_an_error(
    tmp_path: Path, drawn: random.Random
) -> None:
    write(tmp_path, corpus(drawn))
    (path,) = tmp_path.glob("*.arrays")
    whole = path.read_bytes()
    places = json.loads(whole[int.from_bytes(whole[-16:-8], "little") : -16])
    own = [place for name, place in places.items() if name.startswith("story.")]
    assert len(own) == 5
    refused = 0
    for place in own * 8:
        data = bytearray(whole)
        end = place["first"] + place["count"] * int(place["type"][-1])
        at = drawn.randrange(place["first"], end)
        data[at] = drawn.choice([0, 255])
        (tmp_path / "damaged").write_bytes(data)
        segment = SegmentData(tmp_path / "damaged")
        try:
            grouping.group_segments([(segment, np.ones(segment.articles, bool))], {}, tmp_path)
        except SegmentDamaged:
            refused += 1
    assert refused


def test_pairs_that_wait_on_disk_are_all_there_and_each_place_comes_once(
    tmp_path: Path, drawn: random.Random
) -> None:
    ends = [sorted(drawn.sample(range(1000), 2)) for _ in range(5000)]
    pairs = np.array([low << 32 | high for low, high in ends], np.int64)
    found = list(by_lower_place(np.array_split(pairs, 7), 1000, tmp_path, at_once=64))
    assert sorted(np.concatenate(found).tolist()) == sorted(pairs.tolist())
    lower = [set((part >> 32).tolist()) for part in found]
    assert sum(map(len, lower)) == len(set().union(*lower))
    assert not list(tmp_path.iterdir())
