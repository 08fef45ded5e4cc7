"""Counts as JSON and back: along the bins that hold rows, so that most of a table is never written."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np
from numpy.typing import NDArray

from cx.groups import Coded, Groups
from cx.measures import Measure
from cx.measures import measure as find
from cx.pairs import BESIDE, Pairs
from cx.pools import LOST
from cx.snapshots.codec import codec, read_list, read_object, read_text, refused
from cx.surveys import Survey
from cx.tally import Tally

Ints = NDArray[np.int64]

#: The most cells of a table of counts, and the most rows in one of them: what is read must fit into memory.
MOST_CELLS, MOST_ROWS = 5_000_000, 10**12

SURVEYS = codec(Mapping[str, Survey], {})
_WHOLE, CELLS = codec(int, {}), codec(list[object], {})


# Lists of numbers.


def whole_numbers(given: Any, least: int = -(2**63), most: int = 2**63 - 1) -> Ints:
    """Whole numbers within bounds."""
    numbers = np.array([_WHOLE.read(number) for number in read_list(given)], dtype=np.int64)
    if len(numbers) and (numbers.min() < least or numbers.max() > most):
        raise refused("a whole number is smaller or larger than it can be")
    return numbers


def as_long(parts: Mapping[Any, Any], size: int) -> None:
    """BadInput where lists that belong together are not of this length."""
    if any(len(part) != size for part in parts.values()):
        raise refused("lists that belong together are not of one length")


def _zeros(*shape: int) -> Ints:
    """A table of no rows yet, which must not be too large."""
    if int(np.prod([float(length) for length in shape])) > MOST_CELLS:
        raise refused("a table of counts is larger than it can be")
    return np.zeros(shape, dtype=np.int64)


# What was counted.


def write_measure(known: Measure) -> str:
    """Its name, and after an @ the basis it stands on."""
    return f"{known.name}@{known.basis}" if known.basis else known.name


def read_measure(given: Any) -> Measure:
    """A measure of the catalogue. BadInput for one that there is not."""
    name, _, basis = read_text(given)[:200].partition("@")
    return find(name).on(basis)


def write_groups(named: Groups) -> Any:
    """The names of groups: each value once, and the place of each group's value among them; one past the last stands
    for a missing one.
    """
    return {"size": named.size, "by": [_write_column(name, column) for name, column in named.columns.items()]}


def _write_column(name: str, column: Coded) -> Any:
    known = [place for place, value in enumerate(column.values) if value is not None]
    used = [place for place in known if (column.codes == place).any()]
    places = np.full(len(column.values) + 1, len(used), dtype=np.int64)
    places[used] = np.arange(len(used))
    values = CELLS.write(column.values[used])
    return {"name": name, "values": values, "codes": places[column.codes].tolist()}


def read_groups(given: Any) -> Groups:
    """The names of groups from JSON."""
    found = read_object(given, ["size", "by"])
    (size,) = whole_numbers([found["size"]], 0, MOST_CELLS).tolist()
    columns = dict(_read_column(column, size) for column in read_list(found["by"]))
    if not columns and size > 1:
        raise refused("several groups have no name")
    return Groups(columns, size)


def _read_column(given: Any, size: int) -> tuple[str, Coded]:
    found = read_object(given, ["name", "values", "codes"])
    values = CELLS.read(found["values"])
    if len({type(value) for value in values}) > 1 or None in values or sorted(set(values)) != values:
        raise refused("the names of groups are not in order")
    codes = whole_numbers(found["codes"], 0, len(values))
    as_long({"codes": codes}, size)
    return read_text(found["name"]), Coded(codes, np.array([*values, None], dtype=object))


def _write_table(bins: Ints, rows: Ints) -> Any:
    """The bins that hold rows, and the counts of each row of the table along them; a number below 0 stands for as many
    bins that hold none, and after the last count none do.
    """
    held = rows.any(axis=0)
    return {"bins": bins[held].tolist(), "rows": [_write_row(row) for row in rows[:, held]]}


def _write_row(row: Ints) -> list[int]:
    places = np.flatnonzero(row)
    gaps = np.diff(places, prepend=-1) - 1
    both = np.stack([-gaps, row[places]], axis=1).ravel()
    found: list[int] = both[both != 0].tolist()
    return found


def _read_table(given: Any, size: int) -> tuple[Ints, Ints]:
    """The bins, and the counts of so many rows along them."""
    found = read_object(given, ["bins", "rows"])
    bins, rows = _rising(found["bins"]), read_list(found["rows"])
    as_long({"rows": rows}, size)
    counts = _zeros(size, len(bins))
    for row, written in zip(counts, rows, strict=True):
        _read_row(row, whole_numbers(written, -MOST_CELLS, MOST_ROWS))
    return bins, counts


def _read_row(row: Ints, written: Ints) -> None:
    """Put the counts where they belong."""
    ends = np.where(written < 0, -written, 1).cumsum()
    if (written == 0).any() or (len(ends) and ends[-1] > len(row)):
        raise refused("a row of counts is longer than it can be")
    row[ends[written > 0] - 1] = written[written > 0]


def _rising(given: Any) -> Ints:
    keys = whole_numbers(given)
    if (keys[1:] <= keys[:-1]).any():
        raise refused("the bins of a table are not in order")
    return keys


def write_tally(tally: Tally) -> Any:
    """A tally as JSON: `_write_table` with the names of its groups."""
    return {
        "measure": write_measure(tally.measure), "groups": write_groups(tally.named),
        **_write_table(tally.bins, tally.counts), "surveys": SURVEYS.write(tally.surveys),
        "withheld": None if tally.withheld is None else tally.withheld.tolist(),
    }  # fmt: skip


def read_tally(given: Any) -> Tally:
    """A tally from JSON."""
    found = read_object(given, ["measure", "groups", "bins", "rows", "surveys", "withheld"])
    named, surveys = read_groups(found["groups"]), SURVEYS.read(found["surveys"])
    bins, counts = _read_table({name: found[name] for name in ("bins", "rows")}, len(named))
    withheld = _read_withheld(found["withheld"], len(named))
    return Tally(read_measure(found["measure"]), named, bins, counts, surveys, withheld)


def _read_withheld(given: Any, size: int) -> Ints | None:
    """What is known of each group."""
    if given is None:
        return None
    found = whole_numbers(given, LOST, size)
    as_long({"withheld": found}, size)
    return found


#: The parts of `Pairs` as JSON.
_PAIRS = ("measure", "beside", "rule", "groups", "others", "bins", "rows", "surveys", "withheld")


def write_pairs(pairs: Pairs) -> Any:
    """Of each group a row of the table for each other, and one for those without a partner, the last."""
    cells = np.concatenate([pairs.counts, pairs.unmatched[:, :, None]], axis=2).transpose(0, 2, 1)
    rows = cells.reshape(cells.shape[0] * cells.shape[1], len(pairs.bins))
    withheld = None if pairs.withheld is None else pairs.withheld.ravel().tolist()
    return {
        "measure": write_measure(pairs.measure), "beside": pairs.beside, "rule": pairs.rule,
        "groups": write_groups(Groups.of(pairs.groups)), "others": pairs.others.tolist(),
        **_write_table(pairs.bins, rows), "surveys": SURVEYS.write(pairs.surveys),
        "withheld": withheld,
    }  # fmt: skip


def read_pairs(given: Any) -> Pairs:
    """Pairs from JSON."""
    found = read_object(given, _PAIRS)
    named, others, surveys = read_groups(found["groups"]), _rising(found["others"]), SURVEYS.read(found["surveys"])
    if read_text(found["beside"]) not in BESIDE:
        raise refused("answers stand beside something that is not known")
    shape = len(named), len(others) + 1
    bins, rows = _read_table({name: found[name] for name in ("bins", "rows")}, shape[0] * shape[1])
    cells = rows.reshape(*shape, len(bins)).transpose(0, 2, 1)
    withheld = _read_withheld(found["withheld"], shape[0] * len(others))
    return Pairs(
        read_measure(found["measure"]), found["beside"], named.frame, bins, others, cells[:, :, :-1], cells[:, :, -1],
        surveys, read_text(found["rule"]), None if withheld is None else withheld.reshape(shape[0], len(others)),
    )  # fmt: skip
