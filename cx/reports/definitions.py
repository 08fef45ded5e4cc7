"""What each number means: its formula, how sure it is, and which date it counts by. Shown under "Details" and on
every export. Formulas are written in the catalogue; here they are said, with the survey's scale filled in."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from types import MappingProxyType

from cx.measures import Measure, Reading
from cx.reports.formats import duration
from cx.reports.language import mark, translate_plural
from cx.reports.language import translate as _
from cx.surveys import SCALES, Survey

_INTERVALS = {
    "net": mark("95% interval: adjusted Wald (Rocks 2016)."),
    "share": mark("95% interval: Wilson (1927)."),
    "mean": mark("95% interval of the mean, with three pseudo-responses."),
    "sample_mean": mark("95% interval: Student's t."),
    "percentile": mark("95% interval from order statistics."),
    "survival": mark("95% interval: log-log band of Kaplan and Meier (1958)."),
    "survival_share": mark("95% interval: log-log band of Kaplan and Meier (1958)."),
    "ratio": mark("95% interval: delta method."),
    "count": mark("95% interval: Poisson."),
}

#: Of sums that can be below zero.
_SIGNED = mark("95% interval: normal, of Poisson numbers.")

#: By which date a measure is counted; one of how things stand now is dated by nothing.
_ANCHORS = {
    "answered": mark("Dated by the answer."),
    "created": mark("Dated by the creation of the ticket."),
    "solved": mark("Dated by the solution of the ticket."),
    "at": mark("Dated by the event."),
    "sent": mark("Dated by the invitation."),
    "joined": mark("Dated by the first and last day of each customer."),
    "": "",
}


def definition(measure: Measure, reading: Reading, survey: Survey | None = None) -> str:
    """Formula, interval and date anchor of one reading, in sentences; survey: whose scale and wording apply."""
    return " ".join(filter(None, _sentences(measure, reading, survey)))


def definition_of_each(readings: Iterable[tuple[Measure, Reading, Survey | None]]) -> str:
    """The same of several readings: what all of them share is said once, the question first, interval and date last."""
    each = [_sentences(*one) for one in readings]
    first = each[0] if each else ()
    shared = {sentence for sentence in first if all(sentence in other for other in each)}
    before, after = ([text for text in part if text in shared] for part in (first[:2], first[2:]))
    own = [text for sentences in each for text in sentences if text not in shared]
    return " ".join(filter(None, (*before, *own, *after)))


def _sentences(measure: Measure, reading: Reading, survey: Survey | None) -> tuple[str, ...]:
    """The question and what is counted, then the formula and the rest; "" for what there is none of."""
    asked = _("Question: “{wording}”").format(wording=survey.wording) if survey and survey.wording else ""
    counted = measure.on(reading.basis)
    return (
        asked, translated(counted.says), formula(measure, reading, survey),
        _basis(measure, reading), _naive(measure) if reading.naive else "",
        _(_SIGNED if reading.kind == "count" and reading.signed else _INTERVALS[reading.kind]),
        translated(_ANCHORS.get(counted.date, "")),
    )  # fmt: skip


def formula(measure: Measure, reading: Reading, survey: Survey | None = None) -> str:
    """The formula of one reading alone, as it reads on its scale."""
    return filled_in(reading.says, reading, _scale_words(measure, survey))


def filled_in(message: str, reading: Reading, scale: Mapping[str, str] = MappingProxyType({})) -> str:
    """A title or definition of the catalogue in the language in force, with the reading's parameter in its words.

    scale: what else may stand in braces, as `definition` takes it from the survey.
    """
    said = translated(message)
    if "{" not in said:
        return said
    days = translate_plural("{n} day", "{n} days", reading.parameter).format(n=reading.parameter)
    return said.format(target=duration(reading.parameter), days=days, **scale)


def translated(message: str) -> str:
    """A message in the language in force; "" stays "" (a catalogue of messages keeps its own head under it)."""
    return _(message) if message else ""


def basis_name(measure: Measure, basis: str) -> str:
    """From what a measure is read, where that is not its own column: "business time"."""
    return next((translated(known.title) for known in measure.bases if known.name == basis), "") or basis


def _basis(measure: Measure, reading: Reading) -> str:
    if not reading.basis:
        return ""
    return _("Counted here: {basis}.").format(basis=basis_name(measure, reading.basis))


def _naive(measure: Measure) -> str:
    if measure.name == "first_response":
        return _("Tickets still waiting for a reply are left out, which flatters.")
    if measure.name == "wait":
        return _("Those who gave up are left out, which flatters.")
    return _("Those still running are left out, which flatters.")


def _scale_words(measure: Measure, survey: Survey | None) -> dict[str, str]:
    """The parts of the scale as people write them: "0–6", "9–10", "4–5"."""
    if not measure.of_answers:
        return {}
    asked = survey or default_survey(measure)
    low, high, cuts = asked.low, asked.high, asked.class_cuts()
    good = (cuts[0], high) if asked.direction == "high" else (low, cuts[0] - 1)
    steps = good[1] - good[0] + 1
    bad = (low, min(low + steps, cuts[0]) - 1) if asked.direction == "high" else (max(high - steps + 1, cuts[0]), high)
    end, other = (high, low) if asked.direction == "high" else (low, high)
    return {
        "low": str(low), "high": str(high), "end": str(end), "other": str(other),
        "good": _span(*good), "bad": _span(*bad),
        "detractors": _span(low, cuts[0] - 1), "passives": _span(cuts[0], cuts[-1] - 1),
        "promoters": _span(cuts[-1], high), "best": _span(cuts[-1], high) if len(cuts) > 1 else str(end),
    }  # fmt: skip


def default_survey(measure: Measure) -> Survey:
    """A question on the usual scale of what the measure is asked with."""
    asks = measure.asks[0]
    return Survey(asks, asks, *SCALES.get(asks, (0, 10)))


def _span(low: int, high: int) -> str:
    return str(low) if low == high else f"{low}–{high}"
