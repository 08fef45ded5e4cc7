"""Tables of scores, and CSV files that a spreadsheet can open without running anything."""

from __future__ import annotations

import csv
import io
from datetime import date

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from cx import bins
from cx.guard import Guarded, guard
from cx.measures import measure
from cx.reports import tables
from cx.scores import read
from cx.settings import load
from cx.surveys import Survey
from cx.tally import Tally

CHANNELS = pd.DataFrame(
    {"channel": ["Chat"] * 4 + ["Fax"] + [None] * 2, "bin": [10, 7, 2, -1, 0, 9, 3], "n": [50, 10, 20, 4, 3, 30, 10]}
)


def scores(*, anonymous: bool = False, reading: str = "nps") -> Guarded:
    nps = measure("nps")
    tally = Tally.from_frame(nps, CHANNELS, ["channel"], {"q": Survey("q", "nps", anonymous=anonymous)})
    return guard(read(tally, reading), load(environ={}))


def rows(file: bytes) -> list[list[str]]:
    return list(csv.reader(io.StringIO(file.decode("utf-8-sig"))))


def test_a_table_is_in_the_units_people_use_and_unrounded() -> None:
    table = tables.table(scores())

    chat = table.set_index("channel").loc["Chat"]
    assert chat["value"] == pytest.approx(100 * (50 - 20) / 80)
    assert chat["n"] == 80
    assert (chat["numerator"], chat["denominator"]) == (30, 80)
    assert chat["excluded_outside_scale"] == 4
    assert table["state"].tolist() == ["ok", "few", "ok"]


def test_a_missing_value_of_a_dimension_is_an_empty_cell() -> None:
    assert tables.table(scores())["channel"].tolist() == ["Chat", "Fax", ""]


def test_nothing_of_a_hidden_group_is_in_a_table() -> None:
    table = tables.table(scores(anonymous=True)).set_index("channel")

    assert table.loc["Fax", "state"] == "hidden"
    assert table.loc["Fax"].drop("state").isna().all()
    assert rows(tables.csv_bytes(table.reset_index()))[2][1:-1] == [""] * 7


def test_an_endless_limit_is_an_empty_cell() -> None:
    frame = pd.DataFrame({"bin": [60, 120], "n": [1, 1]})
    tally = Tally.from_frame(measure("first_response"), frame, [], {})
    table = tables.table(guard(read(tally, "p90"), load(environ={})))

    assert table["high"].tolist() == [None]
    assert np.isfinite(table["value"].iloc[0])


def test_what_still_runs_is_counted_beside_what_is_counted() -> None:
    """Two of three still run: half of them have not ended, so that there is no median yet, but three rows and two."""
    frame = pd.DataFrame({"bin": [60, *map(int, bins.running([3600, 7200]))], "n": [1, 1, 1]})
    given = guard(read(Tally.from_frame(measure("resolution"), frame, [], {})), load(environ={}))
    table = tables.table(given).iloc[0]

    assert (table["n"], table["running"], table["value"], table["state"]) == (3, 2, None, "few")
    assert "running" not in tables.table(scores())


def test_a_file_begins_with_its_facts() -> None:
    file = tables.csv_bytes(tables.table(scores()), [("Measure", "NPS"), ("Zone", "UTC")])

    assert file.startswith(b"\xef\xbb\xbf")
    assert rows(file)[:4] == [["Measure", "NPS"], ["Zone", "UTC"], [], list(tables.table(scores()).columns)]


def test_a_file_without_facts_begins_with_its_header() -> None:
    assert rows(tables.csv_bytes(pd.DataFrame({"a": [1]}))) == [["a"], ["1"]]


def test_days_are_written_in_iso_form() -> None:
    assert rows(tables.csv_bytes(pd.DataFrame({"day": [date(2026, 11, 1)]})))[1] == ["2026-11-01"]


def test_negative_numbers_stay_numbers() -> None:
    assert rows(tables.csv_bytes(pd.DataFrame({"value": [-8.5, np.float64(-1)]})))[1:] == [["-8.5"], ["-1.0"]]


@pytest.mark.parametrize("start", ["=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠"])
def test_a_text_that_a_spreadsheet_would_run_is_disarmed_everywhere(start: str) -> None:
    text = f"{start}cmd()"
    file = tables.csv_bytes(pd.DataFrame({text: [text]}), [(text, text)])

    assert all(cell == "'" + text for row in rows(file) for cell in row)


@given(st.text())
def test_any_text_comes_back_and_starts_no_formula(text: str) -> None:
    cell = tables.harmless(text)

    assert cell.removeprefix("'") == text.removeprefix("'")
    assert not cell.startswith(tables.FORMULA_STARTS)


@given(st.lists(st.text(alphabet=st.characters(exclude_categories=["Cs"], exclude_characters="\x00"), min_size=1)))
def test_a_file_keeps_every_text_as_it_was(texts: list[str]) -> None:
    file = tables.csv_bytes(pd.DataFrame({"text": pd.Series(texts, dtype=object)}))
    read_back = list(csv.reader(io.StringIO(file.decode("utf-8-sig"), newline="")))

    assert [row[0] for row in read_back[1:]] == [tables.harmless(text) for text in texts]


@pytest.mark.parametrize("unseen", [" ", "\u00a0", "\u200b", "\ufeff", "\u202e", "\x00", "\x1b", " \u2028 "])
def test_what_nobody_sees_in_front_of_a_formula_does_not_arm_it(unseen: str) -> None:
    assert tables.harmless(f"{unseen}=1+1") == f"'{unseen}=1+1"
    assert tables.harmless(f"{unseen}chat") == f"{unseen}chat"


@pytest.mark.parametrize(
    ("value", "written"),
    [
        (None, ""), (float("nan"), ""), (pd.NaT, ""), (pd.NA, ""), (True, "true"), (np.bool_(False), "false"),
        (date(2026, 3, 2), "2026-03-02"), (0, 0), (0.1, 0.1), ("=1", "'=1"), ("", ""),
    ],
)  # fmt: skip
def test_a_cell_of_a_csv_file_says_what_it_holds(value: object, written: object) -> None:
    assert tables.csv_cell(value) == written
