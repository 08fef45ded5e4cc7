"""The overview: where the company stands, what changed and whether the change is real."""

from __future__ import annotations

from cx.measures import Measure
from cx.reports import attempt, coverage, headline_cards, over_time, words
from cx.reports.ask import Arrangement, Ask
from cx.reports.finding import finding, strongest
from cx.reports.page import Card, Cards, Chart, Head, Page
from cx.reports.verdicts import Headline, headlines
from cx.reports.words import _

#: Nothing is broken down on the overview.
MEASURES: tuple[Measure, ...] = ()


def page(ask: Ask, _arrangement: Arrangement) -> Page:
    """Six headline numbers and the trend of the first that has one."""
    lines = headlines(ask)
    cover = (*coverage.cover(ask, *_counts(lines)), coverage.extent(ask))
    head = Head(_("Overview"), finding(ask, strongest(list(lines.values()))), cover, _notes(ask))
    cards = Cards(tuple(_card(ask, line) for line in lines.values()))
    return Page(_("Overview"), head, (cards, _trend(ask, lines)))


def _card(ask: Ask, line: Headline) -> Card:
    page = headline_cards.page_of(line.measure)
    return attempt.card(line.measure.name, page, lambda: headline_cards.card(ask, line))


def _notes(ask: Ask) -> tuple[str, ...]:
    """Where sources end on different days: their numbers are not of the same days."""
    ends = coverage.ends(ask.contents)
    return (_("Sources end on different days: {ends}.").format(ends="; ".join(ends)),) if ends else ()


def _counts(lines: dict[str, Headline]) -> list[str]:
    """How many answers and tickets the numbers come from; each kind once, by its largest."""
    largest: dict[str, int] = {}
    for line in lines.values():
        if line.now is not None:
            counts = line.measure.counts
            largest[counts] = max(largest.get(counts, 0), int(line.now.rows[0]))
    return [words.counted(n, counts) for counts, n in largest.items() if n]


def _trend(ask: Ask, lines: dict[str, Headline]) -> Chart:
    shown = next((line for line in lines.values() if line.state in ("ok", "few")), lines["nps"])

    def drawn() -> Chart:
        return over_time.score_over_time(ask, shown.measure, shown.reading, key="trend", wide=True)

    return attempt.chart(shown.measure, shown.reading, "trend", drawn, wide=True)
