"""Which articles does a plain text hold whose fields stand behind labels?

Students' crawlers print ``Tiêu đề: …``, ``Ngày đăng: …``, ``Nội dung: …``, article below article.
Such a text begins with labels, a title's among them; what follows them, or the label of the text,
is the text, up to the label with which the first article began.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from index.readers.records.keys import bare_key, field_of

_LABEL = re.compile(r"[ \t*#>-]*(\w[\w ./-]{0,30}?)[ \t*]*+[:：](?!//)[ \t*]*+(.*)$")
_MAX_LOOK = 12  # lines, of which one has to be the title's
_BEHIND = ("author", "source", "url", "tags")  # what may stand below a text
_MAX_VALUE_CHARS = 200


def labelled_records(text: str) -> list[dict[str, object]]:
    """Return the records in a text, none if it does not begin with labels of fields."""
    lines = text.lstrip("\ufeff \t\r\n").split("\n")
    known = [field for field, _ in map(_labelled, lines[:_MAX_LOOK]) if field]
    if not known or known[0] != _labelled(lines[0])[0] or "title" not in known:
        return []
    records = [_record(part) for part in _parts(lines)]
    whole = all("title" in one and len(one) > 1 for one in records)
    return [dict(one.items()) for one in records] if whole else []


def _labelled(line: str) -> tuple[str, str]:
    """The field that a line's label names and what stands behind it; ``""`` without one."""
    match = _LABEL.match(line)
    field = field_of(match[1]) if match else ""
    return (field, match[2].rstrip(" \t\r")) if match and field else ("", line)


def _parts(lines: list[str]) -> Iterator[list[str]]:
    """The lines of each article, which all begin with the label that the first begins with."""
    first = _key(lines[0])
    part: list[str] = []
    for line in lines:
        if part and _key(line) == first:
            yield part
            part = []
        part.append(line)
    yield part


def _key(line: str) -> str:
    match = _LABEL.match(line)
    return bare_key(match[1]) if match else ""


def _record(lines: list[str]) -> dict[str, str]:
    record: dict[str, str] = {}
    body: list[str] = []
    waiting = ""  # for its value, on the line below its label
    in_body = False
    for line in lines:
        field, value = _labelled(line)
        if in_body:
            is_field = field in _BEHIND and field not in record and len(value) < _MAX_VALUE_CHARS
            if is_field and value:
                record[field] = value
            else:
                body.append(line)
        elif field == "body":
            in_body = True
            body.append(value)
        elif field and field not in record:
            record[field] = value
            waiting = "" if value else field
        elif waiting and line.strip():
            record[waiting] = line.strip()
            waiting = ""
        elif line.strip():
            in_body = True
            body.append(line)
    return {**record, "body": "\n".join(body).strip()}
