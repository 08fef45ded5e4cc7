"""Every definition of every measure beside the one in force, and beside what a help desk would show."""

from __future__ import annotations

import pytest

from cx.company import Company
from cx.measures import MEASURES, measure
from cx.profiles import PROFILES
from cx.reports.page import Chart, Picker
from cx.reports.sources import source
from tests.facts import answer, bring
from tests.pages.models import plain
from tests.trust.asking import asked, page, table


def test_every_measure_says_how_far_its_definitions_lie_apart(company: Company) -> None:
    found = page(company, "definitions")
    shown = table(found, "definitions-all").shown.set_index("Measure")

    assert len(shown) == len(MEASURES)
    assert plain(shown.loc["Solved first time", "Depending on the rule"]).count("% (") == 2
    assert found.head.finding.startswith("Solved first time: ")
    assert found.head.finding.endswith(", depending on the rule")


def test_one_measure_is_looked_at_closely(company: Company) -> None:
    found = page(company, "definitions", about="nps")
    (chart,) = (part for part in found.parts if isinstance(part, Chart))
    (picker,) = (part for part in found.parts if isinstance(part, Picker))

    assert (picker.name, picker.chosen, picker.default) == ("about", "nps", "fcr")
    assert "nps@customer" in set(chart.table["definition"])
    assert len(table(found, "definitions-closer").shown) == len(list(measure("nps").definitions()))
    assert chart.shown.loc[chart.shown["In force"] == "yes", "Definition"].tolist() == ["NPS"]


def test_a_definition_that_is_chosen_is_used_on_every_page(company: Company) -> None:
    (chart,) = (part for part in page(company, "definitions").parts if isinstance(part, Chart))
    assert chart.choices is not None
    point = chart.choices.point("F3")

    assert point is not None
    assert point.filters == asked(company).filters.read_as("fcr", "F3")


def test_the_definition_in_force_is_the_one_drawn_bold(company: Company) -> None:
    (chart,) = (p for p in page(company, "definitions", definition="fcr.F3").parts if isinstance(p, Chart))

    assert chart.figure is not None
    bold = [name for name in chart.figure.layout.yaxis.ticktext if name.startswith("<b>")]
    assert bold == ["<b>One agent reply</b>"]


def test_every_definition_has_a_source() -> None:
    for known in MEASURES.values():
        for reading in known.definitions():
            assert source(known, reading)
    assert source(measure("nps"), measure("nps").reading("nps@customer")) == "Retently, article 2364438"
    assert "Kaplan" in source(measure("resolution"), measure("resolution").reading())
    assert source(measure("escalation"), measure("escalation").reading()) == "A plain count"


def test_a_measure_that_is_not_known_says_why(empty: Company) -> None:
    bring(empty.warehouse, "answers", answer(1, 10))

    found = page(empty, "definitions", about="resolution", period="all")
    (chart,) = (part for part in found.parts if isinstance(part, Chart))

    assert chart.message is not None
    assert chart.message.title == "No data for Resolution"
    assert found.head.finding == "Resolution: no data for Resolution"


# What a help desk would show.


@pytest.mark.parametrize("tool", PROFILES)
def test_every_line_of_a_tool_stands_beside_the_own_definition(company: Company, tool: str) -> None:
    shown = table(page(company, "tools", versus=tool), "tools").shown

    assert len(shown) == len(PROFILES[tool])
    assert (shown["Why"] != "").all()
    assert (shown["Source"] != "").all()


def test_what_a_tool_shows_is_the_reading_it_uses(company: Company) -> None:
    line = table(page(company, "tools"), "tools").table.iloc[0]
    theirs = company.warehouse.score("fcr", asked(company).filters, reading="F4").records()[0]["value"]
    ours = company.warehouse.score("fcr", asked(company).filters).records()[0]["value"]

    assert (line["value"], line["own_value"]) == (theirs, ours)
    assert line["difference"] == pytest.approx(theirs - ours)


def test_another_question_has_no_difference(company: Company) -> None:
    shown = table(page(company, "tools"), "tools").shown
    transferred = shown[shown["Zendesk counts"] == "transferred"].iloc[0]

    assert transferred["Difference"] == "another question"


def test_an_unknown_tool_is_the_first_one(company: Company) -> None:
    assert table(page(company, "tools", versus="nobody's"), "tools").title == "Zendesk beside your own definitions"
