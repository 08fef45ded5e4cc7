"""The week by its hours: when tickets come, and what share of those of each hour keeps a target."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd
import plotly.graph_objects as go
from numpy.typing import NDArray

from cx.change import verdicts
from cx.charts import heat
from cx.guard import Guarded, guard
from cx.measures import Measure, Reading, measure
from cx.measures.tickets import NIGHT_BEGINS, NIGHT_ENDS, SATURDAY
from cx.reports import choices, native, parts, shares, words
from cx.reports.ask import Ask
from cx.reports.dates import part_of_week
from cx.reports.page import Behind, Chart, Choices, Point, Swatch
from cx.reports.shares import Share
from cx.reports.words import _
from cx.scores import read
from cx.tally import Tally

Ints = NDArray[np.int64]
Floats = NDArray[np.float64]
#: Which hours of the week (0..167, Monday's first) belong to a part of it.
Test = Callable[[Ints], NDArray[np.bool_]]

DAYS, HOURS, SUNDAY = 7, 24, 6


def weekend(hours: Ints) -> NDArray[np.bool_]:
    """Saturday and Sunday."""
    return np.asarray(hours // HOURS >= SATURDAY)


def night(hours: Ints) -> NDArray[np.bool_]:
    """From 20:00 to 08:00 in the business zone, on every day."""
    return np.asarray((hours % HOURS < NIGHT_ENDS) | (hours % HOURS >= NIGHT_BEGINS))


#: The parts of the week that are set beside each other.
PARTS: dict[str, Test] = {
    "all": lambda hours: np.ones(len(hours), dtype=bool),
    "weekdays": lambda hours: ~weekend(hours),
    "weekend": weekend,
    "day": lambda hours: ~night(hours),
    "night": night,
}


def part_names() -> dict[str, str]:
    """What the parts of the week are called."""
    clock = {"first": NIGHT_ENDS, "last": NIGHT_BEGINS}
    return {
        "all": _("All week"), "weekdays": _("Monday to Friday"), "weekend": _("Weekend"),
        "day": _("Day, {first}–{last} h").format(**clock),
        "night": _("Night, {last}–{first} h").format(**clock),
    }  # fmt: skip


def by_part(tally: Tally, reading: Reading, part: str) -> Tally:
    """The tickets of a part of the week as one group. tally: by "hour"; without an hour one is in no part but all."""
    known = tally.groups["hour"].notna().to_numpy(dtype=bool)
    hours = tally.groups["hour"].fillna(0).to_numpy(dtype=np.int64)
    chosen = known & PARTS[part](hours) if part != "all" else np.ones(len(known), dtype=bool)
    return tally.select(chosen).total()


# The share that keeps a target, by part of the week.


def within(ask: Ask, shown: Measure, reading: Reading, *, key: str) -> Chart:
    """The share within a target in all of the week, at the weekend, at night. Raises Unavailable."""
    tally = ask.tally(shown, ("hour",))
    rows = _rows(ask, tally, reading)
    drawn = shares.known(rows)
    message = None if drawn else parts.state_message(ask, rows[0].scores)
    title = _title(ask, rows, reading)
    return Chart(
        key, title, _("{name} {reading}, share of tickets").format(
            name=words.measure_name(shown), reading=words.reading_name(shown, reading)),
        words.definition(shown, reading),
        figure=None if message else shares.figure(drawn),
        make_table=lambda: shares.table(rows), make_shown=lambda: shares.shown(rows, _("When it came")),
        footer=parts.footer(rows[0].scores, hours_of(ask)),
        alt=f"{title}. {shares.said(drawn)}", message=message, height=shares.height_of(len(drawn)),
        choices=shares.points(drawn, _("a part of the week")), native=shares.native_bars(),
    )  # fmt: skip


def _rows(ask: Ask, tally: Tally, reading: Reading) -> list[Share]:
    return [_row(ask, part, guard(read(by_part(tally, reading, part), reading), ask.settings)) for part in PARTS]


def _row(ask: Ask, part: str, scores: Guarded) -> Share:
    """The hours of a part are its group: a ticket of which only the day is known is in no part but all."""
    hours, name = np.arange(DAYS * HOURS), part_names()[part]
    values = () if part == "all" else (("hour", tuple(hours[PARTS[part](hours)].tolist())),)
    return Share(part, name, scores, choices.behind(scores, 0, ask.filters, name, values))


def _title(ask: Ask, rows: list[Share], reading: Reading) -> str:
    """Where tickets of the weekend or of the night wait clearly longer, that they do."""
    found = {row.token: row.scores for row in rows}
    everything = found["all"]
    if everything.state[0] != "ok":
        return parts.few_title(parts.reading_title(everything.measure, reading), everything)
    worse = _worse(ask, found)
    said = {"share": parts.value_text(found[worse or "all"]), "within": words.reading_name(everything.measure, reading)}
    if worse == "weekend":
        return _("Weekend customers wait: {share} {within}").format(**said)
    if worse == "night":
        return _("At night customers wait: {share} {within}").format(**said)
    return _("{share} {within}, weekend and night not clearly worse").format(**said)


def _worse(ask: Ask, found: Mapping[str, Guarded]) -> str:
    """The part of the week that is clearly worse than the rest of it, the one that is further below; "" for neither."""
    pairs = (("weekend", "weekdays"), ("night", "day"))
    changes = verdicts([(found[part], found[rest]) for part, rest in pairs], ask.settings.grey_below)
    worse = [(change.difference, part) for change, (part, _rest) in zip(changes, pairs, strict=True)
             if change.verdict == "clear" and change.better is False]  # fmt: skip
    return min(worse)[1] if worse else ""


def hours_of(ask: Ask) -> str:
    """In which zone hours are told."""
    return _("hours of {zone}").format(zone=words.zone_name(ask.settings.zone))


# When tickets come, hour by hour.


@dataclass(frozen=True)
class Week:
    """(7, 24) each, Monday first: how many tickets came, how many on one such day, and what share kept the target (NaN
    where too few are decided)."""

    arrived: Ints
    a_day: Floats
    share: Floats
    decided: Ints


def week(ask: Ask, shown: Measure, reading: Reading) -> Week:
    """Every hour of the week in the current period. Raises Unavailable."""
    tally = ask.tally(shown, ("hour",))
    scores = guard(read(tally, reading), ask.settings)
    cells: list[tuple[Any, float]] = [
        (scores.rows, 0), (np.where(scores.state == "ok", scores.value, np.nan), np.nan), (scores.n, 0),
    ]  # fmt: skip
    arrived, share, decided = (_cells(scores.groups["hour"], numbers, empty) for numbers, empty in cells)
    return Week(arrived.astype(np.int64), arrived / _days(ask)[:, None], share, decided.astype(np.int64))


def _cells(hours: pd.Series[Any], numbers: Any, empty: float) -> Floats:
    """(7, 24) from one number per group."""
    cells = np.full(DAYS * HOURS, empty, dtype=float)
    known = hours.notna().to_numpy(dtype=bool)
    cells[hours[known].to_numpy(dtype=np.int64)] = numbers[known]
    return cells.reshape(DAYS, HOURS)


def _days(ask: Ask) -> Floats:
    """(7,) how often each weekday is in the period, 1 where it is not, so that nothing is divided by 0."""
    shown = ask.window.current
    first = shown.first.weekday()
    counts = np.bincount((first + np.arange(shown.days)) % DAYS, minlength=DAYS)
    return np.maximum(counts, 1).astype(float)


def arrivals(ask: Ask, shown: Measure, reading: Reading, *, key: str) -> Chart:
    """When tickets come, and what share of those of each hour keeps a target. Raises Unavailable."""
    found = week(ask, shown, reading)
    message = None if found.arrived.any() else parts.empty_message(ask, shown)
    title = _busiest(found) if message is None else words.measure_name("arrivals")
    return Chart(
        key, title, _("Tickets by hour and weekday, as many as on one such day; {zone}").format(
            zone=words.zone_name(ask.settings.zone)),
        words.definition(measure("arrivals"), measure("arrivals").reading()),
        figure=None if message else _figure(ask, found, shown, reading),
        make_table=lambda: _table(found), make_shown=lambda: _shown(found, shown, reading),
        footer=(words.counted(int(found.arrived.sum()), shown.counts), hours_of(ask)),
        swatches=_swatches(found), alt=title, message=message, height=heat.height_of(DAYS), wide=True,
        choices=None if message else Choices(_("an hour"), tuple(_points(ask, found, shown, reading))),
        native=_native(),
    )  # fmt: skip


def _native() -> native.Native:
    """The hours of the week in one row, where the figure has seven."""
    return native.Native("column", "hour", (native.Series("on_one_day", _("On one such day")),))


def token(day: int, hour: int) -> str:
    """What a cell is called in links: "0x14" is Monday from 14:00."""
    return f"{day}x{hour}"


def _points(ask: Ask, found: Week, shown: Measure, reading: Reading) -> Iterator[Point]:
    """Every hour in which a ticket came."""
    for day, hour in zip(*np.nonzero(found.arrived), strict=True):
        name, n = part_of_week("hour", int(day * HOURS + hour)), int(found.arrived[day, hour])
        title = _("{name}: {counted}").format(name=name, counted=words.counted(n, shown.counts))
        behind = Behind("arrivals", ask.filters, "arrived", (("hour", int(day * HOURS + hour)),), n=n, title=title)
        yield Point(token(day, hour), name, _cell_words(found, day, hour, shown, reading), None, behind)


def _cell_words(found: Week, day: int, hour: int, shown: Measure, reading: Reading) -> str:
    """ "33 tickets, 74% within 1 h"."""
    counted = words.counted(int(found.arrived[day, hour]), shown.counts)
    if np.isnan(found.share[day, hour]):
        return counted
    kept = words.score(float(found.share[day, hour]), "percent")
    return f"{counted}, {kept} {words.reading_name(shown, reading)}"


def _busiest(found: Week) -> str:
    """The hour in which most come, in as many as on one such day."""
    day, hour = np.unravel_index(int(found.a_day.argmax()), found.a_day.shape)
    name, most = part_of_week("hour", int(day * HOURS + hour)), float(found.a_day[day, hour])
    return _("{hour} is the busiest hour: {n} tickets").format(hour=name, n=words.decimal(most, int(most < 10)))


def _figure(ask: Ask, found: Week, shown: Measure, reading: Reading) -> go.Figure:
    hours_ = range(HOURS)
    return heat.heat(
        found.a_day,
        names=[part_of_week("weekday", day) for day in range(DAYS)],
        ticks=[(hour, f"{hour:02}:00") for hour in hours_ if hour % 3 == 0],
        hover=[[_hover(found, day, hour, shown, reading) for hour in hours_] for day in range(DAYS)],
        top=SUNDAY if ask.settings.week_start == "sunday" else 0,
    )


def _hover(found: Week, day: int, hour: int, shown: Measure, reading: Reading) -> str:
    name, a_day = part_of_week("hour", day * HOURS + hour), float(found.a_day[day, hour])
    each = _("{n} on one such day").format(n=words.decimal(a_day, int(a_day < 10)))
    return f"<b>{name}</b><br>{each}<br>{_cell_words(found, day, hour, shown, reading)}"


def _swatches(found: Week) -> tuple[Swatch, ...]:
    most = float(found.a_day.max())
    return (Swatch("bar", "main", _("up to {n} tickets an hour").format(n=words.decimal(most, int(most < 10)))),)


def _table(found: Week) -> pd.DataFrame:
    """One row per hour of the week; the share within the target in percent, missing where too few are decided."""
    day, hour = np.divmod(np.arange(DAYS * HOURS), HOURS)
    return pd.DataFrame({
        "weekday": day, "hour": hour, "n": found.arrived.ravel(), "on_one_day": found.a_day.ravel(),
        "share_within": 100 * found.share.ravel(), "decided": found.decided.ravel(),
    })  # fmt: skip


def _shown(found: Week, shown: Measure, reading: Reading) -> pd.DataFrame:
    every = range(DAYS * HOURS)
    shares = found.share.ravel()
    return pd.DataFrame({
        _("Hour"): [part_of_week("hour", hour) for hour in every],
        _("Tickets"): [words.count(int(n)) for n in found.arrived.ravel()],
        _("On one such day"): [words.decimal(float(n), 1) for n in found.a_day.ravel()],
        parts.sentence_case(words.reading_name(shown, reading)): [words.score(float(s), "percent") for s in shares],
    })  # fmt: skip
