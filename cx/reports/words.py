"""Every word of the product that names a thing or says a fact: measures, readings, dimensions, reasons, verdicts.

Measures and readings are named in the catalogue; here their names are said in the language in force. Numbers come from
`formats.py`, dates from `dates.py`, definitions from `definitions.py`; they can all be had from here.
"""

from __future__ import annotations

from cx.bins import CENSORED
from cx.errors import Unavailable
from cx.measures import MEASURES, Measure, Reading
from cx.reports.dates import as_of, bucket, bucket_ticks, date_range, date_ticks, day, zone_name
from cx.reports.definitions import basis_name, definition, definition_of_each, filled_in
from cx.reports.formats import (
    DASH,
    change,
    clock_labels,
    clock_span,
    count,
    decimal,
    duration,
    exact,
    interval,
    money,
    parts,
    score,
    times_of,
    value_only,
)
from cx.reports.language import mark, use
from cx.reports.language import translate as _
from cx.reports.language import translate_plural as ngettext
from cx.reports.names import own_name

__all__ = [
    "DASH", "_", "as_of", "basis_name", "bucket", "bucket_ticks", "change", "change_sentence", "clock_labels",
    "clock_span", "column_name", "count", "count_name", "counted", "date_range", "date_ticks", "day", "decimal",
    "definition", "definition_of_each", "dimension_name", "duration", "edited_name", "ended", "exact", "filter_words",
    "grain_name",
    "in_sentence", "interval", "measure_name", "money", "ngettext", "parts", "reading_name", "reason", "rows_name",
    "running", "score", "times_of", "unavailable", "use", "value_name", "value_only", "verdict_help", "verdict_word",
    "zone_name",
]  # fmt: skip

NOT_GIVEN = mark("(not given)")

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
    "touchpoint": mark("Touchpoint"),
    "attempt": mark("Attempt"),
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

#: What a derive makes take effect, as `Company.edited` names it.
_EDITED = {
    "zone": mark("Time zone"),
    "week_start": mark("First day of the week"),
    "calendars": mark("Calendars"),
    "gone_after": mark("Gone after days without activity"),
    "surveys": mark("Declarations of questions"),
    "alerts": mark("What decides about alerts"),
}

#: Why rows are left out of a score, whichever measure says so.
_REASONS = {
    "outside_scale": mark("{n} outside the scale"),
    "no_customer": mark("{n} without a customer"),
    "still_running": mark("{n} still running"),
    "undecided": mark("{n} undecided"),
    "negative": mark("{n} that end before they begin"),
    "time_unknown": mark("{n} that ended nobody knows when"),
    "no_reply": mark("{n} solved without a reply"),
    "date_only": mark("{n} known to the day only"),
    "abandoned": mark("{n} abandoned"),
    "no_calendar": mark("{n} without a calendar of business time"),
    "pending": mark("{n} pending"),
    "no_promise": mark("{n} without a promise"),
    "not_rated": mark("{n} not rated"),
    "new": mark("{n} new"),
    "joined_and_left": mark("{n} who joined and left in between"),
    "joining_unknown": mark("{n} who joined nobody knows when"),
    "not_delivered": mark("{n} not delivered"),
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
    "none": mark("There is nothing before this period to compare with. Choose a shorter or a later one."),
}  # fmt: skip

#: What a measure needs, by column, for "needs ...".
_COLUMNS = {
    "score": mark("an answer"),
    "customer_id": mark("the customer's number"),
    "replied_at": mark("the time of the company's answer"),
    "created_at": mark("the time of creation"),
    "first_response_at": mark("the time of the first reply"),
    "solved_at": mark("the time of the solution"),
    "first_solved_at": mark("the time of the first solution"),
    "closed_at": mark("the time of closing"),
    "queue_seconds": mark("the time in the queue"),
    "reopens": mark("the number of reopens"),
    "transfers": mark("the number of transfers"),
    "escalated": mark("whether it was escalated"),
    "sla_met": mark("whether the promise was kept"),
    "joined_on": mark("the day a customer joined"),
    "left_on": mark("the day a customer left"),
    "answered": mark("whether an invitation was answered"),
    "ticket_id": mark("the ticket of an answer"),
    # What is derived from several columns.
    "bin": mark("an answer"),
    "path": mark("how tickets were solved"),
    "reply": mark("the time of the company's answer"),
    "first_response": mark("the time of the first reply"),
    "resolution": mark("the time of the solution"),
    "first_resolution": mark("the time of the first solution"),
    "closing": mark("the time of closing"),
    "wait": mark("the time in the queue"),
    "open_age": mark("which tickets are open"),
    "sla": mark("whether the promise was kept"),
    "confirmed": mark("answers about the solution that name their ticket"),
    "created_hour": mark("the time of creation"),
    "flow": mark("when tickets were opened and solved"),
    "left_day": mark("the day a customer left"),
    "response": mark("whether an invitation was answered"),
}

_NO_CALENDAR = (
    mark("Needs a calendar of business time"),
    mark("Name a file of calendars in the setting CX_CALENDARS, then run python -m cx derive."),
)

#: Why no row has a derived column although its files hold all it is made of.
_NOT_DERIVED: dict[tuple[str, ...], tuple[str, str]] = {
    ("open_age",): (mark("No ticket is open"), mark("All in the files have ended.")),
    ("created_hour",): (
        mark("Needs the hour of creation"),
        mark("The files say on which day tickets came, and no hour."),
    ),
}


def measure_name(measure: Measure | str) -> str:
    """The name of a measure, at most 20 characters; what is not in the catalogue keeps its own."""
    known = MEASURES.get(measure) if isinstance(measure, str) else measure
    if known is None:
        return str(measure)
    return _(known.title) if known.title else known.name


def reading_name(measure: Measure, reading: Reading) -> str:
    """The name of a reading with its parameter and its basis: "within 1 h", "half within, business time"."""
    name = filled_in(reading.title, reading) or reading.name
    return f"{name}, {basis_name(measure, reading.basis)}" if reading.basis else name


def dimension_name(dimension: str) -> str:
    """The name of a dimension: what the company calls it, else ours; one of its own keeps the name it was given."""
    return own_name(dimension) or (_(_DIMENSIONS[dimension]) if dimension in _DIMENSIONS else dimension)


def in_sentence(dimension: str) -> str:
    """The name of a dimension inside a sentence; a company's own name is left as it is."""
    name = dimension_name(dimension)
    return name.lower() if dimension in _DIMENSIONS and not own_name(dimension) else name


def value_name(value: object, dimension: str) -> str:
    """A value of a dimension by the name that the company has for it; a missing one is said to be missing."""
    return _(NOT_GIVEN) if value is None else own_name(dimension, str(value)) or str(value)


def grain_name(grain: str) -> str:
    """How a trend is cut: "by week"."""
    return _(_GRAINS[grain])


def count_name(counts: str, n: float) -> str:
    """What is counted, in the right number: answers, tickets, customers, invitations, events."""
    many = int(n)
    named = {
        "answers": ngettext("answer", "answers", many),
        "tickets": ngettext("ticket", "tickets", many),
        "customers": ngettext("customer", "customers", many),
        "invitations": ngettext("invitation", "invitations", many),
        "events": ngettext("event", "events", many),
        "comments": ngettext("comment", "comments", many),
    }
    return named.get(counts) or ngettext("row", "rows", many)


def rows_name(measure: Measure) -> str:
    """What a measure is counted from where there is none of it: "answers", "solved tickets"."""
    solved = measure.counts == "tickets" and measure.date == "solved"
    return _("solved tickets") if solved else count_name(measure.counts, 0)


def counted(n: float, counts: str) -> str:
    """A count with its name: "4,816 answers"."""
    return f"{count(n)} {count_name(counts, n)}"


def reason(name: str, n: float) -> str:
    """Why rows are left out of a score, with how many: "212 outside the scale"."""
    return _(_REASONS.get(name, "{n} " + name.replace("_", " "))).format(n=count(n))


def running(measure: Measure, n: float) -> str:
    """How many are still running: "24 still open"."""
    known = {
        "first_response": _("{n} still waiting"),
        "resolution": _("{n} still open"),
        "closing": _("{n} still open"),
    }
    if measure.name in known:
        return known[measure.name].format(n=count(n))
    return reason(measure.reason(CENSORED), n)


def ended(measure: Measure, n: float) -> str:
    """How many have ended: "216 solved"."""
    known = {"first_response": _("{n} answered"), "resolution": _("{n} solved"), "closing": _("{n} closed")}
    return known.get(measure.name, _("{n} ended")).format(n=count(n))


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
    return [
        f"{dimension_name(name)}: {', '.join(value_name(value, name) for value in values)}" for name, values in where
    ]


def unavailable(problem: Unavailable) -> tuple[str, str]:
    """Why a measure cannot be shown, in two parts: what is, and the way out."""
    values, (first, second) = problem.values, (*problem.values, "", "")[:2]
    named = {
        "name": measure_name(problem.measure), "first": first, "second": second, "other": measure_name(second),
        "columns": ", ".join(map(column_name, values)), "dimensions": ", ".join(map(in_sentence, values)),
    }  # fmt: skip
    no_calendar = problem.kind == "columns_missing" and any(name.endswith("_business") for name in values)
    usual = _NO_CALENDAR if no_calendar else _UNAVAILABLE[problem.kind]
    title, text = _NOT_DERIVED.get(values, usual) if problem.kind == "columns_missing" else usual
    return _(title).format(**named), _(text).format(**named)


def edited_name(name: str) -> str:
    """What was edited and waits for a derive, as `Company.edited` names it."""
    return _(_EDITED[name]) if name in _EDITED else name


def column_name(column: str) -> str:
    """What a column of the files holds, for "Needs the time of the first reply"."""
    return _(_COLUMNS[column]) if column in _COLUMNS else column.replace("_", " ")


#: What is, and the way out, by the kind of `Unavailable`.
_UNAVAILABLE = {
    "no_data": (mark("No data for {name}"), mark("Import a file that holds it.")),
    "columns_missing": (mark("Needs {columns}"), mark("No file has a column for it. Import one that has.")),
    "dimension_missing": (
        mark("Not available by {dimensions}"),
        mark("The files give {name} no such dimension. Leave it out, or check how it is written."),
    ),
    "other_measure": (
        mark("“{first}” does not ask for {name}"),
        mark("It measures {other}. Choose another survey to see {name}."),
    ),
    "not_pooled": (
        mark("“{first}” and “{second}” cannot be added up"),
        mark("Their scales or cuts differ, so one number would mean nothing. Choose one of them."),
    ),
    "anonymous": (
        mark("Single answers are not shown"),
        mark("“{first}” is anonymous: its answers are only counted, so that nobody can be recognised."),
    ),
    "agents_off": (
        mark("Not shown by agent"),
        mark("Views by agent are off; the setting CX_AGENT_VIEWS=1 allows them."),
    ),
    "not_kept": (
        mark("Not in this snapshot"),
        mark("It holds the counts behind what was shown when it was taken, and no single answer or comment."),
    ),
    "no_dates": (
        mark("Not available by {dimensions}"),
        mark("{name} has no dates for it."),
    ),
}
