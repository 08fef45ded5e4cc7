"""Settings: one row each, read once, wrong values named."""

from __future__ import annotations

from dataclasses import fields
from pathlib import Path

import pytest

from cx.errors import BadInput
from cx.settings import SETTINGS, Settings, load

ROOT = Path(__file__).resolve().parent.parent


def test_every_setting_is_one_row_and_one_field() -> None:
    assert [setting.name for setting in SETTINGS] == [field.name for field in fields(Settings)]


def test_every_setting_has_help_and_is_documented() -> None:
    documented = (ROOT / "docs" / "settings.md").read_text(encoding="utf-8")

    for setting in SETTINGS:
        assert setting.help
        assert f"`CX_{setting.name.upper()}`" in documented
        assert setting.help in documented


def test_what_is_given_outranks_the_environment() -> None:
    settings = load({"zone": "Europe/Vilnius"}, {"CX_ZONE": "Asia/Tokyo", "CX_GREY_BELOW": "40"})

    assert settings.zone == "Europe/Vilnius"
    assert settings.grey_below == 40


@pytest.mark.parametrize(
    ("name", "value", "words"),
    [
        ("CX_ZONE", "Mars/Olympus", "not a known time zone"),
        ("CX_WEEK_START", "tuesday", "monday or sunday"),
        ("CX_HIDE_BELOW", "2", "3 or more"),
        ("CX_HIDE_BELOW", "many", "whole number"),
        ("CX_GREY_BELOW", "4", "must not be under"),
        ("CX_RESPONSE_TARGET", "3601", "edge of a bin"),
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
    assert set(load(environ={}).derived()) == {"zone", "week_start"}
