"""How many of those who write are unhappy, whether that changed, and how it went."""

from __future__ import annotations

from dataclasses import replace

import pandas as pd

from cx.change import Change, verdicts
from cx.charts.classes import MOST_NUMBERS
from cx.guard import Guarded, guard
from cx.moods import COMMENTS, MOODS, UNHAPPY
from cx.reports import choices, coverage, native, over_time, parts, tables
from cx.reports.ask import Ask
from cx.reports.language import mark
from cx.reports.mood_words import mood_mark, mood_word
from cx.reports.page import Chart, Choices
from cx.reports.words import _
from cx.scores import read
from cx.tally import Tally

_SAID = {
    ("clear", True): mark("{share} of comments are unhappy, a clear rise of {size}"),
    ("clear", False): mark("{share} of comments are unhappy, a clear fall of {size}"),
    ("possible", True): mark("{share} of comments are unhappy, perhaps up {size}"),
    ("possible", False): mark("{share} of comments are unhappy, perhaps down {size}"),
    ("noise", True): mark("{share} of comments are unhappy, no clear change"),
    ("noise", False): mark("{share} of comments are unhappy, no clear change"),
}


def counted(ask: Ask) -> pd.DataFrame:
    """Comments by mood, in both periods and by bucket, as `Warehouse.comment_moods` has them. Raises Unavailable."""
    return ask.fact("moods", lambda company: company.warehouse.comment_moods(ask.window, ask.filters), ask.filters)


def finding(ask: Ask) -> str:
    """How many are unhappy, and the verdict on its change: "34% of comments are unhappy, no clear change"; "" where too
    few are known for a number to stand alone. Raises Unavailable.
    """
    now = _score(ask, "current", UNHAPPY)
    if now.state[0] != "ok":
        return ""
    change, share = _change(ask, now), parts.value_text(now)
    said = _SAID.get((change.verdict, change.difference > 0), mark("{share} of comments are unhappy"))
    return _(said).format(share=share, size=parts.size_of(change) if change.verdict in ("clear", "possible") else "")


def chart(ask: Ask) -> Chart:
    """The shares of the unhappy, the neutral and the happy in the last buckets that there is room for. Raises
    Unavailable."""
    scores = [_score(ask, "trend", mood) for mood in MOODS]
    message, title = parts.state_message(ask, scores[0]), _title(ask)
    return Chart(
        "moods-trend", title, over_time.subtitle(ask, COMMENTS, _("Shares of comments"), most=MOST_NUMBERS),
        _("Comments by the mood of the answer they came with, in the classes of its question, which are its own: a "
          "detractor of one scale and an answer in the bottom box of another are both unhappy. Answers outside of "
          "their scale have none. Comments to an anonymous survey count where enough answered it in every part."),
        figure=None if message else over_time.classes_figure(ask, scores),
        make_table=lambda: tables.stacked(scores), make_shown=lambda: over_time.side_by_side(ask, *scores),
        footer=parts.footer(scores[0], coverage.reach(ask, COMMENTS), columns=True),
        alt=title, message=message, height=252, wide=True, choices=None if message else _choices(ask, scores[0]),
        native=native.of_reading("stacked_column", ask.window.grain, [
            native.Series("value", mood_word(mood), mood_mark(mood), where=over_time.own_rows(one))
            for mood, one in zip(MOODS, scores, strict=True)
        ], scores[0].reading),
    )  # fmt: skip


def _title(ask: Ask) -> str:
    """As in "34% unhappy, 47% happy": of the days the page is about."""
    unhappy, _neutral, happy = (_score(ask, "current", mood) for mood in MOODS)
    if unhappy.state[0] != "ok":
        return _("Unhappy, neutral and happy comments")
    return _("{unhappy} unhappy, {happy} happy").format(
        unhappy=parts.value_text(unhappy), happy=parts.value_text(happy)
    )


def _score(ask: Ask, part: str, mood: str) -> Guarded:
    """The share of a mood in a period as one group, or in the last buckets of the trend."""
    found = counted(ask)
    here = found[found["part"] == part]
    frame = pd.DataFrame({"bin": here["mood"].map(MOODS.index).astype("int64"), "n": here["n"].astype("int64")})
    by = [ask.window.grain] if part == "trend" else []
    tally = Tally.from_frame(COMMENTS, frame.assign(**dict.fromkeys(by, here["bucket"])), by)
    if by:
        tally = tally.select(tally.groups[by[0]].isin(parts.buckets(ask, COMMENTS)[-MOST_NUMBERS:]).to_numpy())
    return guard(read(tally, mood), ask.settings)


def _change(ask: Ask, now: Guarded) -> Change:
    """Against the period before: a family of its own, as of every number that is no headline."""
    before = _score(ask, "previous", UNHAPPY) if ask.window.previous else None
    (change,) = verdicts([(now, before)], ask.settings.grey_below)
    return change


def _choices(ask: Ask, unhappy: Guarded) -> Choices:
    """The buckets, each with the filters of its days, under which its comments stand below."""
    known = choices.of_buckets(ask, unhappy)
    said = (_("unhappy: {share}").format(share=point.says) for point in known.points)
    return Choices(known.noun, tuple(
        replace(point, says=says, behind=None) for point, says in zip(known.points, said, strict=True)
    ))  # fmt: skip
