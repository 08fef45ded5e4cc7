"""Converters of durations."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from meaning import values


def test_durations_become_seconds() -> None:
    assert values("seconds", "90", "0.5") == [90, 0]
    assert values("minutes", "1.5", "x") == [90, "bad"]
    assert values("hours", "2,5", comma=True) == [9000]
    assert values("clock", "1:05:00", "30:10", "125:00:01", "1:60", "5") == [3900, 108_600, 450_001, "bad", "bad"]


@pytest.mark.parametrize(
    ("text", "seconds"),
    [
        ("1d 2h 3m", 93_780), ("1d2h3m4s", 93_784), ("2 h", 7200), ("90m", 5400), ("3 mins 20 secs", 200),
        ("1 hour, 5 minutes", 3900), ("1 Day", 86_400), ("1w 1d", 691_200), ("0s", 0), ("2 hrs. 5 min.", 7500),
        ("2 days 03:00:00", 183_600), ("0 days 00:05:07", 307), ("1 day, 1:05", 90_300), ("2:05:00", 7500),
        ("PT1H5M", 3900), ("P1DT2H", 93_600), ("P2W", 1_209_600), ("PT90S", 90), ("PT0S", 0),
        ("1 ч 5 мин", 3900), ("2 дня 3 часа", 183_600), ("1 дн. 2 ч.", 93_600), ("1 val. 5 min.", 3900),
        ("2 d. 5 sek.", 172_805),
    ],
)  # fmt: skip
def test_durations_with_their_units_become_seconds(text: str, seconds: int) -> None:
    assert values("duration_words", text) == [seconds]


@pytest.mark.parametrize(
    "text", ["P", "PT", "5", "1 month", "1y", "P1Y", "P1M", "h", "m 5", "2h 1d", "1h 1h", "-2:15", "1:60"]
)
def test_durations_without_a_length_are_refused(text: str) -> None:
    assert values("duration_words", text) == ["bad"]


@given(st.integers(0, 99_999), st.integers(0, 23), st.integers(0, 59), st.integers(0, 59))
def test_a_duration_is_read_back_however_it_is_written(days: int, hours: int, minutes: int, seconds: int) -> None:
    total = ((days * 24 + hours) * 60 + minutes) * 60 + seconds
    clock = f"{hours:02}:{minutes:02}:{seconds:02}"

    assert values(
        "duration_words", f"{days}d {hours}h {minutes}m {seconds}s", f"{days} days {clock}",
        f"P{days}DT{hours}H{minutes}M{seconds}S", f"{days} days, {hours} hours, {minutes} minutes, {seconds} seconds",
    ) == [total] * 4  # fmt: skip
