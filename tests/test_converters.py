"""Each converter of the closed list: what it reads, what it refuses, and that nothing given is lost in silence."""

from __future__ import annotations

import numpy as np
import pyarrow as pa
import pytest
from hypothesis import given
from hypothesis import strategies as st
from meaning import convert, values

from cx.readers.converters import CONVERTERS, clean, map_values, shortened
from cx.readers.ranges import fit


def test_blanks_and_sentinels_are_not_given() -> None:
    assert clean(pa.array(["", "  ", "?", " a ", None, "? "]), ["?"]).to_pylist() == [None, None, None, "a", None, None]


def test_a_map_keeps_drops_or_refuses_what_it_does_not_hold() -> None:
    texts, mapping = pa.array(["a", "b", None, "c"]), {"a": "A", "c": ""}

    assert map_values(texts, mapping, "keep").values.to_pylist() == ["A", "b", None, None]
    assert map_values(texts, mapping, "missing").values.to_pylist() == ["A", None, None, None]
    assert map_values(texts, mapping, "reject").bad.to_pylist() == [False, True, False, False]


def test_text_and_lower() -> None:
    assert values("text", " Ąžuolas ", None) == ["Ąžuolas", None]
    assert values("lower", "Anna@X.LT") == ["anna@x.lt"]


def test_an_id_of_digits_loses_the_point_that_a_tool_put_behind_it_and_nothing_else() -> None:
    assert values("whole_id", "12345.0", "0012.00", "3", "1.50", "x.0", "1.0.0", None) == [
        "12345", "0012", "3", "1.50", "x.0", "1.0.0", None,
    ]  # fmt: skip


def test_numbers_that_a_spreadsheet_shortened_are_told_from_ids_that_look_alike() -> None:
    texts = ["1.03006E+13", "1,03E+13", "1e+9", "1.03E13", "12E+3", "A1E+3", "103006", None]

    assert shortened(pa.array(texts)).to_pylist() == [True, True, True, False, False, False, False, False]


def test_a_hashed_address_is_the_same_person_but_not_readable() -> None:
    one, other, none = values("hashed_email", "Anna@X.lt", "anna@x.lt ", None)

    assert one == other
    assert len(one) == 16
    assert none is None
    assert "anna" not in one
    assert values("hashed_email", "anna@x.lt", key="another") != [one]


def refused(values: pa.Array, kind: str) -> tuple[list[object], dict[str, list[int]]]:
    """What a field of a kind makes of values: them, and the places refused by reason."""
    fitted, reasons = fit(values, kind)
    return fitted.to_pylist(), {reason: np.flatnonzero(mask).tolist() for reason, mask in reasons.items()}


@pytest.mark.parametrize(("kind", "highest"), [("small", 2**15 - 1), ("int", 2**31 - 1), ("big", 2**53)])
def test_whole_numbers_fit_to_the_last_one_and_not_beyond(kind: str, highest: int) -> None:
    lowest = -highest if kind == "big" else -highest - 1
    given = pa.array([float(lowest), lowest * 2.0, None, float(highest), highest * 2.0, 0.5])

    values, reasons = refused(given, kind)

    assert values == [lowest, None, None, highest, None, None]
    assert reasons == {"not a whole number": [5], f"not from {lowest} to {highest}": [1, 4]}


def test_whole_numbers_of_a_file_fit_the_largest_kind() -> None:
    assert refused(convert("whole_number", "9" * 18, "-" + "9" * 18).values, "big") == ([10**18 - 1, 1 - 10**18], {})


def test_a_number_beyond_all_decimals_is_refused() -> None:
    values, reasons = refused(convert("decimal", "1e308", "1e309", "-1e309", None).values, "real")

    assert values == [1e308, None, None, None]
    assert reasons == {"too large a number": [1, 2]}


@pytest.mark.parametrize("name", sorted(CONVERTERS))
@given(texts=st.lists(st.one_of(st.none(), st.text(max_size=12), st.from_regex(r"\A\d{1,4}[-/.:,]\d{1,2}\Z"))))
def test_every_text_is_read_or_refused_never_dropped(name: str, texts: list[str | None]) -> None:
    given_texts = clean(pa.array([text and text.replace("\x00", "") for text in texts], pa.string()))
    day = {"year": 2017, "month": 5, "day": 31}
    options = {"zone": "Europe/Vilnius", "key": "k", **day, "formats": ("%d/%m/%Y", "iso")}

    result = CONVERTERS[name].convert(given_texts, options)

    assert len(result.values) == len(result.bad) == len(texts)
    for text, value, bad in zip(
        given_texts.to_pylist(), result.values.to_pylist(), result.bad.to_pylist(), strict=True
    ):
        assert bad == (text is not None and value is None)


def test_an_empty_column_is_no_problem() -> None:
    for name in CONVERTERS:
        assert len(convert(name, year=2017, month=5, day=31).values) == 0
