"""Every setting: name, default, help. What counts is, in this order: what is passed in, the environment
(`CX_<NAME>`), what the workspace keeps of the settings page, the default.
"""

from __future__ import annotations

import os
import re
import tomllib
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, fields, replace
from pathlib import Path
from typing import Any, NamedTuple
from zoneinfo import ZoneInfo

from cx import calendars
from cx.bins import is_edge
from cx.errors import BadInput
from cx.measures import MEASURES

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
    Setting("language", "en", "Language of words, numbers and dates: en, lt or ru"),
    Setting("currency", "EUR", "The currency of money, by its ISO code of three letters"),
    Setting("headlines", "nps,csat,ces,fcr,first_response,resolution,churn,response_rate",
            "The headline measures in the order of their cards, with commas between"),
    Setting("grey_below", "30", "Under this many answers a number is grey, without arrow, colour or rank"),
    Setting("hide_below", "5", "Anonymous surveys: under this many answers nothing is shown (at least 3)"),
    Setting("response_target", "3600", "Target of the first response, in seconds; must be the edge of a bin"),
    Setting("resolution_target", "86400", "Target of the resolution, in seconds; must be the edge of a bin"),
    Setting("agent_views", "", "1: scores may be shown by agent"),
    Setting("edit", "", "1: pages that change something work on other addresses than localhost too"),
    Setting("address", "", "Where the dashboard is reached, for links in files (for example https://cx.example.com)"),
    Setting("memory_limit", "300MB", "Memory an import or a query may use inside DuckDB before it spills to disk"),
)  # fmt: skip

#: Those that belong to the installation: where things are, and what visitors may do.
_INSTALLED = ("warehouse_url", "workspace_url", "sample_url", "agent_views", "edit", "address", "memory_limit")

#: Those that the workspace may keep.
KEPT = tuple(setting.name for setting in SETTINGS if setting.name not in _INSTALLED)

#: The most characters of a setting that the workspace keeps.
LONGEST = 100_000


@dataclass(frozen=True)
class Settings:
    """The settings in force, typed. Same names as `SETTINGS`; given: those that were passed in or are in the
    environment, which nothing that the workspace keeps can change.
    """

    warehouse_url: str
    workspace_url: str
    sample_url: str
    zone: str
    week_start: str
    calendars: str
    gone_after: int
    language: str
    currency: str
    headlines: tuple[str, ...]
    grey_below: int
    hide_below: int
    response_target: int
    resolution_target: int
    agent_views: bool
    edit: bool
    address: str
    memory_limit: str
    given: tuple[str, ...] = ()

    @property
    def headlines_are_chosen(self) -> bool:
        """Whether somebody said which headline measures there are, and in which order."""
        return ",".join(self.headlines) != next(setting.default for setting in SETTINGS if setting.name == "headlines")

    def derived(self) -> dict[str, str]:
        """The settings that derived columns depend on, as a version records them; of a file of calendars, what it says
        now. BadInput where that file cannot be used.
        """
        recorded = {setting.name: str(getattr(self, setting.name)) for setting in SETTINGS if setting.derives}
        return recorded | {"calendars": _calendars_text(self.calendars, self.zone)}

    def as_derived(self, recorded: Mapping[str, str]) -> Settings:
        """A copy that fits a version: what was edited since, and needs a derive, is as the version recorded it."""
        known: dict[str, Any] = {name: recorded[name] for name in ("zone", "week_start") if name in recorded}
        return replace(self, **known) if known else self

    def with_(self, **changes: Any) -> Settings:
        """A copy with some settings changed and checked."""
        return _checked(replace(self, **changes, given=tuple(sorted({*self.given, *changes}))))

    def with_kept(self, kept: Mapping[str, str]) -> Settings:
        """A copy with what the workspace keeps, by name, and the defaults of what it does not, where nothing was given.

        Raises BadInput for what cannot be used together.
        """
        free = [setting for setting in SETTINGS if setting.name in KEPT and setting.name not in self.given]
        typed: dict[str, Any] = {s.name: _typed(s.name, kept.get(s.name, s.default)) for s in free}
        return _checked(replace(self, **typed))


def load(given: Mapping[str, str] | None = None, environ: Mapping[str, str] = os.environ) -> Settings:
    """Settings from what is passed in, else the environment, else the defaults.

    Raises BadInput naming the setting whose value cannot be used.
    """
    given = given or {}
    unknown = sorted(set(given) - {setting.name for setting in SETTINGS})
    if unknown:
        raise BadInput(f"There is no setting named {unknown[0]!r}; see cx/settings.py for the list.")
    said = {s.name: environ[variable(s.name)] for s in SETTINGS if variable(s.name) in environ} | dict(given)
    typed: dict[str, Any] = {s.name: _typed(s.name, said.get(s.name, s.default)) for s in SETTINGS}
    return _checked(Settings(**typed, given=tuple(sorted(said))))


def variable(name: str) -> str:
    """The name of a setting in the environment."""
    return f"CX_{name.upper()}"


def check_kept(name: str, value: str | None) -> None:
    """BadInput where the workspace may not keep this text (None: nothing) as this setting."""
    if name not in KEPT:
        raise BadInput(f"The setting {name!r} cannot be edited; give it as {variable(name)}.")
    if value is None:
        return
    if len(value) > LONGEST or "\0" in value:
        raise BadInput(f"A setting has at most {LONGEST:,} characters, all of them those of a text.")
    if name == "calendars" and value.strip() and "\n" not in value.strip():
        raise BadInput("Calendars are written down line by line here; only CX_CALENDARS may name a file.")
    _check(name, _typed(name, value))


_KINDS = {field.name: str(field.type) for field in fields(Settings)}


def _typed(name: str, text: str) -> str | int | bool | tuple[str, ...]:
    kind = _KINDS[name]
    if kind == "bool":
        return text.strip().lower() in ("1", "true", "yes", "on")
    if kind == "int":
        try:
            return int(text)
        except ValueError:
            raise BadInput(f"{variable(name)} must be a whole number, not {text!r}.") from None
    if kind.startswith("tuple"):
        return tuple(dict.fromkeys(part.strip() for part in text.split(",") if part.strip()))
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
    for setting in SETTINGS:
        _check(setting.name, getattr(settings, setting.name))
    if settings.grey_below < settings.hide_below:
        raise BadInput("CX_GREY_BELOW must not be under CX_HIDE_BELOW.")
    settings.derived()
    return settings


def _check(name: str, value: Any) -> None:
    """BadInput for a value that can never be used."""
    if name in _CHECKS:
        _CHECKS[name](name, value)


def _check_zone(_: str, zone: str) -> None:
    try:
        ZoneInfo(zone)
    except Exception:
        raise BadInput(f"CX_ZONE {zone!r} is not a known time zone; use a name like Europe/Vilnius.") from None


def _check_week_start(_: str, day: str) -> None:
    if day not in ("monday", "sunday"):
        raise BadInput(f"CX_WEEK_START is monday or sunday, not {day!r}.")


def _check_currency(_: str, code: str) -> None:
    if not re.fullmatch("[A-Z]{3}", code):
        raise BadInput(f"CX_CURRENCY is an ISO code of three capital letters such as EUR, not {code!r}.")


def _check_headlines(_: str, names: tuple[str, ...]) -> None:
    unknown = [name for name in names if name not in MEASURES]
    if unknown:
        raise BadInput(f"CX_HEADLINES names {unknown[0]!r}, which is no measure; there are {', '.join(MEASURES)}.")
    if not names:
        raise BadInput("CX_HEADLINES must name at least one measure, such as nps.")


def _check_hide_below(_: str, least: int) -> None:
    if least < 3:
        raise BadInput(f"CX_HIDE_BELOW must be 3 or more, so that nobody can be recognised, not {least}.")


def _check_address(_: str, address: str) -> None:
    if address and not re.fullmatch(r"https?://[^\s/?#@]+(/[^\s?#]*)?", address):
        raise BadInput(f"CX_ADDRESS is an address of the web such as https://cx.example.com, not {address[:100]!r}.")


def _check_target(name: str, seconds: int) -> None:
    if not is_edge(seconds):
        raise BadInput(f"{variable(name)} must be the edge of a bin, such as 3600, not {seconds}.")


def _check_gone_after(_: str, days: int) -> None:
    if days < 0:
        raise BadInput(f"CX_GONE_AFTER is a number of days, 0 for never, not {days}.")


_CHECKS: Mapping[str, Callable[[str, Any], None]] = {
    "zone": _check_zone,
    "week_start": _check_week_start,
    "currency": _check_currency,
    "headlines": _check_headlines,
    "hide_below": _check_hide_below,
    "address": _check_address,
    "response_target": _check_target,
    "resolution_target": _check_target,
    "gone_after": _check_gone_after,
}


# Databases that rows are read from.

#: What a connection may be called.
CONNECTION = re.compile("[a-z][a-z0-9_]*")

#: Where Streamlit looks for secrets; what the project's own file says outranks the home folder's.
SECRETS = (ROOT / ".streamlit" / "secrets.toml", Path.home() / ".streamlit" / "secrets.toml")


def source_url(name: str, environ: Mapping[str, str] = os.environ, files: Sequence[Path] = SECRETS) -> str:
    """The URL of a connection by its name: from the environment, else from [sources] in Streamlit's secrets. A secret,
    never to be logged, shown or written anywhere. BadInput where there is none.
    """
    given = variable(f"source_{name}_url")
    found = environ.get(given, "").strip() or next(filter(None, (_secret(name, file) for file in files)), "")
    if not found:
        raise BadInput(
            f"There is no connection named {name!r}; give its database URL as {given}, or as {name} under [sources] in "
            ".streamlit/secrets.toml."
        )
    return found


def source_names(environ: Mapping[str, str] = os.environ, files: Sequence[Path] = SECRETS) -> tuple[str, ...]:
    """The names of the connections that `source_url` knows, never what they lead to; a name from the environment in
    small letters. BadInput where a file of secrets cannot be read.
    """
    pattern = re.compile(variable("source_(.+)_url"), re.IGNORECASE)
    given = [found[1].lower() for found in map(pattern.fullmatch, environ) if found and environ[found[0]].strip()]
    kept = [name for file in files for name in _sources(file) if _secret(name, file)]
    return tuple(sorted({*given, *kept}))


def _secret(name: str, file: Path) -> str:
    """What a file of secrets says of a connection; empty where there is no such file, or nothing in it."""
    found = _sources(file).get(name, "")
    return found.strip() if isinstance(found, str) else ""


def _sources(file: Path) -> Mapping[str, object]:
    """The connections of a file of secrets by their names; none where there is no such file."""
    try:
        said = tomllib.loads(file.read_text(encoding="utf-8")).get("sources", {})
    except FileNotFoundError:
        return {}
    except (OSError, ValueError):  # whose own words may quote the file
        raise BadInput(f"The file of secrets {file} cannot be read as TOML; mend it.") from None
    return said if isinstance(said, Mapping) else {}
