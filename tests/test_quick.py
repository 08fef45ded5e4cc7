"""Scores of plain pandas columns."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pyarrow as pa
import pytest

import cx
from cx import bins
from cx.errors import BadInput
from cx.filters import Filters
from cx.measures import measure
from cx.scores import read
from cx.surveys import Survey
from cx.tally import Tally

ANSWERS = pd.Series([0, 7, 7, 9, 9, 9, None])


def test_nps_is_that_of_the_tally_in_points():
    """The R package NPS: nps(c(0, 7, 7, 9, 9, 9)) is 1/3."""
    rows = pd.DataFrame({"bin": [0, 7, 9], "n": [1, 2, 3]})
    record = read(Tally.from_frame(measure("nps"), rows, [], {"q": Survey("q", "nps")})).records()[0]
    found = cx.nps(ANSWERS)
    assert found.value == pytest.approx(100 / 3)
    assert (found.value, found.low, found.high, found.n) == tuple(record[k] for k in ("value", "low", "high", "n"))


def test_a_score_unpacks_in_four():
    value, low, high, n = cx.nps(ANSWERS)
    assert low < value < high
    assert n == 6


def test_missing_answers_are_left_out_and_wrong_ones_are_counted():
    found = cx.nps(pd.Series([9, np.nan, 11, 8.5, -1, np.inf, "7", None], dtype=object))
    assert found.n == 2
    assert found.excluded == {"outside_scale": 4}


def test_a_scale_below_zero_is_refused_because_codes_stand_there() -> None:
    with pytest.raises(BadInput, match="lies within 0"):
        cx.csat(pd.Series([-2, -1, 0, 1, 2]), low=-2, high=2, reading="mean")


def test_csat_is_the_share_of_the_highest_answers_in_percent():
    assert cx.csat(pd.Series([5, 4, 3, 1])).value == 50
    assert cx.csat(pd.Series([5, 4, 3, 1]), reading="mean").value == 3.25
    assert cx.csat(pd.Series([10, 8, 7, 1]), low=1, high=10).value == 50


def test_ces_is_the_mean_answer_and_its_direction_decides_who_found_it_easy():
    answers = pd.Series([1, 2, 7])
    assert cx.ces(answers, high=7).value == pytest.approx(10 / 3)
    assert cx.ces(answers, high=7, reading="easy").value == pytest.approx(100 / 3)
    assert cx.ces(answers, high=7, direction="low", reading="easy").value == pytest.approx(200 / 3)


def test_no_answer_is_no_score():
    for nothing in (pd.Series([], dtype=float), pd.Series([None, np.nan])):
        assert cx.nps(nothing) == cx.csat(nothing) == cx.nps(nothing)
        assert (cx.nps(nothing).value, cx.nps(nothing).n, cx.nps(nothing).excluded) == (None, 0, {})


@pytest.mark.parametrize(
    "call",
    [
        lambda: cx.nps(pd.Series(["good"])), lambda: cx.csat(ANSWERS, low=5, high=1),
        lambda: cx.nps(ANSWERS, low=1, high=5), lambda: cx.ces(ANSWERS, direction="up"),
        lambda: cx.csat(ANSWERS, reading="median"), lambda: cx.fcr(pd.DataFrame()),
        lambda: cx.fcr(tickets(), rule="F10"), lambda: cx.response_times(pd.DataFrame({"created_at": ["2024-01-01"]})),
        lambda: cx.response_times(pd.DataFrame({"created_at": ["soon"], "first_response_at": [None]})),
        lambda: cx.response_times(tickets(), reading="within:3601"),
        lambda: cx.response_times(pd.DataFrame({"created_at": ["31/05/2024"], "first_response_at": [None]})),
    ],
)  # fmt: skip
def test_what_cannot_be_used_is_bad_input(call):
    with pytest.raises(BadInput):
        call()


def tickets():
    """Five customers: back after 3 days, not back, back too late, solved lately, without a name; one never solved."""
    rows = [
        ("a", "2024-01-01", "2024-01-02", 10, 1), ("a", "2024-01-05", "2024-01-06", 20, 2),
        ("b", "2024-01-01", "2024-01-03", 30, 1), ("c", "2024-01-01", "2024-01-02", 40, 1),
        ("c", "2024-01-20", "2024-01-21", 50, 3), ("d", "2024-01-30", "2024-01-31", 60, 1),
        (None, "2024-01-02", "2024-01-03", 70, 0), ("e", "2024-01-02", None, None, None),
    ]  # fmt: skip
    frame = pd.DataFrame(rows, columns=["customer_id", "created_at", "solved_at", "seconds", "agent_replies"])
    frame["created_at"], frame["solved_at"] = pd.to_datetime(frame["created_at"]), pd.to_datetime(frame["solved_at"])
    frame["first_response_at"] = frame["created_at"] + pd.to_timedelta(frame["seconds"], unit="s")
    return frame.assign(customer_messages=[1, 2, 1, 1, 1, 3, None, 1])


def detailed():
    """The same tickets with all that any rule needs to know."""
    return tickets().assign(
        transfers=[0, 0, 1, 0, None, 0, 2, 0], reopens=[0, 1, 0, 0, 0, 0, None, 0],
        hold_seconds=[0, 0, 0, 900, 0, None, 0, 0], agents=[1, 1, 2, 1, 1, 1, 1, None],
        topic=["bill", "login", "bill", "bill", "bill", None, "bill", "bill"],
        says_solved=[1, 0, None, 1, 1, None, 0, 1],
    )  # fmt: skip


RULES = {
    "F1": (3, 5), "F1_topic": (4, 5), "F2": (1, 4), "F3": (4, 7), "F4": (5, 7), "F5": (2, 5), "F6": (4, 6),
    "F7": (4, 6), "F8": (0, 7), "F9": (3, 5), "reopened": (1, 6), "transferred": (2, 6),
}  # fmt: skip


@pytest.mark.parametrize("rule", RULES)
def test_every_rule_is_read_from_plain_columns(rule):
    found = cx.fcr(detailed(), rule)
    solved, n = RULES[rule]
    assert (found.value, found.n) == (pytest.approx(100 * solved / n), n)
    assert sum(found.excluded.values()) == 7 - n


@pytest.mark.parametrize(
    ("rule", "column"),
    [("F1", "customer_id"), ("F1_topic", "topic"), ("F2", "transfers"), ("F5", "hold_seconds"), ("F5", "reopens"),
     ("F7", "agents"), ("F8", "created_at"), ("F9", "says_solved")],
)  # fmt: skip
def test_a_rule_names_the_column_it_misses(rule, column):
    with pytest.raises(BadInput, match=f"no column {column!r}"):
        cx.fcr(detailed().drop(columns=column), rule)


def test_solved_within_15_minutes_is_to_the_second():
    frame = pd.DataFrame(
        {"created_at": ["2024-01-01"] * 3, "solved_at": ["2024-01-01 00:15", "2024-01-01 00:15:01", None]}
    )
    assert (cx.fcr(frame, "F8").value, cx.fcr(frame, "F8").n) == (50, 2)


def test_tickets_still_open_are_counted_in_the_time_to_a_solution():
    solved = ["2024-01-01 00:01", None, "2024-01-01 00:00:30", None]
    frame = pd.DataFrame({"created_at": ["2024-01-01"] * 4, "solved_at": solved})
    found, naive = cx.resolution_times(frame), cx.resolution_times(frame, "naive_median")
    assert (found.value, found.n) == (60, 4)
    assert (naive.value, naive.n, naive.excluded) == (30, 2, {"still_running": 2})
    assert cx.resolution_times(frame, "p90").value is None
    assert cx.resolution_times(frame, "open:31").value == 75


def test_f1_is_that_the_customer_does_not_come_back():
    found = cx.fcr(tickets())
    assert found.n == 5  # both of a, b and both of c; d and the nameless one are undecided
    assert found.value == pytest.approx(80)
    assert found.excluded == {"undecided": 2}


def test_the_window_of_f1_can_be_chosen():
    assert cx.fcr(tickets(), "F1:21").value == 50  # a's first and c's first came back, c's second is undecided


def test_the_order_of_rows_does_not_matter():
    shuffled = tickets().sample(frac=1, random_state=3)
    assert cx.fcr(shuffled) == cx.fcr(tickets())
    assert cx.response_times(shuffled) == cx.response_times(tickets())


def test_f3_and_f6_read_replies_and_messages():
    assert cx.fcr(tickets(), "F3").value == pytest.approx(400 / 7)
    assert cx.fcr(tickets(), "F6").value == pytest.approx(400 / 6)
    assert cx.fcr(tickets().drop(columns="solved_at"), "F6").value == pytest.approx(500 / 7)


def test_response_times_are_the_median_in_seconds():
    found = cx.response_times(tickets())
    assert found.value == 40
    assert (found.low, found.high) == (10, 70)
    assert found.n == 7
    assert found.excluded == {"still_running": 1}


def test_a_target_is_missed_by_those_who_wait_longer():
    found = cx.response_times(tickets(), reading="within:60")
    assert found.value == pytest.approx(100 * 5 / 8)
    assert found.excluded == {}


def test_times_that_run_backwards_are_counted_apart():
    frame = pd.DataFrame({"created_at": ["2024-01-02"] * 2, "first_response_at": ["2024-01-01", "2024-01-02 00:02:01"]})
    found = cx.response_times(frame)
    assert found.excluded == {"negative": 1}
    assert found.value == float(bins.midpoint(bins.clock_bin(121)))


def test_a_ticket_without_a_time_of_creation_has_no_response_time():
    frame = pd.DataFrame({"created_at": ["2024-01-01", None], "first_response_at": ["2024-01-01 00:01", "2024-01-02"]})
    found = cx.response_times(frame)
    assert (found.value, found.n, found.excluded) == (60, 1, {})


def test_a_table_without_rows_has_no_scores():
    for found in (cx.fcr(tickets()[:0]), cx.fcr(tickets()[:0], "F3"), cx.response_times(tickets()[:0])):
        assert (found.value, found.n) == (None, 0)


def test_stamps_with_a_zone_are_taken_as_instants():
    frame = pd.DataFrame({"created_at": ["2024-01-01T12:00:00+02:00"], "first_response_at": ["2024-01-01T10:01:00Z"]})
    assert cx.response_times(frame).value == 60


@pytest.fixture
def warehouse(tmp_path):
    """A warehouse that holds the tickets."""
    opened = cx.open(f"duckdb:///{tmp_path}/warehouse.duckdb")
    rows = tickets().drop(columns="seconds").reset_index(names="ticket_id").assign(source="desk")
    rows["ticket_id"] = rows["ticket_id"].astype(str)
    stamps = ("created_at", "solved_at", "first_response_at")
    columns = {name: pa.array(rows[name], pa.timestamp("us")) for name in stamps}
    columns |= {name: pa.array(rows[name].astype("Int64")) for name in ("agent_replies", "customer_messages")}
    columns |= {
        name: pa.array(rows[name].astype(object), pa.string()) for name in ("source", "ticket_id", "customer_id")
    }
    with opened.publish() as batch:
        batch.add("tickets", pa.table(columns))
    yield opened
    opened.close()


@pytest.mark.parametrize("rule", ["F1", "F1:1", "F1:21", "F3", "F4", "F6", "F8"])
def test_a_warehouse_says_the_same_of_the_same_tickets(warehouse, rule):
    record = read(warehouse.tally("fcr", Filters("all")), rule).records()[0]
    found = cx.fcr(tickets(), rule)
    assert found.n > 0
    assert (found.value, found.low, found.high, found.n) == tuple(record[k] for k in ("value", "low", "high", "n"))
    assert found.excluded == record["excluded"]


@pytest.mark.parametrize("reading", ["median", "p90", "mean", "within:60"])
def test_a_warehouse_says_the_same_of_the_same_response_times(warehouse, reading):
    record = read(warehouse.tally("first_response", Filters("all")), reading).records()[0]
    found = cx.response_times(tickets(), reading)
    assert (found.value, found.low, found.high, found.n) == tuple(record[k] for k in ("value", "low", "high", "n"))
    assert found.excluded == record["excluded"]


@pytest.mark.parametrize("reading", ["median", "p90", "naive_median", "mean", "within:86400", "open:86400"])
def test_a_warehouse_says_the_same_of_the_same_resolution_times(warehouse, reading):
    record = read(warehouse.tally("resolution", Filters("all")), reading).records()[0]
    found = cx.resolution_times(tickets(), reading)
    assert (found.value, found.low, found.high, found.n) == tuple(record[k] for k in ("value", "low", "high", "n"))
    assert found.excluded == record["excluded"]


def test_without_a_url_the_companys_own_warehouse_is_opened(warehouse, tmp_path, monkeypatch):
    monkeypatch.setenv("CX_WAREHOUSE_URL", warehouse.url)
    monkeypatch.setenv("CX_WORKSPACE_URL", f"sqlite:///{tmp_path}/workspace.sqlite")
    found = cx.open()
    assert found.url == warehouse.url
    assert found.tally("fcr", Filters("all")).n_rows() == 7


def test_answers_that_are_no_column_of_numbers_are_refused_in_one_sentence():
    for messy in (["9", "n/a"], pd.DataFrame({"score": [9, 3]})):
        with pytest.raises(BadInput, match="Among the answers is something that is not a number; give one column"):
            cx.nps(messy)


def test_one_frame_knows_no_business_time():
    with pytest.raises(BadInput, match="One frame cannot be read @business"):
        cx.resolution_times(tickets(), "median@business")
