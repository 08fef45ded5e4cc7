"""Tally and rows: the same rows, whatever is asked, and the same as counting by hand."""

from __future__ import annotations

from collections import Counter
from datetime import date, timedelta
from typing import Any

import numpy as np
import pytest

from cx.errors import BadInput, Unavailable
from cx.filters import Filters
from cx.store.warehouse import Warehouse
from cx.surveys import Survey
from cx.tally import Tally
from tests.facts import CSAT, NPS, Row, answer, arrow, at, bring, stored, ticket

ALL = Filters(period="all")
CHANNELS = ("chat", "email", None)


@pytest.fixture(scope="module")
def filled(shared_warehouse: Warehouse) -> Warehouse:
    """Two months of answers and tickets on three channels, one of them missing."""
    draws = np.random.default_rng(3)
    answers, tickets = [], []
    for nr in range(300):
        stamp = at("2025-01-01") + timedelta(hours=int(draws.integers(0, 60 * 24)))
        more = {"channel": CHANNELS[nr % 3], "region": "EU" if nr % 5 else None, "d1": f"gate {nr % 4}"}
        question = {"survey": "csat"} if nr % 4 == 0 else {}
        answers.append(answer(nr, int(draws.integers(0, 12))) | more | question | {"answered_at": stamp})
        solved = stamp + timedelta(seconds=int(draws.integers(0, 300_000))) if nr % 7 else None
        tickets.append(ticket(nr) | more | {"created_at": stamp, "solved_at": solved, "customer_id": str(nr % 50)})
    with shared_warehouse.publish(surveys=(NPS, CSAT), dimensions={"gate": "d1"}) as batch:
        batch.add("answers", arrow("answers", answers))
        batch.add("tickets", arrow("tickets", tickets))
    return shared_warehouse


def counted(tally: Tally) -> Counter[tuple[Any, ...]]:
    """The counts of a tally by group and bin."""
    rows = tally.frame().to_dict("records")
    return Counter({(*(row[name] for name in tally.by), row["bin"]): row["n"] for row in rows})


def by_hand(rows: list[Row], *names: str) -> Counter[tuple[Any, ...]]:
    """The same by counting rows one by one."""
    return Counter(tuple(row[name] for name in names) for row in rows)


def test_a_tally_counts_what_is_stored(filled: Warehouse) -> None:
    rows = [row for row in stored(filled, "answers") if row["measure"] == "nps"]

    assert counted(filled.tally("nps", ALL)) == by_hand(rows, "bin")
    assert counted(filled.tally("nps", ALL, ["channel", "gate"])) == by_hand(rows, "channel", "d1", "bin")
    assert counted(filled.tally("nps", ALL, ["week"])) == by_hand(rows, "answered_week", "bin")
    assert counted(filled.tally("nps", ALL, ["hour"])) == by_hand(rows, "answered_hour", "bin")


def test_tickets_are_dated_by_their_measures_own_stamp(filled: Warehouse) -> None:
    rows = stored(filled, "tickets")
    solved = [row for row in rows if row["path"] is not None]

    assert counted(filled.tally("resolution", ALL, ["day"])) == by_hand(rows, "created_day", "resolution")
    assert counted(filled.tally("fcr", ALL, ["month"])) == by_hand(solved, "solved_month", "path")


def test_weekends_are_saturday_and_sunday(filled: Warehouse) -> None:
    rows = [row for row in stored(filled, "answers") if row["measure"] == "nps"]
    weekend = sum(row["answered_day"].weekday() >= 5 for row in rows)

    assert filled.tally("nps", ALL, ["weekend"]).select({"weekend": 1}).n_rows() == weekend


@pytest.mark.parametrize("wanted", [("chat",), ("chat", None), (None,), ("chat", "email"), ("carrier pigeon",)])
def test_a_condition_counts_the_rows_with_one_of_its_values(filled: Warehouse, wanted: tuple[str | None, ...]) -> None:
    rows = [row for row in stored(filled, "answers") if row["measure"] == "nps" and row["channel"] in wanted]

    assert counted(filled.tally("nps", ALL.where_("channel", wanted), ["region"])) == by_hand(rows, "region", "bin")


def test_a_company_may_name_a_dimension_as_it_likes(warehouse: Warehouse) -> None:
    names = {"weight": "d1", "came": "d2", "vote": "d3", "month of": "d4"}
    rows = [answer(nr, 9, d1="heavy", d2="by car", d3="no", d4="May", customer_id="c") for nr in range(3)]
    bring(warehouse, "answers", *rows, dimensions=names)
    stays = {"source": "crm", "customer_id": "c", "joined_on": at("2024-01-01"), "left_on": at("2025-01-01")}
    bring(warehouse, "customers", stays | {"d1": "heavy", "d2": "by car"})

    assert counted(warehouse.tally("nps", ALL, list(names))) == {("heavy", "by car", "no", "May", 9): 3}
    votes = warehouse.tally("nps", ALL.read_as("nps", "@customer"), ["weight", "vote"])
    assert counted(votes) == {("heavy", "no", 9): 1}
    assert counted(warehouse.tally("churn", Filters(period="2025"), ["weight", "came"])) == {("heavy", "by car", 1): 1}


def test_conditions_on_several_dimensions_hold_together(filled: Warehouse) -> None:
    filters = ALL.where_("gate", ["gate 1", "gate 2"]).where_("region", [None])
    rows = [row for row in stored(filled, "tickets") if row["d1"] in ("gate 1", "gate 2") and row["region"] is None]

    assert counted(filled.tally("resolution", filters)) == by_hand(rows, "resolution")


def test_a_period_has_both_its_ends(filled: Warehouse) -> None:
    filters = Filters(period="2025-01-10..2025-01-20")
    first, last = date(2025, 1, 10), date(2025, 1, 20)
    rows = [r for r in stored(filled, "answers") if r["measure"] == "nps" and first <= r["answered_day"] <= last]

    assert counted(filled.tally("nps", filters)) == by_hand(rows, "bin")


def test_both_periods_of_a_comparison_come_in_one_tally(filled: Warehouse) -> None:
    both = filled.tally("nps", Filters(period="2025-02"), ["period", "channel"])

    assert counted(both.select({"period": "current"}).over("channel")) == counted(
        filled.tally("nps", Filters(period="2025-02"), ["channel"])
    )
    assert counted(both.select({"period": "previous"}).over("channel")) == counted(
        filled.tally("nps", Filters(period="2025-01"), ["channel"])
    )


def test_without_a_comparison_only_the_period_itself_is_counted(filled: Warehouse) -> None:
    tally = filled.tally("nps", Filters(period="2025-02", compare="none"), ["period"])

    assert list(tally.groups["period"]) == ["current"]


def test_relative_periods_count_back_from_the_data_not_from_today(filled: Warehouse) -> None:
    as_of = filled.contents().as_of_day
    rows = [row for row in stored(filled, "tickets") if row["created_day"] > as_of - timedelta(days=10)]

    assert rows
    assert counted(filled.tally("resolution", Filters(period="10d"))) == by_hand(rows, "resolution")


def test_all_counts_rows_without_a_stamp_too_and_a_period_does_not(warehouse: Warehouse) -> None:
    bring(warehouse, "answers", answer(1, 9), {**answer(2, 9), "answered_at": None})

    assert warehouse.tally("nps", ALL).n_rows() == 2
    assert warehouse.tally("nps", Filters(period="2025-03")).n_rows() == 1


def test_a_row_that_stands_for_several_counts_as_many(warehouse: Warehouse) -> None:
    bring(warehouse, "answers", answer(1, 9, rows=40), answer(2, 9, rows=None))

    assert warehouse.tally("nps", ALL).n_rows() == 41


def test_an_answer_outside_its_scale_is_counted_as_such(warehouse: Warehouse) -> None:
    bring(warehouse, "answers", answer(1, 11), answer(2, 10), answer(3, None))

    assert counted(warehouse.tally("nps", ALL)) == {(-1,): 1, (10,): 1}
    assert warehouse.contents().sources[0].outside_scale == 1


@pytest.mark.parametrize("filters", [ALL, Filters(period="2025-01").where_("channel", [None, "chat"])])
@pytest.mark.parametrize("measure", ["nps", "resolution", "fcr"])
def test_rows_are_the_very_rows_of_the_tally(filled: Warehouse, measure: str, filters: Filters) -> None:
    tally = filled.tally(measure, filters, ["channel"])

    assert len(filled.rows(measure, filters, limit=1000)) == tally.n_rows()
    for group in tally.groups["channel"]:
        rows = filled.rows(measure, filters, limit=1000, by_values={"channel": group})
        assert len(rows) == tally.select({"channel": group}).n_rows()
        assert set(rows["channel"]) == {group}


def test_rows_come_newest_first_a_page_at_a_time(filled: Warehouse) -> None:
    every = filled.rows("nps", ALL, limit=1000)
    page = filled.rows("nps", ALL, limit=10, offset=20)

    assert list(every["answered_at"]) == sorted(every["answered_at"], reverse=True)
    assert list(page["response_id"]) == list(every["response_id"][20:30])


def test_rows_of_one_day_and_one_bin_can_be_asked_for(filled: Warehouse) -> None:
    day, bin_, n = filled.tally("nps", ALL, ["day"]).frame().iloc[0]
    rows = filled.rows("nps", ALL, by_values={"day": day, "bin": int(bin_)})

    assert (len(rows), set(rows["score"])) == (n, {bin_ if bin_ >= 0 else 11})


# Questions.


OTHER_NPS = Survey("after call", "nps")
SHORT_NPS = Survey("short", "nps", 1, 10)


def answers_to(warehouse: Warehouse, *surveys: Survey) -> None:
    """Three answers to the first question, two to each of the others."""
    rows = [answer(nr, 9, survey=s.survey) for place, s in enumerate(surveys) for nr in range(2 + (not place))]
    bring(warehouse, "answers", *rows, surveys=surveys)


def test_without_a_survey_the_headline_question_is_counted(warehouse: Warehouse) -> None:
    answers_to(warehouse, OTHER_NPS, NPS, CSAT)

    tally = warehouse.tally("nps", ALL)

    assert (list(tally.surveys), tally.n_rows()) == (["nps"], 2)


def test_where_none_is_the_headline_it_is_the_one_with_most_answers(warehouse: Warehouse) -> None:
    answers_to(warehouse, OTHER_NPS, SHORT_NPS)

    assert list(warehouse.tally("nps", ALL).surveys) == ["after call"]


def test_questions_that_agree_are_pooled_on_request(warehouse: Warehouse) -> None:
    answers_to(warehouse, OTHER_NPS, NPS)

    assert warehouse.tally("nps", ALL.where_("survey", ["nps", "after call"])).n_rows() == 5


def test_questions_that_disagree_are_not_pooled_but_stand_side_by_side(warehouse: Warehouse) -> None:
    answers_to(warehouse, NPS, SHORT_NPS)
    both = ALL.where_("survey", ["nps", "short"])

    with pytest.raises(Unavailable) as refusal:
        warehouse.tally("nps", both)
    assert (refusal.value.kind, refusal.value.values) == ("not_pooled", ("nps", "short"))
    assert set(warehouse.tally("nps", both, ["survey"]).surveys) == {"nps", "short"}


def test_broken_down_by_survey_every_question_of_the_measure_is_there(warehouse: Warehouse) -> None:
    answers_to(warehouse, NPS, SHORT_NPS, CSAT)

    assert list(warehouse.tally("nps", ALL, ["survey"]).groups["survey"]) == ["nps", "short"]


def test_a_question_of_another_measure_is_named(warehouse: Warehouse) -> None:
    answers_to(warehouse, NPS, CSAT)

    with pytest.raises(Unavailable) as refusal:
        warehouse.tally("nps", ALL.where_("survey", ["csat"]))
    assert (refusal.value.kind, refusal.value.values) == ("other_measure", ("csat", "csat"))


def test_a_question_nobody_knows_matches_nothing(warehouse: Warehouse) -> None:
    answers_to(warehouse, NPS)

    assert warehouse.tally("nps", ALL.where_("survey", ["typo"])).n_rows() == 0


# What cannot be known.


@pytest.mark.parametrize("measure", ["nps", "resolution", "fcr"])
def test_an_empty_warehouse_has_no_data(warehouse: Warehouse, measure: str) -> None:
    for asked in (warehouse.tally, warehouse.rows):
        with pytest.raises(Unavailable) as refusal:
            asked(measure, ALL)
        assert refusal.value.kind == "no_data"


@pytest.mark.parametrize(
    ("measure", "kind", "value"),
    [
        ("csat", "no_data", None),
        ("first_response", "columns_missing", "first_response_at"),
        ("reopen", "columns_missing", "reopens"),
        ("closing", "columns_missing", "closed_at"),
    ],
)
def test_a_measure_without_its_columns_says_which(
    warehouse: Warehouse, measure: str, kind: str, value: str | None
) -> None:
    bring(warehouse, "tickets", ticket(1, solved="2025-03-04"))
    bring(warehouse, "answers", answer(1, 9))

    with pytest.raises(Unavailable) as refusal:
        warehouse.tally(measure, ALL)
    assert (refusal.value.kind, refusal.value.values) == (kind, (value,) if value else ())


@pytest.mark.parametrize("dimension", ["segment", "no such thing", "priority", "d1"])
def test_a_dimension_the_table_lacks_or_that_is_empty_makes_the_measure_unavailable(
    warehouse: Warehouse, dimension: str
) -> None:
    bring(warehouse, "answers", answer(1, 9, channel="chat"))

    for asked in (lambda: warehouse.tally("nps", ALL, [dimension]),
                  lambda: warehouse.tally("nps", ALL.where_(dimension, ["x"]))):  # fmt: skip
        with pytest.raises(Unavailable) as refusal:
            asked()
        assert (refusal.value.kind, refusal.value.values) == ("dimension_missing", (dimension,))


def test_a_column_that_is_no_dimension_cannot_be_asked_for(filled: Warehouse) -> None:
    with pytest.raises(Unavailable):
        filled.tally("resolution", ALL, ["customer_id"])


def test_an_unknown_measure_is_bad_input(filled: Warehouse) -> None:
    with pytest.raises(BadInput, match="npss"):
        filled.tally("npss", ALL)


def test_a_promise_is_read_from_its_time_where_the_source_gives_no_verdict(warehouse: Warehouse) -> None:
    due = {"due_at": at("2025-03-05")}
    bring(warehouse, "tickets", ticket(1, solved="2025-03-04", **due), ticket(2, solved="2025-03-06", **due))

    assert counted(warehouse.tally("sla", ALL)) == {(0,): 1, (1,): 1}
