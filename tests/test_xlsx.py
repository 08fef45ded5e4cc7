"""Workbooks: typed cells to the last digit, charts drawn from them, texts that stay texts, the same bytes each time."""

from __future__ import annotations

import io
import re
import zipfile
from datetime import date, datetime, timedelta
from xml.etree import ElementTree

import numpy as np
import openpyxl
import pandas as pd
import pytest
from openpyxl.cell.cell import Cell
from openpyxl.worksheet.worksheet import Worksheet

from cx.charts.tokens import BAD, GOOD, MAIN, PASSIVE
from cx.exports.document import Document
from cx.exports.numbers import numbers
from cx.exports.xlsx import FIRST, HEADER, Exact, xlsx
from cx.exports.xlsx_names import sheet_names
from cx.reports import language
from cx.reports.native import FORMATS, Native, Series, share_columns
from cx.reports.page import Head, Message, Page, Table
from tests.documents import HARMFUL, TREND, cards, chart, document

CHART = "{http://schemas.openxmlformats.org/drawingml/2006/chart}"
DRAWING = "{http://schemas.openxmlformats.org/drawingml/2006/main}"


def sheets(given: Document) -> list[Worksheet]:
    """The sheets of its workbook, as they are read back; the first says what the numbers are of."""
    return list(openpyxl.load_workbook(io.BytesIO(xlsx(given))).worksheets)


def table(sheet: Worksheet) -> list[list[Cell]]:
    """The rows of its table, with their header."""
    return [list(row) for row in sheet.iter_rows(min_row=HEADER + 1)]


def column(sheet: Worksheet, name: str) -> list[Cell]:
    """The cells of a column, by its header."""
    head, *rows = table(sheet)
    place = [cell.value for cell in head].index(name)
    return [row[place] for row in rows]


def drawn(given: Document, number: int = 1) -> ElementTree.Element:
    """A chart of its workbook, as XML."""
    with zipfile.ZipFile(io.BytesIO(xlsx(given))) as file:
        return ElementTree.fromstring(file.read(f"xl/charts/chart{number}.xml"))


def charts_in(given: Document) -> int:
    with zipfile.ZipFile(io.BytesIO(xlsx(given))) as file:
        return sum(name.startswith("xl/charts/chart") for name in file.namelist())


def references(element: ElementTree.Element, kind: str) -> list[str]:
    """The cells that the series of a chart refer to: "cat" or "val", without the sheet's name."""
    return [re.sub(r"'[^']*'!", "", found.text or "") for found in element.findall(f".//{CHART}{kind}//{CHART}f")]


def fills(element: ElementTree.Element) -> list[str]:
    """The colours of its series."""
    found = [series.find(f"{CHART}spPr//{DRAWING}srgbClr") for series in element.iter(f"{CHART}ser")]
    return ["#" + one.attrib["val"] for one in found if one is not None]


def test_the_first_sheet_says_what_the_numbers_are_of_and_leads_to_the_others() -> None:
    front, *others = sheets(document(chart(), cards(), note="For the board", link="http://cx.test/loyalty"))
    rows = [[cell.value for cell in row[:2]] for row in front.iter_rows()]
    links = [cell.hyperlink.location for row in front.iter_rows() for cell in row if cell.hyperlink]

    assert rows[0][0] == "The board"
    for said in (["Note", "For the board"], ["Time zone", "Vilnius"], ["Filters", "Channel: Chat"],
                 ["Live page", "http://cx.test/loyalty"], ["Loyalty", "NPS fell"], [None, "1,283 answers."],
                 ["Loyalty 1 NPS by week", "NPS fell. NPS by week"]):  # fmt: skip
        assert said in rows
    assert links == [f"'{sheet.title}'!A1" for sheet in others]
    assert {"value", "low", "high", "n", "state"} <= {row[0] for row in rows}


def test_every_sheet_has_its_words_its_table_in_a_fixed_row_and_a_way_back() -> None:
    front, sheet = sheets(document(chart()))

    assert [sheet.cell(row, 1).value for row in range(1, 6)] == [
        "NPS fell", "NPS by week", "NPS = promoters minus detractors", "1,283 answers · grey: few", front.title,
    ]  # fmt: skip
    assert sheet.cell(5, 1).hyperlink.location == f"'{front.title}'!A1"
    assert [cell.value for cell in sheet[HEADER + 1]] == list(TREND.columns)
    assert all(cell.font.bold for cell in sheet[HEADER + 1])
    assert sheet.freeze_panes == f"A{FIRST + 1}"
    assert sheet.auto_filter.ref == f"A{HEADER + 1}:F{FIRST + 4}"
    assert sheet.column_dimensions["A"].width > 8


def test_cells_are_typed_and_what_is_missing_is_empty() -> None:
    _front, sheet = sheets(document(chart()))
    week, value, high = (column(sheet, name) for name in ("week", "value", "high"))

    assert [cell.value for cell in week] == [datetime(2026, 10, 5) + timedelta(weeks=k) for k in range(4)]
    assert {cell.number_format for cell in week} == {"yyyy-mm-dd"}
    assert [cell.value for cell in value] == [100 / 3, None, -12.1, 0.1 + 0.2]
    assert value[0].number_format == '+0.0;"−"0.0;0.0'
    assert [cell.value for cell in high] == [36.0, None, None, 4.0]
    assert [cell.value for cell in column(sheet, "n")] == [1200, 0, 45, 38]
    assert [cell.data_type for cell in column(sheet, "state")] == ["s"] * 4


@pytest.mark.parametrize("seed", range(5))
def test_numbers_survive_to_the_last_digit(seed: int) -> None:
    draws = np.random.default_rng(seed)
    values = np.frombuffer(draws.bytes(8 * 400), dtype=float)
    values = values[np.isfinite(values)]
    _front, sheet = sheets(document(chart(pd.DataFrame({"value": values}), None)))

    assert [cell.value for cell in column(sheet, "value")] == values.tolist()


def test_a_number_is_written_with_as_many_digits_as_it_takes() -> None:
    assert f"{Exact(0.1 + 0.2):.16G}" == "0.30000000000000004"
    assert f"{Exact(10.5):.16G}" == "10.5"


def test_numbers_that_are_no_numbers_are_empty_cells_never_zero() -> None:
    frame = pd.DataFrame({"value": [np.nan, np.inf, -np.inf, 1.0]})
    _front, sheet = sheets(document(chart(frame, None)))

    assert [cell.value for cell in column(sheet, "value")] == [None, None, None, 1.0]


def test_instants_and_truths_have_types_of_their_own() -> None:
    frame = pd.DataFrame({"at": [datetime(2026, 11, 22, 5, 6, 7)], "landed": [True]}, dtype=object)
    _front, sheet = sheets(document(chart(frame, None)))

    assert [cell.value for cell in column(sheet, "at")] == [datetime(2026, 11, 22, 5, 6, 7)]
    assert [(cell.value, cell.data_type) for cell in column(sheet, "landed")] == [(True, "b")]


def test_days_that_spreadsheets_do_not_know_are_texts() -> None:
    frame = pd.DataFrame({"first": [date(1899, 12, 31), date(1, 1, 1), date(1900, 3, 1)]}, dtype=object)
    _front, sheet = sheets(document(chart(frame, None)))

    assert [cell.value for cell in column(sheet, "first")] == ["1899-12-31", "0001-01-01", datetime(1900, 3, 1)]


def test_cards_are_formatted_by_their_own_unit() -> None:
    _front, sheet = sheets(document(cards()))

    assert [cell.value for cell in column(sheet, "value")] == [100 / 3, 86_400.5, None]
    assert [cell.number_format for cell in column(sheet, "value")][:2] == [FORMATS["points"], FORMATS["seconds"]]
    assert column(sheet, "change")[1].number_format == FORMATS["percent"]
    assert column(sheet, "says")[2].value == "Too few to be shown. Fewer than five"


def test_intervals_and_shares_have_the_format_of_what_they_belong_to() -> None:
    frame = pd.DataFrame({"week": ["a"], "value": [33.3], "low": [30.1], "high": [36.2], "share_before": [12.5]})
    without = Native("stacked_column", "week", (Series("value", "NPS"),), format=FORMATS["percent"])
    _front, sheet = sheets(document(chart(frame, without)))

    formats = {name: column(sheet, name)[0].number_format for name in ("value", "low", "high", "share_before")}
    assert set(formats.values()) == {FORMATS["percent"]}


@pytest.mark.parametrize(
    ("values", "form"),
    [([1.0, 1200.0], "#,##0"), ([0.5, 33.25], "#,##0.00"), ([0.0000675, 0.5], "#,##0.00####"), ([1, 2], "#,##0")],
)
def test_other_numbers_show_the_decimals_they_have(values: list[float], form: str) -> None:
    _front, sheet = sheets(document(chart(pd.DataFrame({"x": values}), None)))

    assert {cell.number_format for cell in column(sheet, "x")} == {form}


@pytest.mark.parametrize("text", HARMFUL)
def test_a_text_arrives_as_a_text_wherever_it_stands(text: str) -> None:
    frame = pd.DataFrame({"channel": [text], text[:60]: [1.5]})
    native = Native("bar", "channel", (Series(text[:60], text[:60]),))
    given = document(chart(frame, native, title=text, subtitle=text, definition=text, footer=(text,), alt=text[:90]),
                     title=text, note=text, facts=((text, text),))  # fmt: skip
    front, sheet = sheets(given)
    arrived = text.replace("\x07", "").replace("\x00", "").replace("\ufffe", "")
    arrived = arrived if len(arrived) < 32_767 else arrived[:32_766] + "…"

    assert [sheet.cell(row, 1).value for row in range(1, 5)] == [arrived] * 4
    assert column(sheet, "channel")[0].value == arrived
    assert front["A1"].value == arrived
    assert ("Note", arrived) in front.iter_rows(max_col=2, values_only=True)
    assert all(cell.data_type in "ns" for row in sheet.iter_rows() for cell in row)
    assert charts_in(given) == 1


def test_no_file_of_a_workbook_holds_a_formula_or_a_link_to_somewhere_else() -> None:
    frame = pd.DataFrame({"channel": HARMFUL, "value": range(len(HARMFUL))})
    with zipfile.ZipFile(io.BytesIO(xlsx(document(chart(frame, None))))) as file:
        written = {name: file.read(name).decode() for name in file.namelist()}

    assert not [name for name, text in written.items() if "<f>" in text and "charts/" not in name]
    assert not [name for name, text in written.items() if 'TargetMode="External"' in text]
    assert not [name for name in written if "external" in name.lower() or "vba" in name.lower()]


def test_a_name_that_looks_like_a_cell_stays_the_name_of_a_series() -> None:
    series = [Series("value", "=Sheet1!$A$1"), Series("low", "Great!B2"), Series("high", "=1+1")]
    found = drawn(document(chart(native=Native("line", "week", tuple(series)))))
    names = [name.text or "" for name in found.findall(f".//{CHART}ser/{CHART}tx//{CHART}v")]

    assert [name.replace("\u2060", "") for name in names] == [one.name for one in series]
    assert not found.findall(f".//{CHART}ser/{CHART}tx//{CHART}f")


def test_a_line_refers_to_the_cells_of_its_table_with_its_interval_and_gaps() -> None:
    found = drawn(document(chart()))

    assert references(found, "val") == ["$B$7:$B$10", "$C$7:$C$10", "$D$7:$D$10"]
    assert references(found, "cat") == ["$A$7:$A$10"] * 3
    assert found.find(f".//{CHART}dispBlanksAs") is None  # a gap is what is meant where nothing is said
    assert found.find(f".//{CHART}dateAx") is not None
    assert fills(found)[0] == MAIN
    points = found.findall(f".//{CHART}ser[1]/{CHART}val//{CHART}pt")
    assert [point.attrib["idx"] for point in points if point.find(f"{CHART}v").text] == ["0", "2", "3"]  # type: ignore


def test_the_title_and_the_axes_are_named_by_cells_of_the_sheet() -> None:
    found = drawn(document(chart()))

    titles = [re.sub(r"'[^']*'!", "", one.text or "") for one in found.findall(f".//{CHART}title//{CHART}f")]
    assert sorted(titles) == ["$A$1", "$A$2", "$A$6"]


def test_a_unit_that_the_format_does_not_say_names_the_axis() -> None:
    native = Native("line", "week", (Series("value", "Resolution"),), axis="seconds")
    text = xlsx(document(chart(native=native)))

    with zipfile.ZipFile(io.BytesIO(text)) as file:
        assert b"<a:t>seconds</a:t>" in file.read("xl/charts/chart1.xml")


def test_lying_bars_begin_at_the_top_and_draw_only_the_first_rows() -> None:
    frame = pd.DataFrame({"channel": list("abcd"), "value": [4.0, 3, 2, 1], "low": [3.0, 2, 1, 0],
                          "high": [5.0, 4, np.inf, 2]})  # fmt: skip
    native = Native("bar", "channel", (Series("value", "NPS", low="low", high="high"),), rows=3)
    found = drawn(document(chart(frame, native)))

    assert references(found, "val") == ["$B$7:$B$9"]
    assert found.find(f".//{CHART}barDir").attrib["val"] == "bar"  # type: ignore[union-attr]
    assert found.find(f".//{CHART}catAx/{CHART}scaling/{CHART}orientation").attrib["val"] == "maxMin"  # type: ignore
    plus = [point.text for point in found.findall(f".//{CHART}errBars/{CHART}plus//{CHART}v")]
    minus = [point.text for point in found.findall(f".//{CHART}errBars/{CHART}minus//{CHART}v")]
    assert list(map(float, filter(None, plus))) == [1, 1, 0]
    assert list(map(float, filter(None, minus))) == [1, 1, 1]


def test_stacked_columns_take_each_class_from_its_own_rows() -> None:
    weeks = [date(2026, 10, 5), date(2026, 10, 12)]
    frame = pd.DataFrame({"reading": ["bad", "bad", "ok", "good", "good"], "week": [*weeks, weeks[0], *weeks],
                          "value": [10.0, 20, 30, 60, 50]})  # fmt: skip
    series = [Series("value", name, colour, where=("reading", name))
              for name, colour in (("bad", "bad"), ("ok", "passive"), ("good", "good"))]  # fmt: skip
    found = drawn(document(chart(frame, Native("stacked_column", "week", tuple(series)))))

    assert references(found, "val") == ["$C$7:$C$8", "$C$9", "$C$10:$C$11"]
    assert fills(found) == [BAD, PASSIVE, GOOD]
    assert found.find(f".//{CHART}grouping").attrib["val"] == "stacked"  # type: ignore[union-attr]
    assert found.find(f".//{CHART}legend") is not None


def test_rows_that_do_not_follow_each_other_are_referred_to_one_by_one() -> None:
    frame = pd.DataFrame({"reading": ["a", "b", "a"], "week": ["x", "y", "z"], "value": [1.0, 2, 3]})
    native = Native("column", "week", (Series("value", "a", where=("reading", "a")),))

    assert references(drawn(document(chart(frame, native))), "val") == ["($C$7,$C$9)"]


def test_bars_of_parts_add_up_to_a_hundred() -> None:
    frame = pd.DataFrame({"channel": ["a", "b"], "x": [40.0, 50], "y": [60.0, 50]})
    native = Native("stacked", "channel", (Series("x", "unhappy", "bad"), Series("y", "happy", "good_pale")))
    found = drawn(document(chart(frame, native)))

    assert found.find(f".//{CHART}grouping").attrib["val"] == "percentStacked"  # type: ignore[union-attr]
    assert fills(found)[0] == BAD
    assert fills(found)[1] != GOOD


def test_points_are_called_by_words_beside_the_table() -> None:
    frame = pd.DataFrame({"from_seconds": [0, 60], "share": [40.0, 60.0]})
    words = pd.DataFrame({"Time": ["under 1 min", "longer"]})
    given = document(chart(frame, share_columns("from_seconds"), make_shown=lambda: words))
    _front, sheet = sheets(given)

    assert [cell.value for cell in column(sheet, "Time")] == ["under 1 min", "longer"]
    assert references(drawn(given), "cat") == ["$C$7:$C$8"]
    assert sheet.auto_filter.ref == "A6:B8"


def test_a_chart_that_has_nothing_to_draw_is_not_there() -> None:
    unknown = pd.DataFrame({"week": [date(2026, 10, 5)], "value": pd.Series([None], dtype=object),
                            "low": [None], "high": [None]})  # fmt: skip

    assert charts_in(document(chart(unknown))) == 0
    assert charts_in(document(chart(TREND.iloc[:0]))) == 0
    assert charts_in(document(chart(native=None))) == 0


def test_a_message_stands_where_the_table_would() -> None:
    given = document(chart(message=Message("Too few", "Fewer than five answered")))
    _front, sheet = sheets(given)

    assert sheet.cell(HEADER + 1, 1).value == "Too few. Fewer than five answered"
    assert sheet.max_row == HEADER + 1
    assert charts_in(given) == 0


def test_an_empty_table_and_an_empty_document_are_workbooks() -> None:
    empty = Table("t", "Nothing", make_table=lambda: pd.DataFrame({"channel": [], "value": []}))
    _front, sheet, nothing = sheets(document(empty, Table("u", "Nothing at all")))

    assert [cell.value for cell in sheet[HEADER + 1]] == ["channel", "value"]
    assert nothing["A1"].value == "Nothing at all"
    assert len(sheets(document())) == 1


def test_a_long_table_is_whole() -> None:
    frame = pd.DataFrame({"word": [f"word {k}" for k in range(5000)], "value": np.arange(5000) / 7})
    _front, sheet = sheets(document(chart(frame, None)))

    assert [cell.value for cell in column(sheet, "value")] == frame["value"].tolist()
    assert column(sheet, "word")[-1].value == "word 4999"


def test_sheets_are_named_by_their_page_and_what_they_show() -> None:
    given = document(chart(), chart(subtitle="NPS by channel, with its 95% interval"), chart(subtitle="a/b: [c]?*\\d"),
                     Table("t", "It's"))  # fmt: skip

    assert sheet_names("About", numbers(given)) == [
        "About", "Loyalty 1 NPS by week", "Loyalty 2 NPS by channel", "Loyalty 3 a b c d", "Loyalty 4 It's",
    ]  # fmt: skip


@pytest.mark.parametrize(
    "name", ["Loyalty", "A very long name of a page that never ends", "", "'", "1", "日" * 40, "😀" * 20]
)
def test_names_of_sheets_are_allowed_and_unique_whatever_pages_are_called(name: str) -> None:
    pages = [
        Page(called, Head(called, "x"), (chart(), chart(), chart(subtitle=""))) for called in (name, name.upper(), name)
    ]
    names = sheet_names(f"{name} 1 NPS by week", numbers(document(pages=pages)))

    assert len({one.casefold() for one in names}) == len(names) == 10
    assert all(len(one.encode("utf-16-le")) <= 62 and one.strip("' ") == one for one in names)
    assert not any(set(one) & set("[]:*?/\\") for one in names)
    assert len(sheets(document(pages=pages))) == 10


def test_a_workbook_speaks_the_language_of_its_document_whatever_the_readers_is() -> None:
    language.use("ru")
    try:
        front, sheet = sheets(document(chart(title="Lojalumas: žąsis", subtitle="Pagal savaitę"), language="lt"))
        spoken = language.current()
    finally:
        language.use("en")
    rows = [row for row in front.iter_rows(max_col=2, values_only=True) if row[0] == "value"]

    assert (sheet["A1"].value, sheet.title, spoken) == ("Lojalumas: žąsis", "Loyalty 1 Pagal savaitę", "ru")
    assert len(rows) == 1


def test_the_same_document_gives_the_same_bytes() -> None:
    def made() -> bytes:
        return xlsx(document(chart(), cards(), chart(pd.DataFrame({"x": HARMFUL}), None)))

    assert made() == made()
    with zipfile.ZipFile(io.BytesIO(made())) as file:
        assert {entry.date_time for entry in file.infolist()} == {(1980, 1, 1, 0, 0, 0)}
        assert b"2000-01-01T00:00:00Z" in file.read("docProps/core.xml")
