"""Workbooks, Parquet and JSON give the same rows of text as a CSV of them would."""

from __future__ import annotations

import gzip
import json
from datetime import date, datetime, timedelta
from pathlib import Path

import openpyxl
import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from cx.errors import BadInput
from cx.readers import json as json_reader
from cx.readers.formats import read_rows
from cx.readers.preset import Shape
from cx.readers.rows import Reject

PLAIN = Shape()


def read(path: Path, shape: Shape = PLAIN) -> tuple[list[dict[str, str]], list[int], list[Reject]]:
    rejects: list[Reject] = []
    rows, lines = [], []
    for part in read_rows(path, shape, rejects.append, lambda _: None):
        rows += part.values.to_pylist()
        lines += part.lines.tolist()
    return rows, lines, rejects


def workbook(path: Path, rows: list[list[object]], sheet: str = "Sheet") -> None:
    book = openpyxl.Workbook()
    book.active.title = sheet
    for row in rows:
        book.active.append(row)
    book.save(path)


def test_cells_of_a_workbook_become_the_text_a_csv_would_hold(tmp_path: Path) -> None:
    cells = [7, 7.5, True, datetime(2020, 1, 2, 3, 4), date(2020, 1, 2), timedelta(hours=30), "Ž", None]
    workbook(tmp_path / "a.xlsx", [["a", "b", "c", "d", "e", "f", "g", "h"], cells, [None] * 8, [1] * 8])

    rows, lines, _ = read(tmp_path / "a.xlsx")

    assert list(rows[0].values()) == ["7", "7.5", "true", "2020-01-02 03:04:00", "2020-01-02", "30:00:00", "Ž", None]
    assert lines == [2, 4]


def test_a_sheet_is_taken_by_name_and_a_wrong_name_lists_those_there_are(tmp_path: Path) -> None:
    workbook(tmp_path / "a.xlsx", [["a"], [1]], "Answers")

    assert read(tmp_path / "a.xlsx", Shape(sheet="Answers"))[0] == [{"a": "1"}]
    with pytest.raises(BadInput, match="no sheet 'Other'; it has Answers"):
        read(tmp_path / "a.xlsx", Shape(sheet="Other"))


@pytest.mark.parametrize("name", ["a.xlsx", "a.parquet", "a.xls"])
def test_a_delimited_text_is_read_under_whatever_name_a_tool_gave_it(tmp_path: Path, name: str) -> None:
    (tmp_path / name).write_text("a,b\n1,2\n")

    assert read(tmp_path / name)[0] == [{"a": "1", "b": "2"}]


def test_typed_columns_of_parquet_become_text(tmp_path: Path) -> None:
    table = pa.table(
        {
            "n": pa.array([1, None]),
            "x": pa.array([1.0, 2.5]),
            "when": pa.array([datetime(2020, 1, 2, 3, 4), None], pa.timestamp("ns", "Europe/Vilnius")),
            "local": pa.array([datetime(2020, 1, 2, 3, 4), None], pa.timestamp("ms")),
            "day": pa.array([date(2020, 1, 2), None]),
            "kind": pa.array(["a", "b"]).dictionary_encode(),
            "inner": pa.array([{"score": 9}, {"score": None}]),
            "list": pa.array([[1], [2]]),
        }
    )
    pq.write_table(table, tmp_path / "a.parquet")

    rows, lines, _ = read(tmp_path / "a.parquet")

    assert rows[0] == {
        "n": "1", "x": "1", "when": "2020-01-02 03:04:00.000000Z", "local": "2020-01-02 03:04:00.000000",
        "day": "2020-01-02", "kind": "a", "inner.score": "9",
    }  # fmt: skip
    assert lines == [1, 2]


def test_columns_of_parquet_that_share_a_name_stay_apart(tmp_path: Path) -> None:
    table = pa.Table.from_arrays([pa.array([1]), pa.array([2]), pa.array([3])], names=["a", "a", "A"])
    pq.write_table(table, tmp_path / "a.parquet")

    assert read(tmp_path / "a.parquet")[0] == [{"a": "1", "a.2": "2", "A": "3"}]


RECORDS = [
    {"id": 1, "via": {"channel": "web", "source": {"from": "x"}}, "ok": True, "tags": ["a", 1], "none": None},
    {"id": 2.50, "late": "new key"},
]
FLAT = [
    {"id": "1", "via.channel": "web", "via.source.from": "x", "ok": "true", "tags": '["a",1]', "none": None},
    {"id": "2.5", "late": "new key"},
]


def given(row: dict[str, str]) -> dict[str, str]:
    return {name: value for name, value in row.items() if value is not None}


@pytest.mark.parametrize("name", ["a.json", "a.jsonl", "a.json.gz", "a.ndjson"])
@pytest.mark.parametrize("chunk", [7, 1 << 20])
def test_json_arrays_and_lines_give_the_same_rows(
    tmp_path: Path, name: str, chunk: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(json_reader, "CHUNK", chunk)
    text = json.dumps(RECORDS, indent=1) if "json" in name.split(".") else "\n".join(map(json.dumps, RECORDS))
    content = text.encode("utf-8-sig")
    (tmp_path / name).write_bytes(gzip.compress(content) if name.endswith("gz") else content)

    rows, lines, rejects = read(tmp_path / name)

    assert [given(row) for row in rows] == [given(row) for row in FLAT]
    assert (lines, rejects) == ([1, 2], [])


def test_lines_that_are_no_objects_are_rejected_with_their_number(tmp_path: Path) -> None:
    (tmp_path / "a.jsonl").write_text('\n\n{"a": 1}\n\n{"a": \n[1]\n{"a": "x\u2028y"}\n', encoding="utf-8")

    rows, lines, rejects = read(tmp_path / "a.jsonl")

    assert [row["a"] for row in rows] == ["1", "x\u2028y"]
    assert lines == [3, 7]
    assert [(reject.line, reject.raw) for reject in rejects] == [(5, '{"a": '), (6, "[1]")]


def test_a_json_array_that_ends_too_early_is_told(tmp_path: Path) -> None:
    (tmp_path / "a.json").write_text('[{"a": 1}, {"a": 2}, {"a"')

    with pytest.raises(BadInput, match=r"a\.json is broken after its element 2"):
        read(tmp_path / "a.json")


def test_an_unknown_ending_says_what_can_be_read(tmp_path: Path) -> None:
    (tmp_path / "a.pdf").write_text("x")

    with pytest.raises(BadInput, match=r"\.pdf files cannot be read; save it as one of \.csv"):
        read(tmp_path / "a.pdf")
