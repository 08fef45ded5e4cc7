"""A snapshot against today's data: what is counted again, of which days, and what is said of it."""

from __future__ import annotations

import shutil
from collections import Counter
from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from cx.company import Company
from cx.reports import formats
from cx.reports.page import Page, Table
from cx.snapshots import rows_changed
from cx.snapshots.compare import compare
from cx.snapshots.content import Content
from cx.snapshots.recount import recounted
from cx.snapshots.today import Against, against_today
from tests.answered import answers, company, publish, taken, tickets
from tests.facts import Row, answer, ticket

WEEKS = "4w"


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder of a company with 900 answers about recommending, 600 about satisfaction, and tickets."""
    folder = tmp_path_factory.mktemp("built")
    made = company(folder)
    publish(made, EVERYTHING)
    publish(made, tickets(), "tickets")
    made.warehouse.close()
    made.workspace.close()
    return folder


@pytest.fixture
def own(built: Path, tmp_path: Path) -> Company:
    """A copy of it."""
    shutil.copytree(built, tmp_path, dirs_exist_ok=True)
    return company(tmp_path)


EVERYTHING = [*answers(), *answers("csat", 600, top=5)]
NPS_ROWS = [row for row in EVERYTHING if row["survey"] == "nps"]


def table(page: Page, key: str) -> Table:
    return next(part for part in page.parts if isinstance(part, Table) and part.key == key)


def in_days(rows: list[Row], found: Against) -> Counter[tuple[object, ...]]:
    """How many of the answers about recommending lie in the days of a snapshot, by channel and score."""
    days = found.then.ask.window.current
    inside = [row for row in rows if row["survey"] == "nps" and days.first <= row["answered_at"].date() <= days.last]
    return Counter((row["channel"], row["score"]) for row in inside)


def test_nothing_is_said_to_differ_where_nothing_does(own: Company) -> None:
    found = against_today(taken(own, "overview", "loyalty", "service", period=WEEKS), own)
    assert found.unchanged
    assert found.same_version
    assert found.rows_at_least == 0
    assert found.found.counts > 10
    assert found.circumstances == ()
    assert found.page.head.finding.startswith("Unchanged")


def test_fourteen_more_answers_one_changed_and_one_gone_are_counted_as_a_brute_force_count_has_them(
    own: Company,
) -> None:
    content = taken(own, period="2025-03")
    march = [row for row in NPS_ROWS if row["answered_at"].month == 3]
    gone, changed = march[0], march[1]
    rows = [row for row in EVERYTHING if row not in (gone, changed)]
    rows += [changed | {"score": 10 - changed["score"]}]
    rows += [answer(f"late-{nr}", 10, "2025-03-20 12:00", survey="nps", channel="phone") for nr in range(14)]
    publish(own, rows)
    found = against_today(content, own)
    then, now = in_days(EVERYTHING, found), in_days(rows, found)
    assert found.rows_at_least == max((now - then).total(), (then - now).total())
    assert 14 <= found.rows_at_least <= 16
    assert not found.unchanged
    nps = found.numbers[0]
    value = {side: _nps(counts) for side, counts in (("then", then), ("now", now))}
    assert nps.difference == pytest.approx(value["now"] - value["then"], abs=1e-12)
    said = formats.change(nps.difference, "points")
    assert found.page.head.finding == f"Counts differ by at least {found.rows_at_least} rows, NPS {said}"
    assert {one.verdict for one in found.numbers} == {"none"}


def _nps(counts: Counter[tuple[object, ...]]) -> float:
    scores = Counter(dict.fromkeys(range(11), 0))
    for (_channel, score), n in counts.items():
        scores[int(score)] += n  # type: ignore[call-overload]
    good, bad = sum(scores[score] for score in (9, 10)), sum(scores[score] for score in range(7))
    return (good - bad) / scores.total()


def test_a_relative_period_means_the_days_it_meant_then(own: Company) -> None:
    content = taken(own, "overview", "loyalty", period=WEEKS)
    later = [answer(f"new-{nr}", 0, "2025-06-02 12:00", survey="nps", channel="chat") for nr in range(40)]
    publish(own, [*EVERYTHING, *later])
    found = against_today(content, own)
    assert found.unchanged
    assert {one.key for one in found.circumstances} == {"as_of", "version"}
    assert found.page.head.finding == "Unchanged: today’s data give the same counts"


PERIODS = [(period, compare) for compare in ("before", "year")
           for period in ("4w", "30d", "this_month", "last_month", "2025-Q2", "2025-03", "all")]  # fmt: skip


@pytest.fixture(scope="module")
def moved_on(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Company, dict[tuple[str, str], Content]]]:
    """Snapshots of many periods, taken before the data went on for two months."""
    own = company(tmp_path_factory.mktemp("moved_on"))
    publish(own, EVERYTHING)
    kept = {(period, compare): taken(own, "overview", period=period, compare=compare) for period, compare in PERIODS}
    later = [answer(f"new-{nr}", 0, "2025-07-02 12:00", survey="nps", channel="chat") for nr in range(40)]
    publish(own, [*EVERYTHING, *later])
    yield own, kept
    own.warehouse.close()


@pytest.mark.parametrize(("period", "compare"), PERIODS)
def test_other_days_change_nothing_whatever_the_period(
    moved_on: tuple[Company, dict[tuple[str, str], Content]], period: str, compare: str
) -> None:
    own, kept = moved_on
    assert against_today(kept[period, compare], own).unchanged


def test_days_stay_what_they_were_where_the_newest_answers_are_gone(own: Company) -> None:
    content = taken(own, period="30d")
    last = max(row["answered_at"].date() for row in EVERYTHING)
    rows = [row for row in EVERYTHING if row["answered_at"].date() != last]
    publish(own, rows)
    found = against_today(content, own)
    then, now = in_days(EVERYTHING, found), in_days(rows, found)
    assert (then - now).total() == found.rows_at_least > 0


def test_another_zone_is_named_before_rows_are_blamed(own: Company) -> None:
    content = taken(own, period="2025-03")
    own.edit({"zone": "Pacific/Kiritimati"})
    own.derive()
    found = against_today(content, own)
    assert [one.key for one in found.settings_changed] == ["zone"]
    assert found.page.head.notes[0] == "Changed since, and able to move counts by itself: time zone."
    zone = next(one for one in found.circumstances if one.key == "zone")
    assert (zone.before, zone.after) == ("UTC", "Pacific/Kiritimati")
    assert not found.unchanged


def test_a_setting_that_moves_no_count_is_named_and_nothing_else_is_said(own: Company) -> None:
    content = taken(own, period=WEEKS)
    own.edit({"grey_below": "40", "response_target": "7200"})
    own.workspace.set_goal("nps.nps", 0.5)
    own.refresh()
    found = against_today(content, own)
    assert found.unchanged
    assert {one.key for one in found.circumstances} == {"grey_below", "response_target", "goal"}
    assert not found.settings_changed
    shown = table(found.page, "circumstances").shown
    assert shown.to_numpy().tolist()[-1] == ["Goal of NPS", "none", "+50"]


def test_a_question_that_is_gone_is_named(own: Company) -> None:
    content = taken(own, "overview", period=WEEKS)
    publish(own, NPS_ROWS)
    found = against_today(content, own)
    assert ("csat", None) in {(one.measure, one.then) for one in found.known}
    gone = next(one for one in found.known if one.measure == "csat")
    assert gone.now is not None
    assert gone.now.kind == "no_data"
    assert not found.unchanged
    assert table(found.page, "known").shown["Now"].tolist()[0] == "No data for CSAT"


def test_another_declaration_of_a_question_is_named(own: Company) -> None:
    content = taken(own, "satisfaction", period="2025-03")
    surveys = [replace(s, cuts=(5,)) if s.survey == "csat" else s for s in own.warehouse.contents().surveys]
    with own.warehouse.publish(surveys=surveys):
        pass
    found = against_today(content, own)
    assert [one.key for one in found.settings_changed] == ["survey"]
    csat = next(one for one in found.numbers if one.measure.name == "csat")
    assert csat.apart == "question"
    assert csat.difference < 0


def test_of_few_anonymous_answers_nothing_is_told_by_what_changed(own: Company) -> None:
    few = answers("pulse", 4, days=20)
    publish(own, [*EVERYTHING, *few])
    content = taken(own, where=(("survey", ("pulse",)),), period="all")
    publish(own, [*EVERYTHING, few[0] | {"score": 10 - few[0]["score"]}, *few[1:]])
    found = against_today(content, own)
    assert found.rows_at_least == 0
    row = table(found.page, "numbers").shown.iloc[0].tolist()
    assert row[1:5] == ["—", "—", "", "not shown, so that nobody can be recognised"]


def test_groups_that_are_hidden_at_one_time_only_are_compared_by_their_sums(own: Company) -> None:
    many = [answer(f"p{nr}", nr % 11, "2025-02-01 10:00", survey="pulse", channel="chat") for nr in range(40)]
    few = [answer(f"q{nr}", 3, "2025-02-01 10:00", survey="pulse", channel="email") for nr in range(4)]
    one_more = [answer("q9", 3, "2025-02-01 10:00", survey="pulse", channel="email")]
    publish(own, [*EVERYTHING, *many, *few])
    content = taken(own, where=(("survey", ("pulse",)),), period="all")
    publish(own, [*EVERYTHING, *many, *few, *one_more])
    assert against_today(content, own).rows_at_least == 1


def test_a_snapshot_of_other_data_is_not_compared(own: Company) -> None:
    content = replace(taken(own, period=WEEKS), is_sample=True)
    found = against_today(content, own)
    assert found.other_data
    assert not found.unchanged
    assert found.page.head.finding == "The snapshot is of other data than those in force"
    assert [one.key for one in found.circumstances] == ["data"]
    assert found.numbers == ()


def test_what_still_runs_is_no_row_that_changed_though_it_runs_on(own: Company) -> None:
    content = taken(own, "service", period="2025-03")
    publish(own, [*tickets(), ticket("late", "2025-06-02 12:00")], "tickets")
    found, now = against_today(content, own), recounted(content, own)
    assert compare(content, taken(own, "service", period="2025-03")).head.finding.endswith(": no count differs")
    backlog = next(asked for asked in content.tallies if asked[0] == "backlog")
    assert rows_changed.rows_at_least(content.tallies[backlog], now.tallies[backlog]) > 0  # type: ignore[arg-type]
    assert found.rows_at_least == 0
    assert found.ran_on


def test_a_ticket_that_was_solved_since_is_a_row_that_changed(own: Company) -> None:
    content = taken(own, "service", period="2025-03")
    rows = tickets()
    open_one = next(row for row in rows if row["is_open"] and row["created_at"].month == 3)
    solved = open_one | {"solved_at": open_one["created_at"] + timedelta(days=3), "is_open": 0}
    publish(own, [solved if row is open_one else row for row in rows], "tickets")
    assert against_today(content, own).rows_at_least == 1
