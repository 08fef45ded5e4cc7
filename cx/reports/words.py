"""Every word of the product that names a thing or says a fact: measures, readings, dimensions, reasons, verdicts.

Numbers come from `formats.py`, dates from `dates.py`, definitions from `definitions.py`; they can all be had from here.
"""

from __future__ import annotations

from cx.errors import Unavailable
from cx.reports.dates import as_of, bucket, bucket_ticks, date_range, date_ticks, day, zone_name
from cx.reports.definitions import definition
from cx.reports.formats import (
    DASH,
    change,
    clock_labels,
    count,
    decimal,
    duration,
    interval,
    parts,
    score,
    value_only,
)
from cx.reports.language import mark, use
from cx.reports.language import translate as _
from cx.reports.language import translate_plural as ngettext

__all__ = [
    "DASH", "_", "as_of", "bucket", "bucket_ticks", "change", "change_sentence", "clock_labels", "count", "count_name",
    "counted", "date_range", "date_ticks", "day", "decimal", "definition", "dimension_name",
    "duration", "filter_words", "grain_name", "in_sentence", "interval", "measure_name", "ngettext", "parts",
    "reading_name", "reason", "score",
    "unavailable", "use", "value_name", "value_only", "verdict_help", "verdict_word", "zone_name",
]  # fmt: skip

NOT_GIVEN = mark("(not given)")

_MEASURES = {
    "nps": mark("NPS"),
    "csat": mark("CSAT"),
    "ces": mark("CES"),
    "fcr": mark("Solved first time"),
    "first_response": mark("First reply"),
    "resolution": mark("Resolution"),
    "closing": mark("Closing"),
    "reopen": mark("Reopened"),
    "transfer": mark("Transferred"),
    "sla": mark("Promise kept"),
}

_READINGS = {
    "nps": mark("NPS"),
    "promoters": mark("promoters"),
    "passives": mark("passives"),
    "detractors": mark("detractors"),
    "satisfied": mark("satisfied"),
    "easy": mark("easy"),
    "mean": mark("mean"),
    "median": mark("half within"),
    "p90": mark("9 of 10 within"),
    "within": mark("within {target}"),
    "F1": mark("no repeat contact in {days} days"),
    "F3": mark("one agent reply"),
    "F6": mark("one customer message"),
    "share": mark("share"),
}

_DIMENSIONS = {
    "channel": mark("Channel"),
    "segment": mark("Segment"),
    "product": mark("Product"),
    "region": mark("Region"),
    "team": mark("Team"),
    "language": mark("Language"),
    "survey": mark("Survey"),
    "source": mark("Source"),
    "priority": mark("Priority"),
    "topic": mark("Topic"),
    "agent": mark("Agent"),
    "weekday": mark("Weekday"),
    "weekend": mark("Weekend"),
    "hour": mark("Hour"),
    "day": mark("Day"),
    "week": mark("Week"),
    "month": mark("Month"),
    "period": mark("Period"),
}

_GRAINS = {"day": mark("by day"), "week": mark("by week"), "month": mark("by month")}

_REASONS = {
    "outside_scale": mark("{n} outside the scale"),
    "still_running": mark("{n} still running"),
    "undecided": mark("{n} undecided"),
    "negative": mark("{n} that end before they begin"),
    "time_unknown": mark("{n} solved, time unknown"),
    "no_reply": mark("{n} solved without a reply"),
    "date_only": mark("{n} known to the day only"),
    "pending": mark("{n} pending"),
}

_VERDICTS = {
    "clear": mark("clear"),
    "possible": mark("possible"),
    "noise": mark("within noise"),
    "few": mark("too few to compare"),
    "none": mark("no earlier data"),
}

_VERDICT_HELP = {
    "clear": mark("Chance alone would hardly make a change this large, even with all the changes on this page "
                  "considered."),
    "possible": mark("Chance alone makes such a change now and then. More answers will tell."),
    "noise": mark("Within what chance does every period."),
    "few": mark("Under 30 on one side, a change cannot be told from chance."),
    "none": mark("There is nothing before this period to compare with."),
}  # fmt: skip

#: What a measure needs, by column, for "needs ...".
_COLUMNS = {
    "score": mark("an answer"),
    "first_response_at": mark("the time of the first reply"),
    "solved_at": mark("the time of the solution"),
    "closed_at": mark("the time of closing"),
    "reopens": mark("the number of reopens"),
    "transfers": mark("the number of transfers"),
    "sla_met": mark("whether the promise was kept"),
}


def measure_name(measure: str) -> str:
    """The name of a measure, at most 20 characters."""
    return _(_MEASURES.get(measure, measure))


def reading_name(full_name: str) -> str:
    """The name of a reading by its full name ("within:3600" is "within 1 h")."""
    name, _colon, parameter = full_name.partition(":")
    target = duration(int(parameter)) if parameter else ""
    return _(_READINGS.get(name, name)).format(target=target, days=parameter)


def dimension_name(dimension: str) -> str:
    """The name of a dimension; a company's own dimension keeps the name it was given."""
    return _(_DIMENSIONS[dimension]) if dimension in _DIMENSIONS else dimension


def in_sentence(dimension: str) -> str:
    """The name of a dimension inside a sentence; a company's own name is left as it is."""
    name = dimension_name(dimension)
    return name.lower() if dimension in _DIMENSIONS else name


def value_name(value: object) -> str:
    """A value of a dimension; a missing one is said to be missing."""
    return _(NOT_GIVEN) if value is None else str(value)


def grain_name(grain: str) -> str:
    """How a trend is cut: "by week"."""
    return _(_GRAINS[grain])


def count_name(counts: str, n: float) -> str:
    """What is counted, in the right number: answers, tickets."""
    if counts == "tickets":
        return ngettext("ticket", "tickets", int(n))
    return ngettext("answer", "answers", int(n))


def counted(n: float, counts: str) -> str:
    """A count with its name: "4,816 answers"."""
    return f"{count(n)} {count_name(counts, n)}"


def reason(name: str, n: float) -> str:
    """Why rows are left out of a score, with how many: "212 outside the scale"."""
    return _(_REASONS.get(name, "{n} " + name.replace("_", " "))).format(n=count(n))


def verdict_word(verdict: str) -> str:
    """The word of a verdict: clear, possible, within noise, ..."""
    return _(_VERDICTS[verdict])


def verdict_help(verdict: str) -> str:
    """What a verdict means, in one sentence."""
    return _(_VERDICT_HELP[verdict])


def change_sentence(name: str, value: str, verdict: str, size: str = "", *, rose: bool | None = True) -> str:
    """The finding of a page: "NPS is +34, a clear fall of 4.5 points", "First reply is 38 min, clearly 22% slower".

    name: of the measure; value: its score with unit; verdict: of its change; size: the change without sign; rose: None
    where the size says itself which way it went, as that of a time does.
    """
    known = {"clear": _CLEAR, "possible": _POSSIBLE}.get(verdict)
    if known:
        return _(known[rose]).format(name=name, value=value, size=size)
    if verdict == "noise":
        return _("{name} is {value}, no clear change").format(name=name, value=value)
    return _("{name} is {value}").format(name=name, value=value)


_CLEAR = {
    False: mark("{name} is {value}, a clear fall of {size}"),
    True: mark("{name} is {value}, a clear rise of {size}"),
    None: mark("{name} is {value}, clearly {size}"),
}
_POSSIBLE = {
    False: mark("{name} is {value}, perhaps down {size}"),
    True: mark("{name} is {value}, perhaps up {size}"),
    None: mark("{name} is {value}, perhaps {size}"),
}


def filter_words(where: list[tuple[str, list[str | None]]]) -> list[str]:
    """The conditions in force: "Channel: Chat, E-mail"."""
    return [f"{dimension_name(name)}: {', '.join(value_name(value) for value in values)}" for name, values in where]


def unavailable(problem: Unavailable) -> tuple[str, str]:
    """Why a measure cannot be shown, in two parts: what is, and the way out."""
    values = list(problem.values)
    name = measure_name(problem.measure)
    if problem.kind == "columns_missing":
        needed = ", ".join(_(_COLUMNS.get(column, column)) for column in values)
        return _("Needs {needed}").format(needed=needed), _("No file has a column for it.")
    if problem.kind == "dimension_missing":
        dimension = ", ".join(map(in_sentence, values))
        return (
            _("Not available by {dimension}").format(dimension=dimension),
            _("{name} does not know it in these files. Drop the filter to see it.").format(name=name),
        )
    return _unavailable_answers(problem.kind, name, values)


def _unavailable_answers(kind: str, name: str, values: list[str]) -> tuple[str, str]:
    if kind == "other_measure":
        survey, measure = (*values, "", "")[:2]
        text = _("It measures {other}. Choose another survey to see {name}.")
        return _("“{survey}” does not ask for {name}").format(survey=survey, name=name), text.format(
            other=measure_name(measure), name=name
        )
    if kind == "not_pooled":
        first, second = (*values, "", "")[:2]
        text = _("Their scales or cuts differ, so one number would mean nothing. Choose one of them.")
        return _("“{first}” and “{second}” cannot be added up").format(first=first, second=second), text
    return _("No data for {name}").format(name=name), _("Import a file that holds it.")
