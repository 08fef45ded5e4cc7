"""Scores as tables and CSV files: the same numbers as on the page, unrounded, with what was left out.

A file can be opened in a spreadsheet without running anything: a text cell that a spreadsheet would read as a formula
gets an apostrophe in front. Numbers are left as they are.
"""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Mapping, Sequence
from datetime import date

import numpy as np
import pandas as pd

from cx.guard import Guarded

NUMBERS = ("value", "low", "high", "n", "numerator", "denominator")

#: Pixels of the head and of a row of a table on a page.
HEAD, ROW = 36, 31

#: A text that begins with one of these is a formula to a spreadsheet; to some, the wide forms are too (OWASP, CSV
#: Injection).
FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r", "\n", "\uff1d", "\uff0b", "\uff0d", "\uff20")
#: What nobody sees in front of a text, and some programs take away before they read it: spaces of any kind, characters
#: without a width, and those that control something.
_UNSEEN = re.compile(r"[\s\x00-\x1f\x7f-\xa0\xad\u061c\u180e\u200b-\u200f\u2028-\u202f\u2060-\u206f\ufeff]+")


def table(scores: Guarded) -> pd.DataFrame:
    """One row per group, in the units people use (NPS points, percent, answers, seconds), unrounded.

    Columns: the dimensions (missing values as ""), value, low, high, n, numerator, denominator, `running` (rows of n
    that still run, where the reading counts them in), one `excluded_<reason>` per reason, state. What is not known,
    not reached yet, or may not be shown, is missing (None); so is an endless upper limit.
    """
    dimensions = [str(name) for name in scores.groups]
    frame = pd.DataFrame(scores.records(), columns=[*dimensions, *NUMBERS], dtype=object)
    parts = {name: frame[name].where(frame[name].notna(), "") for name in dimensions}
    numbers = {name: frame[name] for name in NUMBERS}
    if scores.reading.kind.startswith("survival"):
        numbers["running"] = pd.Series(scores.running, dtype=object)
    numbers |= {f"excluded_{reason}": pd.Series(rows, dtype=object) for reason, rows in scores.excluded.items()}
    known = pd.Series(scores.state != "hidden", dtype=bool)
    parts |= {name: column.where(known, None) for name, column in numbers.items()}
    return pd.DataFrame({**parts, "state": scores.state})


def stacked(several: Sequence[Guarded], names: Sequence[Mapping[str, str]] = ()) -> pd.DataFrame:
    """The tables of several scores under each other, each row with what is said of its score in front; by default its
    reading."""
    said = names or [{"reading": scores.reading.full_name} for scores in several]
    frames = [table(scores).assign(**own) for scores, own in zip(several, said, strict=True)]
    whole, first = pd.concat(frames, ignore_index=True), list(said[0])
    return whole[[*first, *(column for column in whole if column not in first)]]


def height_of(rows: Sequence[object], most: int = 14) -> int:
    """Pixels of a table that shows that many of its rows without scrolling, and never more than `most`."""
    return HEAD + ROW * min(max(len(rows), 1), most)


def csv_bytes(given: pd.DataFrame, facts: Sequence[tuple[str, str]] = ()) -> bytes:
    """A CSV file for spreadsheets: UTF-8 with its mark, first the facts (what, which filters, zone, as-of, definition)
    as rows of two cells, an empty row, then the table with its header."""
    text = io.StringIO(newline="")
    writer = csv.writer(text, lineterminator="\r\n")
    writer.writerows([[harmless(name), harmless(fact)] for name, fact in facts])
    if facts:
        writer.writerow([])
    writer.writerow([harmless(str(column)) for column in given.columns])
    writer.writerows(map(csv_cell, row) for row in given.itertuples(index=False, name=None))
    return text.getvalue().encode("utf-8-sig")


def harmless(text: str) -> str:
    """A text no spreadsheet runs."""
    unseen = _UNSEEN.match(text)
    seen = text[unseen.end() :] if unseen else text
    return "'" + text if text.startswith(FORMULA_STARTS) or seen.startswith(FORMULA_STARTS) else text


def csv_cell(value: object) -> object:
    """A cell of a CSV file: as `plain_cell`, and a text is harmless."""
    return harmless(value) if isinstance(value, str) else plain_cell(value)


def plain_cell(value: object) -> object:
    """What a cell says: nothing for what is missing, days and instants in ISO form, true and false in small letters,
    numbers and texts as they are.
    """
    if value is None or value is pd.NA or value != value:
        return ""
    if isinstance(value, bool | np.bool_):
        return str(value).lower()
    return value.isoformat() if isinstance(value, date) else value
