"""The catalogue: WHAT is counted, and every way of reading the counts.

A measure names a table, the stamp that dates it, and the column whose values are its bins. A reading gives every
bin a value (or none, with a reason); the score is the mean of those values, or a percentile of them. Adding a
measure is adding one entry to `MEASURES`; every page, command and file finds it there.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass, field, replace

import numpy as np
from numpy.typing import NDArray

from cx import bins, path
from cx.errors import BadInput
from cx.surveys import Survey

_PARAMETER = re.compile(r"[1-9][0-9]{0,8}")

Ints = NDArray[np.int64]
Floats = NDArray[np.float64]

#: (bins, survey, parameter) -> the value of each bin, NaN where the bin is left out of the score.
Values = Callable[[Ints, Survey | None, int], Floats]


@dataclass(frozen=True)
class Reading:
    """One way of reading a tally.

    kind: "net" (values -1, 0, 1), "share" (0, 1), "mean" (the answer itself, on a bounded scale),
    "time_mean" (seconds, unbounded) or "percentile" (rank q of the seconds);
    unit: "points", "percent", "answer" or "seconds"; better: "high", "low", "none", or "declared" (by the survey);
    parameter: what follows a colon in its name, for example within:14400 (seconds) or F1:14 (days);
    naive: durations still running are left out, which flatters; always to be said where it is shown.
    """

    name: str
    kind: str
    unit: str
    better: str
    values: Values
    q: float = 0.0
    parameter: int = 0
    naive: bool = False

    @property
    def full_name(self) -> str:
        """The name with its parameter, as links and the command line write it."""
        return f"{self.name}:{self.parameter}" if self.parameter else self.name

    @property
    def scale(self) -> float:
        """What a score is multiplied by to be in the units people use."""
        return 100.0 if self.unit in ("points", "percent") else 1.0


@dataclass(frozen=True)
class Measure:
    """One thing that is counted.

    table, column: whose values are the bins; date: the anchor ("answered", "created", "solved");
    readings: the default first; needs: fact columns without which it cannot be known; unit_name: what one count is;
    codes: why a bin below zero (or another code) is left out, by code; target: the goal in the default reading's own
    unit (fractions for shares), None where there is none.
    """

    name: str
    table: str
    column: str
    date: str
    readings: tuple[Reading, ...]
    needs: tuple[str, ...]
    counts: str = "answers"
    codes: dict[int, str] = field(default_factory=dict, hash=False)
    target: float | None = None
    headline: bool = False
    aliases: tuple[str, ...] = ()

    @property
    def of_answers(self) -> bool:
        """Whether it is read from answers to a survey question, and so has a scale."""
        return self.table == "answers"

    def reading(self, name: str = "") -> Reading:
        """A reading by name ("" for the default), with its parameter after a colon; BadInput if unknown."""
        if not name:
            return self.readings[0]
        base, _, text = name.partition(":")
        found = next((reading for reading in self.readings if reading.name == base), None)
        if found is None or (text and not (_PARAMETER.fullmatch(text) and found.parameter)):
            known = ", ".join(reading.full_name for reading in self.readings)
            raise BadInput(f"{self.name} has no reading {name!r}; it can be read as {known}.")
        return _with_parameter(self, found, int(text)) if text else found

    def reason(self, code: int) -> str:
        """Why a bin is left out of a score, as a short name."""
        if self.of_answers:
            return "outside_scale"
        if code <= bins.CENSORED:
            return "still_running"
        return self.codes.get(code, "undecided")


def _with_parameter(measure: Measure, reading: Reading, parameter: int) -> Reading:
    if reading.name == "within" and not bins.is_edge(parameter):
        nearest = int(bins.clock_bin(parameter))
        raise BadInput(f"{measure.name}: a target of {parameter} s is not the edge of a bin; the nearest is {nearest}.")
    if reading.name == "F1" and parameter not in path.DAY_EDGES:
        raise BadInput(f"The window of F1 is one of {', '.join(map(str, path.DAY_EDGES))} days, not {parameter}.")
    return replace(reading, parameter=parameter)


# Values of answers: NaN for bins outside the declared scale.


def _on_scale(answers: Ints, survey: Survey | None, values: Floats) -> Floats:
    if survey is None:
        raise BadInput("An answer can only be read with its survey's scale.")
    return np.where((answers >= survey.low) & (answers <= survey.high), values, np.nan)


def _net(answers: Ints, survey: Survey | None, _: int) -> Floats:
    passive, promoter = survey.class_cuts() if survey else (7, 9)
    return _on_scale(answers, survey, np.where(answers >= promoter, 1.0, np.where(answers >= passive, 0.0, -1.0)))


def _class_share(index: int) -> Values:
    """Share of the class `index` (0 lowest): detractors, passives, promoters."""

    def values(answers: Ints, survey: Survey | None, _: int) -> Floats:
        cuts = survey.class_cuts() if survey else (7, 9)
        classes = np.searchsorted(np.array(cuts), answers, side="right")
        return _on_scale(answers, survey, (classes == index).astype(float))

    return values


def _top_box(answers: Ints, survey: Survey | None, _: int) -> Floats:
    """1 for a satisfied (or easy) answer: at or above the cut, or below it where low is good."""
    cut = survey.class_cuts()[0] if survey else 0
    good = answers < cut if survey and survey.direction == "low" else answers >= cut
    return _on_scale(answers, survey, good.astype(float))


def _answer(answers: Ints, survey: Survey | None, _: int) -> Floats:
    return _on_scale(answers, survey, answers.astype(float))


# Values of durations: codes below zero are no durations.


def _seconds(codes: Ints, _: Survey | None, __: int) -> Floats:
    return np.where(codes >= 0, bins.midpoint(codes), np.nan)


def _within(codes: Ints, _: Survey | None, threshold: int) -> Floats:
    """1 under the threshold, 0 from it on; one still running has missed it once its age has reached it."""
    over = (codes <= bins.CENSORED) & (bins.age_of(codes) >= threshold)
    return np.where(codes >= 0, (codes < threshold).astype(float), np.where(over, 0.0, np.nan))


# Values of paths: 1 solved at first contact, 0 not, NaN undecided.


def _known(codes: Ints, part: str) -> NDArray[np.bool_]:
    return np.not_equal(path.digit(codes, part), path.PARTS[part].unknown)


def _not_back(codes: Ints, _: Survey | None, days: int) -> Floats:
    """F1: neither reopened nor followed by the customer's next ticket within `days`.

    Undecided, whatever happened so far, until that long has been observed: of younger tickets only the failures can
    show, and counting those alone would make every recent period look worse.
    """
    back = path.digit(codes, "next_any") < path.day_class(days)
    failed = back | (path.digit(codes, "solves") == 1)
    seen = _known(codes, "observed") & (path.digit(codes, "observed") >= path.day_class(days))
    return np.where(seen & _known(codes, "next_any"), (~failed).astype(float), np.nan)


def _one_reply(codes: Ints, _: Survey | None, __: int) -> Floats:
    """F3: exactly one reply by an agent."""
    return np.where(_known(codes, "agent_replies"), (path.digit(codes, "agent_replies") == 1).astype(float), np.nan)


def _one_message(codes: Ints, _: Survey | None, __: int) -> Floats:
    """F6: no message by the customer after the first."""
    first = path.digit(codes, "customer_messages") == 0
    return np.where(_known(codes, "customer_messages"), first.astype(float), np.nan)


def _flag(codes: Ints, _: Survey | None, __: int) -> Floats:
    return np.where((codes == 0) | (codes == 1), codes.astype(float), np.nan)


_OUTSIDE = {-1: "outside_scale"}


def _share(name: str, values: Values, better: str = "high", parameter: int = 0) -> Reading:
    return Reading(name, "share", "percent", better, values, parameter=parameter)


def _times(target: int, *, naive: bool) -> tuple[Reading, ...]:
    return (
        Reading("median", "percentile", "seconds", "low", _seconds, q=0.5, naive=naive),
        Reading("p90", "percentile", "seconds", "low", _seconds, q=0.9, naive=naive),
        Reading("mean", "time_mean", "seconds", "low", _seconds, naive=naive),
        _share("within", _within, parameter=target),
    )


def _flags(name: str, column: str, needs: tuple[str, ...], better: str, codes: dict[int, str]) -> Measure:
    share = _share("share", _flag, better)
    return Measure(name, "tickets", column, "created", (share,), needs, "tickets", codes)


_MEASURES = (
    Measure(
        "nps", "answers", "bin", "answered",
        (
            Reading("nps", "net", "points", "high", _net),
            _share("promoters", _class_share(2)),
            _share("passives", _class_share(1), "none"),
            _share("detractors", _class_share(0), "low"),
            Reading("mean", "mean", "answer", "high", _answer),
        ),
        ("score",), codes=_OUTSIDE, headline=True,
    ),
    Measure(
        "csat", "answers", "bin", "answered",
        (
            _share("satisfied", _top_box),
            Reading("mean", "mean", "answer", "declared", _answer),
        ),
        ("score",), codes=_OUTSIDE, headline=True,
    ),
    Measure(
        "ces", "answers", "bin", "answered",
        (
            Reading("mean", "mean", "answer", "declared", _answer),
            _share("easy", _top_box),
        ),
        ("score",), codes=_OUTSIDE, headline=True,
    ),
    Measure(
        "fcr", "tickets", "path", "solved",
        (
            _share("F1", _not_back, parameter=7),
            _share("F3", _one_reply),
            _share("F6", _one_message),
        ),
        (), "tickets", headline=True, aliases=("path",),
    ),
    Measure(
        "first_response", "tickets", "first_response", "created", _times(3600, naive=True),
        ("first_response_at",), "tickets", bins.CODE_REASONS, target=3600.0, headline=True,
    ),
    Measure(
        "resolution", "tickets", "resolution", "created", _times(86400, naive=True),
        ("solved_at",), "tickets", bins.CODE_REASONS, headline=True,
    ),
    Measure(
        "closing", "tickets", "closing", "created", _times(86400, naive=True),
        ("closed_at",), "tickets", bins.CODE_REASONS,
    ),
    _flags("reopen", "reopened", ("reopens",), "low", {}),
    _flags("transfer", "transferred", ("transfers",), "low", {}),
    _flags("sla", "sla", (), "high", {2: "pending"}),
)  # fmt: skip

MEASURES = {measure.name: measure for measure in _MEASURES}


def measure(name: str) -> Measure:
    """A measure by its name or one of its other names; BadInput if there is none."""
    found = MEASURES.get(name) or next((m for m in _MEASURES if name in m.aliases), None)
    if found is None:
        raise BadInput(f"There is no measure named {name!r}; there are {', '.join(MEASURES)}.")
    return found
