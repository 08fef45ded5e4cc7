"""What people write in the workspace: kept as it was written, refused where it cannot be meant so, each a revision."""

from __future__ import annotations

import math
import threading
from collections.abc import Callable
from datetime import date, datetime

import pytest

from cx.errors import BadInput
from cx.measures import MEASURES
from cx.notes import Benchmark, Marker, Notes, View
from cx.store.workspace import Workspace
from cx.surveys import Survey

MONDAY, FRIDAY = date(2026, 3, 2), date(2026, 3, 6)
HOSTILE = '<script>alert(1)</script> ![x](http://example.org/x.png) =1+1 "; DROP TABLE markers; --'


def test_nothing_is_written_in_a_new_workspace(workspace: Workspace) -> None:
    assert workspace.notes() == Notes()
    assert (workspace.views(), workspace.settings(), workspace.revision()) == ((), {}, 0)


# Markers.


def test_markers_come_back_the_newest_first(workspace: Workspace) -> None:
    first = workspace.add_marker(MONDAY, None, "Version 2.0", "release")
    second = workspace.add_marker(MONDAY, FRIDAY, "Chat outage", "incident")
    third = workspace.add_marker(FRIDAY, None, "Spring campaign", "campaign")

    assert workspace.markers() == (
        Marker(third, FRIDAY, None, "Spring campaign", "campaign"),
        Marker(second, MONDAY, FRIDAY, "Chat outage", "incident"),
        Marker(first, MONDAY, None, "Version 2.0", "release"),
    )


def test_a_marker_of_one_day_has_no_last_day(workspace: Workspace) -> None:
    workspace.add_marker(MONDAY, MONDAY, "Short", "other")

    assert workspace.markers()[0].last is None


def test_a_marker_can_be_removed_also_twice(workspace: Workspace) -> None:
    kept, gone = (workspace.add_marker(MONDAY, None, text, "other") for text in ("kept", "gone"))
    for _ in range(2):
        workspace.remove_marker(gone)

    assert [marker.marker_id for marker in workspace.markers()] == [kept]


def test_a_marker_is_changed_under_its_number(workspace: Workspace) -> None:
    kept, changed = (workspace.add_marker(MONDAY, None, text, "other") for text in ("kept", "Chat outage"))

    workspace.change_marker(changed, FRIDAY, None, "Version 2.0", "release")

    assert workspace.markers() == (
        Marker(changed, FRIDAY, None, "Version 2.0", "release"), Marker(kept, MONDAY, None, "kept", "other"),
    )  # fmt: skip


def test_a_marker_that_somebody_removed_cannot_be_changed(workspace: Workspace) -> None:
    gone = workspace.add_marker(MONDAY, None, "gone", "other")
    workspace.remove_marker(gone)

    with pytest.raises(BadInput, match="removed in the meantime"):
        workspace.change_marker(gone, MONDAY, None, "x", "other")

    assert workspace.markers() == ()


def test_a_marker_is_of_the_days_it_touches(workspace: Workspace) -> None:
    workspace.add_marker(MONDAY, FRIDAY, "week", "incident")
    notes = workspace.notes()

    touching = [(date(2026, 3, 6), date(2026, 3, 9)), (date(2026, 2, 1), MONDAY), (date(2026, 3, 3), date(2026, 3, 3))]
    assert [len(notes.markers_of(*days)) for days in touching] == [1, 1, 1]
    assert notes.markers_of(date(2026, 3, 7), date(2026, 3, 9)) == ()
    assert notes.markers_of(date(2026, 2, 1), date(2026, 3, 1)) == ()


@pytest.mark.parametrize(
    ("first", "last", "text", "kind", "words"),
    [
        (FRIDAY, MONDAY, "x", "other", "cannot end on 2026-03-02, before it begins on 2026-03-06"),
        ("2026-02-30", None, "x", "other", "dates"),
        (datetime(2026, 3, 2), None, "x", "other", "dates"),
        (MONDAY, "2026-03-09", "x", "other", "dates"),
        (MONDAY, None, "  ", "other", "missing"),
        (MONDAY, None, "x" * 121, "other", "at most 120 characters, not 121"),
        (MONDAY, None, "a\0b", "other", "a character that no text can hold"),
        (MONDAY, None, "a\ud800b", "other", "a character that no text can hold"),
        (MONDAY, None, "x", "party", "one of incident, release, campaign, other"),
    ],
)
def test_a_marker_that_cannot_be_one_is_refused(
    workspace: Workspace, first: date, last: date | None, text: str, kind: str, words: str
) -> None:
    with pytest.raises(BadInput, match=words) as caught:
        workspace.add_marker(first, last, text, kind)

    assert "\n" not in str(caught.value)
    assert workspace.markers() == ()
    assert workspace.revision() == 0


def test_texts_stay_as_they_were_written(workspace: Workspace) -> None:
    workspace.add_marker(MONDAY, None, HOSTILE, "incident")
    workspace.set_labels({("channel", HOSTILE): HOSTILE})
    workspace.save_view(HOSTILE, "loyalty", f"channel={HOSTILE}")
    workspace.set_benchmark("nps", 0.5, HOSTILE, HOSTILE)

    assert workspace.markers()[0].text == HOSTILE
    assert workspace.labels() == {("channel", HOSTILE): HOSTILE}
    assert workspace.views() == (View(HOSTILE, "loyalty", f"channel={HOSTILE}"),)
    assert workspace.benchmarks() == (Benchmark("nps.nps", 0.5, HOSTILE, HOSTILE),)


def test_line_breaks_in_a_text_become_spaces(workspace: Workspace) -> None:
    workspace.add_marker(MONDAY, None, " Chat\n\t outage ", "incident")

    assert workspace.markers()[0].text == "Chat outage"


# Goals and benchmarks.


def test_a_goal_is_kept_in_the_units_of_its_reading_and_found_by_it(workspace: Workspace) -> None:
    for name, value in (("nps", 0.4), ("csat.satisfied", 0.85), ("resolution.p90@business", 28_800)):
        workspace.set_goal(name, value)

    assert workspace.goals() == {"nps.nps": 0.4, "csat.satisfied": 0.85, "resolution.p90@business": 28_800.0}
    resolution, notes = MEASURES["resolution"], workspace.notes()
    assert notes.goal(resolution, resolution.reading("p90@business")) == 28_800
    assert notes.goal(resolution, resolution.reading("p90")) is None
    assert notes.goal(MEASURES["nps"], MEASURES["nps"].reading()) == 0.4


def test_a_goal_is_replaced_and_taken_away(workspace: Workspace) -> None:
    workspace.set_goal("nps", 0.4)
    workspace.set_goal("nps.nps", 0.5)
    assert workspace.goals() == {"nps.nps": 0.5}

    workspace.set_goal("nps", None)

    assert workspace.goals() == {}


@pytest.mark.parametrize(
    ("name", "value", "words"),
    [
        ("joy.mean", 0.5, "no measure named 'joy'"),
        ("nps.joy", 0.5, "no reading 'joy'"),
        ("nps.nps", 1.01, "between -100 and 100, so it cannot be 101"),
        ("nps.nps", -1.01, "between -100 and 100"),
        ("csat.satisfied", 85, "between 0 and 100, so it cannot be 8500"),
        ("csat.satisfied", math.nan, "between 0 and 100"),
        ("first_response.median", -1, "between 0 and 1e"),
        ("first_response.median", math.inf, "between 0 and 1e"),
        ("churn.lost", -0.1, "between 0 and 100"),
    ],
)
def test_a_goal_that_cannot_be_one_is_refused(workspace: Workspace, name: str, value: float, words: str) -> None:
    with pytest.raises(BadInput, match=words):
        workspace.set_goal(name, value)
    with pytest.raises(BadInput, match=words):
        workspace.set_benchmark(name, value, "Airlines", "A yearbook")

    assert workspace.notes() == Notes()


def test_benchmarks_are_kept_by_reading_and_name(workspace: Workspace) -> None:
    workspace.set_benchmark("nps", 0.45, "Retail", "Yearbook 2025, p. 12")
    workspace.set_benchmark("nps", 0.3, "Airlines", "Yearbook 2025, p. 14")
    workspace.set_benchmark("nps.nps", 0.5, "Retail", "Yearbook 2026, p. 9")
    nps = MEASURES["nps"]

    airlines = Benchmark("nps.nps", 0.3, "Airlines", "Yearbook 2025, p. 14")
    retail = Benchmark("nps.nps", 0.5, "Retail", "Yearbook 2026, p. 9")
    assert workspace.notes().benchmarks_of(nps, nps.reading()) == (airlines, retail)
    assert workspace.notes().benchmarks_of(nps, nps.reading("detractors")) == ()

    workspace.remove_benchmark("nps.nps", "Retail")

    assert workspace.benchmarks() == (airlines,)


def test_a_benchmark_without_its_source_is_refused(workspace: Workspace) -> None:
    with pytest.raises(BadInput, match="The source of a benchmark is missing"):
        workspace.set_benchmark("nps", 0.45, "Retail", " ")

    assert workspace.benchmarks() == ()


# Names.


def test_names_are_of_a_value_in_its_dimension(workspace: Workspace) -> None:
    workspace.set_labels({("channel", "web"): "Contact form"})
    workspace.set_labels({("source", "web"): "Web shop"})
    workspace.set_labels({("channel", ""): "Way in"})

    assert workspace.labels() == {
        ("channel", "web"): "Contact form", ("source", "web"): "Web shop", ("channel", ""): "Way in",
    }  # fmt: skip


def test_an_empty_name_gives_a_value_its_own_back(workspace: Workspace) -> None:
    workspace.set_labels({("channel", "web"): "Contact form", ("channel", "tel"): "Telephone"})
    workspace.set_labels({("channel", "web"): " ", ("channel", "tel"): "Phone"})

    assert workspace.labels() == {("channel", "tel"): "Phone"}
    workspace.set_labels({})
    assert workspace.labels() == {("channel", "tel"): "Phone"}


@pytest.mark.parametrize(
    ("dimension", "value", "name"),
    [(" ", "x", "y"), ("d" * 101, "x", "y"), ("channel", "v" * 501, "y"), ("channel", "x\0", "y"),
     ("channel", "x", "y\0"), ("channel", "x", "y" * 101)],
)  # fmt: skip
def test_a_name_that_cannot_be_one_is_refused_with_all_others(
    workspace: Workspace, dimension: str, value: str, name: str
) -> None:
    with pytest.raises(BadInput):
        workspace.set_labels({("channel", "web"): "Contact form", (dimension, value): name})

    assert workspace.labels() == {}


# Views.


def test_views_are_kept_by_name(workspace: Workspace) -> None:
    workspace.save_view("Weekly", "overview", "period=1w")
    workspace.save_view("Chat", "loyalty", "channel=chat&channel=%28not+given%29")

    assert workspace.views() == (
        View("Chat", "loyalty", "channel=chat&channel=%28not+given%29"), View("Weekly", "overview", "period=1w"),
    )  # fmt: skip

    workspace.remove_view("Weekly")

    assert [view.name for view in workspace.views()] == ["Chat"]


def test_a_view_never_takes_the_place_of_another(workspace: Workspace) -> None:
    workspace.save_view("Weekly", "overview", "period=1w")

    with pytest.raises(BadInput, match="There is a view named 'Weekly' already"):
        workspace.save_view(" Weekly ", "loyalty", "")

    assert workspace.views() == (View("Weekly", "overview", "period=1w"),)


@pytest.mark.parametrize(
    ("name", "page", "query"), [("", "overview", ""), ("x", "", ""), ("x", "overview", "q" * 8_001)]
)
def test_a_view_that_cannot_be_one_is_refused(workspace: Workspace, name: str, page: str, query: str) -> None:
    with pytest.raises(BadInput):
        workspace.save_view(name, page, query)


# Settings.


def test_settings_that_were_edited_are_kept_and_taken_back(workspace: Workspace) -> None:
    workspace.set_settings({"zone": "Europe/Vilnius", "grey_below": "50"})
    workspace.set_settings({"zone": "Asia/Tokyo"})
    assert workspace.settings() == {"zone": "Asia/Tokyo", "grey_below": "50"}

    workspace.set_settings({"zone": None})

    assert workspace.settings() == {"grey_below": "50"}


def test_what_the_product_writes_down_for_itself_is_no_setting(workspace: Workspace) -> None:
    workspace.set("email_key", "secret")

    assert workspace.settings() == {}
    assert workspace.revision() == 0


@pytest.mark.parametrize(
    ("name", "value", "words"),
    [
        ("warehouse_url", "duckdb:///x", "CX_WAREHOUSE_URL"),
        ("edit", "1", "CX_EDIT"),
        ("email_key", "1", "cannot be edited"),
        ("zone", "Mars/Olympus", "not a known time zone"),
        ("response_target", "3601", "edge of a bin"),
        ("headlines", "nps,joy", "'joy', which is no measure"),
        ("calendars", "/etc/hosts", "line by line"),
        ("calendars", "/etc/hosts\n", "line by line"),
        ("calendars", "x" * 100_001, "100,000 characters"),
        ("zone", "UTC\0", "characters"),
    ],
)
def test_a_setting_that_cannot_be_kept_is_refused_with_all_others(
    workspace: Workspace, name: str, value: str, words: str
) -> None:
    with pytest.raises(BadInput, match=words):
        workspace.set_settings({"grey_below": "50", name: value})

    assert workspace.settings() == {}


# The revision.

EDITS: list[Callable[[Workspace], object]] = [
    lambda w: w.add_marker(MONDAY, None, "x", "other"),
    lambda w: w.remove_marker(1),
    lambda w: w.set_goal("nps", 0.4),
    lambda w: w.set_goal("nps", None),
    lambda w: w.set_benchmark("nps", 0.4, "x", "y"),
    lambda w: w.remove_benchmark("nps.nps", "x"),
    lambda w: w.set_labels({("channel", "x"): "y"}),
    lambda w: w.save_view("x", "overview", ""),
    lambda w: w.remove_view("x"),
    lambda w: w.set_settings({"zone": "UTC"}),
    lambda w: w.declare(Survey("nps", "nps"), by_hand=True),
]


@pytest.mark.parametrize("edit", EDITS)
def test_every_edit_makes_the_next_revision(workspace: Workspace, edit: Callable[[Workspace], object]) -> None:
    before = workspace.revision()

    edit(workspace)

    assert workspace.revision() == before + 1 == workspace.notes().revision


def test_what_a_preset_declares_is_no_edit(workspace: Workspace) -> None:
    workspace.declare(Survey("nps", "nps"), by_hand=False)

    assert workspace.revision() == 0


def test_no_revision_is_lost_where_many_write_at_once(workspace: Workspace) -> None:
    def edit(nr: int) -> None:
        workspace.set_labels({("channel", str(nr)): "name"})

    threads = [threading.Thread(target=edit, args=(nr,)) for nr in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert workspace.revision() == 8
    assert len(workspace.labels()) == 8
