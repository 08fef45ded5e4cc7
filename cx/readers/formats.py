"""One door to all readers: the rows of a file, whatever it is."""

from __future__ import annotations

from collections.abc import Callable
from os import PathLike

from cx.readers.csv import read_csv
from cx.readers.files import OpenFile, shown_name
from cx.readers.json import read_json
from cx.readers.kinds import KNOWN, kind_of
from cx.readers.kinds import TEXT as DELIMITED
from cx.readers.parquet import read_parquet
from cx.readers.preset import Shape
from cx.readers.rows import Batches, OnReject
from cx.readers.zero_bytes import without_zero_bytes

__all__ = ["DELIMITED", "KNOWN", "kind_of", "read_rows"]


def read_rows(
    path: str | PathLike[str], shape: Shape, on_reject: OnReject, on_position: Callable[[OpenFile], None]
) -> Batches:
    """The rows of a file as text, by what it is (`kind_of`); it may be packed (.gz), or inside a .zip.

    Raises BadInput where it is nothing that can be read.
    """
    return without_zero_bytes(shown_name(path), _rows_by_kind(path, shape, on_reject, on_position), on_reject)


def _rows_by_kind(
    path: str | PathLike[str], shape: Shape, on_reject: OnReject, on_position: Callable[[OpenFile], None]
) -> Batches:
    kind = kind_of(path)
    if kind == "csv":
        return read_csv(path, shape, on_reject, on_position)
    if kind == "xlsx":
        from cx.readers.xlsx import read_xlsx  # what reads workbooks takes long to import

        return read_xlsx(path, shape, on_reject, on_position)
    return read_parquet(path, on_position) if kind == "parquet" else read_json(path, shape, on_reject, on_position)
