"""Reviews on portals: how many are bad, how many good, and how many the company answered."""

from __future__ import annotations

from cx.errors import Unavailable
from cx.measures import measure
from cx.reports import choices, parts, shares, words
from cx.reports.ask import Ask
from cx.reports.language import mark
from cx.reports.page import Chart
from cx.reports.shares import Share
from cx.reports.verdicts import now_of
from cx.reports.words import _

REVIEW, REPLY = measure("review"), measure("review_reply")
#: Each row: the measure, its reading, and what it is called.
ROWS = (
    (REVIEW, "negative", mark("One or two stars")), (REVIEW, "positive", mark("Four or five stars")),
    (REPLY, "answered", mark("Answered by you")),
)  # fmt: skip


def replied(ask: Ask, *, key: str) -> Chart:
    """The shares of bad, good and answered reviews. Raises Unavailable where there is no review."""
    rows = [row for name, reading, title in ROWS if (row := _row(ask, name.name, reading, _(title))) is not None]
    drawn = shares.known(rows)
    if not rows:
        ask.periods(REVIEW)
    message = None if drawn else parts.state_message(ask, rows[0].scores)
    title = _title(rows)
    return Chart(
        key, title, _("Reviews, as a share of them"),
        words.definition_of_each(
            (row.scores.measure, row.scores.reading, parts.survey_of(row.scores)) for row in rows
        ),
        figure=None if message else shares.figure(drawn), make_table=lambda: shares.table(rows),
        make_shown=lambda: shares.shown(rows, _("Reviews")), footer=parts.footer(rows[0].scores),
        alt=f"{title}. {shares.said(drawn)}", message=message, height=shares.height_of(len(drawn)),
        choices=None if message else shares.points(drawn, _("some of the reviews")), native=shares.native_bars(),
    )  # fmt: skip


def _row(ask: Ask, name: str, reading: str, title: str) -> Share | None:
    """None where no file says it."""
    try:
        tally = ask.periods(ask.filters.measure(name))
    except Unavailable:
        return None
    scores = now_of(ask, tally, tally.measure.reading(reading))
    return Share(f"{name}.{reading}", title, scores, choices.behind(scores, 0, ask.filters, title))


def _title(rows: list[Share]) -> str:
    """How many are bad, and how many were answered."""
    bad, answered = rows[0].scores, rows[-1].scores
    name = words.measure_name(REVIEW)
    if bad.state[0] != "ok":
        return parts.few_title(name, bad)
    if answered.measure.name != REPLY.name or answered.state[0] not in ("ok", "few"):
        return _("{bad} of reviews are bad").format(bad=parts.value_text(bad))
    return _("{bad} of reviews are bad, {answered} were answered").format(
        bad=parts.value_text(bad), answered=parts.value_text(answered)
    )
