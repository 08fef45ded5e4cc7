"""Tickets opened, reopened and solved over time, with what is open at the end of each bucket."""

from __future__ import annotations

from datetime import date

import numpy as np
import pandas as pd
import plotly.graph_objects as go

from cx import periods
from cx.change import Change
from cx.charts import flow
from cx.errors import Unavailable
from cx.measures.tickets import OPENED, REOPENED, SOLVED
from cx.reports import choices, native, parts, words
from cx.reports.ask import Ask
from cx.reports.balance import FLOW, Balance, Ints, balance, known_buckets, open_at, open_now
from cx.reports.language import mark
from cx.reports.page import Behind, Chart, Choices, Message, Point, Swatch
from cx.reports.verdicts import headline
from cx.reports.words import _, ngettext

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
    """What the chart finds, and whether as many came in as before; or why it finds nothing; without drawing it."""
    try:
        found = balance(ask)
        message = _message(ask, found)
        if message:
            return message.title
        arrived = came_in(headline(ask, FLOW, FLOW.reading("opened")).change)
        return "; ".join(filter(None, (_title(ask, found), arrived)))
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
    """How many are open at the end of the days the page is about, and at the end of those they are compared with: "174
    tickets open, 84 fewer than a period ago". All tickets are counted, so the difference has no interval.
    """
    open_, before, begins = open_at(ask, found, ask.window.current.last), ask.window.previous, ask.first_day_of(FLOW)
    if open_ < 0 or before is None or begins is None or before.last < begins:
        return _open(open_)
    then = open_at(ask, found, before.last)
    if then < 0:
        return _open(open_)
    grown = open_ - then
    said = _THAN[ask.filters.compare][int(np.sign(grown))]
    return _(said).format(open=_open(open_), n=words.decimal(abs(grown)))


#: By the comparison, and by whether fewer are open, as many, or more.
_THAN = {
    "before": {
        -1: mark("{open}, {n} fewer than a period ago"), 0: mark("{open}, as many as a period ago"),
        1: mark("{open}, {n} more than a period ago"),
    },
    "year": {
        -1: mark("{open}, {n} fewer than a year ago"), 0: mark("{open}, as many as a year ago"),
        1: mark("{open}, {n} more than a year ago"),
    },
}  # fmt: skip


def came_in(change: Change | None) -> str:
    """How many came in a day against the period before, with the verdict: "4% fewer came in per day, within noise"; ""
    where nothing is compared."""
    if change is None or change.verdict == "none":
        return ""
    if change.verdict == "few":
        return _("too few came in to compare")
    size = parts.size_of(change)
    if change.verdict == "noise" and not words.decimal(change.difference * 100).strip("−0"):
        return _("as many came in per day")
    return _(_CAME_IN[change.verdict][change.difference > 0]).format(size=size)


#: Of fewer, and of more.
_CAME_IN = {
    "clear": (mark("clearly {size} fewer came in per day"), mark("clearly {size} more came in per day")),
    "possible": (mark("perhaps {size} fewer came in per day"), mark("perhaps {size} more came in per day")),
    "noise": (
        mark("{size} fewer came in per day, within noise"), mark("{size} more came in per day, within noise"),
    ),
}  # fmt: skip


def _open(n: int) -> str:
    """How many tickets are open, at the head of a sentence. Below 0 are those that another channel or team opened: no
    number of open tickets."""
    if n < 0:
        return _("{n} more solved than opened under these filters").format(n=words.decimal(-n))
    if not n:
        return _("No ticket is open")
    return ngettext("{n} ticket open", "{n} tickets open", n).format(n=words.decimal(n))


def _figure(ask: Ask, found: Balance) -> go.Figure:
    done = _finished(ask)
    given = flow.Flow(
        found.keys, found.opened.astype(float), found.reopened.astype(float), found.solved.astype(float),
        found.end.astype(float), np.array(done, dtype=bool),
        {kind: [_hover(ask, found, place, kind) for place in range(len(found.keys))] for kind in flow.KINDS},
    )  # fmt: skip
    last = max((place for place, over in enumerate(done) if over), default=None)
    name = _("Open")
    end = "" if last is None else f"<b>{name}</b><br>{words.decimal(int(found.end[last]))}"
    return flow.flow(
        given, label=words.decimal, ticks=words.bucket_ticks(found.keys, ask.window.grain), end=end, height=HEIGHT
    )


def _hover(ask: Ask, found: Balance, place: int, kind: str) -> str:
    """One mark: what it is and how many, then all of its bucket."""
    head = f"<b>{words.decimal(int(_counts(found, kind)[place]))}</b> {_(_NAMES[kind])}"
    return "<br>".join([head, _bucket(ask, found, place), _numbers(found, place)])


def _bucket(ask: Ask, found: Balance, place: int) -> str:
    return parts.sentence_case(words.bucket(found.keys[place], ask.window.grain))


def _numbers(found: Balance, place: int) -> str:
    """One bucket in words."""
    names = {name: words.decimal(int(getattr(found, name)[place])) for name in ("opened", "reopened", "solved", "end")}
    return _("{opened} opened, {reopened} reopened, {solved} solved; {end} open at the end").format(**names)


_NAMES = {
    "opened": mark("opened"), "reopened": mark("reopened"), "solved": mark("solved"),
    "open_at_end": mark("open at the end"),
}  # fmt: skip


def _swatches() -> tuple[Swatch, ...]:
    drawn = (("open_at_end", "line", "main"), ("opened", "bar", "ref"), ("reopened", "bar", "bad"),
             ("solved", "bar", "good"))  # fmt: skip
    return tuple(Swatch(shape, colour, _(_NAMES[kind])) for kind, shape, colour in drawn)


# What can be chosen.

#: What a bin of the flow is, by the part of a column that counts it.
_CODES = {"opened": OPENED, "reopened": REOPENED, "solved": SOLVED}
#: Dimensions of an event alone: what opens a ticket may be of another one than what solves it.
_OF_EVENTS = ("team", "actor", "kind")


def _counts(found: Balance, kind: str) -> Ints:
    return found.end if kind == "open_at_end" else getattr(found, kind)


def _choices(ask: Ask, found: Balance) -> Choices:
    """Each part of a column and each dot that stands for something: the page can be filtered by its days, and its
    events be read."""
    marks = [
        (place, kind) for place in range(len(found.keys)) for kind in flow.KINDS if _counts(found, kind)[place] > 0
    ]
    return Choices(choices.bucket_noun(ask), tuple(_point(ask, found, place, kind) for place, kind in marks))


def _point(ask: Ask, found: Balance, place: int, kind: str) -> Point:
    first, n = found.keys[place], int(_counts(found, kind)[place])
    name = ", ".join([_bucket(ask, found, place), _(_NAMES[kind])])
    behind = _left_open(ask, first, name, n) if kind == "open_at_end" else _happened(ask, first, name, kind, n)
    return Point(flow.token(first, kind), name, words.decimal(n), choices.in_bucket(ask, first), behind)


def _happened(ask: Ask, first: date, name: str, kind: str, n: int) -> Behind:
    """The events of one kind in a bucket."""
    title = _("{name}: {counted}").format(name=name, counted=words.counted(n, FLOW.counts))
    return Behind(FLOW.name, choices.in_bucket(ask, first), kind, bins=(_CODES[kind],), n=n, title=title)


def _left_open(ask: Ask, first: date, name: str, n: int) -> Behind | None:
    """The events that opened the tickets which are open at the end of a bucket; None under a filter that may hold what
    opens a ticket and not what solves it, for then no tickets stand behind the number.
    """
    begins = ask.first_day_of(FLOW)
    if begins is None or any(name in _OF_EVENTS for name, _values in ask.filters.where):
        return None
    last = periods.bucket_end(first, ask.window.grain, ask.settings.week_start)
    until = ask.filters.with_(period=f"{begins}..{last}", compare="none")
    title = _("{name}: {counted}").format(name=name, counted=words.counted(n, "tickets"))
    return Behind(FLOW.name, until, n=n, title=title, left_open=True)


def _shown(ask: Ask, found: Balance) -> pd.DataFrame:
    named = {
        _("Open before"): found.start, _("Opened"): found.opened, _("Reopened"): found.reopened,
        _("Solved"): found.solved, _("Open after"): found.end,
    }  # fmt: skip
    buckets = [parts.sentence_case(words.bucket(first, ask.window.grain)) for first in found.keys]
    counts = {name: [words.decimal(int(n)) for n in numbers] for name, numbers in named.items()}
    return pd.DataFrame({words.dimension_name(ask.window.grain): buckets} | counts)
