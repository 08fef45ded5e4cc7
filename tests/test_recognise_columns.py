"""What a column of texts holds: dates, numbers, yes and no, addresses, few values or many."""

from __future__ import annotations

import pyarrow as pa
import pytest

from cx.recognise.columns import ColumnLook, look_at


def column(*texts: str | None) -> ColumnLook:
    return look_at("c", "", pa.array(texts, pa.string()))


@pytest.mark.parametrize(
    ("texts", "kind"),
    [
        (("2026-03-01", "2026-03-02"), "day"),
        (("2026-03-01 10:00", "2026-03-02T11:00:00Z"), "stamp"),
        (("01.03.2026", "14.03.2026"), "day"),
        (("03/14/2026 4:05 PM",), "stamp"),
        (("Tue Oct 31 22:10:47 +0000 2017",), "stamp"),
        (("1", "2", "3"), "number"),
        (("1 234,50", "7,5"), "number"),
        (("12%", "3%"), "number"),
        (("1:05:00", "0:20:00"), "clock"),
        (("yes", "No"), "yes_no"),
        (("taip", "ne"), "yes_no"),
        (("a@example.com", "b@example.org"), "email"),
        (("gold", "basic", "gold"), "category"),
        (tuple(f"case {nr}" for nr in range(60)), "text"),
        (("", None, "  "), "empty"),
        ((), "empty"),
    ],
)  # fmt: skip
def test_the_kind_of_a_column_is_that_of_nearly_all_its_cells(texts: tuple[str | None, ...], kind: str) -> None:
    assert column(*texts).kind == kind


def test_a_few_odd_cells_do_not_change_the_kind() -> None:
    assert column(*["5"] * 40, "see below").kind == "number"
    assert column(*["5"] * 4, "see below").kind == "category"


def test_dates_that_leave_the_order_open_have_both_formats() -> None:
    assert column("01/02/2026", "03/04/2026").formats[:2] == ("%d/%m/%Y", "%m/%d/%Y")
    assert column("01/02/2026", "25/04/2026").formats == ("%d/%m/%Y",)
    assert column("01/02/2026", "04/25/2026").formats == ("%m/%d/%Y",)


@pytest.mark.parametrize(
    ("texts", "low", "high", "whole", "comma"),
    [
        (("1", "10", "-3"), -3, 10, True, None),
        (("1.5", "2.25"), 1.5, 2.25, False, None),
        (("1,5", "2,25"), 1.5, 2.25, False, True),
        (("1.234,50", "10,00"), 10, 1234.5, False, True),
        (("1,234", "0,125"), 0.125, 1.234, False, True),
        (("1,234.50", "10.00"), 10, 1234.5, False, False),
        (("1,234", "2.5"), 2.5, 1234, False, False),
        (("1,234", "1,234,567"), 1234, 1234567, True, False),
        (("1,234", "12,000"), 1234, 12000, True, None),
        (("1.234.567", "12"), 12, 1234567, True, True),
        (("1e999", "1"), 1, float("inf"), False, None),
    ],
)
def test_numbers_are_read_with_their_decimal_mark(
    texts: tuple[str, ...], low: float, high: float, whole: bool, comma: bool | None
) -> None:
    seen = column(*texts)
    assert (seen.low, seen.high, seen.whole, seen.comma) == (low, high, whole, comma)


def test_a_comma_of_which_no_number_tells_what_it_marks_is_undecided() -> None:
    assert column("7", "1,234", "12,000").undecided == "1,234"
    assert column("1,5", "2.5").undecided == "1,5"
    assert column("1,234", "2,5").undecided == column("1,234", "1,234.50").undecided == column("7").undecided == ""


def test_texts_that_mean_not_given_are_set_apart() -> None:
    seen = column("5", "N/A", "-", "4", "", None)
    assert (seen.kind, seen.given, seen.different, seen.missing) == ("number", 2, 2, ("N/A", "-"))


def test_values_are_counted_where_they_are_few() -> None:
    assert column("b", "a", "b").counts == (("b", 2), ("a", 1))
    assert column(*(str(nr) for nr in range(200))).counts == ()


@pytest.mark.parametrize("text", ["a@" + "a." * 1_000_000 + "@", "1," * 1_000_000 + "x"])
def test_a_very_long_cell_is_looked_at_no_longer_than_others(text: str) -> None:
    assert column(text, "a").kind == "text"
