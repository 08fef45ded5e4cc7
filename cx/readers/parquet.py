"""Parquet, row group by row group; every column as the text that a CSV of it would hold."""

from __future__ import annotations

from collections.abc import Callable
from os import PathLike

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from cx.errors import BadInput
from cx.readers.files import OpenFile, open_file
from cx.readers.header import check_width
from cx.readers.rows import Batches, Rows, unique_names

BATCH_ROWS = 50_000


def read_parquet(path: str | PathLike[str], on_position: Callable[[OpenFile], None]) -> Batches:
    """The rows of a Parquet file; `lines` counts records from 1. Fields of structs are named with dots.

    Raises BadInput where the file is no Parquet or is damaged.
    """
    with open_file(path) as file:
        try:
            done, opened = 0, pq.ParquetFile(file.whole())
            check_width(file.name, opened.metadata.num_columns)
            for batch in opened.iter_batches(BATCH_ROWS):
                on_position(file)
                lines = np.arange(done + 1, done + batch.num_rows + 1, dtype=np.int64)
                done += batch.num_rows
                yield Rows(as_text(batch), lines)
        except (pa.ArrowException, OSError) as error:
            reason = str(error).partition("\n")[0][:120].rstrip(".")
            raise BadInput(
                f"{file.name} is not a Parquet file that can be read ({reason}); export it again."
            ) from error


def as_text(batch: pa.RecordBatch) -> pa.RecordBatch:
    """A batch with every column as text: stamps with a zone in UTC with a Z, lists left out."""
    table = pa.Table.from_batches([batch])
    while any(pa.types.is_struct(field.type) for field in table.schema):
        table = table.flatten()
    kept = [place for place, field in enumerate(table.schema) if not pa.types.is_nested(field.type)]
    arrays = [_text(table.column(place).combine_chunks()) for place in kept]
    return pa.RecordBatch.from_arrays(arrays, names=unique_names([table.schema.names[place] for place in kept]))


def _text(column: pa.Array) -> pa.Array:
    kind = column.type
    if pa.types.is_dictionary(kind):
        return _text(column.dictionary_decode())
    if pa.types.is_timestamp(kind):
        utc = column.cast(pa.timestamp("us", kind.tz), safe=False)
        return pc.cast(utc.cast(pa.timestamp("us", "UTC")) if kind.tz else utc, pa.string())
    return pc.cast(column, pa.string())
