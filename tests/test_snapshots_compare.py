"""Two snapshots compared: verdicts as the live page gives them, what has none, and why a number changed."""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from cx.company import Company
from cx.filters import Filters
from cx.reports.ask import Ask
from cx.reports.page import Chart, Page, Table
from cx.reports.verdicts import headlines
from cx.settings import load
from cx.snapshots.compare import compare
from cx.snapshots.content import Content, ask_of
from cx.snapshots.numbers import numbers, shared_days
from cx.store.contents import Contents
from tests.answered import SURVEYS, answers, company, publish, taken, tickets
from tests.facts import answer

JANUARY, APRIL = "2025-01", "2025-04"


@pytest.fixture(scope="module")
def own(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Company]:
    """A company that is only read: four months in which chat grows, where answers are worse."""
    made = company(tmp_path_factory.mktemp("own"))
    publish(made, [*answers(n=1500), *answers("csat", 900, top=5), *answers("pulse", 40)])
    publish(made, tickets(), "tickets")
    yield made
    made.warehouse.close()


@pytest.fixture(scope="module")
def january(own: Company) -> Content:
    return taken(own, period=JANUARY)


@pytest.fixture(scope="module")
def april(own: Company) -> Content:
    return taken(own, period=APRIL)


def live(own: Company, **filters: str) -> Ask:
    warehouse = own.warehouse
    return Ask(warehouse.contents(), own.settings, Filters(**filters), warehouse.tally, company=own)


def part(page: Page, key: str) -> Table | Chart:
    return next(part for part in page.parts if isinstance(part, Table | Chart) and part.key == key)


def column(page: Page, name: str) -> list[object]:
    found: list[object] = part(page, "numbers").shown[name].tolist()
    return found


def test_two_snapshots_say_what_the_live_page_says_of_the_same_two_periods(own: Company) -> None:
    days = ("2024-12-30..2025-02-28", "2025-03-01..2025-04-30")
    before, after = (taken(own, "overview", period=period) for period in days)
    shown = {name: line for name, line in headlines(live(own, period=days[1])).items() if line.now is not None}
    found = {one.measure.name: one for one in numbers(ask_of(before), ask_of(after), overlap=False)}
    assert set(found) == set(shown)
    for name, line in shown.items():
        assert repr(found[name].change) == repr(line.change)
        assert found[name].apart == ""
    assert any(one.verdict == "clear" for one in found.values())


def test_the_clearest_change_is_the_finding_and_its_cause_is_named(january: Content, april: Content) -> None:
    page = compare(january, april)
    assert page.head.finding.startswith("NPS fell ")
    assert "most of it is volume moving from email to chat" in page.head.finding.replace("\u00a0", " ")
    assert page.head.cover == ("1–30 Apr 2025 against 1–31 Jan 2025.",)
    assert [one.key for one in page.parts if isinstance(one, Table | Chart)] == ["numbers", "why", "circumstances"]


def test_why_adds_up_to_the_change_exactly(own: Company, january: Content, april: Content) -> None:
    table = part(compare(january, april), "why").table
    lines, whole = table.iloc[:-1], table.iloc[-1]
    change = numbers(ask_of(january), ask_of(april), overlap=False)[0].change
    assert change is not None
    assert math.fsum(lines["mix"]) + math.fsum(lines["rate"]) == pytest.approx(100 * change.difference, abs=1e-9)
    assert whole["after"] - whole["before"] == pytest.approx(100 * change.difference, abs=1e-9)


def test_the_other_way_round_every_difference_has_the_other_sign(january: Content, april: Content) -> None:
    forth = numbers(ask_of(january), ask_of(april), overlap=False)
    back = numbers(ask_of(april), ask_of(january), overlap=False)
    for one, other in zip(forth, back, strict=True):
        if one.change is not None and other.change is not None and not one.change.ratio:
            assert one.difference == pytest.approx(-other.difference, abs=1e-12, nan_ok=True)
        assert one.verdict == other.verdict
    assert compare(april, january).head.notes == ("The days of the second lie before those of the first.",)


def test_days_that_overlap_give_no_verdict(own: Company, april: Content) -> None:
    page = compare(april, taken(own, period="2025-04-15..2025-04-30"))
    assert page.head.finding == "The two share some of their days, so no change can be told from them"
    assert page.head.notes[0].startswith("16 days are in both")
    assert column(page, "Verdict")[0] == "no verdict: some rows are in both"
    assert column(page, "95% interval")[0] == ""
    assert column(page, "Difference")[0] != ""
    assert "why" not in {one.key for one in page.parts if isinstance(one, Table | Chart)}


def test_two_definitions_are_two_numbers(own: Company, january: Content) -> None:
    other = taken(own, period=APRIL, definitions=(("nps", "mean"),))
    page = compare(january, other)
    assert column(page, "Verdict")[0] == "two different numbers: defined differently"
    assert column(page, "Difference")[0] == ""
    assert "(" in str(column(page, "Before")[0])
    assert column(page, "Verdict")[1] in ("clear, for the worse", "within noise")
    circumstances = part(page, "circumstances").shown
    assert circumstances["What"].tolist() == ["Days", "Definition of NPS"]


def test_other_filters_make_other_numbers(own: Company, january: Content) -> None:
    page = compare(january, taken(own, period=APRIL, where=(("channel", ("chat",)),)))
    assert page.head.finding == "The two have different filters, so they show different numbers"
    assert set(column(page, "Difference")) == {""}
    assert part(page, "circumstances").shown.to_numpy().tolist()[1] == ["Filters", "none", "Channel: chat"]


def test_the_same_days_of_two_versions_are_told_by_their_rows(own: Company, april: Content) -> None:
    page = compare(april, april)
    assert page.head.finding == "The two are of the same days: no count differs"
    assert "Verdict" not in part(page, "numbers").shown


def test_fourteen_answers_more_are_counted_and_have_no_verdict(tmp_path: Path, april: Content) -> None:
    made = company(tmp_path)
    rows = [*answers(n=1500), *answers("csat", 900, top=5), *answers("pulse", 40)]
    publish(made, [*rows, *(answer(f"late-{nr}", 10, "2025-04-10 12:00", channel="phone") for nr in range(14))])
    page = compare(april, taken(made, period=APRIL))
    assert page.head.finding.startswith("The two are of the same days: counts differ by at least 14 rows, NPS +")
    made.warehouse.close()


def test_a_sample_and_a_company_are_not_compared(january: Content, april: Content) -> None:
    page = compare(replace(january, is_sample=True), april)
    assert page.head.finding == "The two are of different companies"
    assert part(page, "circumstances").shown["What"].tolist()[0] == "Data"


def test_another_declaration_of_a_question_makes_another_number(january: Content, april: Content) -> None:
    surveys = {"nps": replace(SURVEYS[0], cuts=(6, 9))}
    tallies = {
        asked: replace(found, surveys=surveys) if asked[0] == "nps" and hasattr(found, "surveys") else found
        for asked, found in january.tallies.items()
    }
    contents: Contents = replace(january.contents, surveys=(surveys["nps"], *SURVEYS[1:]))
    page = compare(replace(january, tallies=tallies, contents=contents), april)
    assert column(page, "Verdict")[0] == "no verdict: another question, or declared differently"
    assert "Question “nps”" in part(page, "circumstances").shown["What"].tolist()


def test_another_zone_is_named_and_gives_no_verdict(january: Content, april: Content) -> None:
    contents = replace(january.contents, derived_with={**january.contents.derived_with, "zone": "Asia/Tokyo"})
    page = compare(replace(january, contents=contents), april)
    assert page.head.finding == "The two count their numbers under different settings"
    assert ["Time zone", "Asia/Tokyo", "UTC"] in part(page, "circumstances").shown.to_numpy().tolist()


def test_nothing_in_common_is_said(january: Content, april: Content) -> None:
    page = compare(replace(january, tallies={}), april)
    assert page.head.finding == "The two have no number in common"
    message = part(page, "numbers").message
    assert message is not None
    assert message.title == "No number in common"


def test_pages_that_differ_are_compared_in_what_both_hold(own: Company, january: Content) -> None:
    page = compare(january, taken(own, "satisfaction", period=APRIL))
    assert ["Pages", "Loyalty", "Satisfaction"] in part(page, "circumstances").shown.to_numpy().tolist()
    assert column(page, "Number")[:2] == ["NPS", "CSAT"]


def test_what_is_hidden_on_a_side_has_no_difference(own: Company) -> None:
    pulse, first = (("survey", ("pulse",)),), str(answers("pulse", 40)[0]["answered_at"].date())
    page = compare(taken(own, period=f"{first}..{first}", where=pulse), taken(own, period="2025-06", where=pulse))
    row = part(page, "numbers").shown.iloc[0].tolist()
    assert row[1] == "—"
    assert row[3:7] == ["", "", "not shown, so that nobody can be recognised", ""]
    assert part(page, "numbers").table.loc[0, ["before", "n_before", "change"]].tolist() == [None, None, None]


def test_days_in_both_are_counted() -> None:
    days = [ask.window.current for ask in (_days("2025-01-01..2025-01-10"), _days("2025-01-10..2025-01-12"))]
    assert shared_days(*days) == shared_days(*reversed(days)) == 1
    assert shared_days(days[0], days[0]) == 10
    assert shared_days(days[0], _days("2025-02").window.current) == 0


def _days(period: str) -> Ask:
    def nothing(*_: object) -> None:
        raise AssertionError("nothing is asked")

    return Ask(Contents(), load({}, {}), Filters(period=period), nothing)  # type: ignore[arg-type]


def test_the_ends_of_a_split_name_their_years_where_these_differ(tmp_path: Path) -> None:
    made = company(tmp_path)
    publish(made, answers(n=1500, days=420))
    chart = part(compare(taken(made, period="2025-01"), taken(made, period="2026-01")), "why")
    assert isinstance(chart, Chart)
    assert chart.figure is not None
    ends = str(chart.figure.layout.yaxis.ticktext)
    assert "1–31 Jan 2025" in ends
    assert "1–31 Jan 2026" in ends
    made.warehouse.close()
