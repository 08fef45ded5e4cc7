"""Why a score changed: because its segments did (rate), or because their shares of all answers did (mix).

A score that is a mean is the mean of its segments' scores s_i, weighted by their shares w_i = n_i / n. Then

    rate_i = (w0_i + w1_i) / 2 * (s1_i - s0_i)
    mix_i  = (w1_i - w0_i) * ((s0_i + s1_i) / 2 - (S0 + S1) / 2)

add up to S1 - S0 and leave nothing over (Kitagawa, Journal of the American Statistical Association 50 (1955) 1168;
Das Gupta, US Bureau of the Census P23-186 (1993)). Taking (S0 + S1) / 2 away changes no total and makes a line
readable: to gain share in a segment below the average costs points. A segment that appears or vanishes has one score
only, so all it does is mix. Each dimension splits the same change anew; lines of two dimensions never add up.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import ArrayLike, NDArray

from cx.change import Change, verdicts, verdicts_by
from cx.errors import BadInput
from cx.groups import Groups, Objects
from cx.guard import Guarded, Thresholds, guard
from cx.intervals import Z
from cx.measures import Measure, Reading
from cx.scores import Scores, read
from cx.surveys import Survey
from cx.tally import Tally

Ints = NDArray[np.int64]
Floats = NDArray[np.float64]

#: The mean of the absolute value of a standard normal number, and the variance of that value.
_MEAN_SIZE, _SIZE_VARIANCE = math.sqrt(2 / math.pi), 1 - 2 / math.pi

#: A dimension stands out if it is that many standard deviations more uneven than chance would make it.
_STANDS_OUT = 3.0


class Line(NamedTuple):
    """What one segment did to the score, in the units of `Scores`.

    segments: its name (None: missing), or all the names of those that are too small to stand alone;
    w0, w1: its share of the rows that count, before and after; s0, s1: its score (NaN: it had none);
    n0, n1: its rows that count; mix, rate: its parts of the change; mix_sd, rate_sd: their standard deviations by
    chance alone, |s - S| sqrt(w (1 - w) (1/n0_all + 1/n1_all)) to first order and w sqrt(v0/n0 + v1/n1), with w, s, S
    the middles of both periods and v the variance of one response (rate_sd is 0 where it has a score on one side only);
    verdict: on the change of its own score, in the family of all segments (see `cx.change`); several too small to
    stand alone are "few".
    """

    segments: tuple[Any, ...]
    w0: float
    w1: float
    s0: float
    s1: float
    n0: int
    n1: int
    mix: float
    rate: float
    mix_sd: float
    rate_sd: float
    verdict: str


@dataclass(frozen=True)
class Decomposition:
    """A change of a score, split over the segments of one dimension.

    lines: in the order of the segments, missing last, then the small ones as one; empty where either side has no
    score or none that may be shown. change: the whole change with its interval; `mix` and `rate` add up to it.
    """

    reading: Reading
    dimension: str
    lines: tuple[Line, ...]
    change: Change

    @property
    def before(self) -> float:
        """The score of all segments together, before."""
        return self.change.before

    @property
    def after(self) -> float:
        """The score of all segments together, after."""
        return self.change.after

    @property
    def mix(self) -> float:
        """What moving shares did, over all segments; NaN without lines."""
        return self._sum("mix")

    @property
    def rate(self) -> float:
        """What the segments' own changes did, over all of them; NaN without lines."""
        return self._sum("rate")

    @property
    def mix_sd(self) -> float:
        """The standard deviation of the mix by chance alone, by the delta method:

        sqrt((1/n0 + 1/n1) sum w_i d_i^2 + sum (w1_i - w0_i)^2 var(s_i)), with w_i the middle share of a segment, d_i
        how far it lies from the score of all, and s_i its middle score: by chance shares move, and scores lie where
        they lie. 0 without lines.
        """
        return math.sqrt(math.fsum(map(_mix_variance, self.lines)))

    @property
    def mix_verdict(self) -> str:
        """Whether moving shares did more than chance does, as one number: "clear" (two-sided p <= 0.05), "noise", or
        the verdict on the whole change where that could not be tested ("few", "none").
        """
        if self.change.verdict in ("few", "none"):
            return self.change.verdict
        return "clear" if abs(self.mix) >= Z * self.mix_sd > 0 else "noise"

    def _sum(self, name: str) -> float:
        return math.fsum(getattr(line, name) for line in self.lines) if self.lines else math.nan

    @property
    def size(self) -> float:
        """sum(|mix_i| + |rate_i|): never less than the change, and larger with every segment that chance moves."""
        return math.fsum(abs(line.mix) + abs(line.rate) for line in self.lines)

    @property
    def unevenness(self) -> float:
        """How far the segments are from having changed alike, less what chance alone would give; 0 or more.

        sum(|mix_i| + |rate_i - w_i * rate|) - sqrt(2/pi) * sum of the standard deviations of these terms. Where all
        segments change alike it is 0 on average, however many there are.
        """
        return max(self._spread() - _MEAN_SIZE * float(self._deviations().sum()), 0.0)

    @property
    def stands_out(self) -> bool:
        """Whether it is more uneven than chance makes 98 in 100 dimensions whose segments all change alike."""
        allowance = _STANDS_OUT * math.sqrt(_SIZE_VARIANCE * float((self._deviations() ** 2).sum()))
        return self.unevenness > allowance

    def _spread(self) -> float:
        return math.fsum(abs(line.mix) + abs(line.rate - _weight(line) * self.rate) for line in self.lines)

    def _deviations(self) -> Floats:
        """The standard deviations of every term of the spread."""
        weights = np.array([_weight(line) for line in self.lines])
        own = np.array([line.rate_sd for line in self.lines]) ** 2
        uneven = np.maximum(own * (1 - 2 * weights) + weights**2 * own.sum(), 0)
        return np.concatenate([np.sqrt(uneven), [line.mix_sd for line in self.lines]])


def _weight(line: Line) -> float:
    return (line.w0 + line.w1) / 2


def _mix_variance(line: Line) -> float:
    """What one segment adds to the variance of the mix: all shares of one whole move together (multinomial)."""
    weight, moved = _weight(line), line.w1 - line.w0
    shares = line.mix_sd**2 / (1 - weight) if weight < 1 else 0.0
    return shares + (moved * line.rate_sd / weight / 2) ** 2 if weight else 0.0


def decompose(
    after: Tally, before: Tally, reading: Reading | str, settings: Thresholds, whole: Change | None = None
) -> Decomposition:
    """The change from one tally to another, by their one dimension, which may be shown as it is.

    reading: one of the measure's, by name ("" for the default) or as it is; rows it gives no value count nowhere;
    whole: the change of all segments together, where it is known.
    Segments with fewer than `settings.hide_below` rows on a side that has any, and those that `guard` would hide, are
    added up to one line before anything is split. Raises BadInput for a reading that is no mean, Unavailable where the
    segments answer questions that may not be added up, ValueError for tallies not by one and the same dimension.
    """
    chosen = linear(after.measure, reading)
    if len(after.by) != 1 or after.by != before.by:
        raise ValueError(f"a change is split over one dimension, not over {after.by} and {before.by}")
    change = whole or _whole(after, before, chosen, settings)
    known = math.isfinite(change.before) and math.isfinite(change.after)
    return Decomposition(chosen, after.by[0], _lines(after, before, chosen, settings) if known else (), change)


def linear(measure: Measure, reading: Reading | str) -> Reading:
    """The reading, if it is a mean of values; otherwise BadInput, naming those that are."""
    chosen = measure.reading(reading) if isinstance(reading, str) else reading
    if chosen.linear:
        return chosen
    others = [other for other in measure.readings if other.linear and not other.naive]
    others.sort(key=lambda other: other.kind != "share")
    names = [replace(other, basis=chosen.basis).full_name for other in others[:3]]
    way_out = f"read it as {' or '.join(names)}" if names else "no reading of it is one"
    raise BadInput(
        f"{measure.name} read as {chosen.full_name} is no mean of its rows, so no mix and rate add up to its change; "
        f"{way_out}."
    )


def _whole(after: Tally, before: Tally, reading: Reading, settings: Thresholds) -> Change:
    sides = [guard(read(tally.total(), reading), settings) for tally in (after, before)]
    return verdicts([(sides[0], sides[1])], settings.grey_below)[0]


def _lines(after: Tally, before: Tally, reading: Reading, settings: Thresholds) -> tuple[Line, ...]:
    now, then = (guard(read(tally, reading), settings) for tally in (after, before))
    segments = _segments(after, before, (now, then), settings)
    line_of = {name: line for line, names in enumerate(segments) for name in names}
    was, became = (_side(tally, reading, line_of, len(segments)) for tally in (before, after))
    judged = dict(zip(_names(now), verdicts_by(now, then, settings.grey_below), strict=True))
    verdict_of = [_verdict(names, judged) for names in segments]
    return _split(segments, was, became, verdict_of)


def _segments(after: Tally, before: Tally, shown: Sequence[Guarded], settings: Thresholds) -> list[tuple[Any, ...]]:
    """What each line is made of: segments by themselves, then all the small ones together."""
    known = {*_names(after), *_names(before)}
    names = sorted(known, key=lambda name: (name is None, name))
    small = {name for side in shown for name in _small(side, settings.hide_below)}
    counted = {name for side in shown for name in _names(side)[side.n > 0]} | small
    alone = [(name,) for name in names if name in counted and name not in small]
    together = tuple(name for name in names if name in small)
    return [*alone, together] if together else [*alone]


def _names(side: Tally | Scores) -> Objects:
    """(G,) what each segment is called."""
    (segments,) = side.named.columns.values()
    return segments.each()


def _small(side: Guarded, hide_below: int) -> list[Any]:
    few = (side.state == "hidden") | ((side.n > 0) & (side.n < hide_below))
    return list(_names(side)[few])


def _verdict(segments: tuple[Any, ...], judged: Mapping[Any, Change]) -> str:
    if len(segments) > 1:
        return "few"
    return judged[segments[0]].verdict if segments[0] in judged else "none"


class _Side(NamedTuple):
    """One period by line: rows that count, score (NaN: none) and variance of one response; (L,) each."""

    n: Ints
    score: Floats
    variance: Floats


def _side(tally: Tally, reading: Reading, line_of: Mapping[Any, int], lines: int) -> _Side:
    scores = read(_by_line(tally, line_of, lines), reading)
    return _Side(scores.n, scores.value, scores.variance)


def _by_line(tally: Tally, line_of: Mapping[Any, int], lines: int) -> Tally:
    """The tally by line in place of segment; a segment without a line has no row that counts."""
    line = np.array([line_of.get(name, -1) for name in _names(tally)], dtype=np.int64)
    counts = np.zeros((lines, len(tally.bins)), dtype=np.int64)
    np.add.at(counts, line[line >= 0], tally.counts[line >= 0])
    return Tally(tally.measure, Groups({}, lines), tally.bins, counts, tally.surveys)


def _split(
    segments: Sequence[tuple[Any, ...]], before: _Side, after: _Side, verdict_of: Sequence[str]
) -> tuple[Line, ...]:
    w0, w1 = before.n / before.n.sum(), after.n / after.n.sum()
    mix, rate = mix_and_rate(w0, w1, before.score, after.score)
    columns = (
        w0, w1, before.score, after.score, before.n, after.n, mix, rate, _mix_sd(w0, w1, before, after),
        _rate_sd(w0, w1, before, after),
    )  # fmt: skip
    numbers = [column.tolist() for column in columns]
    return tuple(Line(*line) for line in zip(segments, *numbers, verdict_of, strict=True))


def mix_and_rate(w0: ArrayLike, w1: ArrayLike, s0: ArrayLike, s1: ArrayLike) -> tuple[Floats, Floats]:
    """Kitagawa's two parts of the change of sum(w_i s_i), segment by segment, in the unit of s.

    w0, w1: (K,) weights before and after, which add up to the same total (1, or 100 for percentages: then the parts
    are 100 times those of fractions); s0, s1: (K,) scores, NaN for a segment that has none on that side: it is taken
    to be as on the other side, so all the segment does is mix. Returns (K,) mix and (K,) rate.
    """
    w0, w1, s0, s1 = (np.asarray(numbers, dtype=float) for numbers in (w0, w1, s0, s1))
    return (w1 - w0) * _distances(w0, w1, s0, s1), (w0 + w1) / 2 * (_filled(s1, s0) - _filled(s0, s1))


def _distances(w0: Floats, w1: Floats, s0: Floats, s1: Floats) -> Floats:
    """How far each segment lies from the score of all, in the middle of both sides."""
    first, second = _filled(s0, s1), _filled(s1, s0)
    distances: Floats = (first + second) / 2 - (w0 @ first + w1 @ second) / (w0.sum() + w1.sum())
    return distances


def _filled(scores: Floats, others: Floats) -> Floats:
    """The scores, those of the other side where there are none, 0 where neither side has any."""
    return np.nan_to_num(np.where(np.isnan(scores), others, scores))


def _rate_sd(w0: Floats, w1: Floats, before: _Side, after: _Side) -> Floats:
    with np.errstate(invalid="ignore", divide="ignore"):
        variance = before.variance / before.n + after.variance / after.n
    deviation: Floats = np.sqrt(np.nan_to_num(variance))
    return (w0 + w1) / 2 * deviation


def _mix_sd(w0: Floats, w1: Floats, before: _Side, after: _Side) -> Floats:
    weight, rows = (w0 + w1) / 2, 1 / before.n.sum() + 1 / after.n.sum()
    deviation: Floats = np.sqrt(weight * (1 - weight) * rows)
    return np.abs(_distances(w0, w1, before.score, after.score)) * deviation


def ranked(found: Sequence[Decomposition]) -> list[Decomposition]:
    """Decompositions of one change over several dimensions, the one that explains most first.

    By `unevenness`, not by `size`: of a change that is the same everywhere, or of none, the dimension with the most
    segments would have the largest lines. Those with fewer than two lines explain nothing and are left out.
    """
    several = [one for one in found if len(one.lines) > 1]
    return sorted(several, key=lambda one: -one.unevenness)


def promoters_detractors(
    after: Tally, before: Tally, reading: Reading | str, settings: Thresholds
) -> tuple[Change, Change]:
    """A net score is a share of good answers less one of bad ones: the change of either, whose difference is its own.

    Of a net reading (NPS: promoters and detractors), over all groups of the tallies; shares in fractions, each with
    the interval of its difference; NaN where a side may not be shown. Raises BadInput for a reading that is not net.
    """
    chosen = after.measure.reading(reading) if isinstance(reading, str) else reading
    if chosen.kind != "net":
        raise BadInput(f"{after.measure.name} read as {chosen.full_name} is no difference of two shares; read it net.")
    parts = (_part_of(chosen, 1, "good", "high"), _part_of(chosen, -1, "bad", "low"))
    family = [[guard(read(tally.total(), part), settings) for tally in (after, before)] for part in parts]
    good, bad = verdicts([(sides[0], sides[1]) for sides in family], settings.grey_below)
    return good, bad


def _part_of(net: Reading, sign: int, name: str, better: str) -> Reading:
    """The share of the answers that a net reading counts with one sign."""

    def values(answers: Ints, survey: Survey | None, parameter: int) -> Floats:
        counted = net.values(answers, survey, parameter)
        return np.where(np.isnan(counted), np.nan, (counted == sign).astype(float))

    return replace(net, name=name, kind="share", unit="percent", better=better, values=values, title="", says="")
