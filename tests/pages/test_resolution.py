"""The resolution tab: rules side by side, what is still open, what became of tickets."""

from __future__ import annotations

from pathlib import Path

import pytest

from cx.measures import measure
from cx.notes import Notes
from cx.reports import by_rule, service, still_open
from cx.reports.ask import Arrangement
from cx.scores import read
from tests.pages import small
from tests.pages.models import asked, asked_of_sample, charts, plain, points, rows_behind, store

RESOLUTION, FCR = measure("resolution"), measure("fcr")

# Rules side by side.


def test_the_rules_read_the_scores_of_the_store_from_one_tally(company: Path) -> None:
    ask = asked(company)
    chart = by_rule.rules(ask, FCR, key="rules")

    known = {scores.reading.full_name: scores for scores in store(ask).definitions("fcr", ask.filters).scores}
    for line in chart.table.to_dict("records"):
        value, n = known[line["reading"]].value[0], known[line["reading"]].n[0]
        assert line["n"] == n
        assert line["value"] == pytest.approx(100 * value) if n else line["value"] is None
    assert not {"reopened", "transferred"} & set(chart.table["reading"])


def test_each_rule_is_drawn_once_with_the_window_of_the_one_in_force(company: Path) -> None:
    drawn = points(by_rule.rules(asked(company, definition="fcr.F1:14"), FCR, key="rules"))

    assert {"F1:14", "F1_topic:14", "F2:14", "F3"} >= {token for token in drawn if token.startswith(("F1", "F2", "F3"))}
    assert "F1:7" not in drawn


def test_a_click_on_a_rule_uses_it_and_reads_what_it_decided(company: Path) -> None:
    ask = asked(company)
    chosen = points(by_rule.rules(ask, FCR, key="rules"))["F3"]

    assert chosen.filters is not None
    assert chosen.filters.reading("fcr").full_name == "F3"
    assert chosen.behind is not None
    assert rows_behind(ask, chosen.behind) == chosen.behind.n > 0


def test_a_share_that_is_no_rule_leaves_the_company_s_own_rule_in_force(company: Path) -> None:
    ask = asked(company, definition="fcr.reopened")

    assert by_rule.in_force(ask, FCR).full_name == "F1:7"
    assert charts(service.page(ask, Arrangement()))["fcr-rules"].message is None


# What is still open.


def test_the_curve_is_that_of_the_readings_still_open(company: Path) -> None:
    ask = asked(company)
    now = ask.periods(RESOLUTION).select({"period": "current"}).total()
    days = (1, 3, 7)

    curve = still_open.curve(now, [day * 86400 for day in days])

    for place, day in enumerate(days):
        scores = read(now, f"open:{day * 86400}")
        found = (curve.share[place], curve.low[place], curve.high[place])
        assert found == pytest.approx((scores.value[0], scores.low[0], scores.high[0]), nan_ok=True)


def test_the_naive_curve_is_the_share_of_the_solved_that_took_longer(company: Path) -> None:
    ask = asked(company)
    now = ask.periods(RESOLUTION).select({"period": "current"}).total()
    solved = small.tickets(60).to_pandas()
    solved = solved[solved["created_at"].between("2026-02-09", "2026-03-09")].dropna(subset="solved_at")
    took = (solved["solved_at"] - solved["created_at"]).dt.total_seconds()

    curve = still_open.curve(now, [43200])

    assert curve.naive[0] == pytest.approx((took >= 43200).mean())


def test_counting_what_is_open_is_set_against_what_a_help_desk_would_show(company: Path) -> None:
    chart = charts(service.page(asked(company), Arrangement()))["still-open"]

    assert plain(chart.title) == "Counting open tickets, half take 24 h, not 21 h"
    assert "a help desk would show half within 21 h: it leaves out 24 still open" in map(plain, chart.footer)


def test_the_target_stands_in_the_curve_of_what_is_open(company: Path) -> None:
    figure = charts(service.page(asked(company), Arrangement()))["still-open"].figure
    assert figure is not None

    assert [note.x for note in figure.layout.annotations if plain(note.text) == "target 1 day"] == [86400]


def test_an_age_opens_the_tickets_that_took_so_long_or_are_open_for_so_long(company: Path) -> None:
    ask = asked(company)
    chart = charts(service.page(ask, Arrangement()))["still-open"]

    behind = points(chart)["1"].behind
    assert behind is not None
    assert rows_behind(ask, behind) == behind.n > 0


# What became of tickets.


def test_what_no_file_tells_of_tickets_is_named_below_what_it_does(company: Path) -> None:
    chart = charts(service.page(asked(company), Arrangement()))["outcomes"]

    assert [row["row"] for row in chart.table.to_dict("records")] == ["fcr.reopened", "fcr.transferred"]
    assert any(text.startswith("Escalated: Needs ") for text in chart.footer)
    assert len(set(chart.footer)) == len(chart.footer)


def test_what_became_of_the_sample_s_tickets_is_what_the_store_says(sample: Path) -> None:
    ask = asked_of_sample(sample)
    chart = charts(service.page(ask, Arrangement()))["outcomes"]

    for line in chart.table.to_dict("records"):
        name, _dot, reading = line["reading"].partition(".")
        scores = store(ask).score(name, ask.filters, reading=reading)
        assert (line["value"], line["n"]) == (pytest.approx(100 * scores.value[0]), scores.n[0])
    for point in points(chart).values():
        assert point.behind is not None
        assert rows_behind(ask, point.behind) == point.behind.n


# The target.


def test_the_target_is_drawn_with_the_share_that_is_solved_within_it(company: Path) -> None:
    ask = asked(company)
    page = charts(service.page(ask, Arrangement()))
    trend, spread = page["resolution-trend"].figure, page["resolution-spread"]
    within = read(ask.tally("resolution"), RESOLUTION.reading("within:86400"))
    assert trend is not None

    assert 86400.0 in [shape.y0 for shape in trend.layout.shapes]
    assert "target 1 day" in [plain(note.text) for note in trend.layout.annotations]
    assert plain(spread.title) == f"Resolution: {100 * within.value[0]:.0f}% within 24 h"


def test_a_goal_of_half_is_drawn_beside_the_target(company: Path) -> None:
    ask = asked(company)
    ask.__dict__["notes"] = Notes(goals={"resolution.median": 4 * 3600.0})
    figure = charts(service.page(ask, Arrangement()))["resolution-trend"].figure
    assert figure is not None

    said = [plain(note.text) for note in figure.layout.annotations]
    assert {"target 1 day", "goal 4 h"} <= set(said)
