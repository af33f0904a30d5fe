"""Of JSON that is damaged, or too large to hold, every object that is whole is read."""

import io
import json
import tracemalloc
from collections.abc import Callable, Iterator

import pytest
from hypothesis import given
from hypothesis import strategies as st

from index.article import Article, Outcome, Reject
from index.readers import ReadOptions, read_stream
from index.readers.json.mending import mended
from index.readers.json.stream import Broken, Found, Piece, ValueReader, json_values

Read = Callable[..., list[Outcome]]
ROWS = [
    {"title": f"Tin {n}", "body": f"Thân, bài {{{n}}}.", "related": [{"title": "Khác"}]}
    for n in range(4)
]
LINES = [json.dumps(row, ensure_ascii=False) for row in ROWS]
PRINTED = json.dumps(ROWS, ensure_ascii=False, indent=2)
CUT = LINES[1][:30]  # inside of its body
WRONG = LINES[1].replace("Thân,", 'Thân "bài",')


def titles(outcomes: list[Outcome]) -> list[str]:
    return [one.title for one in outcomes if isinstance(one, Article)]


def rejects(outcomes: list[Outcome]) -> list[str]:
    """The places of the rejects, without the file."""
    return [
        one.where.rpartition("/")[2].partition(":")[2]
        for one in outcomes
        if isinstance(one, Reject)
    ]


@pytest.mark.parametrize(
    ("text", "places"),
    [
        (f"{LINES[0]}\n{CUT}\n{LINES[2]}\n{LINES[3]}\n", ["2"]),
        (f"[{LINES[0]},\n{CUT}[\n{LINES[2]},\n{LINES[3]}\n]", ["2"]),
        (f"[\n{LINES[0]},\n{WRONG},\n{LINES[2]},\n{LINES[3]}\n]", ["3"]),
        (f"[{LINES[0]},{WRONG},{LINES[2]},{LINES[3]}]", ["1"]),
        (f"{LINES[0]}\n{WRONG}\n{LINES[2]}\n{LINES[3]}", ["2"]),
        (PRINTED.replace("Thân, bài {1}", 'Thân "bài" {1}'), ["11"]),
        (PRINTED.replace('"Tin 1"', '"Tin 1"": '), ["11"]),
        (f"{LINES[0]}\nERROR 504\n{LINES[2]}\n{LINES[3]}\n", ["2"]),
    ],
    ids=["cut off", "killed and appended", "quote", "one line", "lines", "printed", "colon", "log"],
)  # fmt: skip
@pytest.mark.parametrize("name", ["a.json", "a.jsonl", "a.txt"])
def test_a_broken_object_costs_itself_alone(
    read: Read, name: str, text: str, places: list[str]
) -> None:
    made = read(name, text)
    assert titles(made) == ["Tin 0", "Tin 2", "Tin 3"]
    assert rejects(made) == places


@pytest.mark.parametrize("end", [5, 25, 60])
@pytest.mark.parametrize("name", ["a.json", "a.jsonl"])
def test_a_file_that_is_cut_off_keeps_what_is_whole(read: Read, name: str, end: int) -> None:
    made = read(name, "\n".join(LINES)[:-end])
    assert titles(made) == ["Tin 0", "Tin 1", "Tin 2"]
    assert rejects(made) == ["4"]
    (reject,) = (one for one in made if isinstance(one, Reject))
    assert "truncated" in reject.reason


@pytest.mark.parametrize(
    "head", ['{"data": {"items": ', '{"took": 1, "hits": {"total": {"value": 4}, "hits": ',
             '{"version": "https://jsonfeed.org/version/1", "title": "Báo", "items": '],
)  # fmt: skip
def test_a_broken_object_does_not_cost_the_list_around_it(read: Read, head: str) -> None:
    tail = "}" * head.count("{")
    wrong = f"{head}[{LINES[0]},{WRONG},{LINES[2]},{LINES[3]}]{tail}"
    made = read("a.json", wrong)
    assert titles(made) == ["Tin 0", "Tin 2", "Tin 3"]
    cut = read("a.json", f"{head}[{LINES[0]},{LINES[1]},{CUT}")
    assert titles(cut) == ["Tin 0", "Tin 1"]
    assert [one.is_one_record for one in cut if isinstance(one, Reject)][-1:] == [False]


@pytest.mark.parametrize("text", [f"[{LINES[0]},{WRONG}]", f"[\n{LINES[0]},\n{WRONG}\n]\n"])
def test_the_last_object_may_be_broken_in_a_whole_list(read: Read, text: str) -> None:
    made = read("a.json", text)
    assert titles(made) == ["Tin 0"]
    assert [one.is_one_record for one in made if isinstance(one, Reject)] == [True]


@pytest.mark.parametrize("end", [1, 2, 3, 25, 60])
@pytest.mark.parametrize("text", [f"[{','.join(LINES)}]", PRINTED, f'{{"data": {PRINTED[:-1]}'])
def test_a_document_that_is_cut_off_says_so_of_the_file(read: Read, text: str, end: int) -> None:
    made = read("a.json", text[:-end])
    (reject,) = (one for one in made if isinstance(one, Reject))
    assert not reject.is_one_record  # what it held before must not be dropped for it
    assert "truncated" in reject.reason
    if text.startswith("["):
        assert titles(made)[:3] == ["Tin 0", "Tin 1", "Tin 2"]


@pytest.mark.parametrize(
    "text",
    [
        "".join(LINES),
        f"{LINES[0]}{LINES[1]}\n{LINES[2]} {LINES[3]}",
        ",\n".join(LINES) + ",",
        f"[{LINES[0]}\n{LINES[1]}\n{LINES[2]}\n{LINES[3]}]",
        f"[{','.join(LINES)},,]",
        f"var tin = [{','.join(LINES)}];",
        f"callback([{','.join(LINES)}]);",
        "".join(f"\x1e{line}\n" for line in LINES),
        "\n".join(line.replace("]}", "],}") for line in LINES),
        "\n".join(line.replace(', "body"', ' "body"') for line in LINES),
        "\n".join(line.replace("Thân, bài", "Thân,\n bài") for line in LINES),
        "\n".join(line.replace("Thân, bài", r"Thân, \'bài\'") for line in LINES),
        "\n".join(json.dumps(row, ensure_ascii=False, indent="\t") for row in ROWS),
        "\n".join(str({**row, "ngay": None}) for row in ROWS),
        "\n".join(f'{{"_id": ObjectId("5f{n}"), "at": ISODate("2024-11-05T00:00:00Z"), {line[1:]}'
                  for n, line in enumerate(LINES)),
        PRINTED + "\n" + "[]",
    ],
    ids=["no breaks", "two on a line", "commas", "no commas", "empty items", "script", "callback",
         "text sequence", "trailing", "missing", "line break", "escape", "tabs", "python",
         "mongo shell", "appended"],
)  # fmt: skip
@pytest.mark.parametrize("name", ["a.json", "a.jsonl"])
def test_what_can_be_meant_in_one_way_is_read(read: Read, name: str, text: str) -> None:
    made = read(name, text)
    assert rejects(made) == []
    assert titles(made) == [f"Tin {n}" for n in range(4)]


def test_a_guard_against_scripts_is_passed_over(read: Read) -> None:
    made = read("a.json", f")]}}',\n[{','.join(LINES)}]")
    assert (titles(made), rejects(made)) == ([f"Tin {n}" for n in range(4)], [])


def test_a_line_that_goes_on_keeps_the_places_of_those_behind_it(read: Read) -> None:
    text = json.dumps(ROWS[0], indent=1) + "\n" + LINES[1] + "\n" + '{"x": 1}\n'
    made = read("a.jsonl", text)
    assert titles(made) == ["Tin 0", "Tin 1"]
    assert rejects(made) == [str(json.dumps(ROWS[0], indent=1).count("\n") + 3)]


@pytest.mark.parametrize(
    "text", ['{"a": 1 2}', '{"a": "b" c"}', "{'a': f()}", '{"a": 1} {"b": 2}', "{", "", '{"a" 1}']
)
def test_what_can_be_meant_in_several_ways_is_not_mended(text: str) -> None:
    assert mended(text) is None


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=8),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=4), inner),
    max_leaves=8,
)
RECORDS = st.lists(st.dictionaries(st.text(max_size=4), JSON, max_size=4), max_size=6)


def fed(text: str, sizes: list[int], limit: int = 10_000) -> Iterator[Piece]:
    reader, position = ValueReader(limit=limit), 0
    for size in sizes:
        yield from reader.feed(text[position : position + size])
        position += size
    yield from reader.feed(text[position:], final=True)
    assert not reader.is_waiting


@given(
    RECORDS,
    st.sampled_from([None, 1]),
    st.sampled_from(["", "\n", ",\n", "]["]),
    st.lists(st.integers(0, 40), max_size=30),
)
def test_pieces_of_any_size_give_the_same_values(
    records: list[object], indent: int | None, between: str, sizes: list[int]
) -> None:
    text = between.join(json.dumps(one, indent=indent, ensure_ascii=False) for one in records)
    found = list(fed(text, sizes))
    assert [one.value for one in found if isinstance(one, Found)] == records
    assert found == list(json_values(text))


@given(st.text(alphabet='{}[]",:a1 \\\n', max_size=80), st.lists(st.integers(0, 9), max_size=20))
def test_no_text_in_no_pieces_raises(text: str, sizes: list[int]) -> None:
    for piece in fed(text, sizes, limit=30):
        assert isinstance(piece, Found) or (isinstance(piece, Broken) and piece.reason)


@pytest.mark.parametrize("indent", [None, 2])
@pytest.mark.parametrize("size", [7, 300])
def test_an_object_larger_than_a_record_is_gone_into(indent: int | None, size: int) -> None:
    document = {
        "took": 3, "meta": {"total": 40, "ok": True}, "title": "Trang nhất",
        "hits": {"max": 1.5, "hits": [{"_id": str(n), "_source": ROWS[n % 4]} for n in range(40)]},
        "next": None,
    }  # fmt: skip
    text = json.dumps(document, ensure_ascii=False, indent=indent)
    pieces = list(fed(text, [size] * (len(text) // size), limit=600))
    values = [one.value for one in pieces if isinstance(one, Found)]
    assert [one for one in values if isinstance(one, dict) and "_source" in one] == (
        document["hits"]["hits"]  # type: ignore[index]
    )
    assert not any(isinstance(one, Broken) for one in pieces)


def test_a_record_that_is_too_long_is_rejected_and_the_next_one_read() -> None:
    text = (
        f"[\n{LINES[0]},\n" + json.dumps({"title": "A", "body": "dài " * 999}) + f",\n{LINES[2]}]"
    )
    pieces = list(fed(text, [100] * (len(text) // 100), limit=600))
    assert [type(one) for one in pieces] == [Found, Broken, Found]
    assert [one.line for one in pieces] == [2, 3, 4]


class _Endless(io.RawIOBase):
    """A JSON document of many records that is made while it is read."""

    def __init__(self, head: bytes, record: bytes, times: int, tail: bytes) -> None:
        self._parts = iter([head, *[record] * times, tail])
        self._rest = b""

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: bytearray) -> int:  # type: ignore[override]
        while len(self._rest) < len(buffer) and (part := next(self._parts, None)) is not None:
            self._rest += part
        size = min(len(buffer), len(self._rest))
        buffer[:size], self._rest = self._rest[:size], self._rest[size:]
        return size


@pytest.mark.parametrize(
    ("head", "tail"), [(b"[", b"{}]"), (b'{"status": "ok", "data": {"items": [', b"{}]}}")]
)
def test_memory_does_not_grow_with_a_document(head: bytes, tail: bytes) -> None:
    record = json.dumps({"title": "Dài", "body": "chữ và lời\n" * 10_000 + "hết"}).encode() + b","
    times = 300  # 45 MB; half of it is more than is read as a whole

    def peak(times: int) -> tuple[int, int]:
        tracemalloc.start()
        stream = _Endless(head, record, times, tail)
        outcomes = read_stream(stream, "-", ReadOptions(format="json"))  # type: ignore[arg-type]
        count = sum(isinstance(one, Article) for one in outcomes)
        _, most = tracemalloc.get_traced_memory()
        tracemalloc.stop()
        return count, most

    few, small = peak(times // 2)
    many, large = peak(times)
    assert (few, many) == (times // 2, times)
    assert large < small * 1.2


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16"])
@pytest.mark.parametrize("name", ["a.txt", "a.csv", "a.md", "a.html", "a.json", "a", "a.jsonl"])
@pytest.mark.parametrize("text", [f"[{LINES[0]}]", PRINTED, "\n".join(LINES)])
def test_json_is_read_under_any_name(read: Read, name: str, text: str, encoding: str) -> None:
    assert titles(read(name, text.encode(encoding)))[0] == "Tin 0"


@pytest.mark.parametrize("name", ["a.json", "a.jsonl"])
def test_what_is_called_json_is_read_as_what_it_is(read: Read, name: str) -> None:
    assert titles(read(name, "title,body\nTin 0,Thân bài.\n")) == ["Tin 0"]
    feed = "<rss version='2.0'><channel><item><title>Tin 0</title></item></channel></rss>"
    assert titles(read(name, feed)) == ["Tin 0"]


def test_a_text_that_begins_with_a_bracket_is_a_text(read: Read) -> None:
    for text in ("[Ảnh] Bến đò mở lại\n\nKhách qua sông từ sáng.", "{Bến đò} mở lại\n\nKhách."):
        assert len(titles(read("a.txt", text))) == 1
