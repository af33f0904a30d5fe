"""Does every link in the documents lead somewhere?"""

from __future__ import annotations

import pytest
from documents import CHECKOUT, Page, anchor, page, pages


@pytest.mark.parametrize("one", pages(), ids=lambda one: one.name)
def test_links_and_anchors(one: Page) -> None:
    broken = [link for link in one.links() if not leads_somewhere(one, link)]
    assert broken == []


def leads_somewhere(one: Page, link: str) -> bool:
    """Whether a file and, in a page of ours, the heading are there; other sites are not asked."""
    if "://" in link:
        return True
    path, _, fragment = link.partition("#")
    target = (one.path.parent / path).resolve() if path else one.path
    if not target.exists() or not target.is_relative_to(CHECKOUT):
        return False
    return not fragment or fragment in page(target.relative_to(CHECKOUT).as_posix()).anchors()


def test_every_page_of_docs_is_linked_from_the_readme() -> None:
    linked = {link.partition("#")[0] for link in page("README.md").links()}
    assert {one.name for one in pages() if one.name.startswith("docs/")} <= linked


def test_headings_become_anchors_as_on_github() -> None:
    assert anchor("GET /api/articles/&lt;id&gt;") == "get-apiarticlesid"
    assert anchor("The `reindex` command") == "the-reindex-command"
    assert anchor("How do I add …") == "how-do-i-add-"
