"""Settings: one row each, read once, wrong values named."""

from __future__ import annotations

from dataclasses import fields
from pathlib import Path

import pytest

from cx.calendars import Rule, parse
from cx.errors import BadInput
from cx.settings import KEPT, SETTINGS, Settings, load, source_names

ROOT = Path(__file__).resolve().parent.parent


def test_every_setting_is_one_row_and_one_field() -> None:
    assert [*(setting.name for setting in SETTINGS), "given"] == [field.name for field in fields(Settings)]


def test_every_setting_has_help_and_is_documented() -> None:
    documented = (ROOT / "docs" / "settings.md").read_text(encoding="utf-8")

    for setting in SETTINGS:
        assert setting.help
        row = next(line for line in documented.splitlines() if line.startswith(f"| `CX_{setting.name.upper()}` |"))
        cells = [cell.strip() for cell in row.strip("|").split(" | ")]
        page, derive = ("yes" if said else "" for said in (setting.name in KEPT, setting.derives))
        assert cells[2:] == [setting.help, page, derive]


def test_what_is_given_outranks_the_environment() -> None:
    settings = load({"zone": "Europe/Vilnius"}, {"CX_ZONE": "Asia/Tokyo", "CX_GREY_BELOW": "40"})

    assert settings.zone == "Europe/Vilnius"
    assert settings.grey_below == 40


def test_the_environment_outranks_the_workspace_and_that_outranks_the_default() -> None:
    kept = {"zone": "Europe/Vilnius", "grey_below": "50", "headlines": "ces, nps,ces"}

    settings = load({}, {"CX_ZONE": "Asia/Tokyo"}).with_kept(kept)

    assert (settings.zone, settings.grey_below, settings.hide_below) == ("Asia/Tokyo", 50, 5)
    assert settings.headlines == ("ces", "nps")
    assert settings.given == ("zone",)


def test_what_is_passed_in_or_changed_in_code_outranks_the_workspace() -> None:
    settings = load({"zone": "Asia/Tokyo"}, {}).with_(grey_below=40)

    assert settings.with_kept({"zone": "UTC", "grey_below": "50"}) == settings


def test_what_the_workspace_keeps_no_longer_is_the_default_again() -> None:
    settings = load({}, {})

    assert settings.with_kept({"zone": "Asia/Tokyo"}).with_kept({}) == settings


def test_the_workspace_has_no_say_in_what_belongs_to_the_installation() -> None:
    settings = load({}, {})

    assert settings.with_kept({"edit": "1", "agent_views": "1", "warehouse_url": "duckdb:///elsewhere"}) == settings


def test_settings_that_exclude_each_other_are_refused_wherever_they_come_from() -> None:
    with pytest.raises(BadInput, match="CX_GREY_BELOW must not be under CX_HIDE_BELOW"):
        load({}, {"CX_HIDE_BELOW": "20"}).with_kept({"grey_below": "10"})


@pytest.mark.parametrize(
    ("name", "value", "words"),
    [
        ("CX_CURRENCY", "euro", "three capital letters such as EUR, not 'euro'"),
        ("CX_HEADLINES", "nps,joy", "'joy', which is no measure"),
        ("CX_HEADLINES", " , ", "at least one measure"),
        ("CX_ZONE", "Mars/Olympus", "not a known time zone"),
        ("CX_WEEK_START", "tuesday", "monday or sunday"),
        ("CX_HIDE_BELOW", "2", "3 or more"),
        ("CX_HIDE_BELOW", "many", "whole number"),
        ("CX_GREY_BELOW", "4", "must not be under"),
        ("CX_RESPONSE_TARGET", "3601", "edge of a bin"),
        ("CX_RESOLUTION_TARGET", "86399", "edge of a bin"),
        ("CX_GONE_AFTER", "-1", "number of days"),
        ("CX_CALENDARS", "nowhere.toml", "cannot be read"),
    ],
)
def test_a_wrong_value_is_named_in_one_sentence(name: str, value: str, words: str) -> None:
    with pytest.raises(BadInput, match=words) as caught:
        load(environ={name: value})

    assert name in str(caught.value)
    assert "\n" not in str(caught.value)


def test_an_unknown_setting_is_named() -> None:
    with pytest.raises(BadInput, match="'colour'"):
        load({"colour": "red"}, {})


def test_a_version_records_the_settings_it_depends_on() -> None:
    assert set(load(environ={}).derived()) == {"zone", "week_start", "calendars", "gone_after"}


def test_a_version_is_read_with_the_zone_and_the_weeks_it_was_derived_with() -> None:
    recorded = load({"zone": "Asia/Tokyo", "week_start": "sunday"}, {}).derived()
    edited = load({"zone": "Europe/Vilnius", "grey_below": "50"}, {})

    fitting = edited.as_derived(recorded)

    assert (fitting.zone, fitting.week_start, fitting.grey_below) == ("Asia/Tokyo", "sunday", 50)
    assert edited.as_derived({}) == edited


# Calendars: a file, or the text itself.

CALENDARS = '[calendars.office]\nmonday = ["08:00-17:00"]\n'


def test_a_version_records_what_the_file_of_calendars_says_now(tmp_path: Path) -> None:
    file = tmp_path / "calendars.toml"
    file.write_text(CALENDARS, encoding="utf-8")
    settings = load({"calendars": str(file)}, {})
    before = settings.derived()["calendars"]
    file.write_text(CALENDARS.replace("08", "09"), encoding="utf-8")

    assert (before, settings.derived()["calendars"]) == (CALENDARS.strip(), CALENDARS.replace("08", "09").strip())


def test_a_file_of_calendars_that_was_emptied_since_is_not_taken_for_none(tmp_path: Path) -> None:
    file = tmp_path / "calendars.toml"
    file.write_text(CALENDARS, encoding="utf-8")
    settings = load({"calendars": str(file)}, {})
    file.write_text("", encoding="utf-8")

    with pytest.raises(BadInput, match="no calendar"):
        settings.derived()


def test_the_text_of_calendars_may_stand_in_for_a_file(tmp_path: Path) -> None:
    (tmp_path / "calendars.toml").write_text(CALENDARS, encoding="utf-8")
    of_file = load({"calendars": str(tmp_path / "calendars.toml")}, {})

    assert load({"calendars": CALENDARS}, {}).derived() == of_file.derived()


def test_calendars_that_cannot_be_meant_so_are_refused_at_once(tmp_path: Path) -> None:
    (tmp_path / "calendars.toml").write_text(CALENDARS.replace("17:00", "07:00"), encoding="utf-8")

    with pytest.raises(BadInput, match="'08:00-07:00' on monday of the calendar 'office'"):
        load({"calendars": str(tmp_path / "calendars.toml")}, {})
    with pytest.raises(BadInput, match="cannot be read"):
        load({}, {}).with_(calendars=str(tmp_path))


def test_a_file_of_calendars_that_is_no_text_is_refused(tmp_path: Path) -> None:
    (tmp_path / "calendars.toml").write_bytes(b"\xff\xfe")

    with pytest.raises(BadInput, match="CX_CALENDARS .* cannot be read"):
        load({"calendars": str(tmp_path / "calendars.toml")}, {})


def test_the_documented_calendars_are_right() -> None:
    documented = (ROOT / "docs" / "settings.md").read_text(encoding="utf-8")
    example = documented.partition("```toml\n")[2].partition("```")[0]
    settings = load({"calendars": example}, {})

    found = parse(settings.derived()["calendars"])
    assert set(found.calendars) == {"office", "nights"}
    assert found.calendars["office"].week[4] == ((480, 720), (780, 930))
    assert found.rules == (Rule("nights", {"channel": ("phone", "chat"), "team": ("Night shift",)}),)


@pytest.mark.parametrize(
    "address", ["cx.example.com", "https://", "https://a b", "https://cx.test/?x=1", "javascript:x"]
)
def test_an_address_that_is_none_of_the_web_is_refused(address: str) -> None:
    with pytest.raises(BadInput, match="CX_ADDRESS is an address of the web"):
        load({"address": address}, {})


def test_an_address_may_have_a_path() -> None:
    assert load({"address": "https://cx.test/board"}, {}).address == "https://cx.test/board"


def test_connections_are_known_by_name_alone(tmp_path: Path) -> None:
    secrets = tmp_path / "secrets.toml"
    secrets.write_text('[sources]\nCrm = "postgresql://x:y@z/w"\nempty = " "\n', encoding="utf-8")
    environ = {"CX_SOURCE_DESK_URL": "sqlite:///desk", "CX_SOURCE_NONE_URL": "", "CX_WAREHOUSE_URL": "duckdb:///w"}

    assert source_names(environ, [secrets, tmp_path / "missing.toml"]) == ("Crm", "desk")
