"""Ends of scales that seem not to have been offered: what the questions of a measure tell of each other."""

from __future__ import annotations

from cx.audit import UnusedEnd, unused_ends
from cx.company import Company
from cx.filters import Filters
from cx.guard import guarded_tally
from cx.reports.ask import Ask
from cx.surveys import SCALES
from cx.tally import Tally

EVERYTHING = Filters(period="all", compare="none")


def of_all_times(ask: Ask) -> tuple[UnusedEnd, ...]:
    """Those of every measure that several questions ask for. Only they are known afterwards, not the counts: those of
    all times, beside the counts of the days of a page, would tell of the days between. Raises Unavailable.
    """
    return ask.fact("unused_ends", lambda company: _read(ask, company))


def _read(ask: Ask, company: Company) -> tuple[UnusedEnd, ...]:
    measures = [name for name in SCALES if len(ask.contents.questions(name)) > 1]
    found = company.warehouse.tallies([(name, EVERYTHING, ("survey",)) for name in measures])
    tallies = [guarded_tally(one, ask.settings) for one in found if isinstance(one, Tally)]
    return tuple(end for tally in tallies for end in unused_ends(tally))
