"""The files of the sample company: what they are called, and how they are written."""

from __future__ import annotations

import gzip
import io
from pathlib import Path
from typing import NamedTuple

import pandas as pd


class SampleFile(NamedTuple):
    """A file in `data/`, the preset that reads it, and the source it stands for."""

    table: str
    name: str
    preset: str
    source: str


FILES = (
    SampleFile("customers", "sample-customers.csv.gz", "generic-customers", "sample-crm"),
    SampleFile("tickets", "sample-tickets.csv.gz", "generic-tickets", "sample-helpdesk"),
    SampleFile("events", "sample-events.csv.gz", "generic-events", "sample-helpdesk"),
    SampleFile("answers", "sample-answers.csv.gz", "generic-answers", "sample-surveys"),
    SampleFile("invitations", "sample-invitations.csv.gz", "generic-invitations", "sample-surveys"),
)

#: Columns that hold days, beside those ending in _on.
DAYS = ("sent_at",)


def write_files_of(made: dict[str, pd.DataFrame], folder: str | Path) -> None:
    """Write the tables of a company into a folder, one gzipped CSV each."""
    for file in FILES:
        (Path(folder) / file.name).write_bytes(packed(made[file.table]))


def packed(frame: pd.DataFrame) -> bytes:
    """A table as gzipped CSV in UTF-8; no time, name or system in its head, so that equal tables are equal bytes."""
    held = io.BytesIO()
    with gzip.GzipFile("", "wb", compresslevel=9, fileobj=held, mtime=0) as file:
        file.write(as_csv(frame).encode())
    return held.getvalue()


def as_csv(frame: pd.DataFrame) -> str:
    """A table as CSV: stamps as ISO 8601 with Z, days without a time, missing values empty."""
    stamped = frame.select_dtypes("datetime").columns
    formats = {name: "%Y-%m-%d" if name.endswith("_on") or name in DAYS else "%Y-%m-%dT%H:%M:%SZ" for name in stamped}
    texts = {name: frame[name].dt.strftime(form) for name, form in formats.items()}
    return frame.assign(**texts).to_csv(index=False, lineterminator="\n")
