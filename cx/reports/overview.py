"""The overview: where the company stands, what needs attention, what changed most and why."""

from __future__ import annotations

from cx.alerts import watchable
from cx.reports import attempt, causes, coverage, headline_cards, over_time, parts, why, words
from cx.reports.ask import COUNTED, Arrangement, Ask
from cx.reports.attention import attention
from cx.reports.causes import Split
from cx.reports.finding import explained, strongest
from cx.reports.page import Card, Cards, Chart, Head, Message, Page, Part, Picker, Table
from cx.reports.verdicts import Headline, headlines
from cx.reports.words import _

WHY, TREND = "why", "trend"


def page(ask: Ask, arrangement: Arrangement) -> Page:
    """The headline numbers, what stands out, why the one that changed most did, and the trend of any of them."""
    lines = headlines(ask)
    first = strongest(list(lines.values()))
    split = causes.best(ask, first.measure, first.reading) if first.now is not None else None
    cover = (*coverage.cover(ask, *_counts(lines)), coverage.extent(ask), *_also(lines, first))
    head = Head(_("Overview"), explained(ask, first, split), cover, _notes(ask))
    cards = _cards(ask, list(lines.values()))
    beside = (attention(ask, key="attention"), _why(ask, first, split))
    return Page(_("Overview"), head, (cards, *beside, *_trend(ask, lines, first, arrangement.about)))


def _cards(ask: Ask, lines: list[Headline]) -> Cards:
    """A card for each; those that no file holds anything of are named in one line, unless somebody chose the numbers or
    there is no other."""
    lacking = [] if ask.settings.headlines_are_chosen else [line for line in lines if _is_lacking(line)]
    if len(lacking) == len(lines):
        lacking = []
    shown = tuple(_card(ask, line) for line in lines if line not in lacking)
    return Cards(shown, _lacking(lacking) if lacking else None)


def _is_lacking(line: Headline) -> bool:
    return line.unavailable is not None and line.unavailable.kind in ("no_data", "columns_missing")


def _lacking(lines: list[Headline]) -> Message:
    names = ", ".join(words.measure_name(line.measure) for line in lines)
    return Message(_("No data yet for: {names}.").format(names=names), page="data")


def _card(ask: Ask, line: Headline) -> Card:
    page = headline_cards.page_of(line.measure)
    return attempt.card(line.measure.name, page, lambda: headline_cards.card(ask, line))


def _notes(ask: Ask) -> tuple[str, ...]:
    """Where sources end on different days: their numbers are not of the same days."""
    ends = coverage.ends(ask.contents)
    return (_("Sources end on different days: {ends}.").format(ends="; ".join(ends)),) if ends else ()


def _also(lines: dict[str, Headline], first: Headline) -> tuple[str, ...]:
    """What else changed clearly, where the finding tells of one number alone."""
    others = [line for line in lines.values() if line is not first and line.change and line.change.verdict == "clear"]
    said = [f"{parts.reading_title(line.measure, line.reading)} {_change(line)}" for line in others]
    return (_("Also clear: {changes}.").format(changes=", ".join(said)),) if said else ()


def _change(line: Headline) -> str:
    assert line.change is not None
    return words.change(line.change.difference, line.change.reading.unit, ratio=line.change.ratio)


def _counts(lines: dict[str, Headline]) -> list[str]:
    """How many answers and tickets the numbers come from; each kind once, by its largest."""
    largest: dict[str, int] = {}
    for line in lines.values():
        if line.now is not None and line.measure.table in COUNTED:
            counts = line.measure.counts
            largest[counts] = max(largest.get(counts, 0), int(line.now.rows[0]))
    return [words.counted(n, counts) for counts, n in largest.items() if n]


def _why(ask: Ask, line: Headline, split: Split | None) -> Part:
    """What the clearest change is made of, over the dimension that explains most of it."""
    return attempt.chart(line.measure, line.reading, WHY, lambda: _moved(ask, line, split))


def _moved(ask: Ask, line: Headline, split: Split | None) -> Chart | Table:
    """Of a time, which is no mean, the dimension is that of the share within its target."""
    if split is not None:
        return why.of_split(split, key=WHY)
    reading = watchable(line.measure)
    found = causes.best(ask, line.measure, reading) if reading else None
    dimension = found.found.dimension if found else next(iter(causes.tried(ask, line.measure)), "")
    if not dimension:
        return why.without_dimension(line.measure, line.reading, key=WHY)
    return why.moved(ask, line.measure, line.reading, dimension, key=WHY)


def _trend(ask: Ask, lines: dict[str, Headline], first: Headline, about: str) -> tuple[Part, ...]:
    """One of the headline scores over time, and the choice between them."""
    known = {name: line for name, line in lines.items() if line.state in ("ok", "few")}
    if not known:
        return (_over_time(ask, first),)
    default = first.measure.name if first.measure.name in known else next(iter(known))
    chosen = about if about in known else default
    options = tuple((name, parts.reading_title(line.measure, line.reading)) for name, line in known.items())
    picker = Picker("about", _("Over time"), options, chosen, default)
    return (*([picker] if len(options) > 1 else []), _over_time(ask, known[chosen]))


def _over_time(ask: Ask, line: Headline) -> Chart:
    def drawn() -> Chart:
        return over_time.score_over_time(ask, line.measure, line.reading, key=TREND, wide=True)

    return attempt.chart(line.measure, line.reading, TREND, drawn, wide=True)
