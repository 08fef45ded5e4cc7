"""The settings page: what is saved there acts at once, says where it comes from, and is refused in one sentence."""

from __future__ import annotations

import shutil
from datetime import date
from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

from cx.bins import is_edge
from cx.calendars import parse
from cx.company import Company, open_own
from cx.notes import Marker
from cx.store.workspace import Workspace
from pages._parts import calendar_forms, company_forms, rights
from pages._parts.registry import BY_NAME
from tests.pages import small
from tests.pages.reading import AtPage, charts_of, finding_of, labels_of, named, words_of


@pytest.fixture
def own(company: Path, tmp_path: Path) -> Path:
    """A small company that may be written to."""
    folder = tmp_path / "own"
    shutil.copytree(company, folder)
    return folder


def workspace_of(folder: Path) -> Workspace:
    return Workspace(small.environment(folder)["workspace_url"])


def save(app: AppTest, form: str) -> AppTest:
    """Press the button of a form."""
    return next(button for button in app.button if button.key and f"form-{form}" in button.key).click().run()


def links_of(app: AppTest) -> list[str]:
    """The labels of links to pages, in order."""
    return [link.proto.label.replace("**", "").replace("\\", "") for link in app.get("page_link")]


def as_text(app: AppTest) -> AppTest:
    """Business hours written as a text."""
    return app.segmented_control(key="calendars-as").set_value("text").run()


def captions_of(app: AppTest) -> list[str]:
    return [caption.value.replace("\\", "") for caption in app.caption]


def errors_of(app: AppTest) -> list[str]:
    return [text.value.replace("\\", "") for text in app.markdown if ":material/error:" in text.value]


def test_the_page_has_forms_and_no_filters(at_page: AtPage) -> None:
    assert labels_of(at_page("settings")) == []


def test_a_goal_is_saved_and_stands_on_its_card(at_page: AtPage, own: Path) -> None:
    app = at_page("settings", folder=own)

    named(app.number_input, "goal-nps.nps").set_value(40)
    save(app, "goals")

    assert workspace_of(own).goals() == {"nps.nps": 0.4}
    assert named(app.number_input, "goal-nps.nps").value == 40
    assert "goal +40" in words_of(at_page("overview", folder=own))


def test_a_goal_is_taken_away(at_page: AtPage, own: Path) -> None:
    workspace_of(own).set_goal("csat.satisfied", 0.85)
    app = at_page("settings", folder=own)
    assert named(app.number_input, "goal-csat.satisfied").value == 85

    named(app.number_input, "goal-csat.satisfied").set_value(None)
    save(app, "goals")

    assert workspace_of(own).goals() == {}


def test_a_goal_that_cannot_be_reached_is_refused_beside_its_field(at_page: AtPage, own: Path) -> None:
    app = at_page("settings", folder=own)

    named(app.number_input, "goal-csat.satisfied").set_value(850)
    named(app.number_input, "goal-nps.nps").set_value(40)
    save(app, "goals")

    (said,) = errors_of(app)
    assert "between 0 and 100, so it cannot be 850" in said
    assert workspace_of(own).goals() == {}


def test_a_target_is_one_of_the_times_people_think_in(at_page: AtPage, own: Path) -> None:
    assert all(map(is_edge, company_forms.TIMES))
    app = at_page("settings", folder=own)

    named(app.selectbox, "response_target").set_value("7200")
    save(app, "goals")

    assert workspace_of(own).settings() == {"response_target": "7200"}
    assert "Edited; the default is 1 h" in captions_of(app)


def test_what_the_environment_says_is_locked_and_named(
    at_page: AtPage, own: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("CX_ZONE", "Asia/Tokyo")

    app = at_page("settings", folder=own)

    zone = named(app.selectbox, "zone")
    assert (zone.value, zone.disabled) == ("Asia/Tokyo", True)
    assert "Set by CX_ZONE, so it cannot be changed here" in captions_of(app)
    assert not named(app.selectbox, "week_start").disabled


def test_without_the_right_to_change_everything_can_only_be_read(
    at_page: AtPage, own: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    workspace_of(own).add_marker(date(2026, 3, 2), None, "Chat outage", "incident")
    monkeypatch.setattr(rights, "LOCAL", ())

    app = at_page("settings", folder=own)

    assert "These settings can only be read here." in words_of(app)
    assert "Chat outage" in words_of(app)
    assert {button.label for button in app.button} & {"Save", "Remove", "Add the marker", "Add the benchmark"} == set()
    assert all(box.disabled for box in app.selectbox if box.key and not box.key.startswith(("names.", "f")))


def test_an_edited_zone_waits_for_its_derive_and_says_so_on_every_page(at_page: AtPage, own: Path) -> None:
    app = at_page("settings", folder=own)

    named(app.selectbox, "zone").set_value("Asia/Tokyo")
    save(app, "company")

    waiting = "Edited since the data were derived, and without effect until then: time zone."
    assert waiting in words_of(app)
    assert waiting in words_of(at_page("overview", folder=own))
    app = at_page("settings", folder=own)
    app.button(key="derive").click().run()
    assert "Edited since" not in words_of(app)
    assert opened(own).warehouse.contents().derived_with["zone"] == "Asia/Tokyo"


def test_an_edit_that_waits_for_its_derive_changes_no_page(at_page: AtPage, own: Path) -> None:
    before = finding_of(at_page("loyalty", folder=own))
    workspace_of(own).set_settings({"week_start": "sunday", "zone": "Asia/Tokyo"})

    app = at_page("loyalty", folder=own)

    assert finding_of(app) == before
    assert "Data to Wed 11 Mar 2026, 17:00, UTC." in words_of(app)
    assert "until then: time zone, first day of the week." in words_of(app)


def opened(folder: Path) -> Company:
    return open_own(small.settings(folder))


def test_calendars_that_cannot_be_meant_so_are_refused(at_page: AtPage, own: Path) -> None:
    app = as_text(at_page("settings", folder=own))

    named(app.text_area, "calendars").set_value('[calendars.office]\nmonday = ["08:00-07:00"]')
    save(app, "calendars")

    (said,) = errors_of(app)
    assert "'08:00-07:00' on monday" in said
    assert workspace_of(own).settings() == {}


def test_the_example_of_calendars_can_be_saved(at_page: AtPage, own: Path) -> None:
    assert set(parse(calendar_forms.EXAMPLE).calendars) == {"office", "nights"}
    app = as_text(at_page("settings", folder=own))

    named(app.text_area, "calendars").set_value(calendar_forms.EXAMPLE)
    save(app, "calendars")

    assert errors_of(app) == []
    assert "without effect until then: calendars." in words_of(app)


def test_business_hours_are_written_as_a_week(at_page: AtPage, own: Path) -> None:
    app = at_page("settings", folder=own)

    named(app.text_input, "monday").set_value("8:00 - 12:00, 13:00–17:30")
    named(app.text_input, "saturday").set_value("22:00-24:00")
    named(app.text_input, "holidays").set_value("2026-12-24, 2026-12-25")
    named(app.selectbox, "hours-zone").set_value("Asia/Tokyo")
    save(app, "calendars")

    assert errors_of(app) == []
    office = parse(workspace_of(own).settings()["calendars"]).calendars["office"]
    assert office.week == (((480, 720), (780, 1050)), (), (), (), (), ((1320, 1440),), ())
    assert (office.zone, office.holidays) == ("Asia/Tokyo", {date(2026, 12, 24), date(2026, 12, 25)})
    assert named(app.text_input, "monday").value == "08:00–12:00, 13:00–17:30"


def test_hours_of_a_day_that_cannot_be_meant_so_are_refused(at_page: AtPage, own: Path) -> None:
    app = at_page("settings", folder=own)

    named(app.text_input, "tuesday").set_value("from nine")
    save(app, "calendars")

    assert "'from' on tuesday of the calendar 'office' is no interval" in errors_of(app)[0]
    assert workspace_of(own).settings() == {}


def test_hours_that_no_week_can_say_are_changed_as_a_text(at_page: AtPage, own: Path) -> None:
    workspace_of(own).set_settings({"calendars": calendar_forms.EXAMPLE})

    app = at_page("settings", folder=own)

    assert "They say more than one week for all, so they are changed as a text." in captions_of(app)
    assert named(app.text_area, "calendars").value == calendar_forms.EXAMPLE.strip()


def test_thresholds_that_exclude_each_other_are_refused(at_page: AtPage, own: Path) -> None:
    app = at_page("settings", folder=own)

    named(app.number_input, "hide_below").set_value(50)
    save(app, "thresholds")

    assert "CX_GREY_BELOW must not be under CX_HIDE_BELOW." in errors_of(app)[0]
    assert workspace_of(own).settings() == {}


def test_the_cards_stand_in_the_managers_order(at_page: AtPage, own: Path) -> None:
    app = at_page("settings", folder=own)

    named(app.multiselect, "headlines").set_value(["ces", "nps"])
    save(app, "headlines")

    assert workspace_of(own).settings() == {"headlines": "ces,nps"}
    assert [name for name in links_of(at_page("overview", folder=own)) if name in ("NPS", "CES", "CSAT")] == [
        "CES",
        "NPS",
    ]


def test_another_question_can_stand_for_a_measure(at_page: AtPage, own: Path) -> None:
    app = at_page("settings", folder=own)
    question = named(app.selectbox, "question-nps")
    assert (question.value, question.options) == ("nps", ["nps", "pulse"])

    question.set_value("pulse")
    save(app, "headlines")

    assert {s.survey: s.headline for s in workspace_of(own).surveys()} == {"nps": False, "pulse": True}
    assert "declarations of questions" in words_of(app)
    app.button(key="derive").click().run()
    assert opened(own).warehouse.contents().questions("nps")[0].survey == "pulse"


def test_names_of_channels_are_read_everywhere_and_links_keep_the_values(at_page: AtPage, own: Path) -> None:
    workspace_of(own).set_labels({("channel", "Chat"): "Live <chat>", ("channel", ""): "Way in"})

    app = at_page("loyalty", folder=own, channel="Chat")

    assert "Way in: Live &lt;chat&gt;." in "\n".join(element.proto.body for element in app.get("html"))
    assert app.query_params["channel"] == "Chat"
    assert "Way in: Live <chat>" in [label.replace("**", "").replace("\\", "") for label in labels_of(app)]
    drawn = str(charts_of(at_page("loyalty", folder=own)))
    assert "Live &lt;chat&gt;" in drawn
    assert "Live <chat>" not in drawn


def test_a_name_is_written_into_the_table_of_values(at_page: AtPage, own: Path) -> None:
    app = at_page("settings", folder=own)
    (table,) = [frame.proto.id.partition("-values.")[2] for frame in app.get("dataframe")]

    app.session_state[f"values.{table}"] = {
        "edited_rows": {0: {"name": "Live chat"}},
        "added_rows": [],
        "deleted_rows": [],
    }
    save(app, "names")

    assert list(workspace_of(own).labels().values()) == ["Live chat"]


def test_two_values_cannot_have_one_name(at_page: AtPage, own: Path) -> None:
    app = at_page("settings", folder=own)
    (table,) = [frame.proto.id.partition("-values.")[2] for frame in app.get("dataframe")]

    app.session_state[f"values.{table}"] = {
        "edited_rows": {0: {"name": "E-mail"}}, "added_rows": [], "deleted_rows": [],
    }  # fmt: skip
    save(app, "names")

    assert "would be called 'E-mail'; give each a name of its own." in errors_of(app)[0]
    assert workspace_of(own).labels() == {}


def test_a_benchmark_needs_its_source(at_page: AtPage, own: Path) -> None:
    app = at_page("settings", folder=own)
    named(app.number_input, "benchmark.value").set_value(45)
    named(app.text_input, "benchmark.name").set_value("Retail")
    save(app, "benchmark")
    assert "The source of a benchmark is missing" in errors_of(app)[0]

    named(app.text_input, "benchmark.source").set_value("Yearbook 2026, p. 9")
    save(app, "benchmark")

    assert "NPS +45 · Retail · Yearbook 2026, p. 9" in words_of(app)
    app.button(key="remove-benchmark-0").click().run()
    assert workspace_of(own).benchmarks() == ()


def test_a_marker_is_added_and_removed(at_page: AtPage, own: Path) -> None:
    app = at_page("settings", folder=own)
    named(app.text_input, "marker.text").set_value("*Chat* outage <b>")
    named(app.date_input, "marker.first").set_value(date(2026, 3, 2))
    named(app.date_input, "marker.last").set_value(date(2026, 3, 6))
    save(app, "marker")

    assert "*Chat* outage &lt;b&gt;" in words_of(app)
    assert "Incident · 2–6 Mar 2026" in words_of(app)
    app.button(key="remove-marker-1").click().run()
    assert "No marker yet" in captions_of(app)


def test_a_marker_is_changed(at_page: AtPage, own: Path) -> None:
    workspace_of(own).add_marker(date(2026, 3, 2), date(2026, 3, 6), "Chat outage", "incident")
    app = at_page("settings", folder=own, opened=("change-marker-1",))
    assert named(app.date_input, "marker-1.last").value == date(2026, 3, 6)

    named(app.selectbox, "marker-1.kind").set_value("release")
    named(app.text_input, "marker-1.text").set_value("Release 5")
    named(app.date_input, "marker-1.last").set_value(None)
    save(app, "marker-1")

    assert workspace_of(own).markers() == (Marker(1, date(2026, 3, 2), None, "Release 5", "release"),)
    assert "Release 5" in words_of(app)


def test_what_somebody_else_changed_in_the_meantime_is_shown_and_not_overwritten(at_page: AtPage, own: Path) -> None:
    app = at_page("settings", folder=own)
    workspace_of(own).set_goal("nps", 0.4)

    named(app.number_input, "goal-nps.nps").set_value(50)
    save(app, "goals")

    assert "Somebody else changed this in the meantime." in words_of(app)
    assert workspace_of(own).goals() == {"nps.nps": 0.4}
    named(app.number_input, "goal-nps.nps").set_value(50)
    save(app, "goals")
    assert "Somebody else changed this in the meantime." not in words_of(app)
    assert workspace_of(own).goals() == {"nps.nps": 0.5}


def test_two_visitors_who_change_different_things_keep_both(at_page: AtPage, own: Path) -> None:
    app = at_page("settings", folder=own)
    workspace_of(own).set_settings({"grey_below": "40"})

    named(app.number_input, "goal-nps.nps").set_value(50)
    save(app, "goals")

    assert workspace_of(own).goals() == {"nps.nps": 0.5}
    assert workspace_of(own).settings() == {"grey_below": "40"}


def test_what_was_begun_in_one_form_stays_while_another_is_saved(at_page: AtPage, own: Path) -> None:
    app = at_page("settings", folder=own)
    begun = {name: named(app.text_input, name).key for name in ("marker.text", "benchmark.name")}

    workspace_of(own).set_goal("nps", 0.4)
    app.run()

    assert {name: named(app.text_input, name).key for name in begun} == begun


def test_a_view_is_saved_opened_and_removed(at_page: AtPage, own: Path) -> None:
    app = at_page("loyalty", folder=own, channel="Chat")
    app.session_state["views"] = True
    app.run()
    named(app.text_input, "view.name").set_value("Only chat")
    save(app, "save-view")

    (view,) = workspace_of(own).views()
    assert (view.name, view.page, view.query) == ("Only chat", "loyalty", "channel=Chat")
    assert "Only chat" in links_of(app)
    app.button(key="remove-view-0-Only chat").click().run()
    assert workspace_of(own).views() == ()
    assert "Only chat" not in links_of(app)


def test_a_view_needs_a_name_of_its_own(at_page: AtPage, own: Path) -> None:
    workspace_of(own).save_view("Mine", "overview", "")
    app = at_page("loyalty", folder=own)
    app.session_state["views"] = True
    app.run()

    named(app.text_input, "view.name").set_value("Mine")
    save(app, "save-view")

    assert "There is a view named 'Mine' already" in errors_of(app)[0]


def test_a_marker_can_be_added_under_the_trend(at_page: AtPage, own: Path) -> None:
    app = at_page("overview", folder=own)
    app.session_state["add-marker"] = True
    app.run()
    named(app.text_input, "marker-here.text").set_value("Release 5")
    named(app.date_input, "marker-here.first").set_value(date(2026, 3, 2))
    named(app.date_input, "marker-here.last").set_value(date(2026, 3, 1))
    save(app, "marker-here")
    assert "cannot end on 2026-03-01, before it begins on 2026-03-02" in errors_of(app)[0]

    named(app.date_input, "marker-here.last").set_value(None)
    save(app, "marker-here")

    assert [marker.text for marker in workspace_of(own).markers()] == ["Release 5"]
    assert "Release 5" in str(charts_of(app))


def test_each_page_opens_in_a_company_that_wrote_much_down(at_page: AtPage, own: Path) -> None:
    workspace = workspace_of(own)
    workspace.add_marker(date(2026, 2, 2), date(2026, 2, 9), "<b>Chat</b> outage", "incident")
    workspace.set_goal("nps", 0.4)
    workspace.set_benchmark("nps", 0.3, "Airlines", "Yearbook")
    workspace.set_labels({("channel", "Chat"): "Live chat"})

    for name in BY_NAME:
        assert not at_page(name, folder=own).error
