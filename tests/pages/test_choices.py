"""What can be chosen on the charts of every page: each mark that stands for something leads to it."""

from __future__ import annotations

from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

from cx.company import open_own
from cx.pairs import BESIDE
from cx.reports.ask import Arrangement
from cx.reports.page import Chart
from tests.drawn import tokens
from tests.everything_said import MODELS, pages
from tests.facts import NPS, answer, arrow
from tests.pages import small
from tests.pages.models import asked, asked_of_sample, charts, points, rows_behind

#: What it would take to reach a goal: nobody has given those answers yet.
SUPPOSED = ("nps-goal",)


def drawn(chart: Chart) -> set[str]:
    """The tokens of all marks of a figure."""
    return {token for trace in tokens(chart.figure) for token in trace} if chart.figure else set()


@pytest.mark.parametrize("name", MODELS)
def test_every_mark_of_every_chart_filters_or_opens_what_stands_behind_it(sample: Path, name: str) -> None:
    ask, found = asked_of_sample(sample), []
    for page in pages(name, ask, Arrangement()):
        for key, chart in charts(page).items():
            if chart.message is None and key not in SUPPOSED:
                assert chart.choices is not None, key
                assert chart.choices.points, key
                found += [key for each in chart.choices.points if not (each.filters or each.behind or each.search)]
                assert {token for token in points(chart) if token != "unknown"} <= drawn(chart), key
    assert found == []


def test_a_group_that_is_too_long_to_be_filtered_by_is_counted_and_read_all_the_same(tmp_path: Path) -> None:
    own, endless = open_own(small.settings(tmp_path)), "x" * 501
    said = [answer(nr, nr % 11, channel=(endless, "Chat")[nr % 2], comment="late again") for nr in range(80)]
    with own.warehouse.publish(surveys=(NPS,)) as batch:
        batch.add("answers", arrow("answers", said))
    ask = asked(tmp_path, period="all")

    for name, key in (("loyalty", "by-nps-nps"), ("voice", "moods-by")):
        found = points(charts(MODELS[name](ask, Arrangement(by="channel")))[key])
        assert {token: point.filters is None for token, point in found.items()} == {endless: True, "Chat": False}


@pytest.mark.parametrize("beside", BESIDE)
def test_a_dot_beside_what_tickets_took_opens_the_very_answers_of_its_class(sample: Path, beside: str) -> None:
    ask = asked_of_sample(sample, period="13w")
    (page,) = pages("satisfaction", ask, Arrangement(beside=beside))
    chart = charts(page)["csat-beside"]

    behind = {token: point.behind for token, point in points(chart).items()}
    assert {token: each.n for token, each in behind.items() if each} == {
        token: rows_behind(ask, each) for token, each in behind.items() if each
    }
    assert all(behind.values())
    assert drawn(chart) == behind.keys() - {"unknown"}


def test_each_part_of_the_week_opens_the_very_tickets_of_its_share(sample: Path) -> None:
    ask = asked_of_sample(sample)
    chart = charts(next(page for page in pages("service", ask, Arrangement()) if page.tab == "response"))
    found = points(chart["first-reply-within"])

    assert set(found) == {"all", "weekdays", "weekend", "day", "night"}
    for point in found.values():
        assert point.behind is not None
        assert rows_behind(ask, point.behind) == point.behind.n > 0


def _clicking() -> None:
    """In its own script: a click on a mark, as the chart hands it over."""
    import streamlit as st

    from cx.reports.page import Choices, Point
    from pages._parts import choosing, link

    link.read()
    st.session_state["plot"] = {"selection": {"points": st.session_state["clicked"]}}
    choosing._clicked("by-nps", "plot", Choices("a channel", (Point("Chat", "Chat", ""),)))


@pytest.mark.parametrize(
    ("clicked", "chosen"),
    [
        ([{"customdata": ["Chat"]}], "by-nps:Chat"),
        ([{"customdata": ["Fax"]}], ""),
        ([{"customdata": ["Fax"]}, {"customdata": ["Chat"]}], "by-nps:Chat"),
        ([{"x": 3}], ""),
        ([], ""),
    ],
    ids=["a mark", "one that stands for nothing", "both", "one without a token", "beside every mark"],
)
def test_a_click_chooses_what_stands_for_something_alone(clicked: list[dict[str, object]], chosen: str) -> None:
    app = AppTest.from_function(_clicking)
    app.session_state["clicked"] = clicked
    app.run()

    assert not app.exception
    assert app.query_params.get("choose", "") in (chosen, [chosen])
