"""Does ``python -m search`` answer as the endpoint does, as a process of its own?"""

from __future__ import annotations

import json
import os
import pty
import re
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import IO, Any

import click
import pytest
from conftest import CHECKOUT
from flask.testing import FlaskClient

import search.console.cli
from search import SearchRequest, open_engine
from search.request import MATCHES, SORTS
from web import create_app

Shell = Callable[..., "subprocess.CompletedProcess[bytes]"]
ENVIRONMENT = {k: v for k, v in os.environ.items() if not k.startswith("TIMBAO_")}
ENVIRONMENT |= {"PYTHONPATH": str(CHECKOUT), "TERM": "xterm-256color", "LC_ALL": "C"}
COMMAND = [sys.executable, "-m", "search"]


@pytest.fixture(scope="module")
def shell(sample_index: Path) -> Shell:
    """Run the command over the sample corpus, in a pipe."""

    def run(*arguments: str, index: Path = sample_index) -> subprocess.CompletedProcess[bytes]:
        line = [*COMMAND, "--index", str(index), *arguments]
        return subprocess.run(line, capture_output=True, env=ENVIRONMENT, timeout=60, check=False)

    return run


@pytest.fixture(scope="module")
def site(sample_index: Path) -> FlaskClient:
    return create_app({"INDEX": str(sample_index)}).test_client()


def without_what_a_site_has(answer: Any) -> Any:
    """The endpoint's answer without links, times and marks for scripts of pages."""
    if isinstance(answer, dict):
        left_out = ("links", "took_ms", "marks_utf16")
        return {k: without_what_a_site_has(v) for k, v in answer.items() if k not in left_out}
    return [*map(without_what_a_site_has, answer)] if isinstance(answer, list) else answer


@pytest.mark.slow
@pytest.mark.parametrize(
    ("q", "asked"),
    [
        ("dân vận", {}),
        ("dan van tháng 5/2016", {"alternatives": "1", "size": "2"}),
        ("", {"sort": "oldest", "page": "2", "interval": "year"}),
        ("lũ", {"category": ["Thời sự", ""], "from": "2016", "to": "2020-12", "group": "off"}),
        ("dân", {"not_category": "Thời sự", "not_source": "", "match": "exact", "recency": "off"}),
        ("xây dựng cầu đường ở miền núi", {"size": "5"}),
        ("dân", {"undated": "only"}),
        ("công tcá dân vân", {}),
        ("co", {"sample": "7", "seed": "3"}),
        ("xyzzy", {}),
    ],
)
def test_json_has_the_shape_and_the_values_of_the_endpoint(
    shell: Shell, site: FlaskClient, q: str, asked: dict[str, Any]
) -> None:
    options = [
        part
        for name, values in asked.items()
        for value in (values if isinstance(values, list) else [values])
        for part in (f"--{name}", value)
    ]
    ran = shell(q, "--json", *options)
    expected = json.loads(site.get("/api/search", query_string={"q": q, **asked}).data)
    answer = json.loads(ran.stdout)
    assert answer.pop("took_ms") > 0
    assert answer == without_what_a_site_has(expected)
    assert [*answer] == [name for name in expected if name not in ("links", "took_ms")]
    assert ran.returncode == (0 if expected["total"] else 1)
    assert ran.stdout.count(b"\n") == 1
    assert not ran.stderr


@pytest.mark.parametrize("group", ["on", "off"])
def test_csv_has_the_rows_of_the_site(shell: Shell, site: FlaskClient, group: str) -> None:
    ran = shell("ếch hang", "--csv", "--group", group, "--sort", "newest")
    asked = {"q": "ếch hang", "group": group, "sort": "newest"}
    expected = site.get("/search.csv", query_string=asked).text.removeprefix("\ufeff")
    assert ran.stdout.decode() == expected
    assert shell("ếch hang", "--csv").stdout.count(b"\r\n") == 4


def test_csv_has_the_sample_of_the_site(shell: Shell, site: FlaskClient) -> None:
    ran = shell("dân", "--csv", "--sample", "9", "--seed", "5")
    expected = site.get("/search.csv", query_string={"q": "dân", "sample": 9, "seed": 5}).text
    assert ran.stdout.decode() == expected.removeprefix("\ufeff")
    assert ran.stdout.count(b"\r\n") == 10


def test_an_empty_table_has_its_head(shell: Shell) -> None:
    ran = shell("xyzzy", "--csv")
    assert (ran.returncode, ran.stdout.count(b"\r\n")) == (1, 1)


def test_count_is_the_number_alone(shell: Shell, sample_index: Path) -> None:
    with open_engine(sample_index) as engine:
        total = engine.search(SearchRequest("dân", category=("Thời sự",))).total
    ran = shell("dân", "--count", "--category", "THỜI SỰ")
    assert (ran.stdout, ran.returncode) == (f"{total}\n".encode(), 0)
    ran = shell("xyzzy", "--count")
    assert (ran.stdout, ran.returncode) == (b"0\n", 1)


def test_several_words_are_one_query_and_minus_stands_behind_dashes(shell: Shell) -> None:
    assert shell("dân", "vận", "--count").stdout == shell("dân vận", "--count").stdout
    without = shell("--count", "--", "công", "tác", "-vận")
    assert 0 < int(without.stdout) < int(shell("công tác", "--count").stdout)


def test_a_pipe_gets_plain_text(shell: Shell) -> None:
    ran = shell("dân vận", "--size", "2")
    text = ran.stdout.decode()
    assert "\x1b" not in text
    assert text.splitlines()[0] == "4 articles · dân vận · page 1 of 2"
    assert " 1. " in text
    assert "https://" in text
    assert not ran.stderr
    assert "did you mean: dân vận" in shell("dan van").stdout.decode()
    again = shell("dân vận", "--size", "2", "--page", "2").stdout.decode()
    assert " 3. " in again


def test_a_terminal_gets_colours_and_marks(sample_index: Path) -> None:
    shown = on_a_terminal(["dân vận", "--index", str(sample_index)], ENVIRONMENT)
    assert re.search("\x1b\\[[0-9;]*m *dân vận", shown)
    plain = on_a_terminal(
        ["dân vận", "--index", str(sample_index)], ENVIRONMENT | {"NO_COLOR": "1"}
    )
    assert not re.search("\x1b\\[[0-9;]*3[0-9]m", plain)
    count = on_a_terminal(["dân vận", "--count", "--index", str(sample_index)], ENVIRONMENT)
    assert count.strip() == "4"


def on_a_terminal(arguments: list[str], environment: dict[str, str]) -> str:
    """What the command prints where somebody looks on."""
    own, other = pty.openpty()
    with subprocess.Popen([*COMMAND, *arguments], stdout=other, env=environment) as process:
        os.close(other)
        parts = []
        with suppress(OSError):  # Linux says so that nobody writes any more
            while part := os.read(own, 4096):
                parts.append(part)
        os.close(own)
        assert process.wait(timeout=60) == 0
    return b"".join(parts).decode()


@contextmanager
def long_table(index: Path) -> Iterator[tuple[subprocess.Popen[bytes], IO[bytes], IO[bytes]]]:
    """A process that writes more than its pipe holds, and what it writes and complains of."""
    line = [*COMMAND, "", "--csv", "--index", str(index)]
    with subprocess.Popen(
        line, stdout=subprocess.PIPE, stderr=subprocess.PIPE, env=ENVIRONMENT, pipesize=4096
    ) as process:
        assert process.stdout is not None
        assert process.stderr is not None
        yield process, process.stdout, process.stderr


def test_a_reader_may_leave_the_pipe(sample_index: Path) -> None:
    with long_table(sample_index) as (process, out, err):
        assert out.read(100)
        out.close()
        assert err.read() == b""
        assert process.wait(timeout=60) == 0


def test_a_full_disk_is_said(sample_index: Path) -> None:
    with Path("/dev/full").open("wb") as full:
        ran = subprocess.run(
            [*COMMAND, "dân", "--index", str(sample_index)],
            stdout=full, stderr=subprocess.PIPE, env=ENVIRONMENT, timeout=60, check=False,
        )  # fmt: skip
    assert ran.returncode == 2
    assert ran.stderr.startswith(b"search: ")
    assert b"Traceback" not in ran.stderr


@pytest.mark.slow
@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["a", "--size", "0"], "--size: expected a whole number from 1 to 100"),
        (["a", "--page", "0"], "--page: expected"),
        (["a", "--page", "x"], "--page"),
        (["a", "--from", "2016-13"], "--from: expected a real date"),
        (["a", "--undated", "only", "--from", "2016"], "--undated: expected"),
        (["a", "--sort", "best"], "'relevance'"),
        (["a", "--engine", "sqlite"], "'whoosh'"),
        (["a", "--json", "--csv"], "choose one of"),
        (["a", "--sample", "0"], "--sample: expected a whole number from 1 to 10000"),
        (["a", "--sample", "5", "--seed", "-1"], "--seed: expected"),
        (["a", "--csv", "--size", "5"], "--size goes with a page"),
        (["x" * 2001], "QUERY: expected at most 2000 characters"),
        (["-x"], "No such option"),
    ],
)
def test_what_is_wrong_is_said_without_a_traceback(
    shell: Shell, arguments: list[str], said: str
) -> None:
    ran = shell(*arguments)
    assert ran.returncode == 2
    assert said in ran.stderr.decode()
    assert b"Traceback" not in ran.stderr
    assert not ran.stdout


def test_without_an_index_it_is_said_how_to_build_one(shell: Shell, tmp_path: Path) -> None:
    ran = shell("a", index=tmp_path / "nowhere")
    assert ran.returncode == 2
    assert ran.stderr.startswith(b"search: ")
    assert b"reindex --index" in ran.stderr
    assert b"Traceback" not in ran.stderr


def test_no_time_is_said(shell: Shell) -> None:
    ran = shell("tr* d*", "--seconds", "0.000001")
    assert ran.returncode == 2
    assert b"given up" in ran.stderr


def test_ctrl_c_ends_it_without_a_word(sample_index: Path) -> None:
    with long_table(sample_index) as (process, out, err):
        assert out.read(10)
        time.sleep(0.2)  # it waits for room in the pipe
        process.send_signal(signal.SIGINT)
        assert process.wait(timeout=60) == 130
        assert err.read() == b""


def test_options_are_the_parameters_of_the_endpoint() -> None:
    options = {
        one
        for parameter in search.console.cli.main.params
        if isinstance(parameter, click.Option)
        for one in parameter.opts
    }
    asked = (
        "page size sort category source from to undated interval match group recency alternatives"
        " not_category not_source sample seed"
    )
    assert {f"--{name}" for name in asked.split()} <= options
    for name, values in (("sort", SORTS), ("match", MATCHES)):
        (option,) = (one for one in search.console.cli.main.params if one.name == name)
        assert isinstance(option.type, click.Choice)
        assert tuple(option.type.choices) == values


@pytest.mark.parametrize("form", ["--json", "--csv", "--count"])
def test_what_is_no_text_finds_nothing_and_breaks_nothing(shell: Shell, form: str) -> None:
    for octets in (b"\xed\xa0\x80", b"\xff\xfe", b"d\xe2n v\xea"):
        done = shell(form, "--category", os.fsdecode(octets), "--", os.fsdecode(octets))
        assert (done.returncode, done.stderr) == (1, b"")
        assert done.stdout.decode()
    whole = shell(form, "--match", "exact", "dân").stdout
    beside = shell(form, "--match", "exact", os.fsdecode(b"d\xc3\xa2n \xed\xa0\x80")).stdout
    assert (form == "--json") or whole == beside


def test_a_locale_that_has_no_such_letters_changes_nothing(sample_index: Path) -> None:
    plain = {"PYTHONUTF8": "0", "PYTHONCOERCECLOCALE": "0", "LC_ALL": "C"}
    line = [*COMMAND, "--index", str(sample_index), "--csv", "dân vận"]
    asked = [
        subprocess.run(line, capture_output=True, env=ENVIRONMENT | more, timeout=60, check=True)
        for more in ({}, plain)
    ]
    assert asked[0].stdout == asked[1].stdout


@pytest.mark.parametrize("seconds", ["nan", "inf", "0", "-1", "x"])
def test_a_time_that_is_none_is_refused(shell: Shell, seconds: str) -> None:
    done = shell("--seconds", seconds, "dân")
    assert (done.returncode, done.stdout) == (2, b"")
    assert b"--seconds" in done.stderr


def test_half_a_surrogate_pair_is_searched_walked_and_paged(sample_index: Path) -> None:
    with open_engine(sample_index) as engine:
        request = SearchRequest("dân OR \ud800", size=1, match="exact")
        first = engine.search(request)
        assert first.total == engine.search(SearchRequest("dân", match="exact")).total
        following = SearchRequest("dân OR \ud800", size=1, match="exact", cursor=first.cursor)
        assert engine.search(following).hits != first.hits
        with engine.walk(request) as walk:
            assert len(list(walk.ids())) == walk.facts.length
