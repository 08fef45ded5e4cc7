"""What a snapshot holds becomes JSON and comes back the same; whatever else is read is refused in one sentence."""

from __future__ import annotations

import json
import math
from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from cx.alerts import Alert
from cx.definitions import Definitions
from cx.errors import BadInput, Unavailable
from cx.filters import Filters
from cx.groups import Groups
from cx.guard import Guarded, guard, guarded_pairs, guarded_tally
from cx.measures import Measure, Reading, measure
from cx.notes import Benchmark, Marker, Notes
from cx.pairs import Pairs
from cx.reports.ask import Arrangement
from cx.scores import read
from cx.settings import Settings, load
from cx.snapshots.encoding import (
    canonical,
    codec_of,
    in_order,
    kept_settings,
    parsed,
    read_facts,
    read_tallies,
    write_facts,
    write_tallies,
)
from cx.store.comments import Comments
from cx.store.contents import Contents, Source
from cx.store.joins import Join
from cx.store.second_road import Found, Wanted
from cx.store.second_road.bridge import Bridge
from cx.store.workspace.imports import Import
from cx.surveys import Survey
from cx.tally import Tally
from cx.wording import Wording, wording

SETTINGS = load({}, {})
PULSE = Survey("pulse", "nps", anonymous=True)
ASKED = {"nps": Survey("nps", "nps", headline=True, wording="Would you?"), "pulse": PULSE}


def again(hint: Any, value: Any) -> Any:
    """A value after it was written as bytes and read."""
    codec = codec_of(hint)
    return codec.read(parsed(canonical(codec.write(value))))


def plain(value: Any) -> Any:
    """As what compares: arrays and tables are compared by what stands in them."""
    if isinstance(value, np.ndarray):
        return ("array", value.dtype.kind, value.shape, [plain(part) for part in value.ravel().tolist()])
    if isinstance(value, pd.DataFrame):
        return [*map(str, value)], [[plain(cell) for cell in row] for row in value.to_numpy(dtype=object).tolist()]
    if isinstance(value, Groups):
        return value.by, value.names()
    if isinstance(value, float) and math.isnan(value):
        return "nan"
    if isinstance(value, Unavailable):
        return value.measure, value.kind, value.values
    if isinstance(value, Mapping):
        return [(key, plain(part)) for key, part in value.items()]
    if isinstance(value, tuple | list):
        return [plain(part) for part in value]
    if hasattr(value, "__dataclass_fields__") and not isinstance(value, Measure | Reading):
        return {name: plain(getattr(value, name)) for name in value.__dataclass_fields__}
    return value


# One value of every type.

WEEK = date(2026, 3, 2)
VALUES: list[tuple[Any, Any]] = [
    (str, "Žiūrėk “<b>” 🙂 \n"), (int, -(2**63)), (float, 0.1), (float, math.inf), (float, -math.inf),
    (float, math.nan), (bool, True), (date, WEEK), (datetime, datetime(2026, 3, 2, 14, 5, 59, 17)),
    (str | None, None), (str | None, "x"),
    (tuple[str, ...], ()), (tuple[str, int], ("a", 1)), (list[int | None], [1, None]),
    (frozenset[str], frozenset({"b", "a"})), (Mapping[tuple[str, str], str], {("channel", ""): "Way", ("b", "a"): "c"}),
    (dict[str, str], {"z": "1", "a": "2"}),
    (tuple[object, ...], (None, True, 0, 1.0, math.nan, -math.inf, "nan", WEEK, datetime(2026, 3, 2), ("a", 1))),
    (Filters, Filters("12w", "year", "month", (("channel", ("chat", None)),), (("fcr", "F1:14"),))),
    (Arrangement, Arrangement(by="channel", table=("a", "b"), search="=cmd|'", start=20)),
    (Survey, Survey("ces", "ces", 1, 7, (5,), "low", "transactional", True, True, "How hard?")),
    (Source, Source("desk", "answers", 3, None, datetime(2026, 3, 2), None, WEEK, 1)),
    (Contents, Contents("v1", 7, (), {"answers": frozenset({"score"})}, {"channel": ("chat", None)}, (PULSE,),
                        {"shop": "d1"}, {"zone": "UTC"}, {"nps": 4}, {"desk": datetime(2026, 3, 2)})),
    (Alert, Alert("nps", "nps", "nps", "channel", None, WEEK, 0.1, 40, -0.2, 0.3, 0.0, 1e-9, 0.01, "drift", None)),
    (Notes, Notes((Marker(1, WEEK, None, "Outage", "incident"),), {"nps.nps": 0.4},
                  (Benchmark("nps.nps", 0.3, "Retail", "a study"),), {("channel", "chat"): "Live chat"})),
    (Import, Import(3, datetime(2026, 3, 2, 1, 2, 3), "csv", "desk", ("a.csv", "b.csv"), True, 9, 4, 3, 1, 1)),
    (Join, Join("answers", "tickets", 9, 5, 4)), (Bridge, Bridge(5, None, 4)), (Found, Found(math.nan, 0, "newer")),
    (Wanted, Wanted("nps", "nps", "net", 0, 0.5, "", WEEK, None, (("channel", (None,)),))),
    (Unavailable, Unavailable("nps", "not_pooled", "a", "b")),
]  # fmt: skip


@pytest.mark.parametrize(
    ("hint", "value"), VALUES, ids=[f"{place} {hint}"[:60] for place, (hint, _value) in enumerate(VALUES)]
)
def test_a_value_comes_back_the_same(hint: Any, value: Any) -> None:
    found = again(hint, value)

    assert plain(found) == plain(value)
    assert type(found) is type(value)


def test_mappings_keep_their_order_and_sets_have_one() -> None:
    assert list(again(dict[str, int], {"z": 1, "a": 2})) == ["z", "a"]
    assert codec_of(frozenset[str]).write(frozenset("cab")) == ["a", "b", "c"]


def test_cells_of_tables_become_what_python_has() -> None:
    cells = (np.float64(0.5), np.int64(3), np.bool_(True), pd.Timestamp("2026-03-02 10:00"), pd.NaT, ["a"])

    assert again(tuple[object, ...], cells) == (0.5, 3, True, datetime(2026, 3, 2, 10), None, ("a",))


def test_a_type_that_was_not_thought_of_has_no_place() -> None:
    for hint in (set[str], int | str, complex):
        with pytest.raises(TypeError, match="no place"):
            codec_of(hint)
    with pytest.raises(TypeError, match="no place"):
        codec_of(object).write(object())


# Counts and scores.

NAMES = {
    "channel": st.sampled_from(["chat", "e-mail", "=cmd|'/C'", "ž", None]),
    "week": st.sampled_from([WEEK, date(2026, 3, 9), None]),
    "hour": st.sampled_from([0, 5, 167, None]),
    "survey": st.sampled_from(["nps", "pulse"]),
}


@st.composite
def tallies(draw: st.DrawFn) -> Tally:
    """Any counts of answers by any dimensions, guarded or not."""
    by = draw(st.lists(st.sampled_from(sorted(NAMES)), max_size=3, unique=True))
    row = {name: NAMES[name] for name in by} | {"bin": st.integers(-2, 10), "n": st.integers(1, 10**9)}
    rows = draw(st.lists(st.fixed_dictionaries(row), max_size=30))
    frame = pd.DataFrame(rows, columns=list(row))
    one = draw(st.sampled_from(sorted(ASKED)))
    asked = ASKED if "survey" in by else {one: ASKED[one]}
    tally = Tally.from_frame(measure("nps"), frame.astype({"bin": "Int64", "n": "Int64"}), by, asked)
    return guarded_tally(tally, SETTINGS) if draw(st.booleans()) else tally


@given(tallies())
def test_a_tally_comes_back_the_same(tally: Tally) -> None:
    found = again(Tally, tally)

    assert plain(found) == plain(tally)
    assert canonical(codec_of(Tally).write(found)) == canonical(codec_of(Tally).write(tally))


@given(st.lists(st.lists(st.integers(0, 3), min_size=4, max_size=4), min_size=1, max_size=5))
def test_counts_are_written_along_the_bins_that_hold_rows(rows: list[list[int]]) -> None:
    counts = np.array(rows, dtype=np.int64)
    groups = Groups.of(pd.DataFrame({"channel": [f"{row}" for row in range(len(rows))]}))
    found = again(Tally, Tally(measure("resolution"), groups, np.array([-5, 0, 60, 10**6]), counts))

    held = counts.any(axis=0)
    assert found.bins.tolist() == np.array([-5, 0, 60, 10**6])[held].tolist()
    assert found.counts.tolist() == counts[:, held].tolist()


def test_names_that_no_group_has_are_not_kept() -> None:
    tally = Tally.from_frame(
        measure("nps"), pd.DataFrame({"channel": ["chat", "a person"], "bin": [9, 9], "n": [3, 4]}), ["channel"]
    )

    written = canonical(codec_of(Tally).write(tally.select({"channel": "chat"}))).decode()
    assert "chat" in written
    assert "a person" not in written


def test_a_tally_on_another_basis_keeps_it() -> None:
    asked = measure("resolution").on("business")
    tally = Tally.from_frame(asked, pd.DataFrame({"bin": [60], "n": [1]}), [])

    assert again(Tally, tally).measure == asked


@st.composite
def pairs(draw: st.DrawFn) -> Pairs:
    """Any answers beside what their tickets took, guarded or not."""
    other = st.one_of(st.sampled_from([-2, 0, 59, 3600, 10**6]), st.none())
    row = {"bin": st.integers(-1, 10), "other": other, "n": st.integers(1, 50)}
    rows = draw(st.lists(st.fixed_dictionaries(row), max_size=20))
    frame = pd.DataFrame(rows, columns=list(row)).astype("Int64")
    found = Pairs.from_frame(measure("nps"), "resolution", frame, (), {"pulse": PULSE})
    return guarded_pairs(found, SETTINGS) if draw(st.booleans()) else found


@given(pairs())
def test_pairs_come_back_the_same(found: Pairs) -> None:
    written = again(Pairs, found)
    held = found.counts.any(axis=(0, 2)) | found.unmatched.any(axis=0)

    assert plain(written.bins) == plain(found.bins[held])
    assert plain(written.counts) == plain(found.counts[:, held])
    assert plain(written.unmatched) == plain(found.unmatched[:, held])
    assert (written.rule, plain(written.withheld)) == (found.rule, plain(found.withheld))
    assert plain(written.others) == plain(found.others)


@given(tallies())
def test_scores_come_back_the_same_whatever_is_none_endless_or_hidden(tally: Tally) -> None:
    scores = guard(read(tally, "nps"), SETTINGS)
    found = again(Guarded, scores)

    expected = {**plain(scores), "withheld": None}
    assert plain(found) == expected


def test_definitions_come_back_with_why_a_basis_is_missing() -> None:
    scores = guard(
        read(Tally.from_frame(measure("nps"), pd.DataFrame({"bin": [9], "n": [40]}), [], ASKED | {})), SETTINGS
    )
    found = again(
        Definitions, Definitions([scores], {"customer": Unavailable("nps", "columns_missing", "customer_id")})
    )

    assert found.scores[0].value.tolist() == [1.0]
    assert plain(found.unavailable["customer"]) == ("nps", "columns_missing", ("customer_id",))


def test_words_come_back_the_same() -> None:
    found = wording(["slow reply again"] * 7 + ["fast reply thanks"] * 6, ["unhappy"] * 7 + ["happy"] * 6)

    assert len(found) > 3
    assert plain(again(Wording, found)) == plain(found)


def test_a_table_comes_back_with_what_python_has_in_its_cells() -> None:
    frame = pd.DataFrame({"value": ["a", None], "n": np.array([1, 2]), "share": [0.5, np.nan]})

    assert plain(again(pd.DataFrame, frame)) == (["value", "n", "share"], [["a", 1, 0.5], [None, 2, None]])


def test_of_comments_only_their_numbers_are_kept() -> None:
    told = Comments(pd.DataFrame({"comment": ["I sit by the window"]}), 7, {"unhappy": 3, "happy": 4}, ("pulse",))
    written = canonical(codec_of(Comments).write(told)).decode()

    assert "window" not in written
    found = again(Comments, told)
    assert (found.total, found.moods, found.withheld, len(found.frame)) == (7, told.moods, ("pulse",), 0)


def test_of_settings_only_those_are_kept_that_numbers_words_and_guards_depend_on(settings: Settings) -> None:
    changed = settings.with_(zone="Europe/Vilnius", hide_below=7, headlines=("nps", "fcr"), agent_views=True, edit=True)
    written = canonical(codec_of(Settings).write(changed)).decode()
    found = again(Settings, changed)

    assert not {place for place in ("duckdb", "sqlite", "300MB") if place in written}
    assert (found.zone, found.hide_below, found.headlines, found.agent_views) == (
        "Europe/Vilnius",
        7,
        ("nps", "fcr"),
        True,
    )
    assert found == kept_settings(changed)
    assert found.edit is False


# Questions and facts.


def test_questions_have_one_order_and_say_why_one_has_no_answer() -> None:
    one, other = ("nps", Filters(), ()), ("nps", Filters("12w"), ("channel",))
    tally = Tally.from_frame(measure("nps"), pd.DataFrame({"bin": [9], "n": [4]}), [], {"nps": ASKED["nps"]})
    written = write_tallies({one: tally, other: Unavailable("nps", "no_data")})

    assert written == write_tallies({other: Unavailable("nps", "no_data"), one: tally})
    found = read_tallies(json.loads(json.dumps(written)))
    assert isinstance(found[one], Tally)
    assert plain(found[other]) == ("nps", "no_data", ())


def test_every_fact_comes_back_with_what_it_depends_on() -> None:
    facts = {
        ("comments_by", Filters(), "topic"): pd.DataFrame({"value": ["a"], "mood": ["happy"], "n": [3]}),
        ("second_road", (Wanted("nps", "nps", "net"),)): [Found(0.5, 4)], ("edited",): ["zone"],
        ("bridge", Filters()): Unavailable("bridge", "no_data"),
    }  # fmt: skip
    found = read_facts(json.loads(json.dumps(write_facts(facts))))

    assert sorted(map(str, found)) == sorted(map(str, facts))
    assert {str(key): plain(value) for key, value in found.items()} == {str(k): plain(v) for k, v in facts.items()}


def test_a_fact_that_is_not_known_is_neither_written_nor_read() -> None:
    with pytest.raises(KeyError):
        write_facts({("rejects",): ["a row as it came"]})
    for key in ([], ["rejects"], ["edited", "more"], [3], "edited"):
        with pytest.raises(BadInput):
            read_facts([[key, []]])


def test_equal_values_are_equal_bytes_in_one_order() -> None:
    assert canonical({"b": 1.0, "a": "ž"}) == '{"a":"ž","b":1.0}'.encode()
    assert in_order([{"b": 1}, {"a": 2}, [1]]) == [[1], {"a": 2}, {"b": 1}]
    with pytest.raises(ValueError, match="JSON"):
        canonical(math.nan)
