"""The chart of a sheet, as a spreadsheet draws it: from the cells of the table beside it, which it follows."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import date
from typing import Any

from cx.charts.tokens import LIGHT, REF
from cx.exports.numbers import Numbers, plain
from cx.reports.native import Native, Series, colour, places

#: How a spreadsheet calls the kinds of charts.
KINDS = {
    "line": {"type": "line"}, "column": {"type": "column"}, "bar": {"type": "bar"},
    "stacked": {"type": "bar", "subtype": "percent_stacked"},
    "stacked_column": {"type": "column", "subtype": "stacked"},
}  # fmt: skip
#: Those whose bars lie; XlsxWriter calls their upright axis y, though it is the one of the points.
LYING = ("bar", "stacked")
#: Pixels: width, the least height, what a lying bar takes, and the rest round the bars.
WIDTH, HEIGHT, BAR, AROUND = 760, 340, 24, 130
FONT = {"size": 9, "color": LIGHT["text"]}
#: A text that XlsxWriter would take for the address of a cell.
ADDRESS = re.compile(r"!(?=\$?[A-Za-z]+\$?\d)")


def add_chart(book: Any, sheet: Any, part: Numbers, first: int) -> None:
    """Draw a part at the right of its table; nothing where there is nothing to draw. first: the row of the sheet in
    which the table's numbers begin."""
    native = part.native
    drawn = [series for series in native.series if _known(part, series)] if native else []
    if native is None or not drawn:
        return
    chart = book.add_chart(KINDS[native.kind])
    cells = _Cells(sheet.name, part, first)
    for series in drawn:
        _add_series(chart, native, cells, series)
    _label(chart, native, cells)
    chart.set_legend(_legend(native, drawn))
    chart.set_size({"width": WIDTH, "height": _height(native, part)})
    place = len(part.columns) + bool(part.labels) + 1
    said = {"object_position": 2, "description": part.alt or part.title}
    sheet.insert_chart(first - 1, place, chart, said)


class _Cells:
    """Where things stand in a sheet, as charts refer to them."""

    def __init__(self, sheet: str, part: Numbers, first: int) -> None:
        self.sheet, self.part, self.first = sheet, part, first

    def rows(self, series: Series) -> list[int]:
        """Which rows of the table it draws."""
        assert self.part.native is not None
        return places(self.part.native, series, self.part.table)

    def of(self, place: int, rows: Sequence[int]) -> list[object] | str:
        """Cells of a column; those that do not follow each other one by one."""
        first, last = rows[0] + self.first, rows[-1] + self.first
        if last - first + 1 == len(rows):
            return [self.sheet, first, place, last, place]
        from xlsxwriter.utility import quote_sheetname, xl_rowcol_to_cell

        cell = (xl_rowcol_to_cell(row + self.first, place, True, True) for row in rows)
        return "=(" + ",".join(f"{quote_sheetname(self.sheet)}!{one}" for one in cell) + ")"

    @property
    def category(self) -> int:
        """The column that names the points."""
        assert self.part.native is not None
        return len(self.part.columns) if self.part.labels else self.part.place(self.part.native.category)

    def one(self, row: int, place: int) -> list[object]:
        """One cell, for a text of the chart."""
        return [self.sheet, row, place]


def _known(part: Numbers, series: Series) -> bool:
    """Whether it has anything to draw."""
    assert part.native is not None
    cells = part.cells(series.column)
    return any(cells[row] is not None for row in places(part.native, series, part.table))


def _add_series(chart: Any, native: Native, cells: _Cells, series: Series) -> None:
    rows, hexed = cells.rows(series), colour(series)
    common = {"name": _literal(series.name), "categories": cells.of(cells.category, cells.rows(native.series[0]))}
    values = {"values": cells.of(cells.part.place(series.column), rows)}
    if native.kind != "line":
        whiskers = {"y_error_bars": _whiskers(cells, series, rows)} if series.low else {}
        chart.add_series({**common, **values, "fill": {"color": hexed}, "gap": 60, **whiskers})
        return
    dot = {"type": "circle", "size": 4, "fill": {"color": hexed}, "border": {"color": hexed}}
    chart.add_series({**common, **values, "line": {"color": hexed, "width": 2}, "marker": dot})
    for end in series.ends:
        thin = {"line": {"color": colour(end), "width": 0.75, "dash_type": "dash"}, "marker": {"type": "none"}}
        values = {"values": cells.of(cells.part.place(end.column), rows)}
        chart.add_series({**common, **values, **thin, "name": _literal(end.name)})


def _whiskers(cells: _Cells, series: Series, rows: Sequence[int]) -> dict[str, object]:
    """The interval of each bar; none where it has no end. Spreadsheets want its distance, which no cell holds."""
    value, low, high = (cells.part.cells(name) for name in (series.column, series.low, series.high))
    return {
        "type": "custom", "line": {"color": REF},
        "plus_values": [_distance(high[row], value[row]) for row in rows],
        "minus_values": [_distance(value[row], low[row]) for row in rows],
    }  # fmt: skip


def _distance(upper: object, lower: object) -> float:
    known = isinstance(upper, int | float) and isinstance(lower, int | float)
    return upper - lower if known else 0.0  # type: ignore[operator]


def _label(chart: Any, native: Native, cells: _Cells) -> None:
    """The finding as its title, names of both axes, gaps for what is missing."""
    lies, head = native.kind in LYING, cells.first - 1
    chart.set_title({"name": cells.one(0, 0), "overlay": False, "name_font": {"size": 12, "color": LIGHT["text"]}})
    points, values = (chart.set_y_axis, chart.set_x_axis) if lies else (chart.set_x_axis, chart.set_y_axis)
    points({
        "name": cells.one(head, cells.category), "name_font": FONT, "num_font": FONT,
        "label_position": "low", "line": {"color": LIGHT["border"]}, "major_gridlines": {"visible": False},
        **_time(native, cells), **({"reverse": True, "crossing": "max"} if lies else {}),
    })  # fmt: skip
    values({
        "name": _literal(native.axis) or cells.one(1, 0), "name_font": FONT, "num_font": FONT,
        "num_format": "0%" if native.kind == "stacked" else native.format, "line": {"none": True},
        "major_gridlines": {"visible": True, "line": {"color": LIGHT["border"], "width": 0.5}},
    })  # fmt: skip
    chart.show_blanks_as("gap")


def _time(native: Native, cells: _Cells) -> dict[str, object]:
    """An axis of days, where points are days: a line keeps their distances, columns stand side by side."""
    days = any(isinstance(cell, date) for cell in cells.part.cells(native.category))
    if not days:
        return {}
    return {"num_format": "yyyy-mm-dd", "date_axis" if native.kind == "line" else "text_axis": True}


def _legend(native: Native, drawn: Sequence[Series]) -> dict[str, object]:
    """Below, without the ends of intervals; none where there is one thing to name."""
    if len(drawn) == 1:
        return {"none": True}
    many = [1 + len(series.ends) if native.kind == "line" else 1 for series in drawn]
    firsts = [sum(many[:place]) for place in range(len(many))]
    hidden = [place for place in range(sum(many)) if place not in firsts]
    return {"position": "bottom", "font": FONT, "delete_series": hidden}


def _height(native: Native, part: Numbers) -> int:
    """A lying bar needs its own room."""
    bars = len(places(native, native.series[0], part.table))
    return max(HEIGHT, AROUND + BAR * bars) if native.kind in LYING else HEIGHT


def _literal(text: str) -> str:
    """A text of a chart that stays a text."""
    return ADDRESS.sub("!\u2060", plain(text))
