"""Intervals of 95 % from counts, in closed form. All take responses as independent of each other.

net, mean      three pseudo-responses (3/4 lowest, 3/2 middle, 3/4 highest value), then z; clipped to the scale and
               widened to the score. For NPS: the adjusted Wald interval of Rocks, "Interval Estimation for the Net
               Promoter Score", The American Statistician 70 (2016)
share          Wilson (Newcombe, Statistics in Medicine 17 (1998) 857)
sample_mean    Student's t on the variance of the sample
percentile     order statistics by the binomial distribution, no shape assumed
count          the score interval of a Poisson number (Brown, Cai, DasGupta, Statistica Sinica 13 (2003) 19)
"""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike, NDArray

Ints = NDArray[np.int64]
Floats = NDArray[np.float64]

#: The 97.5 % quantile of the normal distribution.
Z = 1.959963984540054

#: Ranks are taken in ten-thousandths, so that 0.9 x 10 is rank 9 and not a rounding error above it.
_PARTS = 10_000


def wilson(successes: ArrayLike, n: ArrayLike, z: float = Z) -> tuple[Floats, Floats]:
    """The Wilson score interval of shares k/n: (k + z^2/2 -+ z sqrt(k(n-k)/n + z^2/4)) / (n + z^2).

    Any shapes that broadcast; NaN where n is 0. It always holds k/n and stays within 0 and 1.
    """
    k, size = np.asarray(successes, dtype=float), np.asarray(n, dtype=float)
    with np.errstate(invalid="ignore", divide="ignore"):
        share = k / size
        centre, half = k + z * z / 2, z * np.sqrt(k * (size - k) / size + z * z / 4)
        low, high = (centre - half) / (size + z * z), (centre + half) / (size + z * z)
    return np.clip(np.minimum(low, share), 0.0, 1.0), np.clip(np.maximum(high, share), 0.0, 1.0)


def pseudo_responses(
    n: ArrayLike, mean: Floats, variance: Floats, lowest: float, highest: float, z: float = Z
) -> tuple[Floats, Floats]:
    """The interval of a mean on a bounded scale: 3/4 of a response on the lowest value, 3/2 on the middle one and
    3/4 on the highest are added, then the normal interval is taken, clipped to the scale and widened to the mean.

    With -1 and 1 this is the adjusted Wald interval of NPS (Rocks 2016). NaN where n is 0.
    """
    size, middle = np.asarray(n, dtype=float), (lowest + highest) / 2
    squares = size * (variance + (mean - middle) ** 2) + 1.5 * (highest - middle) ** 2
    with np.errstate(invalid="ignore"):
        shifted = size * (mean - middle) / (size + 3)
        half = z * np.sqrt(np.maximum(squares / (size + 3) - shifted**2, 0) / (size + 3))
        low, high = middle + shifted - half, middle + shifted + half
    return np.minimum(np.maximum(low, lowest), mean), np.maximum(np.minimum(high, highest), mean)


def student(n: Ints, mean: Floats, variance: Floats) -> tuple[Floats, Floats]:
    """mean -+ t sqrt(variance / (n - 1)) with n - 1 degrees of freedom; one row alone bounds nothing.

    variance: of the rows, divided by n. NaN where n is 0.
    """
    from scipy.special import stdtrit

    t = stdtrit(np.maximum(n - 1, 1), 0.975)
    half = np.where(n > 1, t * np.sqrt(variance / np.maximum(n - 1, 1)), np.inf)
    return np.where(n > 0, mean - half, np.nan), np.where(n > 0, mean + half, np.nan)


def poisson(number: ArrayLike, z: float = Z) -> tuple[Floats, Floats]:
    """The score interval of the number of events expected where `number` were seen:
    number + z^2/2 -+ z sqrt(number + z^2/4). From 0 up, any shape; NaN stays NaN.
    """
    seen = np.asarray(number, dtype=float)
    centre, half = seen + z * z / 2, z * np.sqrt(seen + z * z / 4)
    return np.minimum(np.maximum(centre - half, 0.0), seen), centre + half


def rank(n: ArrayLike, q: float) -> Ints:
    """The rank that a percentile is the value of: max(1, ceil(q n)), the inverse of the distribution function."""
    share = round(q * _PARTS)
    whole, rest = np.divmod(np.asarray(n, dtype=np.int64), _PARTS)  # apart, as q n of very many is too large a number
    found: Ints = np.maximum(1, whole * share - (-rest * share // _PARTS))
    return found


def bounding_ranks(n: ArrayLike, q: float) -> tuple[Ints, Ints]:
    """The ranks whose values hold the percentile q between them with at least 95 % confidence.

    By the binomial distribution, whatever the shape. 0: no lower bound; n + 1: no upper bound.
    """
    from scipy.stats import binom

    size = np.asarray(n, dtype=np.int64)
    lower, upper = (np.asarray(binom.ppf(side, size, q), dtype=np.int64) for side in (0.025, 0.975))
    return lower, upper + 1


def score_interval(detractors: ArrayLike, promoters: ArrayLike, n: ArrayLike, z: float = Z) -> tuple[Floats, Floats]:
    """The score interval of NPS, a check on the adjusted Wald interval: all theta with
    |P - D - n theta| <= z sqrt(n (2q + theta (1 - theta))), q the most likely share of detractors given theta.

    Source: Tango, Statistics in Medicine 17 (1998) 891 (paired proportions, which are the same three counts).
    """
    d, p, size = (np.asarray(counts, dtype=float) for counts in (detractors, promoters, n))
    return -_score_limit(p, d, size, z), _score_limit(d, p, size, z)


def _score_limit(d: Floats, p: Floats, n: Floats, z: float) -> Floats:
    """The upper limit, by halving the range above the score."""
    low: Floats = (p - d) / n
    high: Floats = np.ones_like(low)
    for _ in range(60):
        theta = (low + high) / 2
        b, c = -d - p + (2 * n - p + d) * theta, -d * theta * (1 - theta)
        q = (np.sqrt(np.maximum(b * b - 8 * n * c, 0)) - b) / (4 * n)
        inside = n * theta - (p - d) <= z * np.sqrt(n * np.maximum(2 * q + theta * (1 - theta), 0))
        low, high = np.where(inside, theta, low), np.where(inside, high, theta)
    return low
