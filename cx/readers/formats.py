"""One door to all readers: the rows of a file, whatever it is."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from cx.errors import BadInput
from cx.readers.csv import read_csv
from cx.readers.files import OpenFile, inner_suffix
from cx.readers.json import read_json
from cx.readers.parquet import read_parquet
from cx.readers.preset import Shape
from cx.readers.rows import Batches, OnReject

DELIMITED = (".csv", ".tsv", ".txt", ".tab", "")
KNOWN = (*DELIMITED, ".xlsx", ".xlsm", ".parquet", ".json", ".jsonl", ".ndjson")


def read_rows(path: str | Path, shape: Shape, on_reject: OnReject, on_position: Callable[[OpenFile], None]) -> Batches:
    """The rows of a file as text, by the ending of its name; each may be packed (.gz).

    Raises BadInput where the ending is not known or the file cannot be read.
    """
    suffix = inner_suffix(path)
    if suffix in DELIMITED:
        return read_csv(path, on_reject, on_position, shape.skip_rows, shape.encoding, shape.delimiter)
    if suffix in (".xlsx", ".xlsm"):
        from cx.readers.xlsx import read_xlsx  # what reads workbooks takes long to import

        return read_xlsx(path, on_position, shape.sheet, shape.skip_rows)
    if suffix == ".parquet":
        return read_parquet(path, on_position)
    if suffix in (".json", ".jsonl", ".ndjson"):
        return read_json(path, shape, on_reject, on_position)
    known = ", ".join(filter(None, KNOWN))
    raise BadInput(f"{Path(path).name}: {suffix} files cannot be read; save it as one of {known}.")
