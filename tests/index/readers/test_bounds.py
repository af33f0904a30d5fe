"""Pages, rows and views that would take for ever: each is a reject that says so."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from lxml import etree
from lxml.html import HtmlElement

from index.article import Article, Outcome, Reject
from index.readers.limits import MAX_RECORD_VALUES
from index.readers.pages import body, boxes
from index.readers.pages.size import TOO_MANY_ATTRIBUTES, TOO_MANY_ELEMENTS
from index.readers.texts import csv_rows

Read = Callable[..., list[Outcome]]
RECORD = b'{"title": "M\\u00f9a l\\u00faa", "body": "B\\u00e0 con ra \\u0111\\u1ed3ng."}\n'
SENTENCE = "Bà con ra đồng gặt lúa từ sáng sớm, cả xóm rộn ràng tiếng cười nói trong vụ mùa. "


def reasons(outcomes: list[Outcome]) -> list[str]:
    return [one.reason for one in outcomes if isinstance(one, Reject)]


def articles(outcomes: list[Outcome]) -> int:
    return sum(isinstance(one, Article) for one in outcomes)


def test_a_line_of_a_million_values_is_no_article(read: Read) -> None:
    line = '{"title": "Mùa lúa", "x": [' + "1," * (MAX_RECORD_VALUES + 1) + "1]}\n"
    found = read("a.jsonl", line.encode() + RECORD)
    assert articles(found) == 1
    assert ["1,000,000 values" in one for one in reasons(found)] == [True]


def page(inside: str) -> str:
    paragraphs = f"<p>{SENTENCE}</p>" * 8
    return f"<html><head><title>Mùa lúa</title></head><body><h1>Mùa lúa</h1>{paragraphs}{inside}"


@pytest.mark.parametrize(
    ("inside", "reason"),
    [
        ("<p>lúa</p>" * 60_000, TOO_MANY_ELEMENTS),
        ("<b>" * 60_000, TOO_MANY_ELEMENTS),
        (f"<div {' '.join(f'a{n}=1' for n in range(5000))}>", TOO_MANY_ATTRIBUTES),
        (f"<div a='>' b=\"<\" {' '.join(f'a{n}' for n in range(5000))}>", TOO_MANY_ATTRIBUTES),
        (f'<div x" {"/".join(f"a{n}" for n in range(5000))}>', TOO_MANY_ATTRIBUTES),
    ],
)
def test_a_page_that_would_take_for_ever_is_not_looked_at(
    read: Read, inside: str, reason: str
) -> None:
    assert reasons(read("a.html", page(inside))) == [reason]


def test_a_long_page_and_a_long_value_are_read(read: Read) -> None:
    long = page(f"<p>{SENTENCE}</p>" * 3000 + f"<div data-x='{'1 ' * 9000}'>x</div>")
    assert articles(read("a.html", long)) == 1


def test_texts_of_links_are_not_each_looked_for_in_each_line(
    read: Read, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Counted, not timed: how many texts are compared for one more line."""
    links = frozenset(f"Một tin khác rất đáng đọc số {n}" for n in range(10_000))
    lines = [f"Hôm nay {link} và còn nữa." for link in sorted(links)[:1000]]
    asked = 0

    class Counting(frozenset):  # type: ignore[type-arg]
        def __contains__(self, text: object) -> bool:
            nonlocal asked
            asked += 1
            return frozenset.__contains__(self, text)

    assert 0.5 < body._link_share(lines, Counting(links)) < 0.9
    assert asked < 40 * len(lines)


def test_a_box_of_many_headings_is_looked_at_once() -> None:
    """Counted, not timed: how much text is taken out of the page for one heading more."""
    taken = 0

    class Counting(HtmlElement):  # type: ignore[misc]
        def text_content(self) -> str:
            nonlocal taken
            text = str(super().text_content())
            taken += len(text)
            return text

    lookup = etree.ElementDefaultClassLookup(element=Counting)
    parser = etree.HTMLParser(encoding="utf-8")
    parser.set_element_class_lookup(lookup)
    links = "<h3>Tin liên quan</h3><a href='x'>Một tin khác</a>" * 300
    text = page(f"<div>{links}</div>")
    tree = etree.fromstring(text.encode(), parser)
    boxes._drop_headed_boxes(tree)
    assert len(tree.xpath("//h3")) == 300
    assert taken < 20 * len(text)


def test_lines_whose_quotes_are_never_closed_are_each_looked_at_once(
    read: Read, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Counted, not timed: how many characters are split again for one line more."""
    seen = 0
    split = csv_rows.split_row

    def counting(text: str, delimiter: str) -> list[str] | None:
        nonlocal seen
        seen += len(text)
        return split(text, delimiter)

    monkeypatch.setattr(csv_rows, "split_row", counting)
    table = "title,body\n" + 'x,"a b c\n' * 500
    found = read("a.csv", table)
    assert len(reasons(found)) == 500
    assert seen < 20 * len(table)


@pytest.mark.parametrize("depth", [300, 1000, 20_000])
def test_parts_of_a_saved_page_inside_of_each_other_are_a_reject(read: Read, depth: int) -> None:
    parts = "".join(
        f'Content-Type: multipart/related; boundary="{n}"\n\n--{n}\n' for n in range(depth)
    )
    assert len(reasons(read("a.mhtml", f"MIME-Version: 1.0\n{parts}"))) == 1


def test_entities_that_multiply_stay_what_they_are(read: Read) -> None:
    entities = "".join(f'<!ENTITY b{n} "{f"&b{n - 1};" * 10}">' for n in range(1, 30))
    item = "<items><item><title>Mùa &b29;</title></item></items>"
    text = f'<!DOCTYPE a [<!ENTITY b0 "lúa">{entities}]>{item}'
    found = read("a.xml", text)
    assert all(len(one.title) < 1000 for one in found if isinstance(one, Article))
