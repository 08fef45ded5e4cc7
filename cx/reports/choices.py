"""What can be chosen on a chart: groups and buckets, each with the filters and the very rows that it stands for."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

import numpy as np

from cx import periods
from cx.filters import Filters, can_be_asked_for, written
from cx.guard import Guarded
from cx.periods import Period
from cx.reports import names, parts, words
from cx.reports.ask import Ask
from cx.reports.language import mark
from cx.reports.page import Behind, Choices, Point
from cx.reports.words import _

#: Tables whose rows can be read one by one.
READABLE = ("answers", "tickets", "ticket_events")

#: A group of a breakdown, as `Behind` has it.
Values = tuple[tuple[str, str | int | tuple[int, ...] | None], ...]

_NOUNS = {
    "channel": mark("a channel"), "segment": mark("a segment"), "product": mark("a product"),
    "region": mark("a region"), "team": mark("a team"), "language": mark("a language"), "survey": mark("a survey"),
    "source": mark("a source"), "priority": mark("a priority"), "topic": mark("a topic"),
    "touchpoint": mark("a touchpoint"), "attempt": mark("an attempt"), "agent": mark("an agent"),
}  # fmt: skip
_BUCKETS = {"day": mark("a day"), "week": mark("a week"), "month": mark("a month")}


def noun(dimension: str) -> str:
    """One value of a dimension, with its article: "a channel"; where the company has a name of its own "a group"."""
    return _(_NOUNS[dimension]) if dimension in _NOUNS and not names.own_name(dimension) else _("a group")


def bucket_noun(ask: Ask) -> str:
    """One bucket of the trend, with its article: "a week"."""
    return _(_BUCKETS[ask.window.grain])


def of_groups(ask: Ask, scores: Guarded, dimension: str, rows: Sequence[int]) -> Choices:
    """The groups of a breakdown; rows: those of the scores that are drawn."""
    return Choices(noun(dimension), tuple(_group(ask, scores, row, dimension) for row in rows))


def _group(ask: Ask, scores: Guarded, row: int, dimension: str) -> Point:
    value: str | None = scores.groups[dimension].tolist()[row]
    name = words.value_name(value, dimension)
    return Point(
        written(value), name, parts.said(scores, row), in_group(ask, dimension, value),
        behind(scores, row, ask.filters, name, ((dimension, value),)),
    )  # fmt: skip


def in_group(ask: Ask, dimension: str, value: str | None) -> Filters | None:
    """The filters with one value of a dimension; None where nobody can filter by it."""
    return ask.filters.where_(dimension, (value,)) if can_be_asked_for(value) else None


def of_buckets(ask: Ask, scores: Guarded) -> Choices:
    """The buckets of a trend; those whose score is drawn."""
    places = zip(parts.buckets(ask, scores.measure), parts.places(ask, scores), strict=True)
    shown = [(first, row) for first, row in places if row is not None and np.isfinite(scores.value[row])]
    return Choices(bucket_noun(ask), tuple(_bucket(ask, scores, row, first) for first, row in shown))


def _bucket(ask: Ask, scores: Guarded, row: int, first: date) -> Point:
    filters, name = in_bucket(ask, first), parts.sentence_case(words.bucket(first, ask.window.grain))
    return Point(first.isoformat(), name, parts.said(scores, row), filters, behind(scores, row, filters, name))


def in_bucket(ask: Ask, first: date) -> Filters:
    """The filters with the days of one bucket of the trend as their period."""
    return ask.filters.with_(period=_token(ask, first))


def _token(ask: Ask, first: date) -> str:
    """The days of a bucket so that they stay what they are: a month by its name, else its days that have data."""
    if ask.window.grain == "month":
        return f"{first:%Y-%m}"
    end = periods.bucket_end(first, ask.window.grain, ask.settings.week_start)
    return str(Period(first, max(first, min(end, ask.as_of_day))))


def behind(
    scores: Guarded,
    row: int,
    filters: Filters,
    name: str,
    values: Values = (),
    beside: tuple[str, int | None] | None = None,
) -> Behind | None:
    """The rows that count in one score; None where there are none, or none may be read one by one.

    name: what they are of; values: the group they are, where the filters do not say so; beside: what their tickets
    took, and which class of it.
    """
    n, measure = int(scores.n[row]), scores.measure
    if not n or scores.anonymous[row] or measure.counting == "membership" or measure.table not in READABLE:
        return None
    title = _("{name}: {counted}").format(name=name, counted=words.counted(n, measure.counts))
    return Behind(measure.name, filters, scores.reading.full_name, values, n=n, title=title, beside=beside)


def in_bins(
    scores: Guarded,
    filters: Filters,
    name: str,
    bins: tuple[int, ...],
    n: int,
    values: Values = (),
) -> Behind | None:
    """The rows of some bins of what a score was read from; None where there are none, or none may be read."""
    measure = scores.measure
    if not n or scores.anonymous.any() or measure.table not in READABLE:
        return None
    title = _("{name}: {counted}").format(name=name, counted=words.counted(n, measure.counts))
    return Behind(measure.name, filters, values=values, bins=bins, n=n, title=title)
