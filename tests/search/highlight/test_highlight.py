"""Is exactly what matched marked, in the article's own words, without cutting any?"""

from __future__ import annotations

from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from index.analysis import BARE_MARK, terms_of
from index.article import Article
from index.vietnamese import clean_line, clean_text, fold, has_accents, sentence_ends, syllables
from search.highlight.highlighter import Highlighter
from search.highlight.matches import Marker
from search.highlight.patterns import Pattern, Step, patterns
from search.meaning.words import Meaning
from search.planner import plan_steps
from search.query.parser import parse
from search.results import Highlights, Snippet

WORDS = ["dân", "Dẫn", "dan", "vận", "VẬN", "hoà", "hòa", "khéo", "trường", "3.500", "a",
         "TP.HCM", "Đò", "ngoằn-ngoèo", "(xa)", "“gần”", "người_dân", "é\u0323"]  # fmt: skip
ENDS = [" ", " ", " ", " ", ". ", "! ", "…” ", "\n", "\n\n", ", ", ""]

prose = st.lists(st.tuples(st.sampled_from(WORDS), st.sampled_from(ENDS)), max_size=150).map(
    lambda pairs: "".join(word + end for word, end in pairs)
)
texts = st.one_of(prose, prose, st.text(max_size=60)).map(clean_text)
articles = st.builds(
    Article, id=st.just("x"), title=texts.map(clean_line), summary=texts, body=texts
)
queries = st.lists(
    st.sampled_from(
        ["dân", "dan", "vận", "van", '"dân vận"', '"dan van"', "tr*", "v*", "vân~", "-khéo",
         "title:hòa", "body:hoà", "dân OR vận", "3.500", "TP.HCM", "date:2016", "(a OR đò)", "a"]
    ),
    min_size=1,
    max_size=4,
).map(" ".join)  # fmt: skip


def marked(article: Article, q: str) -> Highlights:
    node = parse(q)
    assert node is not None
    texts = (article.title, article.summary, article.body)
    unaccented = not any(map(has_accents, texts))
    return Highlighter(patterns(next(plan_steps(node, Meaning.literal(node))))).highlight(
        article, unaccented=unaccented
    )


@pytest.mark.parametrize(
    ("q", "stretches"),
    [
        ("strasse", ["Straße", "STRAẞE"]),
        ("soren", ["Søren"]),
        ("Wałęsa", ["Wałęsa", "Walesa"]),
        ("習近平", ["習近平"]),
        ("主席", ["主席"]),
        ("bạn", ["bạn"]),
    ],
)
def test_letters_of_others_are_marked_in_their_place(q: str, stretches: list[str]) -> None:
    article = Article("x", "Søren ở Straße (STRAẞE) gặp bạn Wałęsa, Walesa; 習近平主席")
    snippet = marked(article, q).title
    assert snippet is not None
    assert [snippet.text[start:end] for start, end in snippet.marks] == stretches


def simply(pattern: Pattern, text: str, *, unaccented: bool) -> list[tuple[int, int]]:
    """Where a pattern matches, found by trying each of its steps on every syllable."""

    def is_step(step: Step, surface: str) -> bool:
        accented, folded = terms_of(surface)
        terms = {accented, folded, *([BARE_MARK + accented] if unaccented else [])}
        return bool(terms & step.terms) or step.accepts(accented, folded)

    there = list(syllables(text))
    rows = zip(*(there[i:] for i in range(len(pattern.steps))), strict=False)
    return [
        (row[0].start, row[-1].end)
        for row in rows
        if all(is_step(step, one.surface) for step, one in zip(pattern.steps, row, strict=True))
    ]


@given(texts, queries, st.booleans())
@settings(deadline=None, max_examples=300)
def test_matches_are_those_of_a_simple_walk(text: str, q: str, unaccented: bool) -> None:
    node = parse(q)
    assert node is not None
    wanted = patterns(next(plan_steps(node, Meaning.literal(node))))
    found = Marker(wanted, unaccented=unaccented).matches(text, "body")
    assert found == sorted(
        (start, end, ordinal)
        for ordinal, pattern in enumerate(wanted)
        if pattern.field in (None, "body")
        for start, end in simply(pattern, text, unaccented=unaccented)
    )


def stretches(snippet: Snippet | None) -> list[str]:
    return [snippet.text[start:end] for start, end in snippet.marks] if snippet else []


def cuts(text: str, at: int) -> bool:
    """Whether ``at`` is inside a syllable of ``text``; signs beyond U+FFFF are in none."""
    if not 0 < at < len(text) or max(text[at - 1 : at + 1]) > "\uffff":
        return False
    return text[at - 1].isalnum() and text[at].isalnum()


def snippets_of(shown: Highlights) -> list[Snippet]:
    return [*([shown.title] if shown.title else []), *shown.body]


@given(articles, queries)
@settings(deadline=None, max_examples=250)
def test_marks_are_disjoint_in_order_and_end_at_syllables(article: Article, q: str) -> None:
    for snippet in snippets_of(marked(article, q)):
        last = -1
        for start, end in snippet.marks:
            assert last < start < end <= len(snippet.text)
            assert not cuts(snippet.text, start)
            assert not cuts(snippet.text, end)
            assert snippet.text[start].isalnum()
            last = end


@given(articles, queries)
@settings(deadline=None, max_examples=250)
def test_snippets_are_verbatim_whole_syllables_and_not_endless(article: Article, q: str) -> None:
    shown = marked(article, q)
    assert (shown.title.text if shown.title else "") == article.title
    assert len(shown.body) <= 2
    for snippet in shown.body:
        assert snippet.marks
        places = [
            (text, at)
            for text in (article.summary, article.body)
            for at in range(len(text))
            if text.startswith(snippet.text, at)
        ]
        assert places, "the snippet is a stretch of the stored text"
        assert any(not cuts(t, at) and not cuts(t, at + len(snippet.text)) for t, at in places)
        assert (snippet.cut_before, snippet.cut_behind) in {
            (is_inside(t, at), is_inside(t, end) or not t[:end].rstrip(CLOSERS).endswith(STOPS))
            for t, at in places
            for end in [at + len(snippet.text)]
        }
    assert sum(len(snippet.text) for snippet in shown.body) <= 192


CLOSERS, STOPS = "\"'”’»)]", (".", "!", "?", "…")


def is_inside(text: str, at: int) -> bool:
    """Whether ``at`` is inside a sentence of ``text``, with words of it on both sides."""
    ends = [0, *sentence_ends(text), len(text)]
    first = max(end for end in ends if end <= at)
    last = min(end for end in ends if end >= at)
    return bool(text[first:at].strip()) and bool(text[at:last].strip())


@given(articles, queries)
@settings(deadline=None, max_examples=150)
def test_no_sentence_that_has_room_would_show_more_of_the_query(article: Article, q: str) -> None:
    node = parse(q)
    assert node is not None
    wanted = patterns(next(plan_steps(node, Meaning.literal(node))))
    unaccented = not any(map(has_accents, (article.title, article.summary, article.body)))

    def matched(text: str) -> int:
        found = Marker(wanted, unaccented=unaccented).matches(text, "body")
        return len({pattern for _, _, pattern in found if wanted[pattern].field is None})

    shown = sum(matched(snippet.text) for snippet in marked(article, q).body)
    for text in (article.summary, article.body):
        ends = [0, *sentence_ends(text), len(text)]
        for first, last in pairwise(ends):
            if last - first <= 192 and not any(p.rather or p.field for p in wanted):
                assert matched(text[first:last]) <= shown


LONG = "một hai ba bốn năm sáu bảy tám chín mười " * 4


@pytest.mark.parametrize(
    ("body", "shown", "cut"),
    [
        ("Con đò. Bến vắng.", "Con đò. Bến vắng.", (False, False)),
        (f"{LONG}. Đò. {LONG * 2}.", f"Đò. {LONG * 2}"[:193].rpartition(" ")[0], (False, True)),
        ("Trời mưa.\nCon đò sang\nBến vắng.", "Con đò sang", (False, True)),
        (f"Đò {LONG}{LONG}.", f"Đò {LONG}{LONG}"[:193].rpartition(" ")[0], (False, True)),
        (f"{LONG}{LONG}đò.", f"{LONG}{LONG}đò."[-192:].partition(" ")[2], (True, False)),
    ],
    ids=["all of it", "begun behind", "a line without a sign", "a beginning", "an end"],
)
def test_a_snippet_begins_and_ends_at_sentences_or_says_that_it_is_cut(
    body: str, shown: str, cut: tuple[bool, bool]
) -> None:
    (snippet,) = marked(Article("x", title="Tin", body=body), "đò").body
    assert snippet.text == shown
    assert (snippet.cut_before, snippet.cut_behind) == cut


def test_a_phrase_longer_than_a_snippet_is_marked_as_far_as_it_is_shown() -> None:
    phrase = " ".join(["dân", "vận", "khéo"] * 20)
    (snippet,) = marked(Article("x", body=f"Họ bàn {phrase} mãi."), f'"{phrase}"').body
    assert len(snippet.text) <= 192
    ((start, end),) = snippet.marks
    assert snippet.text[start:end] in phrase
    assert end == len(snippet.text)


@given(articles, st.sampled_from(["dân", "vận", "khéo", "hoà", "đò"]))
@settings(deadline=None, max_examples=200)
def test_every_occurrence_in_the_title_is_marked_and_nothing_else(
    article: Article, word: str
) -> None:
    shown = marked(article, word)
    for stretch in stretches(shown.title):
        for part in stretch.split():
            assert fold(part) == fold(word)
    if shown.title is not None:
        covered = [range(start, end) for start, end in shown.title.marks]
        at = f" {shown.title.text.lower()} ".find(f" {word} ")
        if at != -1:
            assert any(at in marks for marks in covered)


TITLE = "Lớp học dân vận: khéo dẫn, khéo van"


def titled(q: str) -> list[str]:
    return stretches(marked(Article("x", title=TITLE, body="Không có gì."), q).title)


@pytest.mark.parametrize(
    ("q", "expected"),
    [
        ("dân vận", ["dân vận"]),
        ("dẫn", ["dẫn"]),
        ("dan", ["dân", "dẫn"]),
        ("dan van", ["dân", "dẫn", "van"]),  # as it is read here, *van* is meant and is there
        ('"dân vận"', ["dân vận"]),
        ('"dan van"', ["dân vận"]),
        ("khéo -dân", ["khéo", "khéo"]),
        ("-dân", []),
        ("khéo -(dân OR vận)", ["khéo", "khéo"]),
        ("title:khéo", ["khéo", "khéo"]),
        ("body:khéo", []),
        ("kh*", ["khéo", "khéo"]),
        ("lop~", ["Lớp"]),
        ("LỚP HỌC", ["Lớp học"]),
        ("lo\u031b\u0301p", ["Lớp"]),
        ("lớp OR khéo", ["Lớp", "khéo", "khéo"]),
        ("date:2016 lớp", ["Lớp"]),
    ],
)
def test_the_words_that_matched_are_marked(q: str, expected: list[str]) -> None:
    assert titled(q) == expected


def test_another_spelling_of_the_tone_is_marked_as_it_was_written() -> None:
    article = Article("x", title="Hoà giải ở Hòa Bình")
    assert stretches(marked(article, "hòa").title) == ["Hoà", "Hòa"]
    assert stretches(marked(article, "hoa").title) == ["Hoà", "Hòa"]


def test_a_match_deep_in_a_long_sentence_is_shown() -> None:
    article = Article("x", title="Tin", body="nước lên " * 300 + "con đò cũ " + "bến vắng " * 300)
    (snippet,) = marked(article, "đò").body
    assert stretches(snippet) == ["đò"]
    assert len(snippet.text) <= 192


def test_the_stretch_with_more_of_the_words_is_preferred() -> None:
    body = "Con đò xa. Bến vắng. " + "Không có gì. " * 9 + "Con đò về bến chiều. Bến xưa. Đò cũ."
    shown = marked(Article("x", title="Tin", body=body), "đò bến")
    assert any("Con đò về bến chiều." in s.text for s in shown.body)


def test_where_nothing_matched_there_is_a_plain_title_and_no_snippet() -> None:
    shown = marked(Article("x", title="Tin", body="Con đò."), "khéo")
    assert shown.title == Snippet("Tin", ())
    assert shown.body == ()


def test_a_sentence_of_nothing_but_matches_is_cut_in_no_time() -> None:
    """Comparing every match with every other would take minutes."""
    article = Article("x", title="t", body="dân " * 100_000 + "dân vận " + "dân " * 100_000)
    (snippet,) = marked(article, "dân vận").body
    assert "vận" in snippet.text
    assert len(snippet.text) <= 192


def test_a_word_of_a_million_letters_is_not_shown_whole() -> None:
    for snippet in marked(Article("x", body="trà " + "a" * 1_000_000), "a*").body:
        assert len(snippet.text) <= 192


def test_among_accented_words_a_bare_one_marks_itself_where_it_stands() -> None:
    article = Article("x", title="Công ty lỗ một tỷ", body="Vốn năm tỉ. Mười tỷ cổ phần.")
    assert stretches(marked(article, "công ty").title) == ["Công ty"]
    assert marked(article, "công ty").body == ()
    other = Article("x", title="Lỗ một tỷ", body="Vốn năm tỉ.")
    assert stretches(marked(other, "công ty").title) == ["tỷ"]


@pytest.mark.parametrize(
    "sentence",
    ["Họ về TP. Vinh chơi hội.", "Thầy là GS. Tạ Văn Khéo ở Huế.", "Tin của J. Smith ở Huế."],
)
def test_the_point_of_an_abbreviation_ends_no_sentence(sentence: str) -> None:
    article = Article("x", body=f"Trời mưa. {sentence} Hết tin.")
    (shown,) = snippets_of(marked(article, "chơi OR Khéo OR Smith"))
    assert shown.text == f"{sentence} Hết tin."


def test_a_sentence_ends_behind_a_word_in_capitals() -> None:
    article = Article("x", body="Anh ở HCM. Chị ở Vinh.")
    (shown,) = snippets_of(marked(article, "vinh"))
    assert shown.text == "Chị ở Vinh."
