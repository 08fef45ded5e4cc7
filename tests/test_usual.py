"""The usual range of a score: drawn where there are weeks enough, left only where the test of alerts says so too."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime, timedelta

import numpy as np
import pandas as pd
import pytest

from cx.filters import Filters
from cx.measures import measure
from cx.notes import Benchmark, Marker, Notes
from cx.reports import goals, over_time, parts, usual
from cx.reports.ask import Ask
from cx.reports.page import Chart
from cx.settings import load
from cx.store.contents import Contents, Source
from cx.surveys import Survey
from cx.tally import Tally
from cx.trends import LEAST_WEEKS, control

NPS = measure("nps")
READING = NPS.reading()
FIRST = date(2026, 1, 5)
SURVEYS = {"q": Survey("q", "nps", headline=True)}
NO_NOTES = Notes()
NOTES = Notes(
    markers=(Marker(1, date(2026, 3, 2), date(2026, 3, 8), "chat <outage>", "incident"),
             Marker(2, date(2025, 1, 1), None, "long ago", "release")),
    goals={"nps.nps": 0.25}, benchmarks=(Benchmark("nps.nps", 0.31, "Industry mean", "annual report 2025"),),
)  # fmt: skip


def asked(*weeks: tuple[int, int, int], notes: Notes = NO_NOTES) -> Ask:
    """A company with detractors, passives and promoters of each of these weeks, all of them finished."""
    starts = [FIRST + timedelta(weeks=k) for k in range(len(weeks))]
    rows = [(start, answer, n) for start, classes in zip(starts, weeks, strict=True)
            for answer, n in zip((3, 8, 10), classes, strict=True)]  # fmt: skip
    tally = Tally.from_frame(NPS, pd.DataFrame(rows, columns=["week", "bin", "n"]), ("week",), SURVEYS)
    last = starts[-1] + timedelta(days=6)
    begin, end = (datetime(day.year, day.month, day.day) for day in (FIRST, last))
    contents = Contents(sources=(Source("form", "answers", 1, begin, end, end, last),))
    ask = Ask(contents, load({}, {}), Filters(period="4w"), lambda *_: tally)
    ask.__dict__["notes"] = notes
    return ask


def trend(*weeks: tuple[int, int, int], notes: Notes = NO_NOTES) -> Chart:
    return over_time.score_over_time(asked(*weeks, notes=notes), NPS, READING, key="trend")


def found(*weeks: tuple[int, int, int]) -> usual.Usual:
    ask = asked(*weeks)
    scores = over_time.scored(ask, NPS, READING)
    return usual.usual(ask, scores, parts.over_buckets(ask, scores))


def varied(many: int) -> list[tuple[int, int, int]]:
    """Weeks that differ a little."""
    return [(30 + k % 3, 30, 40 - k % 3) for k in range(many)]


# The range.


def test_the_range_is_that_of_the_test_of_the_newest_week() -> None:
    ask = asked(*varied(20))
    scores = over_time.scored(ask, NPS, READING)

    low, high = control(scores).limits()

    assert found(*varied(20)).limits.low == pytest.approx(low[0])
    assert found(*varied(20)).limits.high == pytest.approx(high[0])


def test_with_too_few_weeks_there_is_none() -> None:
    assert not found(*varied(LEAST_WEEKS)).known
    assert found(*varied(LEAST_WEEKS + 1)).known
    assert "usual range" not in [swatch.label for swatch in trend(*varied(LEAST_WEEKS)).swatches]
    assert "Usual range" in trend(*varied(LEAST_WEEKS + 1)).definition


def test_a_median_has_no_usual_range() -> None:
    scores = over_time.scored(asked(*varied(20)), NPS, READING)
    series = parts.over_buckets(asked(*varied(20)), scores)
    without = replace(scores, variance=np.full(len(scores), np.nan))

    assert not usual.usual(asked(*varied(20)), without, series).known


# What is said of it.


def test_nothing_is_said_of_a_score_that_stays_within_it() -> None:
    assert trend(*varied(20)).title.startswith("NPS lay between")


def test_a_week_outside_of_it_is_the_title_and_a_dot() -> None:
    chart = trend(*varied(19), (80, 10, 10))

    assert chart.title == "NPS left its usual range in the week of 18 May"
    assert chart.alt.startswith(chart.title)
    assert [swatch.label for swatch in chart.swatches][-2:] == ["usual range", "outside it"]


def test_the_first_of_several_weeks_outside_is_named() -> None:
    assert trend(*varied(18), (80, 10, 10), (85, 10, 5)).title == "NPS left its usual range in the week of 11 May"


def test_a_score_that_came_back_is_said_to_be_back() -> None:
    assert (
        trend(*varied(17), (80, 10, 10), *varied(2)).title == "NPS is back in its usual range since the week of 11 May"
    )


def test_what_was_long_ago_is_not_said() -> None:
    assert trend(*varied(12), (80, 10, 10), *varied(usual.BACK_FOR + 4)).title.startswith("NPS lay between")


def test_better_than_usual_is_a_dot_in_the_colour_of_good() -> None:
    chart = trend(*varied(19), (0, 10, 90))

    assert [(swatch.colour, swatch.label) for swatch in chart.swatches][-1] == ("good", "better than it")


# What people wrote down.


def test_goals_benchmarks_and_events_are_drawn_and_their_source_is_named() -> None:
    chart = trend(*varied(20), notes=NOTES)
    assert chart.figure is not None
    texts = [note.text for note in chart.figure.layout.annotations]

    assert "goal +25" in texts
    assert "Industry mean +31" in texts
    assert "chat &lt;outage&gt;" in texts
    assert "long ago" not in texts
    assert "Industry mean +31: annual report 2025" in chart.footer
    assert chart.definition.endswith("Industry mean +31: annual report 2025")


def test_a_goal_that_was_set_outranks_that_of_the_catalogue() -> None:
    response = measure("first_response")
    ask = asked(*varied(20), notes=Notes(goals={"first_response.median": 600.0}))

    assert goals.value(ask, response, response.reading()) == 600.0
    assert goals.value(asked(*varied(20)), response, response.reading()) == 3600.0
    assert goals.value(ask, NPS, READING) is None


# What a click can choose.


def test_a_week_filters_the_page_by_its_days_and_opens_its_rows() -> None:
    chart = trend(*varied(20))
    assert chart.choices is not None
    point = chart.choices.point("2026-03-02")
    assert point is not None
    assert point.filters is not None
    assert point.behind is not None

    assert chart.choices.noun == "a week"
    assert point.filters.period == "2026-03-02..2026-03-08"
    assert point.behind.n == 100
    assert point.behind.title == "Week of 2 Mar 2026: 100 answers"
