"""Delimited text becomes rows of text that know their lines."""

from __future__ import annotations

import csv as standard
import gzip
import random
from pathlib import Path
from typing import Any

import pytest

from cx.errors import BadInput
from cx.readers import csv
from cx.readers.preset import Shape
from cx.readers.rows import Reject


def read(path: Path, content: str | bytes, **options: Any) -> tuple[list[dict[str, str]], list[int], list[Reject]]:
    """All rows, their lines, and the rejects."""
    path.write_bytes(content if isinstance(content, bytes) else content.encode())
    rejects: list[Reject] = []
    rows, lines = [], []
    for part in csv.read_csv(path, Shape(**options), rejects.append, lambda _: None):
        rows += part.values.to_pylist()
        lines += part.lines.tolist()
    return rows, lines, rejects


def test_every_cell_is_text_as_it_came(tmp_path: Path) -> None:
    rows, lines, rejects = read(tmp_path / "a.csv", "a,b,c\n1,007,\n NULL ,2020-01-01,true\n")

    assert rows == [{"a": "1", "b": "007", "c": ""}, {"a": " NULL ", "b": "2020-01-01", "c": "true"}]
    assert (lines, rejects) == ([2, 3], [])


@pytest.mark.parametrize("delimiter", [",", ";", "\t", "|"])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "cp1251"])
def test_any_delimiter_in_any_encoding_gives_the_same_rows(tmp_path: Path, delimiter: str, encoding: str) -> None:
    text = delimiter.join(["имя", "оценка"]) + "\r\n" + delimiter.join(["Анна Каренина", "9"]) + "\r\n"

    rows, _, _ = read(tmp_path / "a.csv", text.encode(encoding))

    assert rows == [{"имя": "Анна Каренина", "оценка": "9"}]


def test_a_packed_file_reads_like_the_file_in_it(tmp_path: Path) -> None:
    rows, lines, _ = read(tmp_path / "a.csv.gz", gzip.compress(b"a,b\n1,2\n3,4\n"))

    assert (rows, lines) == ([{"a": "1", "b": "2"}, {"a": "3", "b": "4"}], [2, 3])


def test_rows_that_do_not_fit_are_rejected_with_their_line_and_text(tmp_path: Path) -> None:
    rows, lines, rejects = read(tmp_path / "a.csv", 'a,b\n"x\ny",1\n\n1\n2,3\n4,5,6\n7,8\n')

    assert [row["a"] for row in rows] == ["x\ny", "2", "7"]
    assert lines == [2, 6, 8]
    assert rejects == [
        Reject("a.csv", 5, "", "1 cells instead of 2", "1"),
        Reject("a.csv", 7, "", "3 cells instead of 2", "4,5,6"),
    ]


def test_lines_are_exact_over_many_blocks(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(csv, "BLOCK", 300)
    chance = random.Random(7)
    text, good, bad, line = '"he\nad",b\n', [], [], 3
    for number in range(400):
        kind = chance.choice(["plain", "broken", "short", "blank"])
        row = {"plain": f"{number},x", "broken": f'{number},"x\ny\nz"', "short": f'"{number}\n"', "blank": ""}[kind]
        if kind in ("plain", "broken"):
            good.append(line)
        elif kind == "short":
            bad.append(line)
        text += row + "\n"
        line += 1 + row.count("\n")

    rows, lines, rejects = read(tmp_path / "a.csv", text)

    assert lines == good
    assert [reject.line for reject in rejects] == bad
    assert all(int(row["he\nad"]) >= 0 for row in rows)


def test_the_rows_are_those_of_the_standard_reader(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(csv, "BLOCK", 2000)
    chance = random.Random(3)
    cells = ["", "plain", 'say "hello"', "a,b", "line\nbreak", " blank ", "ž", "€ 5"]
    wanted = [[chance.choice(cells), str(number)] for number in range(500)]
    path = tmp_path / "a.csv"
    with path.open("w", newline="", encoding="utf-8") as file:
        standard.writer(file).writerows([["text", "number"], *wanted])

    rows, _, _ = read(path, path.read_bytes())

    assert [list(row.values()) for row in rows] == wanted


def test_further_header_rows_can_be_skipped(tmp_path: Path) -> None:
    rows, lines, _ = read(tmp_path / "a.csv", 'Q1,Q2\n"How\nlikely?",x\n"{""id"":1}",y\n9,8\n', skip_rows=2)

    assert (rows, lines) == ([{"Q1": "9", "Q2": "8"}], [5])


def test_columns_without_a_name_and_names_that_repeat_stay_apart(tmp_path: Path) -> None:
    rows, _, _ = read(tmp_path / "a.csv", "Comment,,Comment\n1,2,3\n")

    assert rows == [{"Comment": "1", "column 2": "2", "Comment.2": "3"}]


def test_a_file_of_one_column_may_hold_commas(tmp_path: Path) -> None:
    assert read(tmp_path / "a.csv", "comment\nwell, fine\n\nok;\n")[0] == [
        {"comment": "well, fine"},
        {"comment": "ok;"},
    ]


def test_a_header_without_rows_has_no_rows(tmp_path: Path) -> None:
    assert read(tmp_path / "a.csv", "a,b\n") == ([], [], [])


@pytest.mark.parametrize("content", ["", "\n\n", "\ufeff"])
def test_an_empty_file_says_that_a_header_is_needed(tmp_path: Path, content: str) -> None:
    with pytest.raises(BadInput, match=r"a\.csv is empty; its first row must name the columns"):
        read(tmp_path / "a.csv", content)


def test_a_quote_left_open_is_told_and_does_not_fill_memory(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(csv, "BLOCK", 1000)

    with pytest.raises(BadInput, match=r"a\.csv cannot be split into rows .*is a quote left open"):
        read(tmp_path / "a.csv", 'a,b\n1,"2\n' + "3,4\n" * 1000)


def test_a_quote_left_open_in_the_header_is_told(tmp_path: Path) -> None:
    with pytest.raises(BadInput, match=r"a\.csv cannot be split into rows .*is a quote left open"):
        read(tmp_path / "a.csv", '"a,b\n' + "3,4\n" * 50_000)


@pytest.mark.parametrize("encoding", ["utf-8", "cp1257"])
def test_a_file_that_is_not_in_the_declared_encoding_is_told(tmp_path: Path, encoding: str) -> None:
    with pytest.raises(BadInput, match=f"a.csv is not written in {encoding}"):
        read(tmp_path / "a.csv", b"a,b\n1,2\n" * 200_000 + b"M\xa1\xfc,1\n", encoding=encoding)


def test_reading_reports_how_far_it_came(tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    path.write_text("a,b\n1,2\n")
    seen: list[int] = []

    list(csv.read_csv(path, Shape(), lambda _: None, lambda file: seen.append(file.position())))

    assert seen[-1] == path.stat().st_size
