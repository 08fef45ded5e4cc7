"""Lines of JSON objects to text columns: keys inside objects are named with dots, a list is its JSON."""

from __future__ import annotations

import json
from typing import Any, NamedTuple

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.json as arrow_json

from cx.errors import BadInput
from cx.readers.json_marks import DEEPEST, Bytes, Places, only_texts

#: More keys than this are data that stand in the place of names.
MOST_KEYS = 2_000
#: Rows of a batch, so that few bytes in many columns stay few.
BATCH_ROWS = 20_000
#: Bytes of a broken line that are kept to show it.
MOST_SHOWN = 10_000


class Wrong(NamedTuple):
    """A line that is no object. number: which of the lines that are not blank, from 0."""

    number: int
    reason: str
    text: str


class Objects(NamedTuple):
    """values: the objects of some lines; numbers: which of the lines that are not blank each is, from 0; places: which
    of all lines those are; wrong: the others."""

    values: pa.RecordBatch
    numbers: Places
    places: Places
    wrong: list[Wrong]


class ObjectReader:
    """Reads blocks of whole lines, and remembers the keys of those before: a column once met is in all later ones."""

    def __init__(self, file: str) -> None:
        self.file = file
        self.schema = pa.schema([])

    def read(self, block: bytes) -> Objects:
        """The objects of some lines (UTF-8). Raises BadInput where they have too many different keys."""
        return self.read_ready(block, only_texts(block))

    def read_ready(self, block: bytes, ready: Bytes | None) -> Objects:
        """The same. ready: what `only_texts` makes of the lines."""
        batch = None if ready is None else self._at_once(ready)
        if batch is not None and batch.num_rows == block.count(b"\n") + (not block.endswith(b"\n")):
            places = np.arange(batch.num_rows)
            return Objects(batch, places, places, [])
        filled = {place: line for place, line in enumerate(block.split(b"\n")) if line.strip()}
        places = np.array(list(filled), dtype=np.int64)
        if batch is not None:
            return Objects(batch, np.arange(len(places)), places, [])
        lines = list(filled.values())
        alone = map(_ready, lines) if ready is None else filter(None, ready.tobytes().split(b"\n"))
        return self._one_by_one(lines, places, [_object(*both) for both in zip(lines, alone, strict=True)])

    def _at_once(self, ready: Bytes) -> pa.RecordBatch | None:
        """None where a line is no object after all, or keys hold texts here and objects there."""
        try:
            return self._parsed(ready)
        except pa.ArrowInvalid:
            return None

    def _parsed(self, ready: Bytes) -> pa.RecordBatch:
        if not self.schema.names:  # keys that differ in each row would be rows times rows of cells
            check_keys(self.file, sum(map(_leaves, self._table(_first_lines(ready)).schema)))
        table = self._table(ready)
        schema = pa.schema(_texts(field) for field in table.schema)
        guessed = not all(map(_is_text, table.schema))  # some texts look like dates
        self.schema = schema
        if guessed:
            table = self._table(ready)
        flat: dict[str, pa.Array] = {}
        for name, column in zip(table.schema.names, table.columns, strict=True):
            _flatten_column(flat, name, column.combine_chunks())
        check_keys(self.file, len(flat))
        return pa.RecordBatch.from_pydict(flat) if flat else _without_columns(len(table))

    def _table(self, ready: Bytes) -> pa.Table:
        return arrow_json.read_json(
            pa.BufferReader(pa.py_buffer(ready)),
            read_options=arrow_json.ReadOptions(use_threads=False, block_size=len(ready) + 1),
            parse_options=arrow_json.ParseOptions(explicit_schema=self.schema),
        )

    def _one_by_one(self, lines: list[bytes], places: Places, read: list[dict[str, Any] | str]) -> Objects:
        """Slower, but it finds the lines that are broken, and columns may be of two kinds. read: what each line is."""
        good = {number: flatten(value) for number, value in enumerate(read) if isinstance(value, dict)}
        wrong = [
            Wrong(number, value, lines[number][:MOST_SHOWN].decode("utf-8", "replace").rstrip("\r"))
            for number, value in enumerate(read)
            if isinstance(value, str)
        ]
        names = dict.fromkeys(name for row in good.values() for name in row)
        check_keys(self.file, len(names))
        columns = {name: pa.array([row.get(name) for row in good.values()], pa.string()) for name in names}
        values = pa.RecordBatch.from_pydict(columns) if names else _without_columns(len(good))
        return Objects(values, np.array(list(good), dtype=np.int64), places, wrong)


def check_keys(file: str, count: int) -> None:
    """Raises BadInput where there are too many different keys."""
    if count > MOST_KEYS:
        raise BadInput(
            f"{file} has more than {MOST_KEYS} different keys, so they cannot be columns; "
            "export it with the same keys in each object."
        )


def _first_lines(ready: Bytes) -> Bytes:
    """The first of many lines, enough of them to show too many keys."""
    ends = np.flatnonzero(ready == ord("\n"))[: MOST_KEYS + 1]
    return ready[: ends[-1] + 1] if len(ends) > MOST_KEYS else ready


def _leaves(field: pa.Field) -> int:
    return sum(map(_leaves, field.type)) if pa.types.is_struct(field.type) else 1


def _without_columns(rows: int) -> pa.RecordBatch:
    return pa.RecordBatch.from_struct_array(pa.array([{}] * rows, pa.struct([])))


def _texts(field: pa.Field) -> pa.Field:
    """The same field with texts wherever there are no objects."""
    inner = pa.types.is_struct(field.type)
    return pa.field(field.name, pa.struct([_texts(one) for one in field.type]) if inner else pa.string())


def _is_text(field: pa.Field) -> bool:
    if pa.types.is_struct(field.type):
        return all(map(_is_text, field.type))
    return bool(pa.types.is_string(field.type) or pa.types.is_null(field.type))


def _flatten_column(flat: dict[str, pa.Array], name: str, column: pa.Array) -> None:
    """Put a column, or those inside it, among the others; a name that comes twice fills in where it lacked a text."""
    if pa.types.is_struct(column.type):
        for field, inner in zip(column.type, column.flatten(), strict=True):
            _flatten_column(flat, f"{name}.{field.name}", inner)
    else:
        texts = column.cast(pa.string())
        flat[name] = pc.coalesce(flat[name], texts) if name in flat else texts


def _ready(line: bytes) -> bytes | None:
    ready = only_texts(line)
    return None if ready is None else ready.tobytes()


def _object(line: bytes, ready: bytes | None) -> dict[str, Any] | str:
    """The object of a line, all cells texts; or why there is none. ready: the line with texts only, if it is whole."""
    try:
        value = json.loads(line if ready is None else ready, strict=False)
    except json.JSONDecodeError as error:
        return f"not JSON: {error.msg}"
    except (ValueError, RecursionError):  # a number of thousands of digits, or brackets without end
        return "not JSON that can be read"
    if not isinstance(value, dict):
        return "not an object"
    return f"nested more than {DEEPEST} deep" if ready is None else value


def flatten(value: dict[str, Any], prefix: str = "") -> dict[str, str | None]:
    """Keys inside objects joined with dots, values (all texts) as they are."""
    flat: dict[str, str | None] = {}
    for key, inner in value.items():
        name = _whole(prefix + key)
        if isinstance(inner, dict):
            deeper = flatten(inner, f"{name}.")
            flat |= {each: text if flat.get(each) is None else flat[each] for each, text in deeper.items()}
        elif flat.get(name) is None:
            flat[name] = inner if inner is None else _whole(inner)
    return flat


def _whole(text: str) -> str:
    """A text without halves of characters, which JSON can write and no other place can hold."""
    return text.encode("utf-16", "surrogatepass").decode("utf-16", "replace")
