"""Names of groups as codes: the same names, order and missing values as in a frame."""

from __future__ import annotations

from datetime import date

import numpy as np
import pandas as pd
import pytest

from cx.groups import Groups, places

FRAME = pd.DataFrame({
    "channel": ["chat", None, "phone", "chat"],
    "week": [date(2026, 1, 5), date(2026, 1, 5), None, date(2026, 1, 12)],
}, dtype=object)  # fmt: skip


def test_a_frame_comes_back_as_it_was() -> None:
    pd.testing.assert_frame_equal(Groups.of(FRAME).frame, FRAME)


def test_groups_without_a_dimension_are_so_many() -> None:
    everything = Groups({}, 2)
    assert (everything.by, len(everything.frame), everything.names()) == ((), 2, [(), ()])


def test_fewer_dimensions_are_in_order_and_missing_ones_last() -> None:
    named, of = Groups.of(FRAME).over("channel")
    assert named.names() == [("chat",), ("phone",), (None,)]
    assert of.tolist() == [0, 2, 1, 0]


def test_rows_are_found_by_value_also_by_a_missing_one() -> None:
    channel = Groups.of(FRAME).columns["channel"]
    assert channel.are("chat").tolist() == [True, False, False, True]
    assert channel.are(None).tolist() == [False, True, False, False]
    assert not channel.are("fax").any()


def test_some_groups_are_taken_by_a_mask_or_by_their_places() -> None:
    groups = Groups.of(FRAME)
    assert groups.where(np.array([False, True, True, False])).names() == groups.where(np.array([1, 2])).names()
    assert len(groups.where(np.zeros(4, dtype=bool))) == 0


@pytest.mark.parametrize("keys", [[], [3], [5, -1, 5, 0], [10**9, 4, 10**9, -7]])
def test_places_are_those_of_sorting(keys: list[int]) -> None:
    known, found = places(np.array(keys, dtype=np.int64))
    assert known.tolist() == sorted(set(keys))
    assert [known[place] for place in found] == keys
