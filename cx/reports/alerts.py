"""What stands out, in words: one sentence for each measure that does, and under it where, with its numbers."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from itertools import groupby

from cx.alerts import Alert
from cx.measures import Reading, measure
from cx.reports import words
from cx.reports.language import mark
from cx.reports.parts import reading_title
from cx.reports.words import _

Line = tuple[str, ...]

_SHIFT = {
    True: mark("{name} was unusually good in the {week}."),
    False: mark("{name} was unusually bad in the {week}."),
    None: mark("{name} was unusual in the {week}."),
}
_DRIFT = {
    True: mark("{name} has been better than usual for several weeks, up to the {week}."),
    False: mark("{name} has been worse than usual for several weeks, up to the {week}."),
    None: mark("{name} has been other than usual for several weeks, up to the {week}."),
}


def grouped(alerts: Sequence[Alert]) -> list[tuple[Alert, ...]]:
    """Those that one sentence says: of one measure, one way and one week. The surest first; the whole before parts."""
    place: dict[tuple[object, ...], int] = {}
    for alert in alerts:
        place.setdefault(_said_together(alert), len(place))
    ordered = sorted(alerts, key=lambda alert: (place[_said_together(alert)], alert.dimension != ""))
    return [tuple(together) for _key, together in groupby(ordered, key=_said_together)]


def sentence(alerts: Sequence[Alert]) -> str:
    """What stands out: "NPS was unusually bad in the week of 17 Aug 2026."; alerts: one of `grouped`."""
    first = alerts[0]
    known = measure(first.measure)
    said = (_SHIFT if first.kind == "shift" else _DRIFT)[first.better]
    return _(said).format(
        name=reading_title(known, known.reading(first.reading)), week=words.bucket(first.week, "week")
    )


def heads(alerts: Sequence[Alert]) -> Line:
    """The heads of `lines`. A drift is seen over several weeks, each of which may be within its limits."""
    limits = (_("a week may be"),) if alerts[0].kind == "shift" else ()
    return (_("where"), _("that week"), _("usually"), *limits, words.count_name(measure(alerts[0].measure).counts, 2))


def lines(alerts: Iterable[Alert]) -> list[Line]:
    """Where it stands out, each with its score of the week, that of the weeks before, and its number of responses."""
    return [_line(alert, measure(alert.measure).reading(alert.reading)) for alert in alerts]


def _line(alert: Alert, reading: Reading) -> Line:
    name, group = words.dimension_name(alert.dimension), words.value_name(alert.group, alert.dimension)
    limits = (words.interval(alert.low, alert.high, reading.unit),) if alert.kind == "shift" else ()
    scores = (words.score(number, reading.unit) for number in (alert.value, alert.expected))
    return f"{name}: {group}" if alert.dimension else _("everywhere"), *scores, *limits, words.count(alert.n)


def _said_together(alert: Alert) -> tuple[object, ...]:
    return alert.measure, alert.reading, alert.survey, alert.kind, alert.better, alert.week
