"""A small file, each of its rows many times over with ids of its own: a large export in the same layout and order."""

from __future__ import annotations

import csv
import gzip
import json
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

from cx.readers.binding import fits
from cx.readers.delimiters import sniff_delimiter
from cx.readers.files import read_head, sniff_encoding
from cx.readers.preset import Preset

#: How far apart the numbers of two copies lie.
APART = 10**9

#: How a row begins that is no data: the third of Qualtrics, which stands once.
NAMES_AGAIN = '{"ImportId"'


def enlarge(path: Path, preset: Preset, to: Path, rows: int, size: int) -> None:
    """Write about `rows` rows like those of a file, or `size` bytes where these come first; delimited text stays such,
    JSON becomes an object a line.
    """
    if ".json" in path.name:
        _enlarge_json(path, preset, to, rows, size)
    else:
        _enlarge_text(path, preset, to, rows, size)


def _enlarge_text(path: Path, preset: Preset, to: Path, rows: int, size: int) -> None:
    encoding = sniff_encoding(path)
    shape = preset.shape
    delimiter = shape.delimiter or sniff_delimiter(read_head(path, encoding))
    unpacked = gzip.open if path.suffix == ".gz" else open
    with unpacked(path, "rt", encoding=encoding, newline="") as text:
        lines = list(csv.reader(text, delimiter=delimiter))
    head = shape.header_row + shape.header_rows - 1 + shape.skip_rows
    while lines[head][0].startswith(NAMES_AGAIN):
        head += 1
    names, data = lines[shape.header_row - 1], [line for line in lines[head:] if len(line) == len(lines[head])]
    ids = {name.casefold() for name in _ids(preset, names)}
    places = [nr for nr, name in enumerate(names) if name.casefold() in ids]
    copies = _copies(rows, size, data, sum(len(cell.encode()) + 1 for line in data for cell in line))
    with to.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file, delimiter=delimiter)
        writer.writerows(lines[:head])
        for line in data:
            writer.writerows(_line(line, places, copy) for copy in range(copies))


def _line(line: list[str], places: Sequence[int], copy: int) -> list[str]:
    return [_other(cell, copy) if nr in places else cell for nr, cell in enumerate(line)] if copy else line


def _other(cell: str, copy: int) -> str:
    """An id of another copy: a number stays one, a missing id stays missing."""
    whole, dot, rest = cell.partition(".")
    if whole.isdigit():
        return f"{int(whole) + copy * APART}{dot}{rest}"
    return f"{cell}-{copy}" if cell else cell


def _enlarge_json(path: Path, preset: Preset, to: Path, rows: int, size: int) -> None:
    data = _objects(json.loads(path.read_text("utf-8")), preset)
    names = _ids(preset, sorted({name for one in data for name in _paths(one)}))
    copies = _copies(rows, size, data, sum(len(json.dumps(one, ensure_ascii=False).encode()) + 1 for one in data))
    with to.open("w", encoding="utf-8") as file:
        for one in data:
            for copy in range(copies):
                file.write(json.dumps(_renamed(one, names, copy), ensure_ascii=False) + "\n")


def _objects(value: Any, preset: Preset) -> list[dict[str, Any]]:
    keys = {key for reading in preset.readings for key in reading.shape.records}
    found: list[dict[str, Any]] = value if isinstance(value, list) else next(value[key] for key in value if key in keys)
    return found


def _paths(value: dict[str, Any], before: str = "") -> Iterator[str]:
    for key, inner in value.items():
        yield before + key
        if isinstance(inner, dict):
            yield from _paths(inner, f"{before}{key}.")


def _renamed(value: dict[str, Any], names: Sequence[str], copy: int, before: str = "") -> dict[str, Any]:
    return {key: _value(inner, names, copy, before + key) for key, inner in value.items()}


def _value(value: Any, names: Sequence[str], copy: int, name: str) -> Any:
    if isinstance(value, dict):
        return _renamed(value, names, copy, f"{name}.")
    if name not in names or not copy:
        return value
    return value + copy * APART if isinstance(value, int) else _other(value, copy) if isinstance(value, str) else value


def _ids(preset: Preset, names: Sequence[str]) -> list[str]:
    """The columns of a file that hold ids, by the readings it fits."""
    fitting = [reading for reading in preset.readings if fits(reading, names)] or preset.readings
    sources = [
        source
        for reading in fitting
        for column in reading.columns
        if column.field == "nr" or reading.table.kind(column.field) == "id"
        for source in column.sources
    ]
    answers = [reading.log.answers for reading in fitting if reading.log and reading.log.answers]
    return [*sources, *(column.sources[0] for column in answers)]


def _copies(rows: int, size: int, data: Sequence[object], bytes_of_data: int) -> int:
    return max(1, min(rows // len(data), size // bytes_of_data))
