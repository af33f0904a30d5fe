"""Parquet: the rows of a table, as they are kept by data sets; so many at a time as there is memory
for, though all of them be one long value that is written once.

Needs the extra ``parquet`` (pyarrow).
"""

from __future__ import annotations

import io
from collections.abc import Iterator
from typing import Any

from index.article import Outcome, Reject
from index.readers.format import Format, Origin, begins_with
from index.readers.limits import Limits
from index.readers.outcomes.records import Records
from index.readers.records.cells import plain
from index.readers.sources.on_disk import on_disk

_MAGIC = b"PAR1"
_BATCH_ROWS = 256
_TOO_FAR = "a Parquet table that unpacks like a bomb; export it as JSON Lines if it is none"
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
                chunks = _chunks(table.metadata)
                if sum(chunks) > max(origin.limits.free, origin.limits.ratio * path.stat().st_size):
                    yield Reject(origin.where, _TOO_FAR)
                    return
                for batch in table.iter_batches(_batch_rows(chunks, origin.limits)):
                    for row in _rows(batch):
                        number += 1
                        where = f"{origin.where}#{number}"
                        value = plain(row, origin.repairs.noting(where))
                        yield from records.outcomes(value, where)
        except (ArrowException, UnicodeDecodeError, OSError) as error:
            behind = f" behind row {number}" if number else ""
            said = str(error).partition("\n")[0]
            yield Reject(origin.where, f"the Parquet table cannot be read{behind}: {said}")


def _chunks(metadata: Any) -> list[int]:
    """How many bytes each column of each group of rows has, unpacked."""
    groups = (metadata.row_group(number) for number in range(metadata.num_row_groups))
    return [
        group.column(number).total_uncompressed_size
        for group in groups
        for number in range(group.num_columns)
    ]


def _batch_rows(chunks: list[int], limits: Limits) -> int:
    """How many rows are decoded at once: each may have a value as long as its column, which is in
    the file once (a dictionary) and in memory as often as there are rows."""
    return max(1, min(_BATCH_ROWS, 2 * limits.whole // max(1, *chunks, 1)))


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
