"""Tickets opened, reopened and solved over time, with what is open at the end of each bucket."""

from __future__ import annotations

import numpy as np
import pandas as pd
import plotly.graph_objects as go

from cx.charts import flow
from cx.errors import Unavailable
from cx.reports import choices, native, parts, words
from cx.reports.ask import Ask
from cx.reports.balance import FLOW, Balance, balance, known_buckets, open_now
from cx.reports.language import mark
from cx.reports.page import Chart, Choices, Message, Point, Swatch
from cx.reports.verdicts import now_of
from cx.reports.words import _

HEIGHT = 300
_ADDS_UP = {"day": mark("adds up on every day"), "week": mark("adds up in every week"),
            "month": mark("adds up in every month")}  # fmt: skip


def over_buckets(ask: Ask, *, key: str) -> Chart:
    """What came and what went in each bucket, and what is left open. Raises Unavailable."""
    found = balance(ask)
    message = _message(ask, found)
    title = _title(ask, found)
    return Chart(
        key, title, _("Tickets {by}: what is open + opened + reopened − solved").format(
            by=words.grain_name(ask.window.grain)),
        words.definition(FLOW, FLOW.reading()), figure=None if message else _figure(ask, found),
        make_table=lambda: found.frame(ask.window.grain), make_shown=lambda: _shown(ask, found),
        swatches=_swatches(), footer=_footer(ask, found),
        alt=f"{title}. {sum_of(found)}", message=message, height=HEIGHT, wide=True,
        choices=None if message else _choices(ask, found),
        native=native.Native("column", ask.window.grain, _series(), format=native.COUNT),
    )  # fmt: skip


def _series() -> tuple[native.Series, ...]:
    names = (
        ("opened", _("Opened"), "ref"), ("reopened", _("Reopened"), "bad"), ("solved", _("Solved"), "good"),
        ("open_at_end", _("Open after"), "main"),
    )  # fmt: skip
    return tuple(native.Series(*one) for one in names)


def finding(ask: Ask) -> str:
    """What the chart finds, or why it finds nothing, without drawing it."""
    try:
        found = balance(ask)
        message = _message(ask, found)
        return message.title if message else _title(ask, found)
    except Unavailable as reason:
        return words.unavailable(reason)[0]


def _message(ask: Ask, found: Balance) -> Message | None:
    """Where nothing came and nothing went."""
    moved = (found.opened + found.reopened + found.solved).any()
    return None if moved else parts.empty_message(ask, FLOW)


def sum_of(found: Balance) -> str:
    """All buckets in one sum, so that everybody can check it."""
    opened, reopened, solved = (int(counts.sum()) for counts in (found.opened, found.reopened, found.solved))
    text = _("{start} open + {opened} opened + {reopened} reopened − {solved} solved = {end} open")
    return text.format(
        start=words.decimal(int(found.start[0])), opened=words.decimal(opened), reopened=words.decimal(reopened),
        solved=words.decimal(solved), end=words.decimal(int(found.end[-1])),
    )  # fmt: skip


def _footer(ask: Ask, found: Balance) -> tuple[str, ...]:
    """The sum, and what the tickets themselves say is open, where that is not the same."""
    now = open_now(ask)
    other = _("{n} open by the state of the tickets").format(n=words.decimal(now)) if now is not None else ""
    agrees = now is None or now == int(found.end[-1])
    same = _("as the tickets themselves say") if now is not None and agrees else ""
    running = _("hatched: not finished") if not all(_finished(ask)) else ""
    said = [sum_of(found), same if agrees else other, _(_ADDS_UP[ask.window.grain]), running]
    return tuple(text for text in said if text)


def _finished(ask: Ask) -> list[bool]:
    return parts.finished(ask, FLOW, FLOW.reading())[: len(known_buckets(ask))]


def _title(ask: Ask, found: Balance) -> str:
    """How many are open, and whether more came in these days than chance would bring."""
    now = int(found.end[-1])
    net = now_of(ask, ask.periods(FLOW), FLOW.reading())
    value = float(net.value[0])
    counted = words.decimal(now)
    if np.isnan(value) or net.state[0] != "ok" or net.low[0] <= 0 <= net.high[0]:
        return _("{open} tickets open, about as many solved as came in").format(open=counted)
    more = words.decimal(abs(value))
    if value > 0:
        return _("{open} tickets open: {more} more came in than were solved").format(open=counted, more=more)
    return _("{open} tickets open: {more} more were solved than came in").format(open=counted, more=more)


def _figure(ask: Ask, found: Balance) -> go.Figure:
    done = _finished(ask)
    given = flow.Flow(
        found.keys, found.opened.astype(float), found.reopened.astype(float), found.solved.astype(float),
        found.end.astype(float), np.array(done, dtype=bool),
        [_hover(ask, found, place) for place in range(len(found.keys))],
    )  # fmt: skip
    last = max((place for place, over in enumerate(done) if over), default=None)
    name = _("Open")
    end = "" if last is None else f"<b>{name}</b><br>{words.decimal(int(found.end[last]))}"
    return flow.flow(given, label=words.decimal, ticks=words.bucket_ticks(found.keys), end=end, height=HEIGHT)


def _hover(ask: Ask, found: Balance, place: int) -> str:
    bucket = parts.sentence_case(words.bucket(found.keys[place], ask.window.grain))
    return f"<b>{bucket}</b><br>{_numbers(found, place).replace('; ', '<br>')}"


def _numbers(found: Balance, place: int) -> str:
    """One bucket in words."""
    names = {name: words.decimal(int(getattr(found, name)[place])) for name in ("opened", "reopened", "solved", "end")}
    return _("{opened} opened, {reopened} reopened, {solved} solved; {end} open at the end").format(**names)


def _swatches() -> tuple[Swatch, ...]:
    return (
        Swatch("line", "main", _("open at the end")), Swatch("bar", "ref", _("opened")),
        Swatch("bar", "bad", _("reopened")), Swatch("bar", "good", _("solved")),
    )  # fmt: skip


def _choices(ask: Ask, found: Balance) -> Choices:
    """Each bucket in which something moved, with its days, to filter the page by."""
    moved = found.opened + found.reopened + found.solved > 0
    points = [
        Point(
            first.isoformat(), parts.sentence_case(words.bucket(first, ask.window.grain)), _numbers(found, place),
            choices.in_bucket(ask, first),
        )
        for place, first in enumerate(found.keys) if moved[place]
    ]  # fmt: skip
    return Choices(choices.bucket_noun(ask), tuple(points))


def _shown(ask: Ask, found: Balance) -> pd.DataFrame:
    named = {
        _("Open before"): found.start, _("Opened"): found.opened, _("Reopened"): found.reopened,
        _("Solved"): found.solved, _("Open after"): found.end,
    }  # fmt: skip
    buckets = [parts.sentence_case(words.bucket(first, ask.window.grain)) for first in found.keys]
    counts = {name: [words.decimal(int(n)) for n in numbers] for name, numbers in named.items()}
    return pd.DataFrame({words.dimension_name(ask.window.grain): buckets} | counts)
