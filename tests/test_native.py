"""What spreadsheets and slides draw themselves: the numbers of each chart's own table, and nothing else."""

from __future__ import annotations

from datetime import date

import numpy as np
import pandas as pd
import pytest

from cx.charts.tokens import BAD, MAIN
from cx.measures import measure
from cx.reports import native, words
from cx.reports.ask import Arrangement
from cx.reports.native import Native, Series
from cx.reports.page import Card, Chart, Page
from cx.store.warehouse import Warehouse
from tests.whole_pages import asked, cards, charts, pages

#: Charts that no spreadsheet has, and why; their tables are shown instead.
WITHOUT = {
    "why": "a waterfall between two totals that are points with intervals",
    "nps-why": "the same", "csat-why": "the same", "fcr-why": "the same", "first-reply-why": "the same",
    "nps-goal": "one point and a goal",
}  # fmt: skip

ASKED = [
    ({}, Arrangement()),
    ({"period": "13w", "grain": "month"}, Arrangement(by="segment", beside="messages", about="nps")),
    ({"period": "2026-08-10..2026-08-12", "channel": "social"}, Arrangement(by="team", beside="fcr")),
    ({"period": "2019-01-01..2019-01-31"}, Arrangement()),
]

KINDS = {"line", "column", "bar", "stacked", "stacked_column"}


@pytest.fixture(scope="module", params=ASKED, ids=["default", "by segment", "few answers", "no answers"])
def every_page(request: pytest.FixtureRequest, sample: Warehouse) -> list[Page]:
    query, arrangement = request.param
    if (query, arrangement) == ASKED[0]:
        return list(request.getfixturevalue("as_it_opens").values())
    return list(pages(asked(sample, **query), arrangement).values())


@pytest.fixture(scope="module")
def as_it_opens(sample: Warehouse) -> dict[str, Page]:
    return pages(asked(sample))


def drawn(every: list[Page]) -> list[tuple[Chart, Native]]:
    return [(chart, chart.native) for chart in charts(every) if chart.native is not None and chart.message is None]


def test_only_charts_that_no_spreadsheet_has_are_without(every_page: list[Page]) -> None:
    without = {chart.key for chart in charts(every_page) if chart.native is None and chart.message is None}

    assert without <= set(WITHOUT)


def test_every_chart_without_is_there_to_be_named(as_it_opens: dict[str, Page]) -> None:
    assert {chart.key for chart in charts(as_it_opens.values()) if chart.native is None} == set(WITHOUT)


def test_each_names_columns_of_its_table_that_hold_numbers(every_page: list[Page]) -> None:
    for chart, given in drawn(every_page):
        assert given.kind in KINDS
        assert given.category in chart.table.columns
        for series in given.series:
            columns = [column for column in (series.column, series.low, series.high) if column]
            numbers = chart.table[columns].apply(pd.to_numeric)
            assert numbers.notna().any(axis=None), (chart.key, series)


def test_each_draws_rows_that_its_table_has(every_page: list[Page]) -> None:
    for chart, given in drawn(every_page):
        lengths = {len(native.places(given, series, chart.table)) for series in given.series}
        assert lengths == {len(native.labels(given, chart.table, chart.shown))}
        assert 0 < max(lengths) <= len(chart.table)


def test_series_beside_each_other_are_of_the_same_points(every_page: list[Page]) -> None:
    for chart, given in drawn(every_page):
        points = [chart.table[given.category].iloc[native.places(given, series, chart.table)].tolist()
                  for series in given.series]  # fmt: skip
        assert all(one == points[0] for one in points)


def test_points_are_called_as_on_the_page_and_days_in_short(every_page: list[Page]) -> None:
    for chart, given in drawn(every_page):
        said = native.labels(given, chart.table, chart.shown)
        values = chart.table[given.category].tolist()
        if isinstance(values[0], date):
            assert all(len(label) <= len("September 2026") for label in said)
        else:
            assert said == chart.shown.iloc[: len(said), 0].tolist()


def test_a_breakdown_draws_its_groups_in_the_order_of_the_page(as_it_opens: dict[str, Page]) -> None:
    chart = next(chart for chart in charts([as_it_opens["loyalty"]]) if chart.key == "by-nps-nps")
    assert chart.native is not None

    values = native.numbers(chart.native, chart.native.series[0], chart.table)

    assert values == sorted(values, key=lambda value: -(value or 0.0))
    assert chart.choices is not None
    assert native.labels(chart.native, chart.table, chart.shown) == [point.label for point in chart.choices.points]


# Gaps.

TABLE = pd.DataFrame({
    "channel": ["chat", "", "fax"], "value": pd.Series([12.3456789, None, np.inf], dtype=object),
    "low": [1.0, np.nan, 2.0], "state": ["ok", "hidden", "ok"], "reading": ["nps", "nps", "page"],
})  # fmt: skip


def test_what_is_hidden_missing_or_endless_is_a_gap() -> None:
    given = Native("bar", "channel", (Series("value", "NPS", low="low"),))

    assert native.numbers(given, given.series[0], TABLE) == [12.3456789, None, None]
    assert native.numbers(given, given.series[0], TABLE, "low") == [1.0, None, 2.0]


def test_the_first_rows_or_those_of_one_score_are_drawn() -> None:
    first = Native("bar", "channel", (Series("value", "NPS"),), rows=2)
    own = Native("bar", "channel", (Series("value", "NPS", where=("reading", "page")),))

    assert native.places(first, first.series[0], TABLE) == [0, 1]
    assert native.places(own, own.series[0], TABLE) == [2]
    assert native.labels(first, TABLE, pd.DataFrame({"Channel": ["Chat", "(not given)", "Fax"]})) == [
        "Chat", "(not given)",
    ]  # fmt: skip
    assert native.labels(own, TABLE, pd.DataFrame({"Channel": ["Fax"]})) == ["Fax"]
    assert native.labels(own, TABLE, pd.DataFrame()) == ["fax"]


def test_points_of_too_few_are_known_by_the_state_of_their_rows() -> None:
    given = Native("bar", "channel", (Series("value", "NPS"),), rows=2)
    pale = TABLE.assign(state=["few", "ok", "few"])

    assert native.few(given, given.series[0], pale) == [True, False]
    assert native.few(given, given.series[0], TABLE.drop(columns="state")) == [False, False]


def test_charts_of_groups_or_buckets_of_scores_say_which_are_of_too_few(every_page: list[Page]) -> None:
    for chart, given in drawn(every_page):
        said = any("too few to compare" in text for text in chart.footer)
        of_one_group = given.category in ("answer", "from_seconds", "seconds")  # whose title says that they are few
        assert not said or of_one_group or "state" in chart.table, chart.key


def test_a_colour_is_that_of_the_mark_or_its_pale_tone_on_white() -> None:
    assert native.colour(Series("value", "NPS")) == MAIN
    assert native.colour(Series("value", "NPS", "bad")) == BAD
    assert native.colour(Series("value", "NPS", "bad_pale")) == "#E39B82"


def test_an_interval_is_two_thin_grey_lines() -> None:
    low, high = Series("value", "NPS", low="low", high="high", where=("reading", "page")).ends

    assert (low.column, high.column) == ("low", "high")
    assert low.where == high.where == ("reading", "page")
    assert low.colour == high.colour == "ref"
    assert Series("value", "NPS").ends == ()


# The unrounded numbers of cards.


def test_a_record_rounds_to_what_stands_on_its_card(every_page: list[Page]) -> None:
    for card in cards(every_page):
        assert (card.record is not None) == (card.state in ("ok", "few"))
        if card.record is not None:
            _agree(card)


def _agree(card: Card) -> None:
    record = card.record
    assert record is not None
    reading = measure(card.key).reading(record.reading) if "@" not in record.reading else None
    scale = 100.0 if record.unit in ("points", "percent") else 1.0
    assert reading is None or (reading.unit, reading.scale) == (record.unit, scale)
    value, low, high = (float("inf") if end is None else end / scale for end in (record.value, record.low, record.high))
    width = high - low if np.isfinite([low, high]).all() else 0.0
    top = int(card.unit.split("\u00a0")[-1]) if record.unit == "answer" else 0
    assert words.parts(value, record.unit, width=width, of=top) == (card.value, card.unit)
    assert words.interval(low, high, record.unit) == card.interval
    assert words.count(record.n) in card.count
    assert record.verdict == card.verdict
    said = "" if record.change is None else _change(record.change, record.unit, record.ratio)
    assert said == card.change


def _change(change: float, unit: str, ratio: bool) -> str:
    return words.change(change / (100.0 if ratio or unit in ("points", "percent") else 1.0), unit, ratio=ratio)


def test_without_a_comparison_no_card_has_a_change(sample: Warehouse) -> None:
    found = list(cards(pages(asked(sample, compare="none")).values()))

    assert {card.record.change for card in found if card.record is not None} == {None}
    assert {card.record.verdict for card in found if card.record is not None} == {"none"}
