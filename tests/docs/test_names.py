"""Does each name that outside programs rely on stand in its table, and nothing else?

Every test compares a set that the code knows with the first column of one table.
"""

from __future__ import annotations

import ast
import inspect
import re
import subprocess
from collections.abc import Callable
from dataclasses import fields
from datetime import date, datetime
from fnmatch import fnmatch
from pathlib import Path
from typing import Any

import click
import pytest
from documents import CHECKOUT, Table, codes, page, pages
from flask import Flask
from tables import TABLES

import index.cli
import search
import search.console.cli
import web.__main__
import web.app
from index.article import Article, Reject
from index.readers import (
    LONG_PREFIX,
    PLACE_PREFIX,
    URL_PREFIX,
    ReadOptions,
    read_file,
)
from index.readers.dates.reading import parse_date
from index.readers.records.keys import KNOWN_KEYS
from index.store.opening import current_name
from index.vietnamese.abbreviations import read_entries
from search import Engine, SearchRequest
from search.query.lexemes import FIELDS as QUERY_FIELDS
from search.query.parser import parse
from search.query.spoken_spans import find_dates
from search.query.tree import Dates

RECORDS, API = page("docs/records.md"), page("docs/http-api.md")
DEPLOY, LANGUAGE = page("docs/deploy.md"), page("docs/query-language.md")
DEVELOPMENT = page("docs/development.md")


def options(command: click.Command) -> set[str]:
    """All spellings of a command's options, ``--help`` too."""
    parameters = command.get_params(click.Context(command, **command.context_settings))
    said = (one for one in parameters if isinstance(one, click.Option))
    return {o for one in said for o in (*one.opts, *one.secondary_opts)}


def option_names(table: Table) -> set[str]:
    """The options in a table, without what they take."""
    return {name.split()[0] for name in table.names()}


# reindex


def test_options_of_reindex() -> None:
    assert option_names(RECORDS.table("The `reindex` command")) == options(index.cli.main)


def test_exit_statuses() -> None:
    statuses = {value for name, value in vars(index.cli).items() if name.startswith("EXIT_")}
    usage = click.UsageError.exit_code
    assert {int(name) for name in RECORDS.table("Exit status").names()} == statuses | {usage}


def test_fields_of_the_report(
    tmp_path: Path, reindex_here: Callable[..., Any], write_jsonl: Callable[..., Path]
) -> None:
    ran = reindex_here(
        tmp_path / "index", write_jsonl(tmp_path / "a.jsonl", [{"title": "Lúa"}, {}])
    )
    assert ran.returncode == index.cli.EXIT_REJECTS
    lists = [(name, ran.report[name][0]) for name in ("rejects", "reasons")]
    paths = set(ran.report) | {f"{name}[].{key}" for name, first in lists for key in first}
    assert set(RECORDS.table("The report").names()) == paths


# Records


def test_fields_of_an_article() -> None:
    assert RECORDS.table("An article").names() == [one.name for one in fields(Article)]


def test_keys_of_records() -> None:
    rows = RECORDS.table("Keys of records").rows
    documented = {codes(field)[0]: tuple(codes(keys)) for field, keys in rows}
    assert documented == dict(KNOWN_KEYS)


def test_formats() -> None:
    (format_,) = (one for one in index.cli.main.params if "--format" in one.opts)
    assert isinstance(format_.type, click.Choice)
    assert sorted(RECORDS.table("Formats").names()) == sorted(format_.type.choices)


def test_beginnings_of_ids() -> None:
    assert set(RECORDS.table("Ids").names()) == {URL_PREFIX, PLACE_PREFIX, LONG_PREFIX}


CONTENT = {
    "text": "Mùa lúa chín\n\nCả xóm ra đồng gặt từ sáng sớm, chiều về đầy sân thóc vàng.\n",
    "html": "<html><head><meta property='og:title' content='Mùa lúa chín'><meta "
    "property='article:published_time' content='2016-05-12'></head><body><article><p>"
    + "Cả xóm ra đồng gặt từ sáng sớm, chiều về đầy sân thóc vàng. " * 8
    + "</p></article></body></html>",
    "jsonl": '{"title": "Mùa lúa chín"}\n{"title": "Chợ nổi"}\n',
    "json": '[{"title": "Mùa lúa chín"}, {"title": "Chợ nổi"}]',
    "csv": "title,body\nMùa lúa chín,Cả xóm ra đồng gặt.\n",
    "feed": "<rss version='2.0'><channel><item><title>Mùa lúa chín</title></item></channel></rss>",
}
CONTENT["mhtml"] = (
    "MIME-Version: 1.0\nContent-Type: multipart/related; boundary=B\n\n"
    f"--B\nContent-Type: text/html; charset=utf-8\n\n{CONTENT['html']}\n--B--\n"
)
CONTENT["warc"] = (
    "WARC/1.0\nWARC-Type: resource\nWARC-Target-URI: https://bao.example/1\n"
    f"Content-Type: text/html\nContent-Length: {len(CONTENT['html'].encode())}\n\n"
    f"{CONTENT['html']}\n\n"
).replace("\n", "\r\n")


def documented_suffixes() -> list[tuple[str, str]]:
    rows = RECORDS.table("Formats").rows
    return [(codes(row[0])[0], suffix) for row in rows for suffix in codes(row[1])]


@pytest.mark.parametrize(("format_", "suffix"), documented_suffixes())
def test_a_file_with_a_documented_suffix_is_read(tmp_path: Path, format_: str, suffix: str) -> None:
    path = tmp_path / f"bai{suffix}"
    if format_ in TABLES:
        TABLES[format_](path, [{"title": "Mùa lúa chín", "body": "Bà con gặt lúa sớm."}])
    else:
        path.write_text(CONTENT[format_], "utf-8")
    made = list(read_file(path, ReadOptions()))
    assert made
    assert all(isinstance(one, Article) for one in made), made


def test_a_reject_names_the_documented_suffixes(tmp_path: Path) -> None:
    path = tmp_path / "bai.bin"
    path.write_bytes(bytes(range(256)))
    (reject,) = read_file(path, ReadOptions())
    assert isinstance(reject, Reject)
    containers = {code for code in codes(RECORDS.section("Sources")) if code.startswith(".")}
    known = {suffix for _, suffix in documented_suffixes()} | containers
    assert set(re.findall(r"\.[a-z]\w*", reject.reason)) == known


@pytest.mark.parametrize("row", RECORDS.table("Dates").rows, ids=lambda row: row[0])
def test_dates_are_read_as_documented(row: tuple[str, str]) -> None:
    (written,), (expected,) = map(codes, row)
    assert _iso(parse_date(written)) == expected


def _iso(moment: date | datetime | None) -> str | None:
    return moment.isoformat() if moment else None


# The query language


def test_fields_of_the_query_language() -> None:
    assert LANGUAGE.table("Fields").names() == [f"{name}:" for name in QUERY_FIELDS]


def test_fields_of_dates_are_read_as_dates() -> None:
    for name in LANGUAGE.table("Dates", "field").rows:
        (field,) = codes(name[0])
        assert isinstance(parse(f"{field}2016"), Dates), field


@pytest.mark.parametrize("typed", LANGUAGE.table("Dates", "you type").names())
def test_a_date_among_the_words_is_found(typed: str) -> None:
    (found,) = find_dates(typed, date(2026, 11, 26))
    assert typed[found.end :] == ""
    assert typed[: found.start] in ("", "lũ ")  # "sau" and "từ" are of the date


def test_numbers_of_spellings() -> None:
    table = CHECKOUT / "index" / "vietnamese" / "abbreviations.tsv"
    entries = read_entries(table.read_text("utf-8"))
    abbreviations = sum(len(entry.short) for entry in entries)
    several = sum(not entry.short for entry in entries)
    assert f"- {abbreviations} abbreviations of newspapers" in LANGUAGE.text
    assert f"- {several} words that newspapers spell" in LANGUAGE.text


# The site


def test_routes(app: Flask) -> None:
    routes = {re.sub(r"<[^>]+>", "<>", rule.rule) for rule in app.url_map.iter_rules()}
    documented = {re.sub(r"<[^>]+>", "<>", name) for name in API.table("Routes").names()}
    assert documented == routes


def test_parameters() -> None:
    assert set(API.table("Parameters").names()) == parameters_read()


def parameters_read() -> set[str]:
    """The names that the modules of ``web`` look up in the pairs of a query string."""
    read: set[str] = set()
    for path in [*CHECKOUT.glob("web/*.py"), *CHECKOUT.glob("web/api/*.py")]:
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            if isinstance(node, ast.Call) and len(node.args) > 1 and _are_pairs(node.args[0]):
                read |= {a.value for a in node.args[1:2] if _is_text(a)}  # type: ignore[attr-defined]
    return read


def _are_pairs(node: ast.expr) -> bool:
    """Whether an argument is what ``query_pairs`` gave."""
    if isinstance(node, ast.Call):
        return isinstance(node.func, ast.Name) and node.func.id == "query_pairs"
    return isinstance(node, ast.Name) and node.id in ("pairs", "given")


def _is_text(node: ast.expr) -> bool:
    return isinstance(node, ast.Constant) and isinstance(node.value, str)


def test_statuses_of_errors(
    app: Flask, tmp_path: Path, reindex_here: Callable[..., Any], write_jsonl: Callable[..., Path]
) -> None:
    client = app.test_client()
    root = tmp_path / "index"
    records = [{"id": "a", "title": "Lúa"}, {"id": "b", "title": "Đò"}]
    reindex_here(root, "--delete", "a", write_jsonl(tmp_path / "a.jsonl", records))
    corrected = web.create_app({"INDEX": str(root)}).test_client()
    nowhere = web.create_app({"INDEX": str(tmp_path / "none")}).test_client()
    hurried = web.create_app({"INDEX": str(root), "LIMITS": "1 per day"}).test_client()
    hurried.get("/api/search")
    answers = [
        client.get("/api/search?page=0"),
        client.get("/api/articles/none"),
        client.post("/api/search"),
        client.get("/api/unapi?id=tt-04b&format=none"),
        corrected.get("/api/articles/a"),
        client.post("/api/count", data=b" " * 5_000_000, content_type="application/json"),
        client.post("/api/count", data=b"{}"),
        client.post("/api/count", json={}),
        hurried.get("/api/search"),
        nowhere.get("/api/search"),
    ]
    documented = [int(row[0]) for row in API.table("Errors", "status").rows]
    assert [answer.status_code for answer in answers] == documented


def test_columns_of_the_table(app: Flask) -> None:
    head = app.test_client().get("/search.csv?q=none").text.splitlines()[0].lstrip("\ufeff")
    assert " ".join(f"`{name}`," for name in head.split(",")).rstrip(",") in " ".join(
        API.text.split()
    )


def test_keys_of_the_configuration() -> None:
    rows = DEPLOY.table("Configuration").rows
    documented = {codes(row[0])[0]: codes(row[1])[0] for row in rows}
    assert documented == {key: f"TIMBAO_{key}" for key in web.app.DEFAULTS}


def test_options_of_the_server() -> None:
    documented = option_names(DEPLOY.table("Serving"))
    assert documented == options(web.__main__.main) - {"--help"}


def test_options_at_the_shell() -> None:
    other_spellings = {"--not_category", "--not_source"}
    documented = option_names(API.table("At the shell"))
    assert documented | other_spellings == options(search.console.cli.main)


def test_files_of_the_index_folder(sample_index: Path) -> None:
    live = sample_index / "generations" / (current_name(sample_index) or "")
    patterns = DEPLOY.table("The index folder", "file of a generation").names()
    files = [path.name for path in live.iterdir()]
    assert [f for f in files if not any(fnmatch(f, pattern) for pattern in patterns)] == []
    assert [p for p in patterns if not any(fnmatch(f, p) for f in files)] == []
    top = {path.name for path in sample_index.iterdir()}
    assert top <= {name.split("/")[0] for name in DEPLOY.table("The index folder", "path").names()}


# Python


def test_parameters_of_a_search_request() -> None:
    rows = API.table("Python", "parameter of `SearchRequest`").rows
    documented = {codes(row[0])[0]: ast.literal_eval(codes(row[2])[0]) for row in rows}
    known = inspect.signature(SearchRequest).parameters
    assert documented == {name: parameter.default for name, parameter in known.items()}


def test_methods_of_an_engine() -> None:
    names = API.table("Python", "method of an engine").names()
    known = {name for name, value in vars(Engine).items() if inspect.isfunction(value)}
    assert {name.split("(")[0] for name in names} == {n for n in known if not n.startswith("_")}


def test_errors_of_a_search() -> None:
    exported = {name: getattr(search, name) for name in search.__all__}
    known = {n for n, v in exported.items() if inspect.isclass(v) and issubclass(v, Exception)}
    assert set(API.table("Python", "error").names()) == known


# The checkout

MAKEFILE = (CHECKOUT / "Makefile").read_text("utf-8")
TARGETS = set(re.findall(r"^([a-z-]+):", MAKEFILE, re.MULTILINE))
VARIABLES = set(re.findall(r"^([A-Z]+) \?=", MAKEFILE, re.MULTILINE))


def test_targets_of_make() -> None:
    documented = {name.removeprefix("make ") for name in DEVELOPMENT.table("Commands").names()}
    assert documented == TARGETS
    assert set(DEVELOPMENT.table("Commands", "variable").names()) == VARIABLES


def test_every_make_in_the_documents_is_a_target_with_known_variables() -> None:
    for one in pages():
        for command in [*codes(one.prose), *(b.text for b in one.blocks("sh"))]:
            for target, rest in re.findall(r"^make ([a-z-]+)(.*)", command, re.MULTILINE):
                assert target in TARGETS, f"{one.name}: make {target}"
                assert set(re.findall(r"\b([A-Z]{2,})=", rest)) <= VARIABLES, one.name


def test_folders() -> None:
    documented = {name.rstrip("/") for name in DEVELOPMENT.table("Where things are").names()}
    here = {
        path.parent.relative_to(CHECKOUT).as_posix()
        for package in ("index", "search")
        for path in CHECKOUT.glob(f"{package}/*/__init__.py")
    }
    assert here | {"index", "search", "web", "tests"} <= documented
    assert [name for name in documented if not (CHECKOUT / name).is_dir()] == []


_PLACE = re.compile(r"(?:index|search|web|tests|docs)/[\w./-]*")


def test_every_path_named_in_the_documents_is_there() -> None:
    gone = [
        f"{one.name}: {code}"
        for one in pages()
        for code in codes(one.prose)
        if _PLACE.fullmatch(code) and not (CHECKOUT / code).exists()
    ]
    assert gone == []


_MODULE = re.compile(r"[\w./-]+\.pyx?")


@pytest.mark.parametrize("name", ["ARCHITECTURE.md", "docs/development.md"])
def test_every_module_named_is_a_file_of_the_project(name: str) -> None:
    """A module may be named by the end of its path, ``codec/merge.py`` or ``merge.py``."""
    if not (CHECKOUT / ".git").exists():
        pytest.skip("this is no checkout of git, which would know the files of the project")
    listed = subprocess.run(
        ["git", "ls-files", "-z"], cwd=CHECKOUT, capture_output=True, text=True, check=True
    )
    ends = tuple(f"/{path}" for path in listed.stdout.split("\0"))
    words = {word for code in codes(page(name).prose) for word in code.split()}
    named = {word for word in words if _MODULE.fullmatch(word)}
    assert named
    unknown = {one for one in named if not any(end.endswith(f"/{one}") for end in ends)}
    assert unknown == set()


# What is said in passing is true, too.


def test_every_option_named_anywhere_exists() -> None:
    from bench.cli import main as bench
    from bench.clustered import main as clustered
    from bench.load import main as load
    from relevance.cli import main as relevance

    served = (index.cli.main, search.console.cli.main, web.__main__.main)
    measured = (*load.commands.values(), *clustered.commands.values())
    commands = (*served, bench, relevance, *measured)
    known = set().union(*map(options, commands)) | FOREIGN
    named = {
        (one.name, option)
        for one in pages()
        for code in [*codes(one.prose), *(b.text for b in one.blocks("sh", "ini"))]
        for option in re.findall(r"(?<![\w-])--[a-z][a-z-]*", code)
    }
    assert {(name, option) for name, option in named if option not in known} == set()


# Of curl and gunicorn, in commands.
FOREIGN = {
    *("--hypothesis-seed", "--data-urlencode", "--workers", "--threads", "--bind", "--install"),
    *("--long", "--idle"),
}
