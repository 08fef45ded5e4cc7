"""A snapshot against today's data: is what was shown then still what the data say?"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import NamedTuple

import pandas as pd

from cx.company import Company
from cx.errors import Unavailable
from cx.guard import guarded_pairs, guarded_tally
from cx.pairs import Pairs
from cx.reports import coverage, parts, words
from cx.reports.page import Head, Page, Part, Table
from cx.reports.words import _, ngettext
from cx.settings import Settings
from cx.snapshots import circumstances, numbers, numbers_table, rows_changed
from cx.snapshots.circumstances import Differs
from cx.snapshots.content import Content
from cx.snapshots.numbers import Number
from cx.snapshots.recount import recounted, strict, uncounted
from cx.snapshots.rows_changed import RowsChanged
from cx.snapshots.sides import Side, side_of
from cx.tally import Tally


class Known(NamedTuple):
    """What can be known at one of the two times only. then, now: why it cannot be known, None where it can."""

    measure: str
    then: Unavailable | None
    now: Unavailable | None


@dataclass(frozen=True)
class Against:
    """What the data of today say to a snapshot.

    other_data: it is of another company, so nothing can be compared; same_version: the very version of the data it was
    taken of is in force; ran_on: the tickets of a source end at another time, so that what still runs has run on;
    found: how many rows differ, at the least (see `rows_changed.rows_at_least`), and of how many counts; numbers: the
    headline numbers then and now, never with a verdict; circumstances: settings, declarations, notes and versions that
    are others now; known: what can be known at one of the two times only; then: the snapshot.
    """

    other_data: bool
    same_version: bool
    ran_on: bool
    found: RowsChanged
    numbers: tuple[Number, ...]
    circumstances: tuple[Differs, ...]
    known: tuple[Known, ...]
    then: Side

    @property
    def rows_at_least(self) -> int:
        """How many rows differ, at the least."""
        return self.found.rows

    @property
    def unchanged(self) -> bool:
        """Whether all that can be counted again is what it was."""
        still = not any(abs(one.difference) > 0 for one in self.numbers)
        return not self.other_data and not self.rows_at_least and not self.known and still

    @property
    def settings_changed(self) -> tuple[Differs, ...]:
        """What differs and can move counts by itself, though no row differs."""
        return tuple(one for one in self.circumstances if one.moves_counts and one.key != "as_of")

    @cached_property
    def page(self) -> Page:
        """All of it as a page, in the reader's language."""
        return _page(self)


def against_today(content: Content, company: Company) -> Against:
    """Every count of a snapshot counted again, of the same days. Raises what the warehouse does."""
    then = side_of(content)
    if content.is_sample != company.is_sample:
        now = uncounted(content, company)
        return Against(True, False, False, RowsChanged(0, 0), (), circumstances.differing(then, now), (), then)
    now, thresholds = recounted(content, company), strict(content.settings, company.settings)
    ran_on = rows_changed.ran_on(then, now)
    counts = [rows_changed.comparable(_counts(side, thresholds), ran_on) for side in (then, now)]
    return Against(
        False, content.contents.version == now.ask.contents.version, "tickets" in ran_on, rows_changed.largest(*counts),
        numbers.numbers(then.ask, now.ask, overlap=True), circumstances.differing(then, now),
        tuple(_known(then, now)), then,
    )  # fmt: skip


def _counts(side: Side, settings: Settings) -> dict[object, object]:
    """All counts as they may be told."""
    found: dict[object, object] = {}
    for key, count in (*side.tallies.items(), *side.ask.facts.items()):
        if isinstance(count, Tally):
            found[key] = guarded_tally(count, settings)
        elif isinstance(count, Pairs):
            found[key] = guarded_pairs(count, settings, count.rule)
    return found


def _known(then: Side, now: Side) -> Iterator[Known]:
    """What can be known at one of the two times only; once for each measure and reason."""
    seen = set()
    for question, answer in then.tallies.items():
        reasons = [found if isinstance(found, Unavailable) else None for found in (answer, now.tallies[question])]
        told = (question[0], *(reason and (reason.kind, reason.values) for reason in reasons))
        if reasons.count(None) == 1 and told not in seen:
            seen.add(told)
            yield Known(question[0], reasons[0], reasons[1])


# As a page.


def _page(found: Against) -> Page:
    name, window = _("Against today’s data"), found.then.ask.window
    days = words.date_range(window.current.first, window.current.last)
    counted = ngettext("{n} count was made again.", "{n} counts were made again.", found.found.counts)
    cover = (
        f"{days}.", coverage.data_to(found.then.ask.contents, found.then.ask.settings.zone),
        "" if found.other_data else counted.format(n=words.count(found.found.counts)),
    )  # fmt: skip
    return Page(
        name, Head(name, finding(found), tuple(filter(None, cover)), tuple(_notes(found))), tuple(_parts(found))
    )


def finding(found: Against) -> str:
    """One sentence: "Unchanged ...", or "Counts differ by at least 14 rows, NPS +0.3"."""
    if found.other_data:
        return _("The snapshot is of other data than those in force")
    if found.unchanged:
        same = _("Unchanged: the data are the same, and so are all counts")
        return same if found.same_version else _("Unchanged: today’s data give the same counts")
    if not found.rows_at_least and found.known:
        return _("Not all of it can be known today")
    return parts.sentence_case(numbers_table.differing(found.found, found.numbers))


def _notes(found: Against) -> Iterator[str]:
    """What can move counts besides rows, before rows are blamed."""
    if found.settings_changed:
        said = _("Changed since, and able to move counts by itself: {names}.")
        yield said.format(names=circumstances.names(found.settings_changed))
    if found.ran_on and not found.unchanged:
        yield _("The tickets go to another time than then: what was still running has run on, or has ended since.")
    if found.same_version and not found.unchanged and not found.settings_changed:
        yield _("The same version of the data is in force, so it is not the rows that changed.")


def _parts(found: Against) -> Iterator[Part]:
    heads = _("Then"), _("Now")
    if not found.other_data:
        yield numbers_table.table(found.numbers, heads, judged=False)
    if found.known:
        yield _known_table(found.known, heads)
    if found.circumstances:
        yield circumstances.table(found.circumstances, heads)


def _known_table(known: Sequence[Known], heads: tuple[str, str]) -> Table:
    """What cannot be known at one of the two times, and why."""
    said = ngettext("{n} thing is known at one time only", "{n} things are known at one time only", len(known))
    return Table(
        "known", said.format(n=words.count(len(known))), _("What the data no longer hold, or did not hold yet"),
        make_shown=lambda: pd.DataFrame({
            _("Number"): [words.measure_name(one.measure) for one in known],
            heads[0]: [_why(one.then) for one in known], heads[1]: [_why(one.now) for one in known],
        }, dtype=object), wraps=True,
    )  # fmt: skip


def _why(reason: Unavailable | None) -> str:
    return _("known") if reason is None else words.unavailable(reason)[0]
