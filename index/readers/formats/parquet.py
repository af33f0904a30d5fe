"""Parquet: the rows of a table, as they are kept by data sets; a few hundred at a time.

Needs the extra ``parquet`` (pyarrow).
"""

from __future__ import annotations

import io
from collections.abc import Iterator
from typing import Any

from index.article import Outcome, Reject
from index.readers.format import Format, Origin, begins_with
from index.readers.outcomes.records import Records
from index.readers.records.cells import plain
from index.readers.sources.on_disk import on_disk

_MAGIC = b"PAR1"
_BATCH_ROWS = 256
_NOT_INSTALLED = 'Parquet needs more: pip install "timbao[parquet]"; or export it as JSON Lines'


def _read(stream: io.BufferedReader, origin: Origin) -> Iterator[Outcome]:
    """Yield what every row holds."""
    try:
        from pyarrow import ArrowException  # noqa: PLC0415 - an extra
        from pyarrow.parquet import ParquetFile  # noqa: PLC0415
    except ImportError:
        yield Reject(origin.where, _NOT_INSTALLED)
        return
    records, number = Records(origin), 0
    with on_disk(stream) as path:
        try:
            with ParquetFile(path) as table:
                for batch in table.iter_batches(_BATCH_ROWS):
                    for row in _rows(batch):
                        number += 1
                        where = f"{origin.where}#{number}"
                        value = plain(row, origin.repairs.noting(where))
                        yield from records.outcomes(value, where)
        except (ArrowException, UnicodeDecodeError, OSError) as error:
            behind = f" behind row {number}" if number else ""
            said = str(error).partition("\n")[0]
            yield Reject(origin.where, f"the Parquet table cannot be read{behind}: {said}")


def _rows(batch: Any) -> list[dict[str, object]]:
    """The rows; with bytes for texts where one of them is no UTF-8, which nobody has checked."""
    import pyarrow  # noqa: PLC0415 - an extra

    try:
        rows: list[dict[str, object]] = batch.to_pylist()
    except UnicodeDecodeError:
        texts = (pyarrow.string(), pyarrow.large_string())
        fields = [
            field.with_type(pyarrow.large_binary()) if field.type in texts else field
            for field in batch.schema
        ]
        rows = batch.cast(pyarrow.schema(fields)).to_pylist()
    return rows


FORMAT = Format(
    name="parquet",
    label="Parquet",
    suffixes=(".parquet", ".pq"),
    read=_read,
    looks_like=begins_with(_MAGIC),
    binary=True,
)
