"""Converters of numbers and of answers on a scale."""

from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st
from meaning import values


def test_whole_numbers() -> None:
    assert values("whole_number", "5", "-3", "+4", "5.0", None) == [5, -3, 4, 5, None]
    assert values("whole_number", "5.5", "1e3", "x", "1,000", "9" * 30) == ["bad"] * 5


def test_counts_that_include_the_first() -> None:
    assert values("less_one", "3", "1", "0", "2.0", None, "x") == [2, 0, 0, 1, None, "bad"]


def test_decimals_with_point_and_with_comma() -> None:
    assert values("decimal", "5", "-2.5", ".5", "1e3", "+1") == [5, -2.5, 0.5, 1000, 1]
    assert values("decimal", "2,5", "nan", "inf", "x", "1.2.3") == ["bad"] * 5
    assert values("decimal", "2,5", "1.234,5", "1\u00a0234,5", "7", comma=True) == [2.5, 1234.5, 1234.5, 7]


def test_yes_and_no() -> None:
    assert values("yes_no", "Yes", "TRUE", "1", "no", "f", "0", "perhaps", None) == [1, 1, 1, 0, 0, 0, "bad", None]


def test_yes_and_no_in_other_languages() -> None:
    assert values("yes_no", "Да", "НЕТ", "Taip", "NE", "ja", "Nein", "oui", "non", "sí", "tak", "nie") == [
        1, 0, 1, 0, 1, 0, 1, 0, 1, 1, 0,
    ]  # fmt: skip


def test_blanks_and_apostrophes_stand_between_thousands() -> None:
    assert values("whole_number", "1 234", "1\u00a0234\u00a0567", "1'234'567", "-1\u202f234.0") == [
        1234, 1_234_567, 1_234_567, -1234,
    ]  # fmt: skip
    assert values("whole_number", "12 34", "1 2345", "1234 567", " 1  234") == ["bad"] * 4
    assert values("decimal", "1 234.50", "1'234.50", "1\u2009234", "1\u202f234\u202f567.8", "1’234") == [
        1234.5, 1234.5, 1234, 1_234_567.8, 1234,
    ]  # fmt: skip
    assert values("decimal", "12 34", "1'2345", "1 234'5") == ["bad"] * 3


def test_a_comma_that_shows_to_stand_between_thousands_is_one() -> None:
    assert values("decimal", "1,234.50", "1,234,567", "12,345,678.9", "-1,234.") == [
        1234.5, 1_234_567, 12_345_678.9, -1234,
    ]  # fmt: skip
    assert values("decimal", "1,23.50", "1,2345.6", "0,123.4", "1.234,50", "1,234.567,8") == ["bad"] * 5


def test_whether_one_comma_stands_before_decimals_or_between_thousands_must_be_said() -> None:
    assert values("decimal", "1,234", "0,5") == ["bad", "bad"]
    assert values("decimal", "1,234", "0,5", "1,2345", comma=False) == [1234, "bad", "bad"]
    assert values("decimal", "1,234", "0,5", "1,2345", comma=True) == [1.234, 0.5, 1.2345]


def test_with_decimal_commas_a_point_only_stands_between_thousands() -> None:
    assert values("decimal", "1.234", "1.234.567,8", "1.234,", "12.345", comma=True) == [
        1234,
        1_234_567.8,
        1234,
        12_345,
    ]
    assert values("decimal", "12.5", "0.500", "1.2345", "1.2.3,5", comma=True) == ["bad"] * 4


@pytest.mark.parametrize(
    ("text", "comma", "number"),
    [
        ("€ 1.234,50", True, 1234.5), ("1.234,50 €", True, 1234.5), ("1\u00a0234,50\u00a0EUR", True, 1234.5),
        ("CHF 1'234.50", None, 1234.5), ("$1,234.50", None, 1234.5), ("US$ 3", None, 3), ("£5", None, 5),
        ("-$5", None, -5), ("$-5", None, -5), ("−5", None, -5), ("1 234,5 руб.", True, 1234.5), ("12 zł", None, 12),
        ("85%", None, 85), ("8,5 %", True, 8.5), ("+5", None, 5),
    ],
)  # fmt: skip
def test_signs_of_money_and_percent_are_dropped(text: str, comma: bool | None, number: float) -> None:
    assert values("decimal", text, comma=comma) == [number]


def test_other_words_beside_a_number_are_no_money() -> None:
    assert values("decimal", "5 min", "12 h", "5 stars", "$", "%", "$%", "ABC 5", "5$5") == ["bad"] * 8


@given(st.decimals(-(10**9), 10**9, places=2))
def test_money_written_in_any_country_is_read_back(amount: Decimal) -> None:
    american = f"{amount:,.2f}"
    european = american.translate(str.maketrans(",.", ".,"))

    assert values("decimal", american, f"${american}", american.replace(",", "\u202f")) == [float(amount)] * 3
    assert values("decimal", european, f"{european} €", european.replace(".", " "), comma=True) == [float(amount)] * 3


def test_answers_begin_with_their_number() -> None:
    texts = [
        "5 - Very satisfied",
        "5. Excellent",
        "9/10",
        "10 (extremely likely)",
        "4,5 of 5",
        "4.25 of 5",
        "-1: no",
        "7",
    ]

    assert values("leading_number", *texts) == [5, 5, 9, 10, 4.5, 4.25, -1, 7]
    assert values("leading_number", "3 - so\nso", None) == [3, None]


def test_answers_that_begin_with_something_else_are_refused() -> None:
    assert values("leading_number", "Very satisfied (5)", "n/a", "-", "five", ".5") == ["bad"] * 5


def test_of_stars_the_full_ones_count() -> None:
    assert values("leading_number", "★★★★☆", "★★★★★", "⭐⭐⭐", "⭐️⭐️", "☆☆☆☆☆", "★☆★") == [4, 5, 3, 2, 0, "bad"]
