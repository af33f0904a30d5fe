"""Pages, rows and views that would take for ever: each is a reject that says so."""

from __future__ import annotations

from collections.abc import Callable

import justext.core
import pytest
from lxml import etree, html
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


def mail(parameters: str) -> str:
    page = f"<html><title>Mùa lúa</title><h1>Mùa lúa</h1>{f'<p>{SENTENCE}</p>' * 6}</html>"
    part = f"--x\nContent-Type: text/html; charset=utf-8\n\n{page}\n--x--\n"
    return f"MIME-Version: 1.0\nContent-Type: multipart/related; boundary=x{parameters}\n\n{part}"


def test_a_type_of_very_many_parameters_is_a_reject(read: Read) -> None:
    assert articles(read("a.mhtml", mail("".join(f"; a{n}=b" for n in range(500))))) == 1
    (reason,) = reasons(read("b.mhtml", mail("".join(f"; a{n}=b" for n in range(50_000)))))
    assert "Content-Type" in reason
    (reason,) = reasons(read("c.mhtml", mail('; a="b;' * 2000)))
    assert "Content-Type" in reason


@pytest.mark.parametrize("part", ["a.", "a . ", "'a'.", '"a\\"".', "a.\t"])
@pytest.mark.parametrize("line", ["{}b = 1", "[{}b]", "k = {{{}b = 1}}"])
def test_a_key_of_toml_of_very_many_parts_is_a_reject(read: Read, part: str, line: str) -> None:
    matter = "+++\n{}\n+++\nGặt lúa.\n"
    few, many = (matter.format(line.format(part * number)) for number in (90, 20_000))
    assert articles(read("a.md", few)) == 1
    (reason,) = reasons(read("b.md", many))
    assert "100 parts" in reason


@pytest.mark.parametrize("name", [*sorted(justext.core.PARAGRAPH_TAGS - {"body"}), "br"])
def test_second_opinions_are_not_asked_of_very_many_paragraphs(name: str) -> None:
    """justext looks at all paragraphs around each: so it is the oracle of how many there are."""
    block = "x<br><br>" if name == "br" else f"<{name}>x</{name}>"
    for number in (30, 3 * body._MAX_BLOCKS):
        tree = html.fromstring(f"<html><body>{block * number}</body></html>")
        makes = len(justext.core.ParagraphMaker.make_paragraphs(tree))
        assert makes <= 2 * body._MAX_BLOCKS or body._has_too_many_blocks(tree)
        assert number > 30 or not body._has_too_many_blocks(tree)


def test_entities_that_multiply_stay_what_they_are(read: Read) -> None:
    entities = "".join(f'<!ENTITY b{n} "{f"&b{n - 1};" * 10}">' for n in range(1, 30))
    item = "<items><item><title>Mùa &b29;</title></item></items>"
    text = f'<!DOCTYPE a [<!ENTITY b0 "lúa">{entities}]>{item}'
    found = read("a.xml", text)
    assert all(len(one.title) < 1000 for one in found if isinstance(one, Article))
