"""Charts of slides that everybody can edit: their numbers, and the small workbook behind each of them."""

from __future__ import annotations

from functools import cached_property
from io import BytesIO
from typing import Any

from cx.exports.document import WRITTEN
from cx.exports.pptx_chart_xml import Drawn, Plot, Values, chart_xml
from cx.exports.pptx_text import clean
from cx.exports.xlsx import OPTIONS, Exact
from cx.reports import native
from cx.reports.native import Native
from cx.reports.page import Chart


class ChartData(Plot):
    """A chart as python-pptx takes it: in the place of its own data, it gives the XML and the workbook."""

    def xml_bytes(self, _kind: object) -> bytes:
        """The chart."""
        return chart_xml(self).encode()

    @cached_property
    def xlsx_blob(self) -> bytes:
        """The workbook that PowerPoint opens to edit its numbers; a text in it is one, whatever it begins with."""
        return _workbook(self)


def chart_data(chart: Chart) -> ChartData | None:
    """The chart of a part; None where it has none, or no number to draw."""
    given = chart.native
    if given is None or chart.message is not None:
        return None
    series = [drawn for one in given.series for drawn in _drawn(given, one, chart)]
    known = any(value is not None for one in series for value in one.values)
    return ChartData(given, _labels(given, chart, series), series) if known else None


def _labels(given: Native, chart: Chart, series: list[Drawn]) -> list[str]:
    """What the points are called; lying bars with intervals leave no room for their numbers, which stand here then, as
    they are read on the page."""
    labels = [clean(label) for label in native.labels(given, chart.table, chart.shown)]
    if given.kind != "bar" or not series[0].spread:
        return labels
    values = chart.shown.iloc[: len(labels), 1]
    return [f"{label} · {clean(str(value))}" for label, value in zip(labels, values, strict=True)]


def _drawn(given: Native, one: native.Series, chart: Chart) -> list[Drawn]:
    """A series; of a line also the ends of its interval, as lines of their own."""
    low, high = (
        native.numbers(given, one, chart.table, column) if column else [] for column in (one.low, one.high)
    )  # fmt: skip
    main = Drawn(clean(one.name), native.numbers(given, one, chart.table), native.colour(one), low, high,
                 native.few(given, one, chart.table))  # fmt: skip
    if given.kind != "line":
        return [main]
    pairs = zip(one.ends, (low, high), strict=False)
    return [main, *(Drawn(end.name, values, native.colour(end), [], [], [], thin=True) for end, values in pairs)]


# The workbook.


def _workbook(chart: ChartData) -> bytes:
    """Names in the first column, a column per series, then the ends of the intervals drawn at bars."""
    from xlsxwriter import Workbook

    file = BytesIO()
    with Workbook(file, OPTIONS) as book:
        book.set_properties({"created": WRITTEN})
        sheet, look = book.add_worksheet("Sheet1"), book.add_format({"num_format": chart.given.format})
        for row, label in enumerate(chart.labels, 1):
            sheet.write_string(row, 0, label)
        for place, (name, values) in enumerate(_columns(chart), 1):
            sheet.write_string(0, place, name)
            _write(sheet, place, values, look)
    return file.getvalue()


def _columns(chart: ChartData) -> list[tuple[str, Values]]:
    ends = [
        (f"{one.name}: {end.name}", values)
        for one, series in zip(chart.series, chart.given.series, strict=False) if one.spread
        for end, values in zip(series.ends, (one.low, one.high), strict=True)
    ]  # fmt: skip
    return [*((one.name, one.values) for one in chart.series), *ends]


def _write(sheet: Any, place: int, values: Values, look: Any) -> None:
    for row, value in enumerate(values, 1):
        if value is not None:
            sheet.write_number(row, place, Exact(value), look)
