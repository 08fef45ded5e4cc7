"""What each number means: its formula, how sure it is, and which date it counts by. Shown under "Details" and on
every export."""

from __future__ import annotations

from cx.measures import Measure, Reading
from cx.reports.formats import duration
from cx.reports.language import mark, translate_plural
from cx.reports.language import translate as _
from cx.surveys import Survey

_FORMULAS = {
    ("nps", "nps"): mark("NPS = share of promoters ({promoters}) minus share of detractors ({detractors}), in points "
                         "from −100 to +100."),
    ("nps", "promoters"): mark("Promoters = answers {promoters}, as a share of all answers."),
    ("nps", "passives"): mark("Passives = answers {passives}, as a share of all answers."),
    ("nps", "detractors"): mark("Detractors = answers {detractors}, as a share of all answers."),
    ("nps", "mean"): mark("Mean of the answers on the scale {low}–{high}."),
    ("csat", "satisfied"): mark("CSAT = satisfied answers ({good} on the scale {low}–{high}), as a share of all "
                                "answers."),
    ("csat", "mean"): mark("Mean of the answers on the scale {low}–{high}."),
    ("ces", "mean"): mark("CES = how easy it was, as the mean of the answers on the scale {low}–{high}; {end} is easy, "
                          "{other} is hard."),
    ("ces", "easy"): mark("Easy = answers {good} on the scale {low}–{high}, as a share of all answers."),
    ("fcr", "F1"): mark("Solved at first contact = the customer does not come back within {days} after the ticket was "
                        "solved, and it is not reopened. Tickets not observed for that long are left out."),
    ("fcr", "F3"): mark("Solved at first contact = solved with exactly one reply by an agent."),
    ("fcr", "F6"): mark("Solved at first contact = solved without another message by the customer."),
    ("reopen", "share"): mark("Tickets reopened after they were solved, as a share of tickets."),
    ("transfer", "share"): mark("Tickets handed to another team or agent, as a share of tickets."),
    ("sla", "share"): mark("Tickets that kept their promised time, as a share of those that kept or missed it; "
                           "pending ones are left out."),
}  # fmt: skip

_TIMES = {
    "first_response": mark("Time from the creation of a ticket to the first reply by a person."),
    "resolution": mark("Time from the creation of a ticket to its first solution."),
    "closing": mark("Time from the creation of a ticket to its closing."),
}

_TIME_READINGS = {
    "median": mark("Half of the tickets are within it (the median)."),
    "p90": mark("Nine of ten tickets are within it (the 90th percentile)."),
    "mean": mark("Mean of all tickets; a few very long ones pull it up."),
    "within": mark("Share of tickets within {target}; tickets still running count as missed once they are older."),
}

_INTERVALS = {
    "net": mark("95% interval: adjusted Wald (Rocks 2016)."),
    "share": mark("95% interval: Wilson (1927)."),
    "mean": mark("95% interval of the mean, with three pseudo-responses."),
    "time_mean": mark("95% interval: Student's t."),
    "percentile": mark("95% interval from order statistics."),
}

_ANCHORS = {
    "answered": mark("Dated by the answer."),
    "created": mark("Dated by the creation of the ticket."),
    "solved": mark("Dated by the solution of the ticket."),
}


def definition(measure: Measure, reading: Reading, survey: Survey | None = None) -> str:
    """Formula, interval and date anchor of one reading, in sentences; survey: whose scale and wording apply."""
    sentences = [_formula(measure, reading, survey), _(_INTERVALS[reading.kind])]
    if reading.naive:
        sentences.insert(1, _naive(measure))
    if survey and survey.wording:
        sentences.insert(0, _("Question: “{wording}”").format(wording=survey.wording))
    return " ".join([*sentences, _(_ANCHORS[measure.date])])


def _formula(measure: Measure, reading: Reading, survey: Survey | None) -> str:
    if measure.name in _TIMES:
        words = _(_TIME_READINGS[reading.name]).format(target=duration(reading.parameter))
        return f"{_(_TIMES[measure.name])} {words}"
    days = translate_plural("{n} day", "{n} days", reading.parameter).format(n=reading.parameter)
    return _(_FORMULAS[measure.name, reading.name]).format(days=days, **(_scale_words(measure, survey)))


def _naive(measure: Measure) -> str:
    if measure.name == "first_response":
        return _("Tickets still waiting for a reply are left out, which flatters.")
    return _("Tickets still open are left out, which flatters.")


def _scale_words(measure: Measure, survey: Survey | None) -> dict[str, str]:
    """The parts of the scale as people write them: "0–6", "9–10", "4–5"."""
    if not measure.of_answers:
        return {}
    asked = survey or default_survey(measure)
    low, high, cuts = asked.low, asked.high, asked.class_cuts()
    good = (cuts[0], high) if asked.direction == "high" else (low, cuts[0] - 1)
    return {
        "low": str(low), "high": str(high), "good": _span(*good), "detractors": _span(low, cuts[0] - 1),
        "passives": _span(cuts[0], cuts[-1] - 1), "promoters": _span(cuts[-1], high),
        "end": str(high if asked.direction == "high" else low),
        "other": str(low if asked.direction == "high" else high),
    }  # fmt: skip


def default_survey(measure: Measure) -> Survey:
    """A question on the measure's usual scale."""
    from cx.surveys import SCALES

    low, high = SCALES.get(measure.name, (0, 10))
    return Survey(measure.name, measure.name, low, high)


def _span(low: int, high: int) -> str:
    return str(low) if low == high else f"{low}–{high}"
