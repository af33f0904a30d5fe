"""Are all words of an article on its page once, in paragraphs, and marked where the marks are?"""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from index.article import Article
from index.vietnamese import clean_line, clean_text
from search.results import ArticleMarks
from web.headlines import Span, headline_of
from web.pages.marking import MAX_ANCHORS, MarkedText, mark_text
from web.pages.paragraphs import LONGEST_LINE, Layout, lay_out

SENTENCE = "Nước về sớm nên bà con xã Đông Khê kịp xuống giống trước ngày rằm."
WORDS = ["Nước", "về", "xã", "TP. HCM", "“Vâng!”", "3.500", "hè.Thu", "tan.Nắng", "…", "(xa)"]
ENDS = [" ", " ", " ", ". ", "! ", "… ", ".", "\n", "\n\n", ", "]
prose = st.lists(st.tuples(st.sampled_from(WORDS), st.sampled_from(ENDS)), max_size=400).map(
    lambda pairs: "".join(word + end for word, end in pairs)
)
texts = st.one_of(prose, st.text(max_size=80)).map(clean_text)


@st.composite
def articles(draw: st.DrawFn) -> Article:
    title, summary, body = draw(texts.map(clean_line)), draw(texts), draw(texts)
    begins = draw(st.sampled_from(["", title + "\n", summary + " ", f"{title}.\n{summary}\n"]))
    body = clean_text(begins + body)
    if not (title.strip() or body.strip()):
        body = SENTENCE
    return Article("x", title, draw(st.sampled_from(["", summary])), body)


def text_at(article: Article, span: Span) -> str:
    text: str = getattr(article, span.field)
    return text[span.start : span.end]


def bare(text: str) -> str:
    return "".join(text.split())


def body_of(article: Article, layout: Layout) -> list[str]:
    return [text_at(article, span) for span in layout.paragraphs]


@given(articles())
def test_paragraphs_are_the_end_of_the_body_in_order(article: Article) -> None:
    layout = lay_out(article)
    shown = body_of(article, layout)
    assert all(text and text == text.strip() for text in shown)
    assert bare(article.body).endswith(bare("".join(shown)))
    places = [place for span in layout.paragraphs for place in (span.start, span.end)]
    assert places == sorted(places)
    assert all("\n" not in text for text in shown)


@given(articles())
def test_what_the_body_leaves_out_is_said_above_it(article: Article) -> None:
    layout = lay_out(article)
    above = headline_of(article) + (text_at(article, layout.lead) if layout.lead else "")
    shown = bare("".join(body_of(article, layout)))
    left_out = bare(article.body)[: len(bare(article.body)) - len(shown)]

    def letters(text: str) -> str:
        return "".join(sign for sign in text.casefold() if sign.isalnum())

    said = letters(above)
    for line in (letters(article.title), letters(article.summary)):
        left_out = letters(left_out).removeprefix(line) if line in said else letters(left_out)
    assert letters(left_out) in said


def test_a_line_of_thousands_of_characters_is_broken_at_sentences() -> None:
    article = Article("x", "Lúa sớm", body=" ".join([SENTENCE] * 60))
    paragraphs = body_of(article, lay_out(article))
    assert len(paragraphs) > 5
    assert all(text.endswith("rằm.") and len(text) < LONGEST_LINE for text in paragraphs)
    assert bare("".join(paragraphs)) == bare(article.body)


def test_paragraphs_that_a_crawl_has_joined_are_parted_where_it_joined_them() -> None:
    one, two = " ".join([SENTENCE] * 5), " ".join([SENTENCE] * 6)
    article = Article("x", "Lúa sớm", body=f"{one}{two}{one}{two}")
    assert body_of(article, lay_out(article))[-1].startswith("Nước về")
    assert one in body_of(article, lay_out(article))


def test_no_abbreviation_number_or_address_is_taken_for_the_end_of_a_paragraph() -> None:
    sentence = "Theo PGS.TS.Nguyễn Văn Lúa ở TP.HCM, giá là 3.500.000 đồng, xem tại bao.example "
    article = Article("x", "Lúa sớm", body=sentence * 30)
    assert len(lay_out(article).paragraphs) == 1


def test_a_newspapers_own_paragraphs_stay_as_they_are() -> None:
    lines = [SENTENCE, SENTENCE * 2, "Tít phụ", SENTENCE]
    article = Article("x", "Lúa sớm", body="\n\n".join(lines))
    assert body_of(article, lay_out(article)) == lines


LEAD = "Bà con xã Đông Khê xuống giống sớm."


@pytest.mark.parametrize(
    ("summary", "body", "lead", "first"),
    [
        (LEAD, f"{LEAD} {SENTENCE}", LEAD, SENTENCE),
        (LEAD, f"  {LEAD[:-1]}\n{SENTENCE}", LEAD, SENTENCE),
        (LEAD[:-1], f"{LEAD.replace(' ', '  ')}\n{SENTENCE}", LEAD[:-1], SENTENCE),
        (LEAD, f"Lúa sớm\n{LEAD}\n{SENTENCE}", LEAD, SENTENCE),
        (LEAD, f"LÚA SỚM\n{SENTENCE}", LEAD, SENTENCE),
        (LEAD, f"Lúa sớm năm nay được mùa. {SENTENCE}", LEAD, "Lúa sớm năm nay được mùa."),
        ("Bà con xã Đông Khê…", f"{LEAD} {SENTENCE}", None, LEAD),
        ("Bà con xã Đôn...", f"{LEAD} {SENTENCE}", None, LEAD),
        ("Lúa sớm.", SENTENCE, None, SENTENCE),
        (LEAD, SENTENCE, LEAD, SENTENCE),
        (LEAD, LEAD, LEAD, None),
        ("", SENTENCE, None, SENTENCE),
        (LEAD, "", LEAD, None),
    ],
)
def test_the_lead_and_the_title_are_said_once(
    summary: str, body: str, lead: str | None, first: str | None
) -> None:
    article = Article("x", "Lúa sớm", summary, body)
    layout = lay_out(article)
    assert (text_at(article, layout.lead) if layout.lead else None) == lead
    shown = body_of(article, layout)
    assert (shown[0][: len(first or "")] if shown else None) == first


def test_an_article_without_a_title_has_its_first_sentence_for_one() -> None:
    article = Article("x", body=f"{LEAD} {SENTENCE}")
    assert headline_of(article) == LEAD[:-1]
    assert body_of(article, lay_out(article)) == [SENTENCE]
    with_summary = Article("x", summary=f"{LEAD} Vui lắm.", body=SENTENCE)
    layout = lay_out(with_summary)
    assert headline_of(with_summary) == LEAD[:-1]
    assert layout.lead
    assert text_at(with_summary, layout.lead) == "Vui lắm."
    assert body_of(with_summary, layout) == [SENTENCE]


def test_a_long_first_sentence_is_cut_and_stays_whole_in_the_body() -> None:
    article = Article("x", body="lúa " * 100)
    assert headline_of(article).endswith("lúa…")
    assert len(headline_of(article)) <= 120
    assert bare("".join(body_of(article, lay_out(article)))) == bare(article.body)


# Marks


@st.composite
def marked_articles(draw: st.DrawFn) -> tuple[Article, ArticleMarks]:
    article = draw(articles())
    marks = {}
    for field in ("title", "summary", "body"):
        length = len(getattr(article, field))
        cuts = sorted(draw(st.sets(st.integers(0, length), max_size=40)))
        marks[field] = tuple(zip(cuts[::2], cuts[1::2], strict=False))
    return article, ArticleMarks(**marks)


def parts(text: MarkedText) -> list[tuple[tuple[str, bool, int], ...]]:
    lines = [text.headline, *([text.lead] if text.lead else []), *text.paragraphs]
    return [tuple((one.text, one.is_marked, one.number) for one in line) for line in lines]


@given(marked_articles())
def test_every_mark_that_is_shown_is_marked_and_numbered(
    given_: tuple[Article, ArticleMarks],
) -> None:
    article, marks = given_
    layout = lay_out(article)
    spans = [layout.headline, *([layout.lead] if layout.lead else []), *layout.paragraphs]
    text = mark_text(article, layout, marks)
    shown = 0
    for span, line in zip(spans, parts(text), strict=True):
        assert "".join(piece for piece, _, _ in line) == text_at(article, span)
        at = span.start
        marked = set()
        for piece, is_marked, _ in line:
            marked |= set(range(at, at + len(piece))) if is_marked else set()
            at += len(piece)
        own = getattr(marks, span.field)
        within = {at for start, end in own for at in range(start, end)}
        assert marked == within & set(range(span.start, span.end))
        shown += sum(span.start <= start < span.end for start, _ in own)
    numbers = [number for line in parts(text) for _, _, number in line if number]
    assert numbers == list(range(1, shown + 1))
    assert (text.marks, text.anchors) == (shown, shown)


def test_a_mark_that_a_paragraph_ends_in_goes_on_without_an_anchor() -> None:
    article = Article("x", "Lúa", body="xã Đông\nKhê vui")
    text = mark_text(article, lay_out(article), ArticleMarks(body=((3, 11),)))
    assert parts(text)[1:] == [
        (("xã ", False, 0), ("Đông", True, 1)),
        (("Khê", True, 0), (" vui", False, 0)),
    ]


def test_only_so_many_marks_have_an_anchor() -> None:
    article = Article("x", "Lúa", body="lúa " * 1000)
    marks = ArticleMarks(body=tuple((4 * n, 4 * n + 3) for n in range(1000)))
    text = mark_text(article, lay_out(article), marks)
    assert (text.marks, text.anchors) == (1000, MAX_ANCHORS)
    assert sum(is_marked for line in parts(text) for _, is_marked, _ in line) == 1000
