"""What was a search, and what did it find?  ``/api/receipt``, which can be cited and checked."""

from __future__ import annotations

from dataclasses import replace
from hashlib import sha256

from flask import Response

from web.api import parameters as p
from web.api.operations import Operation
from web.engine import current_engine
from web.params import read_walk
from web.shapes.receipt import ReceiptAnswer, receipt_answer
from web.shapes.writing import json_response


def receipt() -> Response:
    """What a search was and found; all of it of one state of the index."""
    request = read_walk(grouped=False)
    if request.at is not None:  # of all of the walk, wherever it is
        begin = replace(request.at, place=0, last=None)
        request = replace(request, cursor=str(begin))
    engine = current_engine()
    with engine.walk(request) as walk:
        ids = sha256()
        for article_id in walk.ids():
            ids.update(article_id.encode() + b"\n")
        same = replace(request, cursor=walk.facts.cursor, size=1, highlight=False)
        near = engine.search(same).near
    return json_response(receipt_answer(request, walk.facts, near, ids.hexdigest()))


RECEIPT = Operation(
    "/api/receipt",
    "api.receipt",
    receipt,
    "A receipt of a search",
    "What was asked, how it was understood, what it was asked of, and how much answers, with a "
    "hash of the ids of all that answer: whoever has the same index and the same version gets the "
    "same one, and so does who hashes the ids of an export. With a cursor it is of the state of "
    "the index, and of the day, that the walk began with.",
    (*p.SET, p.SORT, p.GROUPED, p.RECENCY, p.SAMPLE, p.SEED, p.CURSOR),
    ReceiptAnswer,
    errors=(400, 410, 503),
    room="Research",
)
