"""What can be followed on the page?  A label, where it leads, and how many articles are there."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Choice:
    """A link with a label: a chip, a facet value, a way to sort, a page.

    An empty ``href`` leads nowhere: the label stands for itself.
    """

    label: str
    href: str
    count: int = 0
    current: bool = False
