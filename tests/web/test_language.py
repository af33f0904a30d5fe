"""Is the page whole in both languages?"""

from __future__ import annotations

import re
from collections.abc import Iterable
from pathlib import Path

import pytest
from answers import json_of
from babel.messages.catalog import Catalog
from babel.messages.extract import extract_from_dir
from babel.messages.mofile import read_mo
from babel.messages.pofile import read_po
from flask.testing import FlaskClient

import web

WEB = Path(web.__file__).parent
ENGLISH = WEB / "translations" / "en" / "LC_MESSAGES"


@pytest.fixture(scope="module")
def english() -> Catalog:
    with (ENGLISH / "messages.po").open("rb") as file:
        return read_po(file, locale="en")


def messages(catalog: Catalog) -> dict[tuple[str, ...], tuple[str, ...]]:
    """Source text → translation, each with its plural forms.

    The header is left out: it names the version of Babel that wrote it.
    """

    def forms(text: Iterable[str]) -> tuple[str, ...]:
        return (text,) if isinstance(text, str) else tuple(text)

    return {
        forms(message.id): forms(message.string)
        for message in catalog
        if message.id and message.string
    }


def test_the_compiled_catalogue_is_that_of_the_source(english: Catalog) -> None:
    with (ENGLISH / "messages.mo").open("rb") as file:
        compiled = read_mo(file)
    assert len(messages(compiled)) > 50
    assert messages(compiled) == messages(english)
    assert compiled.plural_forms == english.plural_forms


def test_every_text_of_the_page_has_its_english(english: Catalog) -> None:
    methods = [("**.py", "python"), ("templates/**.html", "jinja2")]
    used = {message for _, _, message, _, _ in extract_from_dir(str(WEB), methods)}
    assert len(used) > 50
    translated = {message.id for message in english if message.id and message.string}
    assert used - translated == set()
    assert translated - used == set()


@pytest.mark.parametrize(
    ("url", "accept", "lang"),
    [
        ("/", None, "vi"), ("/", "en-US,en;q=0.8", "en"), ("/", "fr", "vi"),
        ("/?lang=en", "vi", "en"), ("/?lang=vi", "en", "vi"), ("/?lang=xx", "en", "en"),
        ("/search?page=x&lang=en", None, "en"),
    ],
)  # fmt: skip
def test_the_language_is_chosen_and_declared(
    client: FlaskClient, url: str, accept: str | None, lang: str
) -> None:
    response = client.get(url, headers={"Accept-Language": accept} if accept else {})
    assert f'<html lang="{lang}">' in response.text
    assert "Accept-Language" in response.headers["Vary"]


def test_a_chosen_language_stays_in_the_links(client: FlaskClient) -> None:
    text = client.get("/search?q=d%C3%A2n&lang=en").text
    assert 'name="lang" value="en"' in text
    assert "/article/" in text
    for line in text.splitlines():
        if 'href="/search?' in line or 'href="/article/' in line:
            assert "lang=" in line, line


def test_english_counts_one_article_and_many(client: FlaskClient) -> None:
    bars = json_of(client.get("/api/search?interval=day"))["facets"]["date"]["buckets"]
    day = next(bar["start"] for bar in bars if bar["count"] == 1)
    assert "<strong>1 article</strong>" in client.get(f"/search?lang=en&from={day}&to={day}").text
    everything = client.get("/search?lang=en&from=0001").text
    assert re.search(r"<strong>\d+ articles</strong>", everything)


def test_a_strange_path_does_not_leave_the_site(client: FlaskClient) -> None:
    assert 'href="//evil' not in client.get("//evil.example/").text
