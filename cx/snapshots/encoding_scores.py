"""What was read from counts as JSON and back: scores that are guarded, words, and small tables."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from cx.guard import STATES, Guarded
from cx.pairs import Pairs
from cx.scores import FLOATS, INTS
from cx.snapshots.codec import Codec, read_float, read_list, read_object, read_text, refused, write_float
from cx.snapshots.encoding_counts import (
    CELLS,
    MOST_ROWS,
    SURVEYS,
    as_long,
    read_groups,
    read_measure,
    read_pairs,
    read_tally,
    whole_numbers,
    write_groups,
    write_measure,
    write_pairs,
    write_tally,
)
from cx.tally import Tally
from cx.wording import Wording


def _real(given: Any) -> NDArray[np.float64]:
    return np.array([read_float(number) for number in read_list(given)], dtype=np.float64)


def _texts(given: Any) -> NDArray[np.object_]:
    return np.array([*map(read_text, read_list(given)), None], dtype=object)[:-1]


#: The parts of `Guarded` as JSON.
_SCORES = ("measure", "reading", "groups", *FLOATS, *INTS, "excluded", "surveys", "state")


def _write_guarded(scores: Guarded) -> Any:
    numbers = {name: [*map(write_float, getattr(scores, name).tolist())] for name in FLOATS}
    numbers |= {name: getattr(scores, name).tolist() for name in INTS}
    return numbers | {
        "measure": write_measure(scores.measure), "reading": scores.reading.full_name,
        "groups": write_groups(scores.named), "excluded": [[why, n.tolist()] for why, n in scores.excluded.items()],
        "surveys": SURVEYS.write(scores.surveys), "state": scores.state.tolist(),
    }  # fmt: skip


def _read_guarded(given: Any) -> Guarded:
    found = read_object(given, _SCORES)
    known, named = read_measure(found["measure"]), read_groups(found["groups"])
    numbers: dict[str, Any] = {name: _real(found[name]) for name in FLOATS}
    numbers |= {name: whole_numbers(found[name], 0, MOST_ROWS) for name in INTS} | {"state": _texts(found["state"])}
    pairs = (read_list(pair, 2) for pair in read_list(found["excluded"]))
    excluded = {read_text(why): whole_numbers(n, 0, MOST_ROWS) for why, n in pairs}
    as_long(numbers | excluded, len(named))
    if not set(numbers["state"]) <= set(STATES):
        raise refused("a score is in a state that is not known")
    reading = known.reading(read_text(found["reading"])[:200])
    return Guarded(known, reading, named, excluded=excluded, surveys=SURVEYS.read(found["surveys"]), **numbers)


#: The lists of a `Wording`, and how each is read.
WORD_LISTS: Mapping[str, Callable[[Any], Any]] = {
    "word": _texts, "unhappy": whole_numbers, "happy": whole_numbers, "log_odds": _real, "z": _real, "p": _real,
}  # fmt: skip


def _write_wording(found: Wording) -> Any:
    lists = {name: CELLS.write(getattr(found, name)) for name in ("word", "unhappy", "happy")}
    lists |= {name: [*map(write_float, getattr(found, name))] for name in ("log_odds", "z", "p")}
    return lists | {"n_unhappy": found.n_unhappy, "n_happy": found.n_happy}


def _read_wording(given: Any) -> Wording:
    found = read_object(given, [*WORD_LISTS, "n_unhappy", "n_happy"])
    lists = {name: read(found[name]) for name, read in WORD_LISTS.items()}
    as_long(lists, len(lists["word"]))
    n_unhappy, n_happy = whole_numbers([found["n_unhappy"], found["n_happy"]], 0, MOST_ROWS).tolist()
    return Wording(**lists, n_unhappy=n_unhappy, n_happy=n_happy)


def _write_frame(frame: pd.DataFrame) -> Any:
    return {"columns": [*map(str, frame)], "rows": [CELLS.write(row) for row in _rows(frame)]}


def _rows(frame: pd.DataFrame) -> Sequence[Sequence[Any]]:
    """The cells of a table, None where one is missing and does not say so as a number."""
    cells = frame.astype(object)
    kept: Sequence[Sequence[Any]] = cells.where(cells.notna(), None).to_numpy().tolist()
    return kept


def _read_frame(given: Any) -> pd.DataFrame:
    found = read_object(given, ["columns", "rows"])
    columns, rows = [*map(read_text, read_list(found["columns"]))], [*map(CELLS.read, read_list(found["rows"]))]
    if any(len(row) != len(columns) for row in rows):
        raise refused("a row of a table is not as long as its head")
    return pd.DataFrame(rows, columns=columns, dtype=object)


#: How tables of counts and scores are written.
COUNTED: Mapping[Any, Codec] = {
    Tally: Codec(write_tally, read_tally), Pairs: Codec(write_pairs, read_pairs),
    Guarded: Codec(_write_guarded, _read_guarded), Wording: Codec(_write_wording, _read_wording),
    pd.DataFrame: Codec(_write_frame, _read_frame),
}  # fmt: skip
