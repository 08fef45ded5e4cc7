"""Do the parts add up? The rows behind a card, behind its trend and behind its breakdown."""

from __future__ import annotations

from collections.abc import Sequence

import pandas as pd

from cx import periods
from cx.company import Company
from cx.errors import Unavailable
from cx.measures import Reading
from cx.reports import breakdown, parts, words
from cx.reports.ask import Arrangement, Ask
from cx.reports.page import Message, Table
from cx.reports.reconciliation import Compared
from cx.reports.words import _
from cx.scores import read
from cx.tally import Tally

#: A number, its rows over time, its rows over groups (None where there are none), and by which dimension.
Sums = list[tuple[Compared, int | None, int | None, str]]


def _sums(ask: Ask, arrangement: Arrangement, compared: Sequence[Compared]) -> Sums:
    """Of each headline number that is shown: its rows over the buckets of time, over a dimension, and which that is."""
    shown = [one for one in compared if one.measure.headline and one.page is not None and one.state != "hidden"]
    known = [one for one in shown if not one.measure.apart]
    over_time = _over_time(ask, known)
    return [(one, n, *_over_groups(ask, one, arrangement.by)) for one, n in zip(known, over_time, strict=True)]


def name_of(one: Compared) -> str:
    """The measure with its reading where that is not the default."""
    return parts.reading_title(one.measure, one.reading)


def _over_time(ask: Ask, known: Sequence[Compared]) -> list[int | None]:
    """The rows of the trend's buckets; where the period cuts one, of its days, and of an anonymous question too: small
    buckets are known only together, with those that lie before the period.
    """
    buckets = [_in_buckets(ask, one) for one in known]
    days = iter(_over_days(ask, [one for one, whole in zip(known, buckets, strict=True) if not whole]))
    return [_over_buckets(ask, one) if whole else next(days) for one, whole in zip(known, buckets, strict=True)]


def _in_buckets(ask: Ask, one: Compared) -> bool:
    """Whether the period has whole buckets of the trend, and each is told of."""
    grain, week_start, days = ask.filters.grain, ask.settings.week_start, ask.window.current
    whole = periods.bucket_of(days.first, grain, week_start) == days.first
    whole &= periods.bucket_end(days.last, grain, week_start) == days.last and ask.filters.period != "all"
    return whole and one.page is not None and not one.page.anonymous.any()


def _over_buckets(ask: Ask, one: Compared) -> int | None:
    try:
        trend, days = ask.trend(one.measure), ask.window.current
    except Unavailable:
        return None
    inside = [days.first <= first <= days.last for first in trend.groups[ask.filters.grain]]
    return _added(trend.select(inside), one.reading)


def _over_days(ask: Ask, known: Sequence[Compared]) -> list[int | None]:
    """The rows of all days added up, of all time those of the buckets, which nothing cuts then; a snapshot keeps these
    sums, for the days are many and shown nowhere.
    """
    part = ask.filters.grain if ask.filters.period == "all" else "day"
    questions = [(one.measure.name, ask.filters, (part,)) for one in known]
    of = tuple((one.measure.name, one.reading.full_name) for one in known)

    def added(company: Company) -> list[int | None]:
        found = company.warehouse.tallies(questions)
        return [
            _added(tally, one.reading) if isinstance(tally, Tally) else None
            for tally, one in zip(found, known, strict=True)
        ]

    nothing: list[int | None] = [None] * len(known)
    return ask.fact_or(nothing, "rows_by_day", added, ask.filters, of) if known else nothing


def _over_groups(ask: Ask, one: Compared, wanted: str) -> tuple[int | None, str]:
    dimension = breakdown.chosen_dimension(ask, [one.measure], wanted)
    if dimension in ("", "survey"):  # by survey all questions are counted, not the one that is shown
        return None, ""
    try:
        tally = ask.by_period(one.measure, dimension).select({"period": "current"})
    except Unavailable:
        return None, dimension
    return _added(tally, one.reading), dimension


def _added(tally: Tally, reading: Reading) -> int:
    """How many rows count in the score of all groups, each counted by itself."""
    return int(read(tally, reading).n.sum())


def table(ask: Ask, arrangement: Arrangement, compared: Sequence[Compared]) -> Table:
    """Whether the rows behind a card are those behind its trend and its groups."""
    sums = _sums(ask, arrangement, compared)
    wrong = [one for one, over_time, groups, _by in sums if {over_time, groups} - {None, one.n}]
    title = _("The parts add up to the whole") if not wrong else _("{names}: the parts do not add up").format(
        names=", ".join(map(name_of, wrong))
    )  # fmt: skip
    message = None if sums else Message(_("No number to add up"), _("Choose other days, or import a file."))
    return Table(
        "trust-sums", title, _("Rows behind the card, behind its trend in these days, and behind its groups"),
        _("A card, its trend and its breakdown must be counted from the same rows. Where the period begins or ends "
          "within a bucket of the trend, its days are added up instead."),
        lambda: _sums_shown(sums), lambda: _sums_unrounded(sums), wraps=True, message=message,
    )  # fmt: skip


def _sums_shown(sums: Sums) -> pd.DataFrame:
    return pd.DataFrame({
        _("Number"): [name_of(one) for one, *_rest in sums],
        _("State"): [_adds_up(one.n, over_time, groups) for one, over_time, groups, _by in sums],
        _("Card"): [words.count(one.n) for one, *_rest in sums],
        _("Sum over time"): [_count(over_time) for _one, over_time, _groups, _by in sums],
        _("Sum over groups"): [_of_groups(groups, by) for _one, _over_time, groups, by in sums],
    })  # fmt: skip


def _count(n: int | None) -> str:
    return words.DASH if n is None else words.count(n)


def _of_groups(n: int | None, by: str) -> str:
    if n is None:
        return words.DASH
    return _("{n} by {dimension}").format(n=words.count(n), dimension=words.in_sentence(by))


def _adds_up(whole: int, *sums: int | None) -> str:
    off = [abs(n - whole) for n in sums if n is not None and n != whole]
    return _("✗ off by {n}").format(n=words.count(max(off))) if off else _("✓ adds up")


def _sums_unrounded(sums: Sums) -> pd.DataFrame:
    return pd.DataFrame(
        [(one.measure.name, one.n, over_time, groups, by) for one, over_time, groups, by in sums],
        columns=["measure", "card", "over_time", "over_groups", "dimension"],
    )
