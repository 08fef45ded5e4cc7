"""Print why a score changed: what goes with moved shares of segments (mix), and with their own changes (rate).

Mix and rate of all segments add up to the change. Without `--by` every dimension is tried and the one whose segments
differ most is printed. With `--against` scores are printed by what the ticket of each answer took. All of it says what
goes together, never what made it so.
"""

from __future__ import annotations

import argparse
from collections.abc import Mapping, Sequence
from typing import Any

from cx import periods, why
from cx.change import Change
from cx.commands import question
from cx.commands.against import against
from cx.commands.common import filled_company, text_table
from cx.commands.compared import compared
from cx.company import Company
from cx.errors import BadInput
from cx.filters import NOT_GIVEN, Filters
from cx.measures import Measure, measure
from cx.pairs import BESIDE
from cx.periods import Period, Window
from cx.reports import explain
from cx.store import schema
from cx.store.query import dimensions_of
from cx.tally import Tally
from cx.why import Decomposition

#: Dimensions that nobody asks for by leaving `--by` out: people, and questions, which may not be added up.
NOT_TRIED = ("agent", "survey")

_VERDICTS = {
    "clear": "",
    "possible": "Possible: chance alone makes such a change now and then.",
    "noise": "Within noise: chance alone makes changes of this size, and may have made all that follows.",
    "few": "Too few answers on one side to tell the change from chance.",
    "none": "",
}

ASSOCIATED = "What is printed is associated with the change; that does not make it the cause."
NOTHING = "One of the two periods has no score, or none that may be shown, so there is nothing to split."

_COLUMNS = ("share_before", "share_after", "before", "after", "n_before", "n_after", "mix", "rate", "both", "rate_sd")


def arguments(parser: argparse.ArgumentParser) -> None:
    """The command's arguments."""
    question.arguments(parser)
    way = parser.add_mutually_exclusive_group()
    way.add_argument("--by", default="", metavar="DIMENSION", help="channel, product, ...; without it, all are tried")
    way.add_argument("--against", choices=BESIDE, help="instead: scores by what the ticket of each answer took")
    parser.add_argument("--compare", choices=periods.COMPARISONS[:2], default="before", help="with what")


def run(options: argparse.Namespace) -> int:
    """Split and print."""
    company = filled_company()
    chosen = measure(options.measure)
    filters = question.filters_of(options, chosen, Filters.period)
    if options.against:
        print(against(company, chosen, filters, options.against, options.format))
        return 0
    why.linear(chosen, filters.reading(chosen))
    answer = _Answer(company, chosen, filters, options.by)
    print(_WRITERS[options.format](answer))
    return 0


class _Answer:
    """The change of a measure under some filters, split by one dimension, or by each and ranked."""

    def __init__(self, company: Company, chosen: Measure, filters: Filters, by: str) -> None:
        self.company, self.chosen, self.filters = company, chosen, filters
        self.reading = filters.reading(chosen)
        self.window = _window(company, filters)
        splits = {name: self._split(name) for name in ([by] if by else _dimensions(company, chosen))}
        self.ranked = [] if by else why.ranked([found for found, _ in splits.values()])
        self.found, (self.after, self.before) = splits[by or self._best()]
        self.verdict = compared(company, chosen, filters, ())[0]["verdict"]

    def _split(self, by: str) -> tuple[Decomposition, tuple[Tally, Tally]]:
        if by == "survey" and not self.filters.condition("survey"):
            raise BadInput("To split by survey, name those to be added up with --where survey=NAME, once for each.")
        tally = self.company.warehouse.tally(self.chosen, self.filters, ("period", by))
        after, before = (tally.select({"period": side}).over(by) for side in ("current", "previous"))
        return why.decompose(after, before, self.reading, self.company.settings), (after, before)

    def _best(self) -> str:
        if self.ranked:
            return self.ranked[0].dimension
        for nothing in (side for side in (self.window.current, self.window.previous) if not self._known_in(side)):
            raise BadInput(f"There is nothing to compare: {self.chosen.name} has no score in {nothing}; choose others.")
        raise BadInput(f"No dimension of {self.chosen.name} has two segments in these periods; choose others.")

    def _known_in(self, days: Period | None) -> bool:
        """Whether there is any score in these days."""
        there = self.filters.with_(period=str(days), compare="none")
        return bool(self.company.warehouse.score(self.chosen, there).n.any())

    def whole(self) -> dict[str, Any]:
        """The change as one record, with the verdict it has everywhere."""
        head = question.said(self.chosen, self.reading) | {"by": self.found.dimension, **_days(self.window)}
        return head | explain.whole(self.found) | {"verdict": self.verdict}

    def net(self) -> tuple[Change, Change] | None:
        """A net score's change as that of good answers and that of bad ones; None for other readings."""
        if self.reading.kind != "net" or not self.found.lines:
            return None
        return why.promoters_detractors(self.after, self.before, self.reading, self.company.settings)

    @property
    def names(self) -> tuple[str, str]:
        """What good and bad answers are called."""
        return ("promoters", "detractors") if self.chosen.name == "nps" else ("good", "bad")


def _window(company: Company, filters: Filters) -> Window:
    contents = company.warehouse.contents()
    if contents.as_of_day is None:
        raise BadInput("No row has a date, so no two periods can be compared.")
    week_start = contents.derived_with["week_start"]
    window = periods.window(filters.period, filters.compare, as_of=contents.as_of_day, week_start=week_start)
    if window.previous is None:
        raise BadInput("Nothing comes before everything; choose a period with --period, or with --from and --to.")
    return window


def _days(window: Window) -> dict[str, str]:
    return {"period": str(window.current), "compared_with": str(window.previous)}


def _dimensions(company: Company, chosen: Measure) -> list[str]:
    """What the measure can be broken down by in these data."""
    contents = company.warehouse.contents()
    filled, own = contents.filled[chosen.table], contents.dimensions
    known = [name for name in dimensions_of(schema.TABLES[chosen.table]) if name in filled and name not in NOT_TRIED]
    return known + [name for name, column in own.items() if column in filled]


# Writing.


def _table(answer: _Answer) -> str:
    parts = [_heading(answer), _ranking(answer.ranked), *_split_text(answer), ASSOCIATED]
    return "\n\n".join(part for part in parts if part)


def _heading(answer: _Answer) -> str:
    days = _days(answer.window)
    heading = question.heading(answer.chosen, answer.reading)
    return f"{heading}\n{days['period']} against {days['compared_with']}"


def _ranking(ranked: Sequence[Decomposition]) -> str:
    if not ranked:
        return ""
    said = (
        "No dimension stands out: the segments of each may all have changed alike.\n\n"
        if not ranked[0].stands_out
        else ""
    )
    heads = ("dimension", "segments", "mix", "rate", "uneven", "stands out")
    return said + text_table([_ranked(found) for found in ranked], heads)


def _ranked(found: Decomposition) -> list[object]:
    scale, unit = found.reading.scale, found.reading.unit
    numbers = [explain.rounded(part * scale, unit) for part in (found.mix, found.rate, found.unevenness)]
    return [found.dimension, len(found.lines), *numbers, "yes" if found.stands_out else "no"]


def _split_text(answer: _Answer) -> list[str]:
    if not answer.found.lines:
        return [NOTHING]
    rows = explain.printed(answer.found)
    heads = (answer.found.dimension, *_COLUMNS, "verdict")
    cells = [[_name(row), *(row.get(name) for name in _COLUMNS), row.get("verdict", answer.verdict)] for row in rows]
    return [_VERDICTS[answer.verdict], "\n".join([*_sums(answer, rows[-1]), *_net(answer)]), text_table(cells, heads)]


def _sums(answer: _Answer, total: Mapping[str, Any]) -> list[str]:
    """The change and its parts, one a line."""
    change = _signed(total["both"], answer.found.change)
    return [
        f"before {total['before']}, after {total['after']}: {change}, {answer.verdict}",
        f"mix {total['mix']:+}: what goes with segments that gained or lost share",
        f"rate {total['rate']:+}: what goes with changes inside segments",
    ]


def _net(answer: _Answer) -> list[str]:
    net = answer.net()
    if net is None:
        return []
    named = zip(answer.names, explain.printed_net(answer.found, *net), net, strict=True)
    return [f"{name} {_signed(number, change)}, {change.verdict}" for name, number, change in named]


def _signed(number: float, change: Change) -> str:
    """A change with its 95 % interval."""
    reading = change.reading
    low, high = (explain.rounded(limit * reading.scale, reading.unit) for limit in (change.low, change.high))
    return f"{number:+} ({low:+} to {high:+})"


def _name(row: Mapping[str, Any]) -> str:
    lumped = row.get("lumped", [])
    if lumped:
        return f"other ({len(lumped)})"
    return NOT_GIVEN if row["segment"] is None else str(row["segment"])


def _json(answer: _Answer) -> str:
    ranking = [{"dimension": found.dimension, **explain.whole(found)} for found in answer.ranked]
    net = {name: explain.change(part) for name, part in zip(answer.names, answer.net() or (), strict=False)}
    found = answer.whole() | net | {"lines": explain.records(answer.found)}
    return question.as_json(found | ({"dimensions": ranking} if ranking else {}))


def _csv(answer: _Answer) -> str:
    head = question.said(answer.chosen, answer.reading) | {"by": answer.found.dimension} | _days(answer.window)
    lines = [line | {"lumped": "; ".join(map(_plain, line["lumped"]))} for line in explain.records(answer.found)]
    return question.as_csv([head | line for line in lines])


def _plain(segment: object) -> str:
    return NOT_GIVEN if segment is None else str(segment)


_WRITERS = {"table": _table, "json": _json, "csv": _csv}
