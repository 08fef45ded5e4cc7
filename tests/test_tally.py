"""Counts by group and bin: what they hold, and that they add up."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal

import numpy as np
import pandas as pd
import pytest

from cx.errors import BadInput, Unavailable
from cx.groups import Groups
from cx.measures import measure
from cx.surveys import Survey
from cx.tally import Tally

NPS = measure("nps")
ONE = {"q": Survey("q", "nps")}
TWO_SCALES = {"q": Survey("q", "nps"), "r": Survey("r", "nps", 1, 10)}


def frame(rows, by=("channel",)):
    return pd.DataFrame(rows, columns=[*by, "bin", "n"])


def tally(rows, by=("channel",), surveys=ONE):
    return Tally.from_frame(NPS, frame(rows, by), by, surveys)


def same(one, other):
    pd.testing.assert_frame_equal(one.groups, other.groups)
    np.testing.assert_array_equal(one.bins, other.bins)
    np.testing.assert_array_equal(one.counts, other.counts)
    return dict(one.surveys) == dict(other.surveys)


def test_rows_of_one_group_and_bin_are_added_up():
    found = tally([("chat", 9, 2), ("mail", 3, 1), ("chat", 9, 5), ("chat", 0, 1)])
    assert found.groups["channel"].tolist() == ["chat", "mail"]
    assert found.bins.tolist() == [0, 3, 9]
    assert found.counts.tolist() == [[1, 0, 7], [0, 1, 0]]
    assert found.counts.dtype == np.int64


def test_missing_values_are_a_group_of_their_own_that_comes_last():
    found = tally([(None, 9, 1), ("b", 9, 1), (np.nan, 8, 1), ("a", 9, 1)])
    assert found.groups["channel"].tolist() == ["a", "b", None]
    assert found.counts[2].sum() == 2


def test_groups_are_in_order_of_every_dimension():
    found = tally([("b", 2, 9, 1), ("a", 10, 9, 1), ("a", 9, 9, 1), (None, 1, 9, 1)], ("channel", "hour"))
    assert list(found.groups.itertuples(index=False, name=None)) == [("a", 9), ("a", 10), ("b", 2), (None, 1)]


def test_rows_without_a_bin_are_not_counted():
    found = tally([("chat", 9, 2), ("chat", None, 7), ("mail", None, 3)])
    assert found.n_rows() == 2
    assert found.groups["channel"].tolist() == ["chat"]


def test_a_group_or_bin_without_rows_is_none():
    found = tally([("chat", 9, 2), ("mail", 9, 0), ("chat", 3, 0)])
    assert found.groups["channel"].tolist() == ["chat"]
    assert found.bins.tolist() == [9]


def test_buckets_of_time_are_dates_whatever_the_database_hands_over():
    rows = frame([(day, 9, 1) for day in ("2024-01-08", "2024-01-01")], ("week",))
    for column in (pd.to_datetime(rows["week"]), pd.to_datetime(rows["week"]).dt.date):
        found = Tally.from_frame(NPS, rows.assign(week=column), ["week"], ONE)
        assert found.groups["week"].tolist() == [dt.date(2024, 1, 1), dt.date(2024, 1, 8)]
        assert type(found.groups["week"][0]) is dt.date


def test_whole_numbers_beside_missing_ones_stay_whole_numbers():
    found = tally([(3.0, 9, 1), (np.nan, 9, 1)], ("weekday",))
    assert found.groups["weekday"].tolist() == [3, None]
    assert isinstance(found.groups["weekday"][0], int)


def test_counts_are_exact_where_floats_would_not_be():
    big = 2**60 + 1
    assert tally([("chat", 9, big), ("chat", 9, 1)]).n_rows() == big + 1


def test_counts_may_come_as_decimals():
    rows = pd.DataFrame({"channel": ["a"], "bin": [9], "n": pd.Series([Decimal(4)], dtype=object)})
    assert Tally.from_frame(NPS, rows, ["channel"], ONE).n_rows() == 4


@pytest.mark.parametrize(("column", "value"), [("bin", 8.5), ("n", 0.5), ("n", -1)])
def test_what_is_not_a_count_is_refused(column, value):
    rows = frame([("chat", 9, 1)]).astype({column: float})
    rows[column] = value
    with pytest.raises(ValueError, match="whole|below 0"):
        Tally.from_frame(NPS, rows, ["channel"], ONE)


def test_counts_that_do_not_fit_groups_and_bins_are_refused():
    with pytest.raises(ValueError, match="groups and"):
        Tally(NPS, Groups({}, 1), np.array([1, 2]), np.array([[1]]))


def test_without_dimensions_there_is_always_one_group():
    found = tally([], ())
    assert len(found.groups) == 1
    assert found.n_rows() == 0
    assert tally([(9, 2), (9, 3)], ()).counts.tolist() == [[5]]


def test_nothing_by_a_dimension_has_no_group_and_an_empty_total():
    found = tally([])
    assert len(found.groups) == 0
    assert len(found.total().groups) == 1
    assert same(found + found, found)


def test_the_total_and_the_marginals_hold_all_rows():
    found = tally([("a", "x", 9, 1), ("a", "y", 3, 2), ("b", "x", 9, 4), (None, "x", 0, 8)], ("channel", "team"))
    assert found.total().counts.tolist() == [[8, 2, 5]]
    by_team = found.over("team")
    assert by_team.groups["team"].tolist() == ["x", "y"]
    assert by_team.counts.tolist() == [[8, 0, 5], [0, 2, 0]]
    assert found.over("team", "channel").by == ("team", "channel")


def test_a_marginal_over_a_dimension_it_lacks_is_refused():
    with pytest.raises(BadInput, match="no dimension 'team'; it is by channel"):
        tally([("a", 9, 1)]).over("team")


def test_groups_are_selected_by_value_or_by_mask():
    found = tally([("a", 9, 1), (None, 9, 2), ("b", 9, 4)])
    assert found.select({"channel": "b"}).n_rows() == 4
    assert found.select({"channel": None}).n_rows() == 2
    assert found.select({"channel": "unknown"}).total().n_rows() == 0
    assert found.select([True, False, True]).groups["channel"].tolist() == ["a", None]


def test_adding_is_the_union_of_groups_and_bins():
    one, other = tally([("a", 9, 1), (None, 3, 1)]), tally([("a", 8, 1), ("b", 9, 2), (None, 3, 4)])
    both = one + other
    assert same(both, tally([("a", 9, 1), (None, 3, 5), ("a", 8, 1), ("b", 9, 2)]))
    assert same(both, other + one)


def test_adding_keeps_dates_and_merges_surveys():
    day = dt.date(2024, 1, 1)
    one = tally([("q", day, 9, 1)], ("survey", "day"), TWO_SCALES)
    other = tally([("r", day, 9, 1)], ("survey", "day"), TWO_SCALES)
    assert list(one.surveys) == ["q"]
    assert list((one + other).surveys) == ["q", "r"]
    assert (one + other).groups["day"].tolist() == [day, day]


def test_tallies_of_different_things_cannot_be_added():
    with pytest.raises(ValueError, match="cannot add"):
        tally([("a", 9, 1)]) + tally([(9, 1)], ())
    with pytest.raises(ValueError, match="declared in two ways"):
        tally([("a", 9, 1)]) + tally([("a", 9, 1)], surveys={"q": TWO_SCALES["r"]} | {})
    votes = Tally.from_frame(NPS.on("customer"), frame([("a", 9, 1)]), ["channel"], ONE)
    with pytest.raises(ValueError, match="cannot add nps@customer by channel to nps by channel"):
        tally([("a", 9, 1)]) + votes


def test_two_scales_never_share_a_group():
    found = tally([("q", 9, 1), ("r", 9, 1)], ("survey",), TWO_SCALES)
    for add_up in (found.total, lambda: tally([(9, 1)], (), TWO_SCALES)):
        with pytest.raises(Unavailable) as caught:
            add_up()
        assert (caught.value.kind, caught.value.values) == ("not_pooled", ("q", "r"))


def test_one_question_of_several_can_be_taken_out_and_added_up():
    found = tally([("q", 9, 1), ("r", 9, 5)], ("survey",), TWO_SCALES)
    assert found.select({"survey": "r"}).total().n_rows() == 5


def test_questions_that_agree_are_added_up():
    surveys = {"q": ONE["q"], "r": Survey("r", "nps")}
    assert tally([("q", 9, 1), ("r", 9, 5)], ("survey",), surveys).total().n_rows() == 6


def test_the_long_form_gives_the_tally_back():
    found = tally([("a", dt.date(2024, 1, 1), 9, 1), (None, None, 3, 2)], ("channel", "day"))
    assert same(Tally.from_frame(NPS, found.frame(), found.by, found.surveys), found)


def test_weeks_of_customers_who_have_one_vote_are_not_added_up():
    voted = measure("nps").on("customer")
    rows = pd.DataFrame({"week": [1, 2], "channel": ["chat", "chat"], "bin": [9, 9], "n": [5, 5]})
    found = Tally.from_frame(voted, rows, ["week", "channel"], {"q": Survey("q", "nps")})

    with pytest.raises(ValueError, match="does not add up over week"):
        found.over("channel")
    assert found.over("week").n_rows() == found.select({"week": 1}).total().n_rows() * 2 == 10
    plain = Tally.from_frame(measure("nps"), rows, ["week", "channel"], {"q": Survey("q", "nps")})
    assert plain.over("channel").n_rows() == 10


def test_months_of_customers_who_stayed_are_not_added_up():
    rows = pd.DataFrame({"month": [1, 2], "bin": [0, 0], "n": [5, 5]})

    with pytest.raises(ValueError, match="churn does not add up over month"):
        Tally.from_frame(measure("churn"), rows, ["month"]).total()
