"""What can be seen of a file without knowing what it is: its layout, and what its columns hold."""

from __future__ import annotations

from dataclasses import dataclass

import pyarrow as pa

from cx.readers.preset import Shape


@dataclass(frozen=True)
class ColumnLook:
    """What the first rows say of a column.

    label: its wording, where the file has one beside the name; given: cells that hold something; different: how many
    different texts those are; kind: what nearly all of them are ("stamp", "day", "number", "yes_no", "email",
    "category", "text", "empty"); low, high: of numbers; whole: whether all numbers are whole; comma: whether decimals
    follow a comma; formats: formats of dates that read all of them, the likeliest first ("iso", or of strptime);
    examples: the first different texts.
    """

    name: str
    label: str
    given: int
    different: int
    kind: str
    low: float | None = None
    high: float | None = None
    whole: bool = False
    comma: bool = False
    formats: tuple[str, ...] = ()
    examples: tuple[str, ...] = ()


@dataclass(frozen=True)
class Look:
    """What was seen of one file. path: where it lies; file: its name; kind: "csv", "xlsx", "json" or "parquet"; shape:
    its layout, encoding and delimiter among it; sheets: of a workbook; head: the first rows as text; columns: one for
    each; whole: whether the head is all of the file.
    """

    path: str
    file: str
    kind: str
    shape: Shape
    sheets: tuple[str, ...]
    head: pa.RecordBatch
    columns: tuple[ColumnLook, ...]
    whole: bool
