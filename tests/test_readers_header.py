"""Rows above the data and below it: which name the columns, which say more, and which are no data."""

from __future__ import annotations

import random
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from importing import Desk

from cx.errors import BadInput
from cx.readers import csv, xlsx
from cx.readers.header import MOST_COLUMNS, joined
from cx.readers.preset import load_preset
from cx.recognise.drafting import draft_of
from cx.recognise.look import look
from cx.recognise.preview import preview
from tests.reading import read, read_text, workbook

REPORT = 'Satisfaction report\n"for the ""first""\nquarter"\n\nname,score\nAnn,9\nshort\nBob,7\n'


def test_the_row_that_names_the_columns_may_stand_below_others(tmp_path: Path) -> None:
    seen = read_text(tmp_path, REPORT, header_row=4)

    assert (seen.names, seen.rows, seen.lines) == (["name", "score"], [["Ann", "9"], ["Bob", "7"]], [6, 8])
    assert seen.said == [(7, "1 cells instead of 2")]


def test_a_workbook_counts_the_same_rows(tmp_path: Path) -> None:
    path = workbook(tmp_path / "a.xlsx", [["Report"], [], ["name", "score"], ["Ann", 9], [], ["Bob", 7]])

    seen = read(path, header_row=3)

    assert (seen.names, seen.rows, seen.lines) == (["name", "score"], [["Ann", "9"], ["Bob", "7"]], [4, 6])


def test_blank_rows_above_the_header_are_no_rows(tmp_path: Path) -> None:
    book = workbook(tmp_path / "a.xlsx", [[], [None, ""], ["a", "b"], [1, 2]])

    assert read_text(tmp_path, "\n,\na,b\n1,2\n").lines == read(book).lines == [4]


def test_a_header_row_that_is_not_there_is_told(tmp_path: Path) -> None:
    with pytest.raises(BadInput, match=r"a\.csv is empty; its row 5 must name the columns"):
        read_text(tmp_path, "a,b\n1,2\n", header_row=5)


SURVEY = [
    ["Respondent ID", "How likely, 0 to 10?", "", "Why?", "Which?", "", ""],
    ["", "Response", "Comment", "Open-Ended Response", "Price", "Speed", ""],
]


def test_two_rows_can_name_the_columns_together() -> None:
    assert joined(SURVEY) == [
        "Respondent ID",
        "How likely, 0 to 10?",
        "How likely, 0 to 10?: Comment",
        "Why?",
        "Which?: Price",
        "Which?: Speed",
        "",
    ]


def test_names_of_two_rows_are_those_of_a_text_and_of_a_workbook(tmp_path: Path) -> None:
    rows = [["1", "9", "good", "fast", "x", "", "end"]]
    text = "".join(",".join(f'"{cell}"' for cell in row) + "\n" for row in [*SURVEY, *rows])

    csv_file = read_text(tmp_path, text, header_rows=2)
    book = read(workbook(tmp_path / "a.xlsx", [*SURVEY, ["1", 9, "good", "fast", "x"]]), header_rows=2)

    assert csv_file.names[4:] == ["Which?: Price", "Which?: Speed", "column 7"]
    assert book.names == csv_file.names[:6]
    assert csv_file.rows == rows
    assert csv_file.lines == book.lines == [3]


QUALTRICS = (
    'StartDate,Q1,Q1_TEXT\nAnfangsdatum,"Wie wahrscheinlich,\nvon 0 bis 10?",\n'
    '"{""ImportId"":""startDate""}","{""ImportId"":""QID1""}",\n'
)


def test_a_row_of_wordings_becomes_the_labels_of_the_columns_in_every_batch(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(csv, "BLOCK", 200)
    rows = "".join(f"2024-03-01,{number % 11},x\n" for number in range(100))

    seen = read_text(tmp_path, QUALTRICS + rows, label_row=2, skip_rows=2)

    assert seen.labels == {"StartDate": "Anfangsdatum", "Q1": "Wie wahrscheinlich,\nvon 0 bis 10?", "Q1_TEXT": ""}
    assert seen.batches > 5
    assert seen.lines == list(range(5, 105))


def test_labels_of_a_workbook_are_in_every_batch_and_may_stand_above_the_names(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(xlsx, "BATCH_ROWS", 2)
    path = workbook(tmp_path / "a.xlsx", [["How likely?", None], ["Q1", "Q2"], *[[one, one] for one in range(5)]])

    seen = read(path, header_row=2, label_row=1)

    assert (seen.labels, seen.batches, len(seen.rows)) == ({"Q1": "How likely?", "Q2": ""}, 3, 5)


def test_a_label_row_below_the_header_is_no_data_even_if_nothing_else_says_so(tmp_path: Path) -> None:
    assert read_text(tmp_path, "Q1,Q2\nHow?,Why?\n9,x\n", label_row=2).rows == [["9", "x"]]


def test_closing_lines_are_left_out_and_counted_with_or_without_all_their_cells(tmp_path: Path) -> None:
    text = "Agent,Rating\nTotal Care,5\n\nAnn,\n\nTotal,10\nTotal,\n\nReporting period 2024-01-01 to 2024-01-31\n\n"

    seen = read_text(tmp_path, text, footer=("Total", "Reporting period"))

    assert seen.rows == [["Total Care", "5"], ["Ann", ""]]
    assert (seen.lines, seen.rejects, seen.left_out) == ([2, 4], [], 3)


def test_a_closing_line_may_stand_in_quotes(tmp_path: Path) -> None:
    seen = read_text(tmp_path, 'Agent,Rating\nAnn,5\n"Total, of all"\n', footer=("Total",))

    assert (seen.rows, seen.rejects, seen.left_out) == ([["Ann", "5"]], [], 1)


def test_a_line_that_begins_so_before_the_end_is_data(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(csv, "BLOCK", 60)
    chance = random.Random(11)
    names = [chance.choice(["Total", "Ann", "Bob"]) for _ in range(200)] + ["Ann", "Total", "Total"]
    text = "name,score\n" + "".join(f"{name},{number}\n" for number, name in enumerate(names))

    seen = read_text(tmp_path, text, footer=("Total",))

    assert [int(row[1] or 0) for row in seen.rows] == list(range(201))
    assert (seen.lines, seen.left_out) == (list(range(2, 203)), 2)


def test_closing_lines_of_a_workbook_are_left_out(tmp_path: Path) -> None:
    path = workbook(tmp_path / "a.xlsx", [["name", "score"], ["Ann", 9], ["Total", "=SUM(B2:B2)"], ["Confidential"]])

    seen = read(path, footer=("Total", "Confidential"))

    assert (seen.rows, seen.left_out, seen.rejects) == ([["Ann", "9"]], 2, [])


def test_a_file_of_closing_lines_alone_has_no_rows(tmp_path: Path) -> None:
    seen = read_text(tmp_path, "a,b\nTotal,0\nPeriod\n", footer=("Total", "Period"))

    assert (seen.names, seen.rows, seen.left_out) == (["a", "b"], [], 2)


PRESET = """
table = "answers"
footer = ["Reporting period", "Total"]
[columns]
response_id = "Id"
answered_at = "Recorded date"
score = "Rating"
survey = { constant = "csat" }
[surveys.csat]
"""


def test_an_import_counts_closing_lines_as_left_out(desk: Desk) -> None:
    text = "Id,Rating,Recorded date\n1,5,2024-01-02\n2,x,2024-01-03\nTotal,5,\n\nReporting period 2024-01-01 to now\n"

    result = desk.bring(text, desk.write("chat.toml", PRESET))

    assert (result.rows, result.read, result.added, result.rejected, result.left_out) == (2, 2, 1, 1, 2)
    assert [reject.line for reject in result.rejects] == [3]


READINGS = """
table = "answers"
header_row = 3
signature = ["Id", "Rating"]
[columns]
response_id = "Id"
answered_at = "Day"
score = "Rating"
survey = { constant = "csat" }
[surveys.csat]
[[also]]
table = "tickets"
header_row = 1
signature = ["Ticket"]
[also.columns]
ticket_id = "Ticket"
created_at = "Day"
"""


def test_what_a_layout_rejects_in_a_file_that_has_another_is_not_counted(desk: Desk) -> None:
    preset = desk.write("both.toml", READINGS)

    result = desk.bring("Ticket,Day\nT1,2024-03-01\nT2,2024-03-02\nT3\n", preset)

    assert (result.read, result.added, result.rejected) == (3, 2, 1)
    assert [(reject.line, reject.reason) for reject in result.rejects] == [(4, "1 cells instead of 2")]


def test_a_file_too_short_for_one_layout_is_read_by_another(desk: Desk) -> None:
    preset = desk.write("both.toml", READINGS)

    result = desk.bring("Ticket,Day\nT1,2024-03-01\n", preset)

    assert (result.read, result.added, result.rejected) == (1, 1, 0)
    seen = look(desk.folder / "file.csv")
    assert [row["ticket_id"] for row in preview(seen, load_preset(preset), "UTC").frames["tickets"].to_pylist()] == [
        "T1"
    ]


@pytest.mark.parametrize(
    ("text", "said"),
    [("Case,Day\nT1,2024-03-01\n", "lacks the column Ticket"), ("", "is empty")],
)
def test_a_file_that_no_layout_reads_says_why(desk: Desk, text: str, said: str) -> None:
    with pytest.raises(BadInput, match=f"^file.csv .*{said}"):
        desk.bring(text, desk.write("both.toml", READINGS))


def test_a_file_with_more_columns_than_any_table_has_is_refused_at_once(tmp_path: Path) -> None:
    names = [f"c{nr}" for nr in range(MOST_COLUMNS + 1)]
    with pytest.raises(BadInput, match="has 16,385 columns, more than 16,384"):
        read_text(tmp_path, ",".join(names) + "\n1\n")
    path = tmp_path / "wide.parquet"
    pq.write_table(pa.table(dict.fromkeys(names, [1])), path)
    with pytest.raises(BadInput, match="has 16,385 columns"):
        read(path)


def test_as_many_columns_as_a_workbook_can_have_are_looked_at(tmp_path: Path) -> None:
    path = tmp_path / "wide.csv"
    path.write_text(",".join(["NPS", *(f"c{nr}" for nr in range(MOST_COLUMNS - 1))]) + "\n", encoding="utf-8")

    assert [one.column for one in draft_of(look(path)).questions] == ["NPS"]
