"""How long things last where some still run: the curve of Kaplan and Meier from a tally.

Of the rows of age bin b, e_b ended and c_b still run (their bin is the age they have reached). With r_b rows at risk,
those of bin b and above,

    S(b) = product over b' <= b of (1 - e_b' / r_b')        the share still running after bin b
    V(b) = sum over b' <= b of e_b' / (r_b' (r_b' - e_b'))  Greenwood's sum: the variance of S is S^2 V
    band = S^exp(-+ z sqrt(V) / ln S)                       95 %, symmetric about ln(-ln S), within 0 and 1

Rows that end count before rows that still run in the same bin. Sources: Kaplan and Meier, Journal of the American
Statistical Association 53 (1958) 457; Greenwood, Reports on Public Health 33 (1926); Kalbfleisch and Prentice, The
Statistical Analysis of Failure Time Data (1980) for the band.

Where S is 1 or 0 the band has no width, which would say that a few rows prove something for all. There it is Wilson's
interval of no row (or all rows) ended out of n', the effective number of rows:

    S = 1    n' = rows beyond the bin, those actually seen to run on        band [n' / (n' + z^2), 1]
    S = 0    n' = (1 - S) / (S V) at the last bin before, all at risk       band [0, z^2 / (n' + z^2)]
             where none had ended before

Without running rows n' is n, and this is Wilson's interval exactly. Sources: Rothman, Journal of Chronic Diseases 31
(1978) 557; Dorey and Korn, Statistics in Medicine 6 (1987) 679.
"""

from __future__ import annotations

from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from cx import bins
from cx.intervals import Z

Ints = NDArray[np.int64]
Floats = NDArray[np.float64]

#: Products of fractions miss 1/2 by rounding errors; what is nearer than this counts as reached.
_ROUNDING = 1e-9


class Lives(NamedTuple):
    """How old rows were when they ended, or are. ages: (A,) bins, the first of which is the start, where nothing has
    happened yet; ends, censored: (G, A) rows that ended at, and that still run at, each age.
    """

    ages: Ints
    ends: Ints
    censored: Ints


def lives(keys: Ints, counts: Ints) -> Lives:
    """From (B,) clock bins and the codes of what still runs, and the (G, B) rows of each."""
    still = keys <= bins.CENSORED
    age = np.where(still, bins.age_of(keys), keys)
    known = np.unique(age)
    ages = np.concatenate([np.zeros(1, dtype=np.int64), known])
    place = np.searchsorted(known, age) + 1
    ends, censored = (np.zeros((len(counts), len(ages)), dtype=np.int64) for _ in range(2))
    ends[:, place[~still]], censored[:, place[still]] = counts[:, ~still], counts[:, still]
    return Lives(ages, ends, censored)


class Curves(NamedTuple):
    """(G, B) each: rows at risk in the bin; the share still running after it, from 0 to 1; Greenwood's sum, infinite
    where the share is 0; the limits of the share's 95 % band. A group without rows stays at 1 with a band from 0.
    """

    at_risk: Floats
    survival: Floats
    variance: Floats
    low: Floats
    high: Floats


def curves(ends: NDArray[Any], censored: NDArray[Any]) -> Curves:
    """The curves of all groups at once.

    ends, censored: (G, B) counts of rows that ended in, and that still run at the age of, each bin; bins ascending.
    """
    ended = ends.astype(float)
    at_risk = np.cumsum((ends + censored)[:, ::-1], axis=1)[:, ::-1].astype(float)
    staying = at_risk - ended
    survival = np.cumprod(1 - ended / np.maximum(at_risk, 1), axis=1)
    terms = np.zeros_like(ended)
    with np.errstate(divide="ignore"):
        np.divide(ended, at_risk * staying, out=terms, where=ended > 0)
    variance = np.cumsum(terms, axis=1)
    low, high = _band(survival, variance)
    _where_nothing_ended(survival, staying - censored, low, high)
    _where_all_ended(survival, variance, at_risk, low, high)
    return Curves(at_risk, survival, variance, low, high)


def _band(survival: Floats, variance: Floats) -> tuple[Floats, Floats]:
    """The log-log band; NaN where the share is 1 or 0."""
    with np.errstate(divide="ignore", invalid="ignore"):
        log = np.log(survival)
        factor = np.exp(Z * np.sqrt(variance) / log)
        return np.exp(log / factor), np.exp(log * factor)


def _where_nothing_ended(survival: Floats, beyond: Floats, low: Floats, high: Floats) -> None:
    whole = survival == 1
    rows = beyond[whole]
    low[whole], high[whole] = rows / (rows + Z * Z), 1.0


def _where_all_ended(survival: Floats, variance: Floats, at_risk: Floats, low: Floats, high: Floats) -> None:
    group = np.flatnonzero(survival[:, -1:] == 0)  # the curve only falls, so these and no others reach 0
    last = (survival[group] > 0).sum(axis=1)  # the bin in which the last row ended
    before, summed = survival[group, last - 1], variance[group, last - 1]
    with np.errstate(divide="ignore", invalid="ignore"):
        partly = (last > 0) & (before < 1)
        rows = np.where(partly, (1 - before) / (before * summed), at_risk[group, last])
    limits = np.zeros(len(survival))
    limits[group] = Z * Z / (rows + Z * Z)
    none = survival == 0
    low[none], high[none] = 0.0, np.broadcast_to(limits[:, None], survival.shape)[none]


def reached(share: Floats, level: float) -> Ints:
    """(G,) the first bin in which a (G, B) share has fallen to a level; B where it never does."""
    fallen = share <= level + _ROUNDING
    first: Ints = np.where(fallen.any(axis=1), fallen.argmax(axis=1), share.shape[1])
    return first
