"""What people write down on pages: names, benchmarks, markers and views; changed, taken away, and by two at once."""

from __future__ import annotations

from datetime import date
from pathlib import Path

from cx.notes import Marker
from tests.pages.reading import AtPage, charts_of, labels_of, named, words_of
from tests.pages.written import captions_of, errors_of, links_of, save, workspace_of


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
    assert named(app.text_input, "marker.text").value == ""  # ready for the next one
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


def test_a_view_of_another_page_is_opened_with_its_filters_though_their_values_are_gone(
    at_page: AtPage, own: Path
) -> None:
    workspace_of(own).save_view("By fax", "service", "tab=flow&channel=Fax")
    app = at_page("loyalty", folder=own, opened=("views",))
    (view,) = [link.proto for link in app.get("page_link") if link.proto.label == "By fax"]

    assert (view.page, view.query_string) == ("service", "tab=flow&channel=Fax")
    app = at_page("service", folder=own, tab="flow", channel="Fax")
    assert "Channel has no value “Fax”, so nothing matches it." in words_of(app)
    assert not app.error


def test_a_marker_outside_the_days_is_kept_and_not_drawn(at_page: AtPage, own: Path) -> None:
    workspace_of(own).add_marker(date(2020, 1, 6), date(2020, 1, 10), "Long ago", "other")
    workspace_of(own).add_marker(date(2026, 2, 2), date(2026, 2, 13), "Two weeks", "campaign")

    for page in ("overview", "loyalty", "service"):
        drawn = str(charts_of(at_page(page, folder=own)))
        assert ("Two weeks" in drawn, "Long ago" in drawn) == (True, False)
    assert "Long ago" in words_of(at_page("settings", folder=own))


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
