"""Help for tests of what a preset makes of rows and a converter of texts: presets of a few keys, rows, their facts."""

from __future__ import annotations

from datetime import datetime
from typing import Any

import numpy as np
import pyarrow as pa

from cx.readers.canonical import FileReader, Terms
from cx.readers.converted import Converted
from cx.readers.converters import CONVERTERS, clean
from cx.readers.preset import Preset
from cx.readers.preset_parser import parse_preset
from cx.readers.rejects import Rejects
from cx.readers.rows import Rows, text_batch
from cx.readers.survey_rows import SurveysSeen

TICKETS: dict[str, Any] = {"table": "tickets", "columns": {"ticket_id": "Nr"}}
WIDE: dict[str, Any] = {"table": "answers", "columns": {"response_id": {"from": "Id", "optional": True}}}


def preset(base: dict[str, Any], **more: Any) -> Preset:
    """A preset of some keys; `columns` are added to those of the base."""
    columns = {**base["columns"], **more.pop("columns", {})}
    return parse_preset({**base, **more, "columns": columns}, "mine")


def rows(names: list[str], *cells: list[str | None], labels: dict[str, str] | None = None) -> Rows:
    """Rows of a file, from line 2 on, as a reader yields them."""
    batch = text_batch(names, [list(column) for column in zip(*cells, strict=True)] or [[] for _ in names])
    fields = [pa.field(name, pa.string(), metadata={"label": (labels or {}).get(name, "")}) for name in names]
    labelled = pa.RecordBatch.from_arrays(batch.columns, schema=pa.schema(fields))
    return Rows(labelled, np.arange(2, 2 + len(cells), dtype=np.int64))


def reader(of: Preset, zone: str = "UTC") -> FileReader:
    terms = Terms("here", zone, datetime(2026, 1, 1), "", {})
    return FileReader(of, terms, Rejects(), SurveysSeen(), "file.csv")


def facts(read_by: FileReader, batch: Rows, *names: str) -> list[tuple[Any, ...]]:
    """Some fields of the facts of a batch, row by row; a field that is not there is missing."""
    pieces = [piece.to_pylist() for piece in read_by.read(batch)]
    return [tuple(row.get(name, "absent") for name in names) for piece in pieces for row in piece]


def convert(name: str, *texts: str | None, **options: Any) -> Converted:
    """What a converter makes of some texts; in UTC unless a zone is given."""
    return CONVERTERS[name].convert(clean(pa.array(texts, pa.string())), {"zone": "UTC", "key": "k", **options})


def values(name: str, *texts: str | None, **options: Any) -> list[Any]:
    """Values, with "bad" where a text is refused."""
    result = convert(name, *texts, **options)
    pairs = zip(result.values.to_pylist(), result.bad.to_pylist(), strict=True)
    return ["bad" if bad else value for value, bad in pairs]
