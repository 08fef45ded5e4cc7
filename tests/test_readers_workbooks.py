"""Workbooks as people keep them: formulas, merged cells, dates, errors, hidden sheets, sizes that are not true."""

from __future__ import annotations

import zipfile
from collections.abc import Callable
from datetime import date, datetime, time
from pathlib import Path
from typing import Any

import openpyxl
import pytest
import xlsxwriter
from importing import Desk
from openpyxl.chart import BarChart

from cx.errors import BadInput
from cx.readers import workbook_sheet
from cx.recognise.look import look
from tests.reading import read, workbook


def written(path: Path, fill: Callable[[Any, Any], None], **options: Any) -> Path:
    """A workbook as Excel writes it, with the results of its formulas."""
    with xlsxwriter.Workbook(path, options) as book:
        fill(book, book.add_worksheet())
    return path


def of_xml(path: Path, rows: str, after: str = "", dimension: str = "A1:B3") -> Path:
    """A workbook whose sheet is written by hand: its rows below the header id, score, and what follows them."""
    workbook(path, [["x"]])
    with zipfile.ZipFile(path) as before:
        parts = {info.filename: before.read(info) for info in before.infolist()}
    header = '<row r="1">' + "".join(
        f'<c r="{column}1" t="inlineStr"><is><t>{name}</t></is></c>'
        for column, name in zip("AB", ["id", "score"], strict=True)
    )
    parts["xl/worksheets/sheet1.xml"] = (
        f'<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><dimension ref="{dimension}"/>'
        f"<sheetData>{header}</row>{rows}</sheetData>{after}</worksheet>"
    ).encode()
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as packed:
        for name, content in parts.items():
            packed.writestr(name, content)
    return path


def test_a_formula_is_its_result(tmp_path: Path) -> None:
    def fill(_: Any, sheet: Any) -> None:
        sheet.write_row(0, 0, ["a", "double"])
        sheet.write(1, 0, 4)
        sheet.write_formula(1, 1, "=A2*2", None, 8)
        sheet.write_row(2, 0, [3, 6])

    assert read(written(tmp_path / "a.xlsx", fill)).rows == [["4", "8"], ["3", "6"]]


@pytest.mark.parametrize("chunk", [100, 1 << 20])
def test_rows_with_a_formula_that_was_never_calculated_are_rejected(
    tmp_path: Path, chunk: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(workbook_sheet, "CHUNK", chunk)
    rows = [["id", "score", None], [1, 9, "=B2"], [2, "=1+1"], [3, "=A4*2", "=A4"], [4, 7]]

    seen = read(workbook(tmp_path / "a.xlsx", rows))

    assert (seen.rows, seen.lines) == ([["1", "9"], ["4", "7"]], [2, 5])
    reason = "a formula without its result; open the workbook in a spreadsheet and save it"
    assert [reject[:4] for reject in seen.rejects] == [
        ("a.xlsx", 3, "score", reason),
        ("a.xlsx", 4, "score", reason),
    ]


@pytest.mark.parametrize(
    ("cell", "rejected"),
    [
        ('<c r="B2"><f>1+1</f><v>2</v></c>', False),
        ('<c r="B2" t="str"><f>1+1</f><v></v></c>', False),
        ('<c r="B2"><f>1+1</f><v></v></c>', True),
        ('<c r="B2" s="0"><f>1+1</f></c>', True),
        ('<c r="B2"><f t="shared" si="0"/><v/></c>', True),
        ('<c r="B2"> <f>1+1</f>\n<v /> </c>', True),
        ('<x:c xmlns:x="http://schemas.openxmlformats.org/spreadsheetml/2006/main" r="B2"><x:f>1</x:f></x:c>', True),
    ],
    ids=["result", "empty text", "empty value", "no value", "shared", "blanks", "prefix"],
)
def test_a_formula_without_a_result_is_known_however_it_is_written(tmp_path: Path, cell: str, rejected: bool) -> None:
    seen = read(of_xml(tmp_path / "a.xlsx", f'<row r="2"><c r="A2"><v>1</v></c>{cell}</row>'))

    assert [reject.line for reject in seen.rejects] == ([2] if rejected else [])


def test_cells_merged_down_a_column_all_say_what_the_first_does(tmp_path: Path) -> None:
    rows = [
        ["Report", None, None],
        ["Team", "Score", "Note"],
        ["Sales", 1],
        [None, 2],
        [None, 3, "x"],
        ["Desk", 4, "y"],
    ]
    book = openpyxl.load_workbook(workbook(tmp_path / "a.xlsx", [*rows, [None, 5]]))
    for cells in ("A1:C1", "A3:A5", "C6:C7"):
        book.active.merge_cells(cells)
    book.save(tmp_path / "a.xlsx")

    assert read(tmp_path / "a.xlsx", header_row=2).rows == [
        ["Sales", "1", None], ["Sales", "2", None], ["Sales", "3", "x"], ["Desk", "4", "y"], [None, "5", "y"],
    ]  # fmt: skip


def test_dates_are_told_by_their_format_and_a_bare_number_stays_one(tmp_path: Path) -> None:
    def fill(book: Any, sheet: Any) -> None:
        sheet.write_row(0, 0, ["day", "own format", "stamp", "time", "long", "serial", "no date"])
        day, own, stamp, clock, hours = (
            book.add_format({"num_format": text})
            for text in ("yyyy-mm-dd", "[$-427]dddd, d mmmm yyyy", "dd/mm/yy hh:mm", "hh:mm", "[h]:mm:ss")
        )
        sheet.write_datetime(1, 0, date(2024, 3, 1), day)
        sheet.write_number(1, 1, 45352, own)
        sheet.write_datetime(1, 2, datetime(2024, 3, 1, 14, 5), stamp)
        sheet.write_datetime(1, 3, time(14, 5), clock)
        sheet.write_number(1, 4, 1.25, hours)
        sheet.write_number(1, 5, 45352.5)
        sheet.write_number(1, 6, 99_999_999, day)

    cells = ["2024-03-01", "2024-03-01", "2024-03-01 14:05:00", "14:05:00", "30:00:00", "45352.5", "#VALUE!"]
    assert read(written(tmp_path / "a.xlsx", fill)).rows == [cells]


def test_dates_that_are_counted_from_1904_are_the_same_dates(tmp_path: Path) -> None:
    def fill(book: Any, sheet: Any) -> None:
        sheet.write_row(0, 0, ["day"])
        sheet.write_datetime(1, 0, datetime(2024, 3, 1), book.add_format({"num_format": "yyyy-mm-dd"}))

    assert read(written(tmp_path / "a.xlsx", fill, date_1904=True)).rows == [["2024-03-01"]]


def test_errors_are_their_text(tmp_path: Path) -> None:
    def fill(book: Any, sheet: Any) -> None:
        sheet.write_row(0, 0, ["a", "b"])
        sheet.write_formula(1, 0, "=NA()", None, "#N/A")
        sheet.write_formula(1, 1, "=Gone!A1", None, "#REF!")

    assert read(written(tmp_path / "a.xlsx", fill)).rows == [["#N/A", "#REF!"]]


@pytest.mark.parametrize(
    ("number", "shown", "text"),
    [
        (0.855, "0.0%", "85.5%"), (0.07, 9, "7%"), (0.85, 10, "85%"), (-0.5, "0%;[Red]-0%", "-50%"), (1, "0 %", "100%"),
        (0.85, '0.00" %"', "0.85"), (0.85, "0.00\\%", "0.85"), (0.85, "0.00", "0.85"),
    ],
)  # fmt: skip
def test_percentages_are_what_they_show(tmp_path: Path, number: float, shown: str | int, text: str) -> None:
    def fill(book: Any, sheet: Any) -> None:
        sheet.write_row(0, 0, ["share", "plain"])
        sheet.write_row(1, 0, [number, 0.5])
        sheet.write_number(1, 0, number, book.add_format({"num_format": shown}))

    assert read(written(tmp_path / "a.xlsx", fill)).rows == [[text, "0.5"]]


def test_percentages_of_workbooks_and_texts_are_the_same_number(desk: Desk, tmp_path: Path) -> None:
    def fill(book: Any, sheet: Any) -> None:
        sheet.write_row(0, 0, ["response_id", "survey", "answered_at", "score"])
        sheet.write_row(1, 0, ["r1", "mood", "2026-03-01"])
        sheet.merge_range(1, 3, 2, 3, 0.85, book.add_format({"num_format": "0%"}))
        sheet.write_row(2, 0, ["r2", "mood", "2026-03-02"])

    text = desk.write("c.csv", "response_id,survey,answered_at,score\nr3,mood,2026-03-03,85 %\n")
    desk.bring_files([written(tmp_path / "a.xlsx", fill), text], "generic-answers")

    assert desk.stored("answers", "response_id", "score") == [("r1", 85.0), ("r2", 85.0), ("r3", 85.0)]


def test_the_first_sheet_that_can_be_seen_and_holds_something_is_read(tmp_path: Path) -> None:
    book = openpyxl.Workbook()
    book.active.append(["hidden"])
    book.active.sheet_state = "hidden"
    book.create_sheet("Empty")
    book.create_chartsheet("Chart").add_chart(BarChart())
    book.create_sheet("Answers").append(["a", "b"])
    book["Answers"].append([1, 2])
    book.save(tmp_path / "a.xlsx")

    assert read(tmp_path / "a.xlsx").rows == [["1", "2"]]
    assert read(tmp_path / "a.xlsx", sheet="Sheet").names == ["hidden"]
    with pytest.raises(BadInput, match=r"a\.xlsx has no sheet 'Chart'; it has Sheet, Empty, Answers"):
        read(tmp_path / "a.xlsx", sheet="Chart")


def test_a_workbook_without_anything_is_said_to_be_empty(tmp_path: Path) -> None:
    with pytest.raises(BadInput, match=r"a\.xlsx is empty; its first row must name the columns"):
        read(workbook(tmp_path / "a.xlsx", []))


ROW = '<row r="{0}"><c r="A{0}"><v>{1}</v></c><c r="B{0}"><v>9</v></c></row>'


@pytest.mark.parametrize("dimension", ["A1:XFD1048576", "A1", "A1:A1"])
def test_what_a_sheet_says_of_its_own_size_is_not_believed(tmp_path: Path, dimension: str) -> None:
    path = of_xml(tmp_path / "a.xlsx", ROW.format(2, 1) + ROW.format(3, 2), "", dimension)

    assert read(path).rows == [["1", "9"], ["2", "9"]]


def test_rows_that_stand_far_below_keep_their_place(tmp_path: Path) -> None:
    seen = read(of_xml(tmp_path / "a.xlsx", ROW.format(2, 1) + ROW.format(200_000, 2)))

    assert (seen.rows, seen.lines) == ([["1", "9"], ["2", "9"]], [2, 200_000])


def test_a_cell_beside_the_columns_is_not_lost_without_a_word(tmp_path: Path) -> None:
    rows = [["a", "b", None, ""], [1, 2], [3, 4, None, "note"], [5, 6, ""]]

    seen = read(workbook(tmp_path / "a.xlsx", rows))

    assert (seen.names, seen.rows) == (["a", "b"], [["1", "2"], ["5", "6"]])
    assert [reject[1:] for reject in seen.rejects] == [(3, "", "4 cells instead of 2", "3,4,,note")]


def test_a_workbook_that_breaks_off_says_so(tmp_path: Path) -> None:
    path = of_xml(tmp_path / "a.xlsx", ROW.format(2, 1) + "<row></nonsense>")

    with pytest.raises(
        BadInput, match=r"a\.xlsx is not a workbook that can be read; open it in a spreadsheet and save"
    ):
        read(path)


def test_a_row_that_says_to_be_the_billionth_is_no_row(tmp_path: Path) -> None:
    path = of_xml(tmp_path / "a.xlsx", '<row r="99999999999"><c r="A99999999999"><v>1</v></c></row>')

    with pytest.raises(BadInput, match=r"^a\.xlsx is not a workbook that can be read"):
        look(path)
