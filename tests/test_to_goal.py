"""The way to a goal of NPS: what it takes, beside the score and its goal."""

from __future__ import annotations

from datetime import date, datetime

import pandas as pd
import pytest

from cx.filters import Filters
from cx.measures import measure
from cx.notes import Notes
from cx.reports.ask import Arrangement, Ask
from cx.reports.page import Chart
from cx.reports.to_goal import picker, tried, way
from cx.settings import load
from cx.store.contents import Contents, Source
from cx.surveys import Survey
from cx.tally import Tally
from tests.drawn import texts
from tests.pages.models import plain

NPS = measure("nps")
SURVEYS = {"q": Survey("q", "nps", headline=True)}


def asked(detractors: int, passives: int, promoters: int, goal: float | None) -> Ask:
    """A company with so many answers in its four weeks."""
    counts = [(answer, n) for answer, n in zip((3, 8, 10), (detractors, passives, promoters), strict=True) if n]
    frame = pd.DataFrame([("current", answer, n) for answer, n in counts], columns=["period", "bin", "n"])
    tally = Tally.from_frame(NPS, frame, ("period",), SURVEYS)
    first, last = date(2026, 1, 5), date(2026, 2, 1)
    begin, end = (datetime(day.year, day.month, day.day) for day in (first, last))
    contents = Contents(sources=(Source("form", "answers", 1, begin, end, end, last),))
    ask = Ask(contents, load({}, {}), Filters(period="4w"), lambda *_: tally)
    ask.__dict__["notes"] = Notes(goals={} if goal is None else {"nps.nps": goal})
    return ask


def shown(detractors: int, passives: int, promoters: int, goal: float | None, versus: str = "") -> Chart:
    """The chart of such a company, where a goal may be tried."""
    ask = asked(detractors, passives, promoters, goal)
    return way(ask, NPS, NPS.reading(), tried(ask, NPS, NPS.reading(), Arrangement(versus=versus)), key="nps-goal")


def test_the_figure_names_the_goal_the_gap_and_each_shown() -> None:
    said = [plain(text) for text in texts(shown(20, 20, 60, 0.5).figure)]

    assert said == [
        "goal +50", "<b>+40</b>", "10.0 points to go", "Detractors turned into promoters", "<b>5</b>",
        "Detractors or passives one class up", "<b>10</b>", "Promoters in addition", "<b>20</b>",
    ]  # fmt: skip


def test_the_table_says_the_same_with_what_there_is_of_each() -> None:
    chart = shown(20, 20, 60, 0.5)
    (row,) = chart.table.to_dict("records")

    assert plain(chart.title) == "5 detractors turned into promoters would reach +50"
    assert chart.shown.iloc[2].tolist() == ["Detractors turned into promoters", "5", "of 20 there are"]
    assert chart.shown.iloc[3].tolist() == ["Detractors or passives one class up", "10", "of 40 there are"]
    assert (row["value"], row["goal"], row["missing"]) == pytest.approx((40, 50, 10))
    assert (row["turned"], row["raised"], row["added"]) == (5, 10, 20)


def test_a_goal_that_is_reached_takes_nothing() -> None:
    chart = shown(100, 100, 800, 0.5)

    assert chart.title == "NPS is surely above +50"
    assert [plain(text) for text in texts(chart.figure)[2:]] == ["20.0 points above it"]
    assert [str(name) for name in chart.shown.iloc[:, 0]] == ["Now", "Goal", "Chance that it is reached already"]
    assert any("over 99%" in text for text in chart.footer)


def test_without_a_goal_the_next_step_is_tried_and_it_is_said_where_to_set_one() -> None:
    chart = shown(20, 20, 60, None)

    assert plain(chart.title) == "5 detractors turned into promoters would reach +50"
    assert chart.footer[-1] == "no goal is set: one can be set on the page Settings, under Targets and goals"


def test_another_goal_can_be_tried_and_what_a_link_asks_for_besides_is_left_alone() -> None:
    (known,) = picker(asked(20, 20, 60, 0.45), NPS, NPS.reading(), Arrangement(versus="70"))

    assert [name for _value, name in known.options] == ["+45", "+50", "+60", "+70"]
    assert (known.chosen, known.default) == ("70", "45")
    assert plain(shown(20, 20, 60, 0.45, "70").title) == "15 detractors turned into promoters would reach +70"
    assert plain(shown(20, 20, 60, 0.45, "71").title) == "3 detractors turned into promoters would reach +45"


def test_where_nobody_can_be_won_any_more_no_goal_is_tried() -> None:
    assert picker(asked(0, 0, 60, None), NPS, NPS.reading(), Arrangement()) == ()

    chart = shown(0, 0, 60, None)

    assert chart.message is not None
    assert chart.message.title == "No goal is set for NPS"
    assert "Settings" in chart.message.text


def test_more_detractors_than_there_are_are_not_said_to_reach_a_goal() -> None:
    assert plain(shown(5, 10, 85, 1.0).title) == "NPS: goal +100, 20.0 points to go"
    assert plain(shown(5, 10, 85, 0.9).title) == "5 detractors turned into promoters would reach +90"


def test_of_too_few_answers_no_way_is_promised_in_the_title() -> None:
    assert shown(2, 2, 6, 0.5).title == "NPS: only 10 answers so far"
