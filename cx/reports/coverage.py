"""What a page covers, in words: its days, what they are compared with, its filters, and how far the data reach."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date

from cx.measures import MEASURES, Measure
from cx.periods import Window, parse
from cx.reports import parts, words
from cx.reports.ask import Ask
from cx.reports.language import mark
from cx.reports.page import Cards, Chart, Page, Table
from cx.reports.verdicts import Headline
from cx.reports.words import _, ngettext
from cx.store.contents import Contents

_RELATIVE = {
    "this_week": mark("This week"), "last_week": mark("Last week"),
    "this_month": mark("This month"), "last_month": mark("Last month"),
    "this_quarter": mark("This quarter"), "last_quarter": mark("Last quarter"),
    "this_year": mark("This year"), "last_year": mark("Last year"), "all": mark("Everything"),
}  # fmt: skip

_COMPARISONS = {
    "before": mark("The period before"),
    "year": mark("A year earlier"),
    "none": mark("Nothing"),
}


def period_name(token: str) -> str:
    """A period token in words: "4 weeks", "Last month"; one that names its days stays as it is."""
    if token in _RELATIVE:
        return _(_RELATIVE[token])
    asked = parse(token)
    if asked.kind != "rolling":
        return token.replace("..", " – ")
    if asked.unit == "week":
        return ngettext("{n} week", "{n} weeks", asked.n).format(n=asked.n)
    return ngettext("{n} day", "{n} days", asked.n).format(n=asked.n)


def comparison_name(compare: str) -> str:
    """What a period is compared with, in words."""
    return _(_COMPARISONS[compare])


def days_compared(window: Window) -> str:
    """The days of the page and those they are compared with."""
    current = words.date_range(window.current.first, window.current.last)
    if window.previous is None:
        return current
    previous = words.date_range(window.previous.first, window.previous.last)
    return _("{current} against {previous}").format(current=current, previous=previous)


def wholeness(window: Window, zone: str) -> str:
    """One sentence on how the two periods compare, and in which zone days begin."""
    zone_name = words.zone_name(zone)
    if window.previous is None:
        return _("Compared with nothing. Days are {zone}.").format(zone=zone_name)
    previous = words.date_range(window.previous.first, window.previous.last)
    sentence = _("Compared with {previous}. Days are {zone}.").format(previous=previous, zone=zone_name)
    if window.running:
        sentence += " " + _("The period is still running, so it is compared with as many days.")
    return sentence


def unfinished(window: Window) -> str:
    """Which bucket of the trend is not finished, "" where all are."""
    if window.unfinished is None:
        return ""
    bucket = words.bucket(window.unfinished, window.grain, year=False)
    sentence = _("{bucket} is not finished.") if window.grain == "month" else _("The {bucket} is not finished.")
    return sentence.format(bucket=bucket)


def reach(ask: Ask, measure: Measure) -> str:
    """How far the data of a measure reach, where that is less far than the newest; else what is not finished."""
    last = ask.last_day(measure)
    if last < ask.as_of_day:
        return _("Data to {day}.").format(day=words.day(last))
    return unfinished(ask.window)


def cover(ask: Ask, *counts: str) -> tuple[str, ...]:
    """The line under a page's finding: counts, days, filters, how far the data reach, what is not finished."""
    filters = words.filter_words([(name, list(values)) for name, values in ask.filters.where])
    counted = ", ".join(counts)
    days = days_compared(ask.window)
    first = _ended(f"{counted}, {days}" if counted else days)
    parts = [first, *(f"{text}." for text in filters), data_to(ask.contents, ask.settings.zone), unfinished(ask.window)]
    return tuple(part for part in parts if part)


def _ended(sentence: str) -> str:
    """With a full stop, which the dates of some languages bring along."""
    return sentence if sentence.endswith(".") else f"{sentence}."


def counted(line: Headline) -> list[str]:
    """What a headline number was counted from, for the line under its finding."""
    return [parts.count_text(line.now)] if line.now is not None and line.now.n[0] else []


def data_to(contents: Contents, zone: str) -> str:
    """How far the data reach: "Data to Sat 28 Nov 2026, 14:05, Vilnius time."; "" where nothing is dated."""
    return _("Data to {as_of}.").format(as_of=words.as_of(contents.as_of, zone)) if contents.as_of else ""


def age(contents: Contents, today: date) -> str:
    """How old the newest data are: "Data to 14 March 2026, 9 days old"; "" where nothing is dated."""
    if contents.as_of_day is None:
        return ""
    newest, days = words.day(contents.as_of_day), (today - contents.as_of_day).days
    if days < 1:
        return _("Data to {day}").format(day=newest)
    return _("Data to {day}, {old}").format(day=newest, old=_old(days))


def _old(days: int) -> str:
    """An age in the largest unit of which there are two or more: "9 days old", "3 months old", "2 years old"."""
    months, years = round(days / 30.44), int(days / 365.25)
    if years > 1:
        return ngettext("{n} year old", "{n} years old", years).format(n=words.count(years))
    if days > 60:
        return ngettext("{n} month old", "{n} months old", months).format(n=words.count(months))
    return ngettext("{n} day old", "{n} days old", days).format(n=words.count(days))


def extent(ask: Ask) -> str:
    """All there is: "In all 44,100 answers and 60,000 tickets since 1 Sep 2024."; "" where there is nothing."""
    rows = {name: ask.contents.rows(name) for name in ("answers", "tickets")}
    counted = [words.counted(n, name) for name, n in rows.items() if n]
    if not counted or ask.first_day is None:
        return ""
    return _("In all {counted} since {day}.").format(counted=_(" and ").join(counted), day=words.day(ask.first_day))


def facts(ask: Ask, chart: Chart | Table | None = None) -> list[tuple[str, str]]:
    """What stands beside the numbers in a file: their days, filters, definitions, zone, as-of time and version.

    chart: the one the numbers are of; a whole page is meant otherwise.
    """
    of_chart = [(_("Chart"), f"{chart.title}. {chart.subtitle}")] if chart else []
    others = (_("Definitions other than the default"), _chosen(ask))
    after = [(_("Definition"), chart.definition), (_("Notes"), "; ".join(chart.footer))] if chart else []
    return [(name, text) for name, text in (*of_chart, *_of_page(ask, others), *after) if text]


def of_pages(ask: Ask, pages: Sequence[Page]) -> list[tuple[str, str]]:
    """The same of whole pages, with the definition of every headline measure on them, whether it was chosen or not."""
    titles = ", ".join(page.name for page in pages)
    named = (ngettext("Page", "Pages", len(pages)), titles)
    facts = (named, *_of_page(ask, (_("Definitions"), definitions_in_force(ask, pages))))
    return [(name, text) for name, text in facts if text]


def sample_note(ask: Ask) -> str:
    """That the numbers are the sample company's; "" for a company's own."""
    return _("Sample data: an invented company, not your own.") if ask.is_sample else ""


def _of_page(ask: Ask, definitions: tuple[str, Iterable[str]]) -> list[tuple[str, str]]:
    filters = words.filter_words([(name, list(values)) for name, values in ask.filters.where])
    name, measures = definitions
    return [
        (_("Data"), sample_note(ask)),
        (_("Days"), days_compared(ask.window)),
        (_("Filters"), "; ".join(filters) or _("none")),
        (name, "; ".join(definition_chosen(ask, measure) for measure in measures)),
        (_("Time zone"), words.zone_name(ask.settings.zone)),
        (_("As of"), words.as_of(ask.contents.as_of, ask.settings.zone) if ask.contents.as_of else ""),
        (_("Version of the data"), ask.contents.version),
    ]


def _chosen(ask: Ask) -> list[str]:
    """The measures that are not read by their default."""
    return [name for name, _reading in ask.filters.definitions]


def definitions_in_force(ask: Ask, pages: Sequence[Page]) -> list[str]:
    """The measures whose definition numbers on these pages rest on, by name: those of cards and of charts over time,
    and those that are not read by their default.
    """
    parts_shown = [part for page in pages for part in page.parts]
    cards = [card.key for part in parts_shown if isinstance(part, Cards) for card in part.cards]
    charts = [part.measure for part in parts_shown if isinstance(part, Chart)]
    return [name for name in dict.fromkeys((*cards, *charts, *_chosen(ask))) if name in MEASURES]


def definition_chosen(ask: Ask, name: str) -> str:
    """How a measure is read: "Resolution: 9 of 10 within, business time"; "NPS" where both are called the same."""
    measure, reading = ask.filters.measure(name), ask.filters.reading(name)
    return ": ".join(dict.fromkeys((words.measure_name(measure), words.reading_name(measure, reading))))


def ends(contents: Contents) -> list[str]:
    """Where each source ends, the newest first; [] where all end on the same day."""
    days = {source.source: source.as_of_day for source in contents.sources if source.as_of_day}
    if len(set(days.values())) < 2:
        return []
    ordered = sorted(days.items(), key=lambda pair: (-pair[1].toordinal(), pair[0]))
    return [_("{source} to {day}").format(source=source, day=words.day(day)) for source, day in ordered]
