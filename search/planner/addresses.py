"""What is looked for where somebody pasted the address of a page?  The article that has it."""

from __future__ import annotations

from dataclasses import replace

from search.plan import AddressClause, AnyOf, Plan
from search.query.addresses import PastedAddress

_ADDRESS, _NOWHERE = "address: ", "no such address: "


def plan_address(pasted: PastedAddress) -> Plan:
    """The plan of the articles at the addresses that were ``pasted``."""
    clauses = tuple(map(AddressClause, pasted.addresses))
    must = clauses[0] if len(clauses) == 1 else AnyOf(clauses)
    return Plan(must, understood=_ADDRESS + " ".join(pasted.addresses))


def plan_instead(pasted: PastedAddress, words: Plan) -> Plan:
    """The plan ``words`` of what is looked for where no article has any of the addresses."""
    said = f"{_NOWHERE}{' '.join(pasted.addresses)}; words: {words.understood}"
    return replace(words, understood=said)
