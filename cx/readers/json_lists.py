"""Lists inside the rows of JSON: unfolded to rows of their own, or turned into columns where they name values."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from typing import NamedTuple

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from cx.readers.json_document import Broken, Document, Layout
from cx.readers.json_marks import BREAK, Mask, Places
from cx.readers.json_objects import BATCH_ROWS, ObjectReader
from cx.readers.preset import Shape
from cx.readers.rows import OnReject, Reject, Rows

#: Bytes of a batch of unfolded rows: each repeats the cells of the row it comes from.
BATCH_BYTES = 32 << 20


class _Elements(NamedTuple):
    """The objects in the lists of some rows, the row of each, and up to which row these are all there are."""

    values: pa.RecordBatch
    parents: Places
    until: int


class Lists:
    """Unfolds and pairs the lists of one file, as its shape says."""

    def __init__(self, file: str, shape: Shape, on_reject: OnReject) -> None:
        keys = [".".join(shape.unfold[: nr + 1]) for nr in range(len(shape.unfold))]
        self.unfolded = [_List(file, key, on_reject) for key in keys]
        self.paired = [(_List(file, key, on_reject), keys) for key, *keys in shape.pairs]

    def read(self, rows: Rows) -> Iterator[Rows]:
        """The rows, each list element a row of its own, with a column for each pair. Raises BadInput."""
        for unfolded in self._unfolded(rows, 0):
            for one, keys in self.paired:
                unfolded = _with_pairs(unfolded, one, keys)
            yield unfolded

    def _unfolded(self, rows: Rows, depth: int) -> Iterator[Rows]:
        if depth == len(self.unfolded):
            yield rows
            return
        for part in self.unfolded[depth].unfold(rows):
            yield from self._unfolded(part, depth + 1)


class _List:
    """One column of lists."""

    def __init__(self, file: str, name: str, on_reject: OnReject) -> None:
        self.file, self.name, self.on_reject = file, name, on_reject
        self.objects = ObjectReader(file)
        self.inner: dict[str, _List] = {}

    def unfold(self, rows: Rows) -> Iterator[Rows]:
        """Rows with the columns of their elements in place of the list; one without an element stays one row."""
        if self.name not in rows.values.schema.names:
            yield rows
            return
        others = rows.values.drop_columns([self.name])
        begin = 0
        for elements in self.elements(rows, _row_bytes(others)):
            alone = np.setdiff1d(np.arange(begin, elements.until), elements.parents)
            yield self._joined(others, rows.lines, elements, alone)
            begin = elements.until

    def _joined(self, others: pa.RecordBatch, lines: Places, elements: _Elements, alone: Places) -> Rows:
        parents = np.concatenate([elements.parents, alone])
        order = np.argsort(parents, kind="stable")
        parents, places = parents[order], pa.array(order, mask=order >= len(elements.parents))
        columns = dict(zip(others.schema.names, others.take(pa.array(parents)).columns, strict=True))
        for name, column in zip(elements.values.schema.names, elements.values.columns, strict=True):
            full, texts = f"{self.name}.{name}", column.take(places)
            columns[full] = pc.coalesce(texts, columns[full]) if full in columns else texts
        return Rows(pa.RecordBatch.from_pydict(columns), lines[parents])

    def cells(self, rows: Rows, keys: Sequence[str]) -> tuple[list[pa.Array], Places]:
        """What the elements of the lists hold under some keys, and the row of each element."""
        parents = [np.empty(0, np.int64)]
        found: list[list[pa.Array]] = [[] for _ in keys]
        for part in self.elements(rows, np.zeros(rows.values.num_rows, np.int64)):
            parents.append(part.parents)
            inner = Rows(part.values, rows.lines[part.parents])
            for column, columns in zip(self._cells(inner, keys), found, strict=True):
                columns.append(column)
        columns = [pa.chunked_array(arrays, pa.string()).combine_chunks() for arrays in found]
        return columns, np.concatenate(parents)

    def _cells(self, elements: Rows, keys: Sequence[str]) -> list[pa.Array]:
        """What elements hold under some keys, or the last element of a list on the way to each."""
        names = elements.values.schema.names
        ways = {key: _list_before(key, names) for key in keys}
        found = {key: elements.values.column(key) for key in keys if key in names}
        for name in dict.fromkeys(filter(None, ways.values())):  # whatever is asked of a list, it is read once
            inside = [key for key in keys if ways[key] == name]
            inner = self.inner.setdefault(name, _List(self.file, name, self.on_reject))
            columns, parents = inner.cells(elements, [key.removeprefix(f"{name}.") for key in inside])
            order, count = np.arange(len(parents)), elements.values.num_rows
            found |= {key: _spread(texts, order, parents, count) for key, texts in zip(inside, columns, strict=True)}
        return [found.get(key, pa.nulls(elements.values.num_rows, pa.string())) for key in keys]

    def elements(self, rows: Rows, row_bytes: Places) -> Iterator[_Elements]:
        """The elements of the lists, so many at a time that their rows (of `row_bytes` each) are not too large."""
        lines, parents = self._lines(rows)
        ends = np.flatnonzero(np.frombuffer(lines, np.uint8) == BREAK) + 1
        size = np.cumsum(np.maximum(row_bytes[parents], BATCH_BYTES // BATCH_ROWS)) // BATCH_BYTES
        cuts = [0, *(np.flatnonzero(np.diff(size)) + 1).tolist(), len(parents)]
        for first, last in zip(cuts, cuts[1:], strict=False):
            block = lines[ends[first - 1] if first else 0 : ends[last - 1]] if last else b""
            until = int(parents[last]) if last < len(parents) else len(rows.lines)
            yield self._read(rows, block, parents[first:last], until)

    def _read(self, rows: Rows, block: bytes, parents: Places, until: int) -> _Elements:
        found = self.objects.read(block)
        of_line = parents[found.places]
        for wrong in found.wrong:
            line = int(rows.lines[of_line[wrong.number]])
            self.on_reject(Reject(self.file, line, self.name, wrong.reason, wrong.text))
        return _Elements(found.values, of_line[found.numbers], until)

    def _lines(self, rows: Rows) -> tuple[bytes, Places]:
        """The elements, one a line, and the row of each; lists that are none are rejected."""
        texts = rows.values.column(self.name)
        given = pc.fill_null(pc.not_equal(texts, ""), False)
        try:
            return _list_lines(texts, np.asarray(given))
        except Broken:
            lists = np.array([_is_list(text) for text in texts.to_pylist()])
            for row in np.flatnonzero(np.asarray(given) & ~lists).tolist():
                reject = Reject(self.file, int(rows.lines[row]), self.name, "not a list", texts[row].as_py())
                self.on_reject(reject)
            return _list_lines(texts, lists)


def _list_before(key: str, names: Sequence[str]) -> str:
    """The column that stands for the beginning of a key; "" where there is none, or the key itself is one."""
    words = key.split(".")
    starts = (".".join(words[:cut]) for cut in range(1, len(words)))
    return "" if key in names else next((start for start in starts if start in names), "")


def _list_lines(texts: pa.Array, given: Mask) -> tuple[bytes, Places]:
    """The elements of the lists that are `given`, one a line, and the place of the list of each. Raises Broken."""
    rows = np.flatnonzero(given)
    kept = texts.take(pa.array(rows))
    document = Document(Layout(1))
    _, offsets, data = kept.buffers()
    begin, *_, end = np.frombuffer(offsets, np.int32)[kept.offset :][: len(kept) + 1].tolist() if len(kept) else (0, 0)
    lines = document.lines(data.to_pybytes()[begin:end] if data else b"")
    document.end()
    if document.documents != len(rows):
        raise Broken("not one list for each")
    ends = np.cumsum(np.asarray(pc.binary_length(kept), dtype=np.int64) - 1)  # a list lost its first bracket
    breaks = np.flatnonzero(np.frombuffer(lines, np.uint8) == BREAK)
    return lines, rows[np.searchsorted(ends, breaks, side="right")]


def _is_list(text: str | None) -> bool:
    try:
        return isinstance(json.loads(text or ""), list)
    except (ValueError, RecursionError):
        return False


def _row_bytes(values: pa.RecordBatch) -> Places:
    total = np.zeros(values.num_rows, np.int64)
    for column in values.columns:
        total += np.asarray(pc.fill_null(pc.binary_length(column), 0), dtype=np.int64)
    return total


def _with_pairs(rows: Rows, one: _List, keys: Sequence[str]) -> Rows:
    """The rows with a column for each name that a list gives a value, in place of the list."""
    if one.name not in rows.values.schema.names:
        return rows
    columns = {key: rows.values.column(key) for key in rows.values.schema.names if key != one.name}
    (names, *values), parents = one.cells(rows, keys)
    texts = pc.coalesce(*(pc.if_else(pc.equal(value, ""), pa.scalar(None, pa.string()), value) for value in values))
    for name, places in _places_by_name(names):
        columns[f"{one.name}.{name}"] = _spread(texts, places, parents[places], rows.values.num_rows)
    return Rows(pa.RecordBatch.from_pydict(columns), rows.lines)


def _spread(texts: pa.Array, places: Places, rows: Places, count: int) -> pa.Array:
    """The texts at some places as a column of `count` rows; of several for a row the last."""
    at = np.full(count, -1)
    at[rows] = places
    return texts.take(pa.array(at, mask=at < 0))


def _places_by_name(names: pa.Array) -> Iterator[tuple[str, Places]]:
    """Each different text and where it stands, in the order in which they first come."""
    coded = names.dictionary_encode()
    codes = np.asarray(pc.fill_null(coded.indices, -1))
    for code, name in enumerate(coded.dictionary.to_pylist()):
        yield name, np.flatnonzero(codes == code)
