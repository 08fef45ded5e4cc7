"""The way to the target of NPS: what it takes, beside the score and its goal."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime

import pandas as pd
import pytest

from cx.filters import Filters
from cx.measures import measure
from cx.notes import Notes
from cx.reports.ask import Ask
from cx.reports.page import Chart
from cx.reports.to_target import to_target
from cx.settings import load
from cx.store.contents import Contents, Source
from cx.surveys import Survey
from cx.tally import Tally
from tests.drawn import texts
from tests.pages.models import plain

NPS = measure("nps")
SURVEYS = {"q": Survey("q", "nps", headline=True)}


def way(detractors: int, passives: int, promoters: int, goal: float | None) -> Chart:
    """The chart of a company with so many answers in its four weeks."""
    counts = [(answer, n) for answer, n in zip((3, 8, 10), (detractors, passives, promoters), strict=True) if n]
    frame = pd.DataFrame([("current", answer, n) for answer, n in counts], columns=["period", "bin", "n"])
    tally = Tally.from_frame(replace(NPS, target=None), frame, ("period",), SURVEYS)
    first, last = date(2026, 1, 5), date(2026, 2, 1)
    begin, end = (datetime(day.year, day.month, day.day) for day in (first, last))
    contents = Contents(sources=(Source("form", "answers", 1, begin, end, end, last),))
    ask = Ask(contents, load({}, {}), Filters(period="4w"), lambda *_: tally)
    ask.__dict__["notes"] = Notes(goals={} if goal is None else {"nps.nps": goal})
    return to_target(ask, tally.measure, NPS.reading(), key="nps-target")


def test_the_figure_names_the_goal_the_gap_and_each_way() -> None:
    said = [plain(text) for text in texts(way(20, 20, 60, 0.5).figure)]

    assert said == [
        "target +50", "<b>+40</b>", "10.0 points missing", "Detractors turned into promoters", "<b>5</b>",
        "Detractors or passives one class up", "<b>10</b>", "Promoters in addition", "<b>20</b>",
    ]  # fmt: skip


def test_the_table_says_the_same_with_what_there_is_of_each() -> None:
    chart = way(20, 20, 60, 0.5)
    (row,) = chart.table.to_dict("records")

    assert plain(chart.title) == "5 detractors turned into promoters would reach +50"
    assert chart.shown.iloc[2].tolist() == ["Detractors turned into promoters", "5", "of 20 there are"]
    assert chart.shown.iloc[3].tolist() == ["Detractors or passives one class up", "10", "of 40 there are"]
    assert (row["value"], row["goal"], row["missing"]) == pytest.approx((40, 50, 10))
    assert (row["turned"], row["raised"], row["added"]) == (5, 10, 20)


def test_a_goal_that_is_reached_takes_nothing() -> None:
    chart = way(100, 100, 800, 0.5)

    assert chart.title == "NPS is surely above its target of +50"
    assert [plain(text) for text in texts(chart.figure)[2:]] == ["20.0 points above it"]
    assert [str(name) for name in chart.shown.iloc[:, 0]] == ["Now", "Target", "Chance that it is reached already"]
    assert any("over 99%" in text for text in chart.footer)


def test_without_a_goal_it_is_said_where_to_set_one() -> None:
    chart = way(20, 20, 60, None)

    assert chart.figure is None
    assert chart.message is not None
    assert chart.message.title == "No goal is set for NPS"
    assert "Settings" in chart.message.text


def test_of_too_few_answers_no_way_is_promised_in_the_title() -> None:
    assert way(2, 2, 6, 0.5).title == "NPS: only 10 answers so far"
