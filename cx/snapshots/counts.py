"""Counts and scores as JSON and back: lists of the bins that hold rows, so that most of a table is never written."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from cx.groups import Coded, Groups
from cx.guard import STATES, Guarded
from cx.measures import Measure
from cx.measures import measure as find
from cx.pairs import BESIDE, Pairs
from cx.pools import LOST
from cx.scores import FLOATS, INTS
from cx.snapshots.plain import Codec, codec, read_float, read_list, read_object, read_text, refused, write_float
from cx.surveys import Survey
from cx.tally import Tally
from cx.wording import Wording

Ints = NDArray[np.int64]

#: The most cells of a table of counts, and the most rows in one of them: what is read must fit into memory.
MOST_CELLS, MOST_ROWS = 5_000_000, 10**12

_SURVEYS = codec(Mapping[str, Survey], {})
_WHOLE, _CELLS = codec(int, {}), codec(list[object], {})


# Lists of numbers.


def _whole(given: Any, least: int = -(2**63), most: int = 2**63 - 1) -> Ints:
    """Whole numbers within bounds."""
    numbers = np.array([_WHOLE.read(number) for number in read_list(given)], dtype=np.int64)
    if len(numbers) and (numbers.min() < least or numbers.max() > most):
        raise refused("a whole number is smaller or larger than it can be")
    return numbers


def _real(given: Any) -> NDArray[np.float64]:
    return np.array([read_float(number) for number in read_list(given)], dtype=np.float64)


def _texts(given: Any) -> NDArray[np.object_]:
    return np.array([*map(read_text, read_list(given)), None], dtype=object)[:-1]


def _as_long(parts: Mapping[str, Any], size: int) -> None:
    if any(len(part) != size for part in parts.values()):
        raise refused("lists that belong together are not of one length")


def _zeros(*shape: int) -> Ints:
    """A table of no rows yet, which must not be too large."""
    if int(np.prod([float(length) for length in shape])) > MOST_CELLS:
        raise refused("a table of counts is larger than it can be")
    return np.zeros(shape, dtype=np.int64)


# What was counted.


def _write_measure(known: Measure) -> str:
    return f"{known.name}@{known.basis}" if known.basis else known.name


def _read_measure(given: Any) -> Measure:
    name, _, basis = read_text(given)[:200].partition("@")
    return find(name).on(basis)


def _write_groups(named: Groups) -> Any:
    """The names of groups: each value once, and the place of each group's value among them; one past the last stands
    for a missing one."""
    return {"size": named.size, "by": [_write_column(name, column) for name, column in named.columns.items()]}


def _write_column(name: str, column: Coded) -> Any:
    known = [place for place, value in enumerate(column.values) if value is not None]
    used = [place for place in known if (column.codes == place).any()]
    places = np.full(len(column.values) + 1, len(used), dtype=np.int64)
    places[used] = np.arange(len(used))
    values = _CELLS.write(column.values[used])
    return {"name": name, "values": values, "codes": places[column.codes].tolist()}


def _read_groups(given: Any) -> Groups:
    found = read_object(given, ["size", "by"])
    (size,) = _whole([found["size"]], 0, MOST_CELLS).tolist()
    columns = dict(_read_column(column, size) for column in read_list(found["by"]))
    if not columns and size > 1:
        raise refused("several groups have no name")
    return Groups(columns, size)


def _read_column(given: Any, size: int) -> tuple[str, Coded]:
    found = read_object(given, ["name", "values", "codes"])
    values = _CELLS.read(found["values"])
    if len({type(value) for value in values}) > 1 or None in values or sorted(set(values)) != values:
        raise refused("the names of groups are not in order")
    codes = _whole(found["codes"], 0, len(values))
    _as_long({"codes": codes}, size)
    return read_text(found["name"]), Coded(codes, np.array([*values, None], dtype=object))


def _write_tally(tally: Tally) -> Any:
    return {
        "measure": _write_measure(tally.measure), "groups": _write_groups(tally.named),
        "rows": [_held(row, tally.bins) for row in tally.counts], "surveys": _SURVEYS.write(tally.surveys),
        "withheld": None if tally.withheld is None else tally.withheld.tolist(),
    }  # fmt: skip


def _held(row: Ints, *keys: Ints) -> list[list[int]]:
    """The keys of each cell that holds rows, and how many; one list each."""
    places = np.nonzero(row)
    return [*(key[place].tolist() for key, place in zip(keys, places, strict=True)), row[places].tolist()]


def _read_tally(given: Any) -> Tally:
    found = read_object(given, ["measure", "groups", "rows", "surveys", "withheld"])
    named, surveys = _read_groups(found["groups"]), _SURVEYS.read(found["surveys"])
    (bins,), counts = _table(found["rows"], len(named), 1)
    withheld = None if found["withheld"] is None else _whole(found["withheld"], LOST, len(named))
    return Tally(_read_measure(found["measure"]), named, bins, counts, surveys, withheld)


def _table(given: Any, groups: int, keys: int) -> tuple[list[Ints], Ints]:
    """The keys along each side of a table, and its counts by group and keys."""
    rows = [_held_row(row, keys) for row in read_list(given)]
    _as_long({"rows": rows}, groups)
    known = [np.unique(np.concatenate([np.empty(0, np.int64), *(row[side] for row in rows)])) for side in range(keys)]
    counts = _zeros(groups, *map(len, known))
    for group, row in enumerate(rows):
        places = tuple(np.searchsorted(key, part) for key, part in zip(known, row, strict=False))
        np.add.at(counts[group], places, row[-1])
    return known, counts


def _held_row(given: Any, keys: int) -> list[Ints]:
    row = [*map(_whole, read_list(given)[:-1]), *(_whole(n, 1, MOST_ROWS) for n in given[-1:])]
    if len(row) != keys + 1:
        raise refused("a row of counts has too few or too many lists")
    _as_long(dict(enumerate(row)), len(row[-1]))  # type: ignore[arg-type]
    return row


def _write_pairs(pairs: Pairs) -> Any:
    return {
        "measure": _write_measure(pairs.measure), "beside": pairs.beside,
        "groups": _write_groups(Groups.of(pairs.groups)),
        "matched": [_held(row, pairs.bins, pairs.others) for row in pairs.counts],
        "unmatched": [_held(row, pairs.bins) for row in pairs.unmatched], "surveys": _SURVEYS.write(pairs.surveys),
    }  # fmt: skip


def _read_pairs(given: Any) -> Pairs:
    found = read_object(given, ["measure", "beside", "groups", "matched", "unmatched", "surveys"])
    beside, named = read_text(found["beside"]), _read_groups(found["groups"])
    if beside not in BESIDE:
        raise refused("answers stand beside something that is not known")
    (mine, others), matched = _table(found["matched"], len(named), 2)
    (lone,), alone = _table(found["unmatched"], len(named), 1)
    bins = np.union1d(mine, lone)
    counts, unmatched = _zeros(len(named), len(bins), len(others)), _zeros(len(named), len(bins))
    counts[:, np.searchsorted(bins, mine)] = matched
    unmatched[:, np.searchsorted(bins, lone)] = alone
    surveys = _SURVEYS.read(found["surveys"])
    return Pairs(_read_measure(found["measure"]), beside, named.frame, bins, others, counts, unmatched, surveys)


# What was read from counts.

_SCORES = ("measure", "reading", "groups", *FLOATS, *INTS, "excluded", "surveys", "state")


def _write_guarded(scores: Guarded) -> Any:
    numbers = {name: [*map(write_float, getattr(scores, name).tolist())] for name in FLOATS}
    numbers |= {name: getattr(scores, name).tolist() for name in INTS}
    return numbers | {
        "measure": _write_measure(scores.measure), "reading": scores.reading.full_name,
        "groups": _write_groups(scores.named), "excluded": [[why, n.tolist()] for why, n in scores.excluded.items()],
        "surveys": _SURVEYS.write(scores.surveys), "state": scores.state.tolist(),
    }  # fmt: skip


def _read_guarded(given: Any) -> Guarded:
    found = read_object(given, _SCORES)
    known, named = _read_measure(found["measure"]), _read_groups(found["groups"])
    numbers: dict[str, Any] = {name: _real(found[name]) for name in FLOATS}
    numbers |= {name: _whole(found[name], 0, MOST_ROWS) for name in INTS} | {"state": _texts(found["state"])}
    excluded = {read_text(why): _whole(n, 0, MOST_ROWS) for why, n in map(_two, read_list(found["excluded"]))}
    _as_long(numbers | excluded, len(named))
    if not set(numbers["state"]) <= set(STATES):
        raise refused("a score is in a state that is not known")
    reading = known.reading(read_text(found["reading"])[:200])
    return Guarded(known, reading, named, excluded=excluded, surveys=_SURVEYS.read(found["surveys"]), **numbers)


def _two(given: Any) -> list[Any]:
    if len(read_list(given)) != 2:
        raise refused("a list is longer or shorter than it can be")
    return list(given)


#: The lists of a `Wording`, and how each is read.
WORD_LISTS: Mapping[str, Callable[[Any], Any]] = {
    "word": _texts, "unhappy": _whole, "happy": _whole, "log_odds": _real, "z": _real, "p": _real,
}  # fmt: skip


def _write_wording(found: Wording) -> Any:
    lists = {name: _CELLS.write(getattr(found, name)) for name in ("word", "unhappy", "happy")}
    lists |= {name: [*map(write_float, getattr(found, name))] for name in ("log_odds", "z", "p")}
    return lists | {"n_unhappy": found.n_unhappy, "n_happy": found.n_happy}


def _read_wording(given: Any) -> Wording:
    found = read_object(given, [*WORD_LISTS, "n_unhappy", "n_happy"])
    lists = {name: read(found[name]) for name, read in WORD_LISTS.items()}
    _as_long(lists, len(lists["word"]))
    n_unhappy, n_happy = _whole([found["n_unhappy"], found["n_happy"]], 0, MOST_ROWS).tolist()
    return Wording(**lists, n_unhappy=n_unhappy, n_happy=n_happy)


def _write_frame(frame: pd.DataFrame) -> Any:
    return {"columns": [*map(str, frame)], "rows": [_CELLS.write(row) for row in _rows(frame)]}


def _rows(frame: pd.DataFrame) -> Sequence[Sequence[Any]]:
    """The cells of a table, None where one is missing and does not say so as a number."""
    cells = frame.astype(object)
    kept: Sequence[Sequence[Any]] = cells.where(cells.notna(), None).to_numpy().tolist()
    return kept


def _read_frame(given: Any) -> pd.DataFrame:
    found = read_object(given, ["columns", "rows"])
    columns, rows = [*map(read_text, read_list(found["columns"]))], [*map(_CELLS.read, read_list(found["rows"]))]
    if any(len(row) != len(columns) for row in rows):
        raise refused("a row of a table is not as long as its head")
    return pd.DataFrame(rows, columns=columns, dtype=object)


#: How tables of counts and scores are written.
COUNTED: Mapping[Any, Codec] = {
    Tally: Codec(_write_tally, _read_tally), Pairs: Codec(_write_pairs, _read_pairs),
    Guarded: Codec(_write_guarded, _read_guarded), Wording: Codec(_write_wording, _read_wording),
    pd.DataFrame: Codec(_write_frame, _read_frame),
}  # fmt: skip
