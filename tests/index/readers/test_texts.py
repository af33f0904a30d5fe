"""A text file is an article, or several with lines of signs between, or fields and a text."""

from collections.abc import Callable

import pytest

from index.article import Article, Outcome, Reject, Repaired

Read = Callable[..., list[Outcome]]
PARTS = [
    f"Chuyện thứ {n} ở bến\n\nNgười lái đò kể rằng năm ấy nước về sớm, cả xóm thức trắng đêm để "
    f"kê lúa lên gác, lần thứ {n} trong đời ông."
    for n in (1, 2, 3)
]


def articles(outcomes: list[Outcome]) -> list[Article]:
    assert all(isinstance(one, Article) for one in outcomes), outcomes
    return [one for one in outcomes if isinstance(one, Article)]


@pytest.mark.parametrize("line", ["***", "=====", "-" * 30, "#####"])
def test_lines_of_signs_part_articles(read: Read, line: str) -> None:
    made = articles(read("a.txt", f"\n{line}\n".join(PARTS)))
    assert [one.title for one in made] == [f"Chuyện thứ {n} ở bến" for n in (1, 2, 3)]
    assert "lần thứ 2" in made[1].body
    assert "lần thứ 3" not in made[1].body


def test_a_line_of_stars_in_an_article_parts_nothing(read: Read) -> None:
    (article,) = articles(read("a.txt", PARTS[0] + "\n***\n(Theo người lái đò)"))
    assert article.title == "Chuyện thứ 1 ở bến"


def test_front_matter_gives_the_fields(read: Read) -> None:
    text = (
        '---\ntitle: "Đò chiều"\ndate: 2024-11-05\nurl: https://bao.example/do\n'
        "tags: [đò, bến]\n---\n\n" + PARTS[0]
    )
    (article,) = articles(read("a.md", text))
    assert (article.title, str(article.published)) == ("Đò chiều", "2024-11-05")
    assert (article.url, article.tags) == ("https://bao.example/do", ("đò", "bến"))
    assert "kê lúa" in article.body


def test_broken_front_matter_is_a_reject(read: Read) -> None:
    (reject,) = read("a.md", "---\ntitle: [mở\n---\nThân")
    assert isinstance(reject, Reject)
    assert "YAML" in reject.reason


def test_of_markdown_the_text_is_kept(read: Read) -> None:
    (article,) = articles(read("a.md", "# Đò chiều\n\nÔng **Tám** kể [chuyện](https://a.example)."))
    assert (article.title, article.body) == ("Đò chiều", "Ông Tám kể chuyện.")


def test_a_few_broken_bytes_or_nuls_cost_no_article(read: Read) -> None:
    whole = "\n".join(PARTS[:1] * 3).encode()
    broken = whole.replace("lần".encode(), b"l\xe1\xban", 1)
    repaired, *made = read("a.txt", broken)
    assert isinstance(repaired, Repaired)
    (article,) = articles(made)
    assert "kê lúa lên gác" in article.body
    page = f"<html><body><h1>Đò chiều trên bến sông</h1>\0<p>{PARTS[0] * 3}</p></body></html>"
    (article,) = articles(read("a.html", page))
    assert article.title == "Đò chiều trên bến sông"
