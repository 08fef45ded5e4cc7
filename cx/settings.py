"""Every setting: name, default, help. Read once, from the environment (`CX_<NAME>`) and what is passed in.

The workspace may hold a value for a setting too (the settings page); the order is: passed in, environment,
workspace, default.
"""

from __future__ import annotations

import os
from collections.abc import Mapping
from dataclasses import dataclass, fields, replace
from pathlib import Path
from typing import Any, NamedTuple
from zoneinfo import ZoneInfo

from cx import calendars
from cx.bins import is_edge
from cx.errors import BadInput

ROOT = Path(__file__).resolve().parent.parent


class Setting(NamedTuple):
    """One row of the table of settings; `derives` marks those that need a re-derive to take effect."""

    name: str
    default: str
    help: str
    derives: bool = False


SETTINGS = (
    Setting("warehouse_url", f"duckdb:///{ROOT}/data/warehouse.duckdb", "Where the facts live: any SQLAlchemy URL"),
    Setting("workspace_url", f"sqlite:///{ROOT}/data/workspace.sqlite", "Where declarations and notes live"),
    Setting("sample_url", f"duckdb:///{ROOT}/data/sample.duckdb", "Where the sample company is kept"),
    Setting("zone", "UTC", "The business zone: days begin at its midnight (for example Europe/Vilnius)", True),
    Setting("week_start", "monday", "First day of the week: monday or sunday", True),
    Setting("calendars", "", "Business hours: a TOML file of calendars (below); empty: no business times", True),
    Setting("gone_after", "0", "Days without activity after which a customer counts as gone; 0: never", True),
    Setting("language", "en", "Language of words, numbers and dates"),
    Setting("grey_below", "30", "Under this many answers a number is grey, without arrow, colour or rank"),
    Setting("hide_below", "5", "Anonymous surveys: under this many answers nothing is shown (at least 3)"),
    Setting("response_target", "3600", "Target of the first response, in seconds; must be the edge of a bin"),
    Setting("resolution_target", "86400", "Target of the resolution, in seconds; must be the edge of a bin"),
    Setting("agent_views", "", "1: scores may be shown by agent"),
    Setting("edit", "", "1: pages that change something work on other addresses than localhost too"),
    Setting("memory_limit", "300MB", "Memory an import or a query may use inside DuckDB before it spills to disk"),
)


@dataclass(frozen=True)
class Settings:
    """The settings in force, typed. Same names as `SETTINGS`."""

    warehouse_url: str
    workspace_url: str
    sample_url: str
    zone: str
    week_start: str
    calendars: str
    gone_after: int
    language: str
    grey_below: int
    hide_below: int
    response_target: int
    resolution_target: int
    agent_views: bool
    edit: bool
    memory_limit: str

    def derived(self) -> dict[str, str]:
        """The settings that derived columns depend on, as a version records them; of a file of calendars, what it says
        now. BadInput where that file cannot be used.
        """
        recorded = {setting.name: str(getattr(self, setting.name)) for setting in SETTINGS if setting.derives}
        return recorded | {"calendars": _calendars_text(self.calendars, self.zone)}

    def with_(self, **changes: Any) -> Settings:
        """A copy with some settings changed and checked."""
        return _checked(replace(self, **changes))


def load(given: Mapping[str, str] | None = None, environ: Mapping[str, str] = os.environ) -> Settings:
    """Settings from what is passed in, else the environment, else the defaults.

    Raises BadInput naming the setting whose value cannot be used.
    """
    given = given or {}
    unknown = sorted(set(given) - {setting.name for setting in SETTINGS})
    if unknown:
        raise BadInput(f"There is no setting named {unknown[0]!r}; see cx/settings.py for the list.")
    texts = {s.name: given.get(s.name, environ.get(f"CX_{s.name.upper()}", s.default)) for s in SETTINGS}
    kinds = {field.name: field.type for field in fields(Settings)}
    typed: dict[str, Any] = {name: _typed(name, text, str(kinds[name])) for name, text in texts.items()}
    return _checked(Settings(**typed))


def _typed(name: str, text: str, kind: str) -> str | int | bool:
    if kind == "bool":
        return text.strip().lower() in ("1", "true", "yes", "on")
    if kind == "int":
        try:
            return int(text)
        except ValueError:
            raise BadInput(f"CX_{name.upper()} must be a whole number, not {text!r}.") from None
    return text.strip()


def _calendars_text(given: str, zone: str) -> str:
    """The text of the calendars, checked: what is given if it has several lines, else the content of that file."""
    if not given:
        return ""
    try:
        text = given if "\n" in given else Path(given).read_text(encoding="utf-8").strip()
    except (OSError, UnicodeDecodeError) as failure:
        raise BadInput(f"CX_CALENDARS is {given!r}, which cannot be read as a file of text ({failure}).") from None
    calendars.parse(text, zone)
    return text


def _checked(settings: Settings) -> Settings:
    _check_zone(settings)
    _check_numbers(settings)
    if settings.week_start not in ("monday", "sunday"):
        raise BadInput(f"CX_WEEK_START is monday or sunday, not {settings.week_start!r}.")
    settings.derived()
    return settings


def _check_zone(settings: Settings) -> None:
    try:
        ZoneInfo(settings.zone)
    except Exception:
        raise BadInput(f"CX_ZONE {settings.zone!r} is not a known time zone; use a name like Europe/Vilnius.") from None


def _check_numbers(settings: Settings) -> None:
    if settings.hide_below < 3:
        raise BadInput(f"CX_HIDE_BELOW must be 3 or more, so that nobody can be recognised, not {settings.hide_below}.")
    for name in ("response_target", "resolution_target"):
        seconds = getattr(settings, name)
        if not is_edge(seconds):
            raise BadInput(f"CX_{name.upper()} must be the edge of a bin, such as 3600, not {seconds}.")
    if settings.grey_below < settings.hide_below:
        raise BadInput("CX_GREY_BELOW must not be under CX_HIDE_BELOW.")
    if settings.gone_after < 0:
        raise BadInput(f"CX_GONE_AFTER is a number of days, 0 for never, not {settings.gone_after}.")
