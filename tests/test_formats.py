"""Numbers as people read them: one rounding, one minus, never more digits than the interval supports."""

from __future__ import annotations

import math
import re
from collections.abc import Iterator

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cx.measures.reading import UNITS
from cx.reports import formats, language
from cx.reports.formats import DASH, MINUS, NBSP

NAN, INF = float("nan"), float("inf")


@pytest.fixture(autouse=True)
def english() -> Iterator[None]:
    language.use("en")
    yield
    language.use("en")


def spaced(text: str) -> str:
    """With ordinary spaces, for tests that are not about them."""
    return text.replace(NBSP, " ")


@pytest.mark.parametrize(
    ("value", "unit", "text"),
    [
        (0.341, "points", "+34"),
        (-0.08, "points", "−8"),
        (0.0, "points", "0"),
        (-0.001, "points", "0"),
        (0.345, "points", "+35"),
        (-0.345, "points", "−35"),
        (0.285, "points", "+29"),
        (0.81, "percent", "81%"),
        (0.0142, "percent", "1.4%"),
        (0.991, "percent", "99.1%"),
        (0.0, "percent", "0%"),
        (1.0, "percent", "100%"),
        (0.995, "percent", "99.5%"),
        (5.55, "answer", "5.6"),
        (2280.0, "seconds", "38 min"),
        (12.0, "number", "12"),
        (0.125, "number", "0.13"),
        (12.34, "number", "12.3"),
        (1234.5, "number", "1,235"),
        (NAN, "points", DASH),
        (INF, "seconds", "not reached yet"),
        (-INF, "seconds", DASH),
    ],
)
def test_scores_in_words(value: float, unit: str, text: str) -> None:
    assert spaced(formats.score(value, unit)) == text


def test_a_mean_of_answers_says_what_it_is_out_of() -> None:
    assert spaced(formats.score(5.58, "answer", of=7)) == "5.6 of 7"
    assert formats.parts(5.58, "answer", of=7) == ("5.6", f"of{NBSP}7")


def test_a_card_gets_number_and_unit_apart() -> None:
    assert formats.parts(0.81, "percent") == ("81", "%")
    assert formats.parts(0.34, "points") == ("+34", "")
    assert formats.parts(2280, "seconds") == ("38", "min")
    assert formats.parts(260, "seconds") == ("4", f"min{NBSP}20{NBSP}s")
    assert formats.parts(NAN, "seconds") == (DASH, "")
    assert formats.parts(INF, "seconds") == ("", "not reached yet")


@given(st.integers(-1000, 1000))
def test_halves_are_rounded_away_from_zero(half: int) -> None:
    text = formats.decimal(half + (0.5 if half >= 0 else -0.5)).replace(",", "").replace(MINUS, "-")

    assert int(text) == (half + 1 if half >= 0 else half - 1)


@given(st.integers(0, 10_000), st.integers(1, 10_000))
def test_a_share_is_rounded_like_the_fraction_it_is(part: int, whole: int) -> None:
    """No binary neighbour decides: 57/200 is 28.5 %, which rounds to 29."""
    part = min(part, whole)
    exact = (2 * 100 * part + whole) // (2 * whole)

    assert formats.decimal(part / whole * 100) == str(exact)


def test_a_number_never_parts_from_its_unit() -> None:
    for text in (formats.duration(260), formats.change(-0.045, "points"), formats.score(5.5, "answer", of=7)):
        assert " " not in text
        assert NBSP in text


@pytest.mark.parametrize(
    ("value", "unit", "text"),
    [
        (-0.045, "points", "−4.5 points"),
        (0.004, "percent", "+0.4 pp"),
        (0.2, "answer", "+0.2"),
        (260.0, "seconds", "+4 min 20 s"),
        (-260.0, "seconds", "−4 min 20 s"),
        (0.2, "seconds", "0 s"),
        (0.04, "number", "+0.04"),
        (-12.0, "number", "−12.0"),
        (0.00001, "points", "0.0 points"),
        (NAN, "points", DASH),
        (INF, "seconds", DASH),
    ],
)
def test_changes_in_words(value: float, unit: str, text: str) -> None:
    assert spaced(formats.change(value, unit)) == text


@pytest.mark.parametrize(
    ("value", "unit", "text"),
    [
        (0.22, "seconds", "22% slower"),
        (-0.03, "seconds", "3% faster"),
        (0.001, "seconds", "0%"),
        (1.5, "seconds", "2.5 times as long"),
        (8.96, "seconds", "10 times as long"),
        (14.0, "seconds", "15 times as long"),
        (2537.0, "seconds", "2,500 times as long"),
        (-0.75, "seconds", "4.0 times as fast"),
        (0.08, "number", "+8%"),
        (-0.125, "number", "−13%"),
        (INF, "seconds", DASH),
    ],
)
def test_ratios_in_words(value: float, unit: str, text: str) -> None:
    assert spaced(formats.change(value, unit, ratio=True)) == text


@pytest.mark.parametrize(
    ("low", "high", "unit", "text"),
    [
        (0.32, 0.36, "points", "+32 to +36"),
        (-0.08, 0.54, "points", "−8 to +54"),
        (0.8, 0.82, "percent", "80 to 82%"),
        (0.01, 0.018, "percent", "1.0 to 1.8%"),
        (0.801, 0.804, "percent", "80.1 to 80.4%"),
        (5.46, 5.64, "answer", "5.5 to 5.6"),
        (3.76, 3.84, "answer", "3.76 to 3.84"),
        (2220.0, 2340.0, "seconds", "37 to 39 min"),
        (3500.0, 3900.0, "seconds", "58 min to 1 h 5 min"),
        (2220.0, INF, "seconds", "37 min or more"),
        (0.0, INF, "seconds", "too few for an interval"),
        (NAN, NAN, "points", ""),
        (INF, INF, "seconds", ""),
        (3.2, 14.0, "number", "3.20 to 14.00"),
        (0.5, 0.5, "percent", "50 to 50%"),
    ],
)
def test_intervals_name_the_unit_once(low: float, high: float, unit: str, text: str) -> None:
    assert spaced(formats.interval(low, high, unit)) == text


@pytest.mark.parametrize(
    ("seconds", "text"),
    [
        (0, "0 s"), (42, "42 s"), (59.6, "1 min"), (60, "1 min"), (260, "4 min 20 s"), (599, "9 min 59 s"),
        (600, "10 min"), (2280, "38 min"), (3599, "1 h"), (15120, "4 h 12 min"), (35999, "10 h"), (111600, "31 h"),
        (172799, "2 days"), (293760, "3.4 days"), (86400 * 3, "3 days"), (86400 * 120.4, "120 days"),
        (-260, "−4 min 20 s"),
    ],
)  # fmt: skip
def test_durations_in_at_most_two_units(seconds: float, text: str) -> None:
    assert spaced(formats.duration(seconds)) == text


@given(st.floats(0, 1e8))
def test_a_duration_reads_back_to_nearly_itself(seconds: float) -> None:
    sizes = {"s": 1, "min": 60, "h": 3600, "day": 86400, "days": 86400}
    pairs = re.findall(r"([\d.,]+)\u00a0([a-z]+)", formats.duration(seconds))

    said = sum(float(number.replace(",", "")) * sizes[unit] for number, unit in pairs)

    assert said == pytest.approx(seconds, rel=0.053, abs=0.51)


def test_no_more_digits_than_the_interval_supports() -> None:
    assert spaced(formats.duration(260, width=180)) == "4 min"
    assert spaced(formats.duration(15120, width=8000)) == "4 h"
    assert formats.score(0.014, "percent", width=0.2) == "1%"


def test_counts_are_in_full_up_to_a_million() -> None:
    assert formats.count(15672) == "15,672"
    assert formats.count(999_999) == "999,999"
    assert formats.count(1_234_567) == "1.2M"
    assert formats.count(NAN) == DASH


def test_axis_texts_are_short() -> None:
    assert formats.value_only(0.0, "points") == "0"
    assert formats.value_only(0.1, "points") == "+10"
    assert formats.value_only(0.01, "percent") == "1%"
    assert formats.value_only(4.5, "answer") == "4.5"
    assert spaced(formats.value_only(86400, "seconds")) == "1 day"
    assert spaced(formats.value_only(365 * 86400, "seconds")) == "1 year"


def test_a_span_of_round_times_names_its_unit_once() -> None:
    spans = [(14, 30), (1, 3), (1 / 24, 1)]

    said = [spaced(formats.clock_span(first * 86400, last * 86400)) for first, last in spans]

    assert said == ["14 to 30 days", "1 to 3 days", "1 h to 1 day"]


def test_no_two_ticks_of_an_axis_read_the_same() -> None:
    assert [formats.value_only(tick, "percent") for tick in (0.005, 0.01, 0.015)] == ["0.5%", "1%", "1.5%"]
    assert [formats.value_only(tick, "answer") for tick in (3.7, 3.75, 3.8)] == ["3.7", "3.75", "3.8"]


def test_neighbouring_times_under_columns_do_not_touch() -> None:
    labels = [spaced(text) for text in formats.clock_labels([60, 120, 300, 600, 43200, 86400])]

    assert labels == ["1 min", "", "5 min", "", "", "1 day"]


@pytest.mark.parametrize(
    ("spoken", "share", "number", "half"),
    [
        ("en", "81%", "15,672", "5.5"),
        ("ru", "81\u00a0%", "15\u00a0672", "5,5"),
        ("lt", "81\u00a0%", "15\u00a0672", "5,5"),
    ],
)
def test_every_language_writes_its_own_numbers(spoken: str, share: str, number: str, half: str) -> None:
    language.use(spoken)

    assert formats.score(0.81, "percent") == share
    assert formats.count(15672) == number
    assert formats.decimal(5.5, 1) == half
    assert formats.interval(0.8, 0.82, "percent").endswith(share.removeprefix("81"))


@given(st.floats(allow_nan=True, allow_infinity=True), st.sampled_from(UNITS))
def test_no_value_can_break_the_formatter(value: float, unit: str) -> None:
    if math.isfinite(value) and abs(value) > 1e15:
        value = 1e15
    changes = [formats.change(value, unit, ratio=ratio) for ratio in (False, True)]
    for text in (formats.score(value, unit), *changes):
        assert text
        assert "-" not in text
        assert "inf" not in text
        assert "nan" not in text


@pytest.mark.parametrize(
    ("spoken", "amount", "currency", "text"),
    [
        ("en", 40, "EUR", "€40"),
        ("en", 2.5, "EUR", "€2.50"),
        ("en", 2.505, "USD", "US$2.51"),
        ("en", 99.99, "EUR", "€99.99"),
        ("en", 99.995, "EUR", "€100"),
        ("en", 1234.56, "EUR", "€1,235"),
        ("en", -1200.4, "EUR", "−€1,200"),
        ("en", -0.001, "EUR", "€0"),
        ("en", math.nan, "EUR", "—"),
        ("lt", 1200.4, "EUR", "1 200 €"),
        ("ru", -2.5, "EUR", "−2,50 €"),
    ],
)
def test_money_has_its_sign_where_the_language_puts_it(spoken: str, amount: float, currency: str, text: str) -> None:
    language.use(spoken)

    assert formats.money(amount, currency).replace("\u00a0", " ") == text


def test_currencies_are_those_that_are_paid_with_today() -> None:
    known = formats.currencies()

    assert (known["EUR"], known["GBP"]) == ("Euro", "British Pound")
    assert "LTL" not in known
    assert 100 < len(known) < 200
