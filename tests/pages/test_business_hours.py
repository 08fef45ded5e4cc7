"""Business hours on the settings page: a week by day, or a text; refused in one sentence."""

from __future__ import annotations

from datetime import date
from pathlib import Path

from streamlit.testing.v1 import AppTest

from cx.calendars import parse
from pages._parts import calendar_forms
from tests.pages.reading import AtPage, named, words_of
from tests.pages.written import captions_of, errors_of, save, workspace_of


def as_text(app: AppTest) -> AppTest:
    """Business hours written as a text."""
    return app.segmented_control(key="calendars-as").set_value("text").run()


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
