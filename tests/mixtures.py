"""Which articles bring every kind of match about?  Those with a few syllables in all mixtures."""

from __future__ import annotations

from typing import Any

SYLLABLES = ["dân", "dẫn", "dan", "vận", "van", "hòa", "hoa", "an", "ân", "tra"]
FIELDS = ["title", "summary", "body", "category", "source", "tags"]


def made(prefix: str, count: int, step: int) -> list[dict[str, Any]]:
    """Articles of a few syllables in all mixtures, some without any accent."""

    def text(n: int, length: int) -> str:
        words = [SYLLABLES[(n * k + step * k * k) % len(SYLLABLES)] for k in range(1, length + 1)]
        words = [w for w in words if w.isascii()] or ["an"] if n % 6 == 4 else words
        return ", ".join(" ".join(words[i : i + 5]) for i in range(0, len(words), 5))

    return [
        {
            "id": f"{prefix}{n}", "title": text(n, 3), "summary": text(n + 1, 4 + n % 3),
            "body": text(n + 2, 3 + n % 40), "category": text(n, 1), "source": text(n + 3, 2),
            "tags": [text(n + k, 1 + (n + k) % 3) for k in range(5, 5 + n % 4)],
            "published": f"2016-05-{1 + n % 28:02}" if n % 5 else None,
        }
        for n in range(count)
    ]  # fmt: skip
