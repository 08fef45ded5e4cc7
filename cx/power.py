"""How many answers it takes: for a margin, for a difference to be seen, and how many are still missing.

With the variance v of one answer (of `Scores`) and z the quantile of the normal distribution:

    a margin m around one score             n = z^2 v / m^2 - 3
    a difference d between two periods      n = (z + z_power)^2 (v + v) / d^2 in each of them

3 are the pseudo-responses that the interval adds (Lewis and Sauro, Quantifying the User Experience (2016)). Power is
the chance that a difference which is there will show as significant. All numbers of answers are rounded up; differences
and margins are fractions (NPS 4 points is 0.04), answers or seconds, as scores are.
"""

from __future__ import annotations

import math

from cx.intervals import Z

POWER = 0.8


def answers_for_margin(variance: float, margin: float) -> int:
    """How many answers make the 95 % interval of one score this narrow to either side; at least 1.

    Raises ValueError for a margin of 0 or less, or a variance that is not known.
    """
    _check(margin, variance)
    return max(1, _up(Z * Z * variance / margin**2 - 3))


def answers_per_period(variance: float, difference: float, power: float = POWER) -> int:
    """How many answers each of two periods needs, so that a difference is seen with this power; at least 1.

    Raises ValueError for a difference of 0, or a variance that is not known.
    """
    _check(abs(difference), variance)
    return max(1, _up(_reach(power) ** 2 * 2 * variance / difference**2))


def answers_missing(variance: float, difference: float, n_after: int, n_before: int, power: float = POWER) -> float:
    """How many more answers the later period needs until a difference from the earlier one can be seen.

    The earlier period stays as it is: n_after must come to v / (d^2 / (z + z_power)^2 - v / n_before). 0 where there
    are enough, infinite where the earlier period is too small for ever.
    """
    _check(abs(difference), variance)
    room = (difference / _reach(power)) ** 2 - (variance / n_before if n_before > 0 else math.inf)
    return max(0, _up(variance / room) - n_after) if room > 0 else math.inf


def visible_difference(variance: float, n_after: int, n_before: int, power: float = POWER) -> float:
    """The smallest difference that two periods of this size show with this power; infinite where one is empty."""
    if min(n_after, n_before) <= 0:
        return math.inf
    return _reach(power) * math.sqrt(variance / n_after + variance / n_before)


def days_left(missing: float, per_day: float) -> float:
    """In how many whole days that many answers will have come, at this many a day; infinite where none come."""
    if missing <= 0:
        return 0
    return _up(missing / per_day) if per_day > 0 and math.isfinite(missing) else math.inf


def _check(size: float, variance: float) -> None:
    if not size > 0:
        raise ValueError(f"a margin or difference must be more than 0, not {size}")
    if not variance >= 0:
        raise ValueError(f"the variance of one answer must be known and not below 0, not {variance}")


def _reach(power: float) -> float:
    """z + z_power: how many standard errors a difference must be."""
    from scipy.special import ndtri

    return Z + float(ndtri(power))


def _up(number: float) -> int:
    """Rounded up, a rounding error above a whole number left out."""
    return math.ceil(number - 1e-9)
