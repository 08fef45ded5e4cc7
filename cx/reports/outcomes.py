"""What became of tickets: opened again, passed on, escalated, and confirmed as solved by the customer."""

from __future__ import annotations

from dataclasses import dataclass, field

from cx.change import Change, verdicts
from cx.errors import Unavailable
from cx.guard import Guarded
from cx.reports import choices, parts, shares, words
from cx.reports.ask import Ask
from cx.reports.language import mark
from cx.reports.page import Chart
from cx.reports.shares import Share
from cx.reports.verdicts import before_of, now_of
from cx.reports.words import _

#: Each row: the measure, its reading, and what it is called.
ROWS = (
    ("fcr", "reopened", mark("Opened again")), ("fcr", "transferred", mark("Passed on")),
    ("escalation", "share", mark("Escalated")), ("confirmed", "of_solved", mark("Confirmed, of all")),
    ("confirmed", "of_rated", mark("Confirmed, of rated")),
)  # fmt: skip

KEY = "outcomes"


@dataclass(frozen=True)
class Found:
    """The rows there are, the same of the period before, and why others are missing."""

    rows: list[Share] = field(default_factory=list)
    before: list[Guarded | None] = field(default_factory=list)
    missing: list[Unavailable] = field(default_factory=list)


def outcomes(ask: Ask, *, key: str = KEY) -> Chart:
    """All rows on one axis; what is not known is named below. Raises Unavailable where nothing is."""
    found = _found(ask)
    drawn = shares.known(found.rows)
    message = None if drawn else parts.state_message(ask, found.rows[0].scores)
    title = _title(ask, found)
    return Chart(
        key, title, _("What became of tickets, as a share of them"),
        words.definition_of_each((row.scores.measure, row.scores.reading, None) for row in found.rows),
        figure=None if message else shares.figure(drawn),
        make_table=lambda: shares.table(found.rows), make_shown=lambda: shares.shown(found.rows, _("What happened")),
        footer=tuple(text for text in [*map(_excluded, drawn), *dict.fromkeys(map(_missing, found.missing))] if text),
        alt=f"{title}. {shares.said(drawn)}", message=message, height=shares.height_of(len(drawn)),
        choices=None if message else shares.points(drawn, _("an outcome")), native=shares.native_bars(),
    )  # fmt: skip


def _found(ask: Ask) -> Found:
    found = Found()
    for name, reading, title in ROWS:
        try:
            tally = ask.periods(ask.filters.measure(name))
        except Unavailable as reason:
            found.missing.append(reason)
            continue
        chosen = tally.measure.reading(reading)
        scores = now_of(ask, tally, chosen)
        behind = choices.behind(scores, 0, ask.filters, _(title))
        found.rows.append(Share(f"{name}.{reading}", _(title), scores, behind))
        found.before.append(before_of(ask, tally, chosen))
    if not found.rows:
        raise found.missing[0]
    return found


def _title(ask: Ask, found: Found) -> str:
    """The largest clear change; how many are opened again and passed on where there is none."""
    pairs = [(row.scores, before) for row, before in zip(found.rows, found.before, strict=True)]
    changes = list(zip(found.rows, verdicts(pairs, ask.settings.grey_below), strict=True))
    clear = [(row, change) for row, change in changes if change.verdict == "clear"]
    if clear:
        return _changed(*max(clear, key=lambda pair: abs(pair[1].difference)))
    said = [
        f"{parts.value_text(row.scores)} {parts.inside_sentence(row.name)}"
        for row in found.rows
        if row.scores.state[0] == "ok"
    ]
    return ", ".join(said[:2]) or _("What became of tickets")


def _changed(row: Share, change: Change) -> str:
    size, value = parts.size_of(change), parts.value_text(row.scores)
    return words.change_sentence(row.name, value, "clear", size, rose=change.difference > 0)


def _excluded(row: Share) -> str:
    """What a row leaves out: "Opened again: 12 undecided"; "" where nothing is."""
    left_out = ", ".join(parts.excluded_words(row.scores))
    return _("{name}: {counted}").format(name=row.name, counted=left_out) if left_out else ""


def _missing(reason: Unavailable) -> str:
    name = words.measure_name(reason.measure)
    return _("{name}: {counted}").format(name=name, counted=words.unavailable(reason)[0])
