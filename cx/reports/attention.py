"""What needs attention: the scores that stand out in the newest finished week, and what is wrong with the data.

Alerts are found when a version of the data is made, for the whole company; filters do not change them. Most of them are
one event seen through several dimensions, so those of one score in one week are one sentence.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date, timedelta

from cx.alerts import FALSE_ALERTS, Alert, watchable
from cx.audit import UnusedEnd
from cx.errors import Unavailable
from cx.filters import Filters
from cx.measures import MEASURES, measure
from cx.periods import Period
from cx.reports import alerts, breakdown, headline_cards, parts, unused_ends, words
from cx.reports.ask import Ask
from cx.reports.language import mark
from cx.reports.page import Attention, Item
from cx.reports.words import _, ngettext
from cx.store.alerts import is_known
from cx.trends import LEAST_WEEKS, newest_week

#: More rows than this nobody reads; the footer says how many there are besides.
MOST = 5
#: Places that are named in a row.
MOST_PLACES = 3

_SENTENCES = {
    ("shift", True): mark("{subject} was unusually good"),
    ("shift", False): mark("{subject} was unusually bad"),
    ("shift", None): mark("{subject} was unusual"),
    ("drift", True): mark("{subject} has been better than usual for weeks"),
    ("drift", False): mark("{subject} has been worse than usual for weeks"),
    ("drift", None): mark("{subject} has been other than usual for weeks"),
}
_BARS = {True: "good", False: "bad", None: "ref"}
_ORDER = ("bad", "good", "ref")

_TITLES = (
    mark("Nothing needs attention"), mark("One thing needs attention"), mark("Two things need attention"),
    mark("Three things need attention"), mark("Four things need attention"), mark("Five things need attention"),
    mark("Six things need attention"), mark("Seven things need attention"), mark("Eight things need attention"),
    mark("Nine things need attention"),
)  # fmt: skip


def attention(ask: Ask, *, key: str) -> Attention:
    """The worst first, then what is better than usual, then trouble with the data; `MOST` at most."""
    week = _week(ask)
    found = [_item(together, week) for together in alerts.grouped(ask.alerts)]
    items = sorted(found, key=lambda item: _ORDER.index(item.bar)) + _trouble(ask)
    title = _title(items) if items or _watched(ask) else _("Too early to say what is unusual")
    return Attention(key, title, _subtitle(ask), tuple(items[:MOST]), _footer(ask, len(items)))


def _watched(ask: Ask) -> bool:
    """Whether there are weeks enough to say what is usual."""
    first, needed = ask.first_day, timedelta(weeks=LEAST_WEEKS + 1)
    return first is not None and ask.as_of_day - first >= needed


def _title(items: Sequence[Item]) -> str:
    """How many there are, in words; what is better than usual needs no attention, and is counted apart."""
    better = sum(item.bar == "good" for item in items)
    title = _needing(len(items) - better)
    if not better:
        return title
    said = ngettext("{title}, {n} is better than usual", "{title}, {n} are better than usual", better)
    return said.format(title=title, n=words.count(better))


def _needing(many: int) -> str:
    if many < len(_TITLES):
        return _(_TITLES[many])
    return ngettext("{n} thing needs attention", "{n} things need attention", many).format(n=words.count(many))


def _subtitle(ask: Ask) -> str:
    """Of what, and of which week; of what is not watched yet, when it will be."""
    if not _watched(ask):
        return _("With {n} finished weeks of data, what stands out is listed here").format(n=LEAST_WEEKS + 1)
    return _("The whole company in the {week}").format(week=words.bucket(_week(ask), "week"))


def _week(ask: Ask) -> date:
    """The newest week that was looked at."""
    return max((alert.week for alert in ask.alerts), default=newest_week(ask.as_of_day, ask.settings.week_start))


def _footer(ask: Ask, many: int) -> tuple[str, ...]:
    more = ngettext("{n} more", "{n} more", many - MOST).format(n=words.count(many - MOST)) if many > MOST else ""
    filtered = _("filters do not change what is listed here") if ask.filters.where else ""
    return tuple(text for text in (*_as_usual(ask), more, *_compared(ask), filtered) if text)


def _as_usual(ask: Ask) -> list[str]:
    """The scores that are watched and in which nothing stands out."""
    if not _watched(ask):
        return []
    unusual = {alert.measure for alert in ask.alerts}
    watched = [known for known in MEASURES.values() if known.headline and watchable(known)]
    names = [words.measure_name(known) for known in watched
             if known.name not in unusual and is_known(known, ask.contents)]  # fmt: skip
    return [_("nothing unusual in {names}").format(names=", ".join(names))] if names else []


def _compared(ask: Ask) -> Iterator[str]:
    """What is usual, which is not what cards compare with, and how many of the alerts may be none."""
    if not ask.alerts:
        return
    yield _("usual: the weeks before, up to a year")
    if ask.window.previous is not None:
        days = words.date_range(ask.window.previous.first, ask.window.previous.last)
        yield _("cards compare with {days} alone").format(days=days)
    yield _("up to {share} of such alerts are chance").format(share=words.score(FALSE_ALERTS, "percent"))


# What stands out.


def _item(together: Sequence[Alert], week: date) -> Item:
    """One sentence for the same score of the same week, wherever it stands out."""
    first = together[0]
    known = measure(first.measure)
    sentence = _(_SENTENCES[first.kind, first.better]).format(subject=_subject(together))
    page, tab = headline_cards.page_of(known), headline_cards.tab_of(known)
    return Item(_BARS[first.better], sentence, _evidence(together, week), page, _filters(first), tab)


def _subject(together: Sequence[Alert]) -> str:
    """Which score, and where, unless it is the whole company's: "NPS in Chat", "CES in Shop and 3 others"."""
    first, known = together[0], measure(together[0].measure)
    name, others = parts.reading_title(known, known.reading(first.reading)), len(together) - 1
    if not first.dimension:
        return name
    facts = {"name": name, "place": _place(first), "other": _place(together[-1])}
    if others == 1:
        return _("{name} in {place} and {other}").format(**facts)
    if others:
        said = ngettext("{name} in {place} and {n} other", "{name} in {place} and {n} others", others)
        return said.format(n=words.count(others), **facts)
    return _("{name} in {place}").format(**facts)


def _place(alert: Alert) -> str:
    return breakdown.named(alert.group, alert.dimension)


def _evidence(together: Sequence[Alert], week: date) -> str:
    """Its numbers: "78%, usually 63% · 603 tickets · also in Shop, mid-size"; its week where that is an earlier one, as
    of what needs time to be decided."""
    first, known = together[0], measure(together[0].measure)
    unit = known.reading(first.reading).unit
    value, usual = (words.score(number, unit) for number in (first.value, first.expected))
    said = [
        _("{value}, usually {usual}").format(value=value, usual=usual), *_range(first, unit),
        words.counted(first.n, known.counts),
        *([words.bucket(first.week, "week", year=False)] if first.week != week else []), *_places(together),
    ]  # fmt: skip
    return " · ".join(said)


def _range(alert: Alert, unit: str) -> list[str]:
    """What a week may be; a drift is seen over several weeks, each of which may be within it."""
    limits = words.interval(alert.low, alert.high, unit)
    return [_("a week may be {limits}").format(limits=limits)] if alert.kind == "shift" and limits else []


def _places(together: Sequence[Alert]) -> list[str]:
    """Where it stands out besides, the surest first."""
    named = [_place(alert) for alert in together[1:]]
    if not named:
        return []
    more, listed = len(named) - MOST_PLACES, ", ".join(named[:MOST_PLACES])
    if more > 0:
        said = ngettext("also in {places} and {n} more", "also in {places} and {n} more", more)
        return [said.format(places=listed, n=words.count(more))]
    return [_("also in {places}").format(places=listed)]


def _filters(alert: Alert) -> Filters:
    """The days and the place of an alert, read as it was watched."""
    days = str(Period(alert.week, alert.week + timedelta(days=6)))
    where = ((alert.dimension, (alert.group,)),) if alert.dimension else ()
    return Filters(period=days, where=where, definitions=((alert.measure, alert.reading),))


# What is wrong with the data.


def _trouble(ask: Ask) -> list[Item]:
    return [*map(_unused, _ends(ask)), *_edited(ask), *_outside(ask)]


def _ends(ask: Ask) -> Sequence[UnusedEnd]:
    """Ends of scales that seem not to have been offered; none where a snapshot does not tell."""
    try:
        return unused_ends.of_all_times(ask)
    except Unavailable:
        return ()


def _unused(end: UnusedEnd) -> Item:
    sentence = _("Nobody chose {answer} in the survey “{survey}”, as if it had not been offered")
    evidence = _("{counted} on {low} to {high} · elsewhere {chosen} of {others} chose it").format(
        counted=words.counted(end.n, "answers"), low=end.survey.low, high=end.survey.high,
        chosen=words.count(end.chosen), others=words.count(end.others),
    )  # fmt: skip
    return Item("ref", sentence.format(answer=end.answer, survey=end.survey.survey), evidence, "trust", Filters())


def _edited(ask: Ask) -> list[Item]:
    """Settings that do not act yet."""
    if not ask.edited:
        return []
    names = ", ".join(map(words.edited_name, ask.edited))
    evidence = _("{settings} · until then the numbers follow the old ones").format(settings=names)
    return [Item("ref", _("Settings changed that need a re-derive to act"), evidence, "settings", Filters())]


def _outside(ask: Ask) -> list[Item]:
    """Answers that no score counts."""
    sources = {source.source: source.outside_scale for source in ask.contents.sources if source.outside_scale}
    many = sum(sources.values())
    if not many:
        return []
    said = ngettext("{n} answer lies outside its scale", "{n} answers lie outside their scale", many)
    listed = ", ".join(f"{name} {words.count(n)}" for name, n in sources.items())
    evidence = _("{sources} · counted in no score").format(sources=listed)
    return [Item("ref", said.format(n=words.count(many)), evidence, "trust", Filters())]
