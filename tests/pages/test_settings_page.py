"""The settings page: what is saved there acts at once, says where it comes from, and is refused in one sentence."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from cx.bins import is_edge
from pages._parts import company_forms, rights
from pages._parts.registry import BY_NAME
from tests.pages.reading import AtPage, finding_of, labels_of, named, words_of
from tests.pages.written import captions_of, errors_of, links_of, opened, save, workspace_of


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


def test_each_page_opens_in_a_company_that_wrote_much_down(at_page: AtPage, own: Path) -> None:
    workspace = workspace_of(own)
    workspace.add_marker(date(2026, 2, 2), date(2026, 2, 9), "<b>Chat</b> outage", "incident")
    workspace.set_goal("nps", 0.4)
    workspace.set_benchmark("nps", 0.3, "Airlines", "Yearbook")
    workspace.set_labels({("channel", "Chat"): "Live chat"})

    for name in BY_NAME:
        assert not at_page(name, folder=own).error
