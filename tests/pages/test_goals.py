"""Goals in words: what is to be reached, and whether it is, as far as the answers tell."""

from __future__ import annotations

from pathlib import Path

import pytest

from cx.notes import Notes, full_name
from cx.reports import goals
from cx.reports.ask import Ask
from cx.reports.verdicts import Headline, headlines
from tests.pages.models import asked, plain

#: Of each headline measure of the small company: a goal surely reached, and one that is surely not.
ENDS = {
    "nps": (-1.0, 1.0), "csat": (0.0, 1.0), "ces": (1.0, 7.0), "fcr": (0.0, 1.0), "first_response": (1e8, 0.0),
    "resolution": (1e8, 0.0),
}  # fmt: skip


def with_goal(company: Path, name: str, value: float) -> tuple[Ask, Headline]:
    """The company with a goal of one measure, and that measure's number."""
    ask = asked(company)
    line = headlines(ask)[name]
    ask.__dict__["notes"] = Notes(goals={full_name(line.measure, line.reading): value})
    return ask, line


def said(company: Path, name: str, value: float) -> str:
    ask, line = with_goal(company, name, value)
    assert line.now is not None
    return plain(goals.said(ask, line.now))


@pytest.mark.parametrize("name", ENDS)
def test_every_headline_measure_can_reach_a_goal_and_miss_it_the_right_way_round(company: Path, name: str) -> None:
    easy, hard = (said(company, name, value) for value in ENDS[name])

    assert easy.startswith("goal ")
    assert easy.endswith(", reached")
    assert hard.endswith(" to go")


@pytest.mark.parametrize("name", ENDS)
def test_a_goal_within_the_interval_is_neither_reached_nor_missed(company: Path, name: str) -> None:
    line = headlines(asked(company))[name]
    assert line.now is not None

    assert said(company, name, float(line.now.value[0])).endswith(", too close to call")


def test_what_is_missing_is_said_in_the_unit_of_the_measure(company: Path) -> None:
    line = headlines(asked(company))["first_response"]
    assert line.now is not None
    ten_minutes_less = float(line.now.low[0]) - 600

    assert said(company, "nps", 1.0).startswith("goal +100, ")
    assert said(company, "nps", 1.0).endswith(" points to go")
    assert said(company, "csat", 1.0).endswith(" pp to go")
    assert " min to go" in said(company, "first_response", ten_minutes_less)


def test_without_a_goal_half_of_the_times_are_to_be_within_their_target(company: Path) -> None:
    ask = asked(company)
    named = {name: plain(goals.named(ask, line.measure, line.reading)) for name, line in headlines(ask).items()}

    assert (named["first_response"], named["resolution"]) == ("target 1 h", "target 1 day")
    assert {named[name] for name in ("nps", "csat", "ces", "fcr")} == {""}


def test_of_too_few_no_verdict_is_given(company: Path) -> None:
    ask = asked(company, period="1d")
    ask.__dict__["notes"] = Notes(goals={"nps.nps": -1.0})
    line = headlines(ask)["nps"]
    assert line.now is not None
    assert line.state == "few"

    assert plain(goals.said(ask, line.now)) == "goal −100"
