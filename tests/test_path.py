"""How a ticket was solved, in one integer."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from cx import path


@given(st.fixed_dictionaries({part.name: st.integers(0, part.unknown) for part in path.PARTS.values()}))
def test_every_part_comes_back_out_of_the_code(digits):
    code = path.pack(**digits)
    assert {name: int(path.digit(code, name)) for name in path.PARTS} == digits
    assert 0 <= int(code) < 2**31


def test_parts_not_given_are_not_known():
    code = path.pack(solves=1)
    assert int(path.digit(code, "solves")) == 1
    assert all(path.digit(code, name) == part.unknown for name, part in path.PARTS.items() if name != "solves")


def test_codes_of_many_tickets_are_made_at_once():
    codes = path.pack(agent_replies=np.array([0, 1, 2]), transferred=1)
    assert path.digit(codes, "agent_replies").tolist() == [0, 1, 2]
    assert path.digit(codes, "transferred").tolist() == [1, 1, 1]


def test_a_part_that_does_not_exist_is_refused():
    with pytest.raises(ValueError, match="no part named 'colour'"):
        path.pack(colour=1)


@given(st.integers(-3, 60))
def test_the_class_of_a_lag_is_the_number_of_edges_reached(days):
    assert int(path.day_class(days)) == sum(edge <= days for edge in path.DAY_EDGES)


def test_no_next_ticket_comes_after_every_lag():
    assert path.day_class(10_000) < path.NONE
    assert path.PARTS["next_any"].unknown > path.NONE
