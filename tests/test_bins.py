"""Clock bins."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from cx import bins

YEAR = 31_557_600
MINUTE, HOUR, DAY = 60, 3600, 86400


def by_definition(seconds):
    """The widest of a fixed list of widths that goes 60 times into the duration."""
    widths = [1, 2, 5, 10, 15, 30]
    widths += [w * MINUTE for w in (1, 2, 5, 10, 15, 30)] + [w * HOUR for w in (1, 2, 4, 8, 12, 24, 48)]
    width = max([w for w in widths if 60 * w <= seconds], default=1)
    return seconds - seconds % width


@given(st.integers(0, YEAR))
def test_a_bin_is_the_widest_that_is_no_more_than_a_sixtieth(seconds):
    assert int(bins.clock_bin(seconds)) == by_definition(seconds)


def test_a_year_has_1233_bins_and_no_midpoint_is_off_by_more_than_a_120th():
    seconds = np.arange(1, YEAR + 1, 1)
    keys = bins.clock_bin(seconds)
    assert len(np.unique(keys)) + 1 == 1233
    assert (np.abs(bins.midpoint(keys) - seconds) / seconds).max() <= 1 / 120


@given(st.integers(0, 10 * YEAR))
def test_a_bin_runs_from_its_key_to_its_last_second(seconds):
    key = bins.clock_bin(seconds)
    assert key <= seconds <= bins.last_second(key)
    assert bins.clock_bin(bins.last_second(key)) == key
    assert bins.clock_bin(bins.last_second(key) + 1) == bins.last_second(key) + 1
    assert bins.width(key) == bins.last_second(key) - key + 1


@pytest.mark.parametrize(
    "threshold",
    [10, 15, 20, 30, 45, 60, 90, *(m * MINUTE for m in (2, 3, 4, 5, 10, 15, 20, 30, 45, 60, 90)),
     *(h * HOUR for h in (2, 3, 4, 6, 8, 10, 12, 16, 24, 36, 48, 72, 96)),
     *(d * DAY for d in (5, 7, 10, 14, 21, 30, 60, 90, 180))],
)  # fmt: skip
def test_every_threshold_people_set_is_an_edge(threshold):
    assert bins.is_edge(threshold)


@pytest.mark.parametrize("threshold", [-1, 121, 3630, 365 * DAY])
def test_other_thresholds_are_no_edges(threshold):
    assert not bins.is_edge(threshold)


def test_a_duration_that_ends_before_it_begins_is_negative():
    assert bins.clock_bin([-5, 0]).tolist() == [bins.NEGATIVE, 0]


@given(st.integers(-100, YEAR))
def test_a_running_duration_has_a_code_that_gives_its_age_back(age):
    code = bins.running(age)
    assert code <= bins.CENSORED
    assert bins.age_of(code) == bins.clock_bin(max(age, 0))


def test_no_code_means_two_things():
    names = ("NEGATIVE", "TIME_UNKNOWN", "NO_REPLY", "DATE_ONLY", "ABANDONED", "NO_CALENDAR")
    codes = [getattr(bins, name) for name in names]
    assert len(set(codes)) == len(codes)
    assert {code: name.lower() for code, name in zip(codes, names, strict=True)} == bins.CODE_REASONS
    assert all(bins.CENSORED < code < 0 for code in codes)
