"""Charts that PowerPoint draws, as XML: what the product's charts need and nothing else. Gaps stay gaps.

Written as text in one go, which takes no longer than a chart of the library without any of that.
"""

from __future__ import annotations

from dataclasses import dataclass
from xml.sax.saxutils import escape, quoteattr

from cx.charts.tokens import LIGHT, REF, channels, pale
from cx.exports.pptx_text import fill
from cx.reports import native
from cx.reports.native import Native

#: Element, direction and grouping of each kind of chart.
KINDS = {
    "line": ("lineChart", "", "standard"), "column": ("barChart", "col", "clustered"),
    "bar": ("barChart", "bar", "clustered"), "stacked": ("barChart", "bar", "percentStacked"),
    "stacked_column": ("barChart", "col", "percentStacked"),
}  # fmt: skip
#: Letters that the names below an axis have room for, and columns up to which each has its number on top.
LETTERS, NUMBERED = 130, 30
#: Sizes in hundredths of a point, widths of lines in PowerPoint's units.
SMALL, THICK, THIN = 1100, 28_575, 9_525
AXES = ("100001", "100002")

NAMESPACES = (
    'xmlns:c="http://schemas.openxmlformats.org/drawingml/2006/chart" '
    'xmlns:a="http://schemas.openxmlformats.org/drawingml/2006/main" '
    'xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships"'
)

Values = list[float | None]


@dataclass(frozen=True)
class Drawn:
    """One series with its numbers. low, high: the ends of its interval, [] for none; few: which points are of too few
    to compare; thin: drawn as an end itself.
    """

    name: str
    values: Values
    colour: str
    low: Values
    high: Values
    few: list[bool]
    thin: bool = False

    @property
    def spread(self) -> bool:
        """Whether its interval is drawn at its bars."""
        return any(end is not None for end in (*self.low, *self.high))


@dataclass(frozen=True)
class Plot:
    """A chart with its numbers. given: how it is drawn; labels: what its points are called."""

    given: Native
    labels: list[str]
    series: list[Drawn]


def chart_xml(chart: Plot) -> str:
    """The chart."""
    element, direction, grouping = KINDS[chart.given.kind]
    series = "".join(_series(chart, place) for place in range(len(chart.series)))
    lying = f'<c:barDir val="{direction}"/>' if direction else ""
    return (
        f'<?xml version="1.0" encoding="UTF-8" standalone="yes"?><c:chartSpace {NAMESPACES}><c:date1904 val="0"/>'
        f'<c:roundedCorners val="0"/><c:chart><c:autoTitleDeleted val="1"/><c:plotArea><c:layout/><c:{element}>{lying}'
        f'<c:grouping val="{grouping}"/><c:varyColors val="0"/>{series}{_spacing(chart)}'
        f"{''.join(_value('axId', axis) for axis in AXES)}</c:{element}>{_names_axis(chart)}{_numbers_axis(chart)}"
        f'</c:plotArea>{_legend(chart)}<c:plotVisOnly val="1"/><c:dispBlanksAs val="gap"/></c:chart>'
        f"{_font(SMALL, LIGHT['text'])}</c:chartSpace>"
    )


def _spacing(chart: Plot) -> str:
    if chart.given.kind == "line":
        return _value("marker", 1)
    overlap = 100 if chart.given.kind.startswith("stacked") else -5 if len(chart.series) > 1 else 0
    return _value("gapWidth", 50) + _value("overlap", overlap)


def _series(chart: Plot, place: int) -> str:
    one, last = chart.series[place], len(chart.labels) + 1
    line = chart.given.kind == "line"
    parts = [
        _value("idx", place), _value("order", place), f"<c:tx>{_texts(_cell(place + 1, 1), [one.name])}</c:tx>",
        _line_look(one) if line else _bar_look(one), _few(chart, one), _numbers_shown(chart, one),
        "" if line else _whiskers(one),
        f"<c:cat>{_texts(_cells(0, last), chart.labels)}</c:cat>",
        f"<c:val>{_numbers(_cells(place + 1, last), one.values, chart.given.format)}</c:val>",
        _value("smooth", 0) if line else "",
    ]  # fmt: skip
    return f"<c:ser>{''.join(parts)}</c:ser>"


def _line_look(one: Drawn) -> str:
    if one.thin:
        return f'<c:spPr>{_stroke(one.colour, THIN, dash=True)}</c:spPr><c:marker><c:symbol val="none"/></c:marker>'
    dot = f"<c:spPr>{fill(one.colour)}<a:ln><a:noFill/></a:ln></c:spPr>"
    marker = f'<c:marker><c:symbol val="circle"/><c:size val="5"/>{dot}</c:marker>'
    return f"<c:spPr>{_stroke(one.colour, THICK)}</c:spPr>{marker}"


def _bar_look(one: Drawn) -> str:
    """A bar with its interval is paler, so that both can be seen."""
    colour = pale(one.colour) if one.spread else one.colour
    return f'<c:spPr>{fill(colour)}</c:spPr><c:invertIfNegative val="0"/>'


def _few(chart: Plot, one: Drawn) -> str:
    """Points of too few to compare: hollow, in stacks pale."""
    hollow = f"<c:spPr>{fill(LIGHT['page'])}{_stroke(REF, 2 * THIN)}</c:spPr>"
    if chart.given.kind == "line":
        look = f'<c:marker><c:symbol val="circle"/><c:size val="6"/>{hollow}</c:marker><c:bubble3D val="0"/>'
    else:
        stacked = chart.given.kind.startswith("stacked")
        inside = f"<c:spPr>{fill(pale(one.colour))}</c:spPr>" if stacked else hollow
        look = f'<c:invertIfNegative val="0"/><c:bubble3D val="0"/>{inside}'
    points = (place for place, few in enumerate(one.few) if few and one.values[place] is not None)
    return "".join(f"<c:dPt>{_value('idx', place)}{look}</c:dPt>" for place in points)


def _whiskers(one: Drawn) -> str:
    """The interval of each bar, by how far its ends lie from the number; nothing where it has no end."""
    if not one.spread:
        return ""
    up, down = (
        [abs(end - value) if end is not None and value is not None else 0.0
         for end, value in zip(ends, one.values, strict=True)]
        for ends in (one.high, one.low)
    )  # fmt: skip
    return (
        '<c:errBars><c:errBarType val="both"/><c:errValType val="cust"/><c:noEndCap val="1"/>'
        f"<c:plus>{_literal(up)}</c:plus><c:minus>{_literal(down)}</c:minus>"
        f"<c:spPr>{_stroke(one.colour, 2 * THIN)}</c:spPr></c:errBars>"
    )


def _numbers_shown(chart: Plot, one: Drawn) -> str:
    """The number in each part of a bar, on each of some columns, at the end of a line."""
    if one.thin or (chart.given.kind != "line" and len(chart.labels) * len(chart.series) > _most(chart)):
        return ""
    if chart.given.kind == "line":
        known = [place for place, value in enumerate(one.values) if value is not None]
        end = f"<c:dLbl>{_value('idx', known[-1])}{_label(chart, one, 't', shown=1)}</c:dLbl>" if known else ""
        return f"<c:dLbls>{end}{_label(chart, one, '', shown=0)}</c:dLbls>"
    if one.spread and chart.given.kind == "bar":
        return ""
    stacked = chart.given.kind.startswith("stacked")
    place = "ctr" if stacked else "inBase" if one.spread else "outEnd"
    return f"<c:dLbls>{_label(chart, one, place, shown=1)}</c:dLbls>"


def _most(chart: Plot) -> int:
    return 3 * NUMBERED if chart.given.kind.startswith("stacked") else NUMBERED


def _label(chart: Plot, one: Drawn, place: str, *, shown: int) -> str:
    """How a number is written beside its mark."""
    ink = "#FFFFFF" if place == "ctr" and _is_dark(one.colour) else LIGHT["text"]
    where = _value("dLblPos", place) if place else ""
    names = "".join(_value(name, 0) for name in ("showCatName", "showSerName", "showPercent", "showBubbleSize"))
    look = (
        f"{_format(_short(chart.given.format))}<c:spPr><a:noFill/><a:ln><a:noFill/></a:ln></c:spPr>{_font(1000, ink)}"
    )
    return f"{look}{where}{_value('showLegendKey', 0)}{_value('showVal', shown)}{names}"


def _short(format: str) -> str:
    """Values that stand in or on bars have no room for decimals of percent."""
    return '0"%"' if format == native.FORMATS["percent"] else format


def _is_dark(colour: str) -> bool:
    red, green, blue = channels(colour)
    return 0.299 * red + 0.587 * green + 0.114 * blue < 140


def _names_axis(chart: Plot) -> str:
    """Of the points, in their order from above or from the left; where there are many, only some are named."""
    lies = KINDS[chart.given.kind][1] == "bar"
    letters = sum(len(label) for label in chart.labels) + 2 * len(chart.labels)
    skipped = 1 if lies else -(-letters // LETTERS)
    return (
        f"<c:catAx>{_value('axId', AXES[0])}{_scaling('maxMin' if lies else 'minMax')}{_value('delete', 0)}"
        f"{_value('axPos', 'l' if lies else 'b')}{_ticks('low')}"
        f"<c:spPr>{_stroke(LIGHT['border'], THIN)}</c:spPr>{_font(SMALL, LIGHT['text'], turned=False)}"
        f"{_value('crossAx', AXES[1])}{_value('crosses', 'autoZero')}{_value('auto', 0)}{_value('lblAlgn', 'ctr')}"
        f"{_value('lblOffset', 100)}{_value('tickLblSkip', skipped)}{_value('noMultiLvlLbl', 1)}</c:catAx>"
    )


def _numbers_axis(chart: Plot) -> str:
    lies, given = KINDS[chart.given.kind][1] == "bar", chart.given
    shown = "0%" if given.kind.startswith("stacked") else _short(given.format)
    grid = f"<c:majorGridlines><c:spPr>{_stroke(LIGHT['border'], THIN)}</c:spPr></c:majorGridlines>"
    return (
        f"<c:valAx>{_value('axId', AXES[1])}{_scaling('minMax', _base(chart))}{_value('delete', 0)}"
        f"{_value('axPos', 'b' if lies else 'l')}{grid}{_title(given.axis)}{_format(shown)}{_ticks('nextTo')}"
        f"<c:spPr><a:ln><a:noFill/></a:ln></c:spPr>{_font(SMALL, LIGHT['grey'])}{_value('crossAx', AXES[0])}"
        f"{_value('crosses', 'max' if lies else 'autoZero')}{_value('crossBetween', 'between')}</c:valAx>"
    )


def _legend(chart: Plot) -> str:
    """On top; none where there is one thing to name."""
    if len(chart.series) == 1:
        return ""
    return f"<c:legend>{_value('legendPos', 't')}{_value('overlay', 0)}{_font(SMALL, LIGHT['text'])}</c:legend>"


# Pieces.


def _value(name: str, value: object) -> str:
    return f'<c:{name} val="{value}"/>'


def _scaling(way: str, base: str = "") -> str:
    return f"<c:scaling>{base}{_value('orientation', way)}</c:scaling>"


def _base(chart: Plot) -> str:
    """Of a logarithmic axis, where all numbers have a logarithm."""
    values = [value for one in chart.series for value in one.values if value is not None]
    return _value("logBase", 10) if chart.given.logarithmic and min(values) > 0 else ""


def _ticks(names: str) -> str:
    return _value("majorTickMark", "none") + _value("minorTickMark", "none") + _value("tickLblPos", names)


def _format(text: str) -> str:
    return f'<c:numFmt formatCode={quoteattr(text)} sourceLinked="0"/>'


def _font(size: int, colour: str, *, turned: bool = True) -> str:
    level = "" if turned else ' rot="0" vert="horz"'
    return (
        f'<c:txPr><a:bodyPr{level}/><a:lstStyle/><a:p><a:pPr><a:defRPr sz="{size}" b="0">{fill(colour)}</a:defRPr>'
        f'</a:pPr><a:endParaRPr lang="en-US"/></a:p></c:txPr>'
    )


def _title(text: str) -> str:
    if not text:
        return ""
    run = f'<a:rPr sz="{SMALL}" b="0">{fill(LIGHT["grey"])}</a:rPr><a:t>{escape(text)}</a:t>'
    rich = f"<c:rich><a:bodyPr/><a:lstStyle/><a:p><a:r>{run}</a:r></a:p></c:rich>"
    return f"<c:title><c:tx>{rich}</c:tx>{_value('overlay', 0)}</c:title>"


def _stroke(colour: str, width: int, *, dash: bool = False) -> str:
    dashed = '<a:prstDash val="sysDash"/>' if dash else ""
    return f'<a:ln w="{width}" cap="rnd">{fill(colour)}{dashed}<a:round/></a:ln>'


def _cell(column: int, row: int) -> str:
    from xlsxwriter.utility import xl_col_to_name

    return f"Sheet1!${xl_col_to_name(column)}${row}"


def _cells(column: int, last: int) -> str:
    return f"{_cell(column, 2)}:{_cell(column, last).partition('!')[2]}"


def _texts(cells: str, texts: list[str]) -> str:
    points = "".join(f'<c:pt idx="{place}"><c:v>{escape(text)}</c:v></c:pt>' for place, text in enumerate(texts))
    return f"<c:strRef><c:f>{cells}</c:f><c:strCache>{_value('ptCount', len(texts))}{points}</c:strCache></c:strRef>"


def _numbers(cells: str, values: Values, format: str) -> str:
    cache = f"<c:formatCode>{escape(format)}</c:formatCode>{_points(values)}"
    return f"<c:numRef><c:f>{cells}</c:f><c:numCache>{cache}</c:numCache></c:numRef>"


def _literal(values: list[float]) -> str:
    return f"<c:numLit>{_points(list(values))}</c:numLit>"


def _points(values: Values) -> str:
    """Each number with all its digits; nothing for a gap."""
    known = ((place, value) for place, value in enumerate(values) if value is not None)
    points = "".join(f'<c:pt idx="{place}"><c:v>{value!r}</c:v></c:pt>' for place, value in known)
    return f"{_value('ptCount', len(values))}{points}"
