"""Random numbers: one independent stream per purpose, so that a story switched off moves no other draw."""

from __future__ import annotations

from collections.abc import Mapping
from statistics import NormalDist
from typing import Any
from zlib import crc32

import numpy as np

from cx.sample.parameters import SEED, Floats, Ints


def stream(purpose: str) -> np.random.Generator:
    """The generator (PCG64) of one purpose; the same name gives the same numbers, always."""
    return np.random.Generator(np.random.PCG64([SEED, crc32(purpose.encode())]))


def uniform(purpose: str, size: int) -> Floats:
    """(size,) numbers in [0, 1)."""
    return stream(purpose).random(size)


def normal(purpose: str, size: int) -> Floats:
    """(size,) standard normal numbers."""
    return stream(purpose).standard_normal(size)


def pick(purpose: str, shares: Mapping[str, float], size: int) -> Ints:
    """(size,) positions in `shares`, each as often as its share says."""
    return position(uniform(purpose, size), list(shares.values()))


def position(draws: Floats, shares: list[float]) -> Ints:
    """Where each draw in [0, 1) falls among shares laid end to end."""
    borders = np.cumsum(shares)[:-1] / sum(shares)
    return np.searchsorted(borders, draws, side="right").astype(np.int64)


def smallest(purpose: str, allowed: np.ndarray, count: int) -> Ints:
    """`count` positions among the allowed ones, chosen by the smallest draws, in rising order."""
    draws = np.where(allowed, uniform(purpose, len(allowed)), np.inf)
    return np.sort(np.argsort(draws, kind="stable")[:count])


def borders(shares: list[float]) -> Floats:
    """The cuts of a standard normal law that give classes of these shares, lowest first."""
    cumulated = np.cumsum(shares)[:-1] / sum(shares)
    return np.array([NormalDist().inv_cdf(float(share)) for share in cumulated])


def first_shares(table: Mapping[str, tuple[Any, ...]]) -> dict[str, float]:
    """The shares of a table of parameters whose rows begin with them."""
    return {name: row[0] for name, row in table.items()}
