"""Customers who stayed, left and joined: by any period, and every identity that holds between them."""

from __future__ import annotations

from collections import Counter
from datetime import date, timedelta
from typing import Any

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from cx.errors import Unavailable
from cx.filters import Filters
from cx.measures import MEASURES
from cx.measures.customers import LOST, NEW, PASSING, STAYED, UNKNOWN
from cx.periods import Period
from cx.store.membership import ABSENT, Membership, Span, _groups, edges_of, expand, states
from cx.store.warehouse import Warehouse
from cx.tally import Tally
from tests.conftest import MakeWarehouse
from tests.facts import Row, at, bring, stored

FIRST = date(2025, 1, 1)
DAYS = st.integers(0, 60).map(lambda days: FIRST + timedelta(days=days))
CUSTOMERS = st.lists(st.tuples(st.none() | DAYS, st.none() | DAYS), min_size=1, max_size=30)
ALL = Filters(period="all")


def customer(nr: int, joined: str | None, left: str | None = None, **more: Any) -> Row:
    stamps = {"joined_on": at(joined) if joined else None, "left_on": at(left) if left else None}
    return {"source": "crm", "customer_id": f"c{nr}"} | stamps | more


def placed(days: list[tuple[date | None, date | None]], spans: list[Span]) -> pd.DataFrame:
    """What the statement gives: the places of both days between the edges, counted."""
    edges = edges_of(spans)
    came = [UNKNOWN if joined is None else sum(edge <= joined for edge in edges) for joined, _ in days]
    went = [sum(edge <= (left or date.max) for edge in edges) for _, left in days]
    return pd.DataFrame({"_came": came, "_went": went, "n": 1})


def counted(frame: pd.DataFrame, name: str) -> Counter[tuple[Any, int]]:
    return Counter({(label, bin_): n for (label, bin_), n in frame.groupby([name, "bin"])["n"].sum().items()})


def state(joined: date | None, left: date | None, days: Period) -> int:
    """The state of one customer in one period, in the plainest words."""
    gone = left is not None and left <= days.last
    if (left is not None and left < days.first) or (joined is not None and joined > days.last):
        return ABSENT
    if joined is None:
        return UNKNOWN
    if joined < days.first:
        return LOST if gone else STAYED
    return PASSING if gone else NEW


# The pure part.


@given(CUSTOMERS, st.lists(DAYS, min_size=2, max_size=6, unique=True))
def test_every_customer_has_the_right_state_in_every_period(customers, cuts):
    ordered = sorted(cuts)
    spans = [Span({"span": f"{a}"}, Period(a, b)) for a, b in zip(ordered, ordered[1:], strict=False)]
    expected = Counter(
        (span.names["span"], state(joined, left, span.days)) for span in spans for joined, left in customers
    )

    found = counted(expand(placed(customers, spans), spans), "span")

    assert found == Counter({key: n for key, n in expected.items() if key[1] != ABSENT})


def test_memory_for_one_group_does_not_grow_with_the_pairs_of_days() -> None:
    frame = placed([(FIRST + timedelta(days=nr % 50), None) for nr in range(1000)], [Span({}, Period(FIRST, FIRST))])

    assert len(_groups(frame, [])[0]) == 1


def test_periods_that_overlap_are_counted_each_by_itself():
    year, month = Period(date(2025, 1, 1), date(2025, 12, 31)), Period(date(2025, 3, 1), date(2025, 3, 31))
    spans = [Span({"span": "year"}, year), Span({"span": "month"}, month)]

    found = counted(expand(placed([(date(2024, 1, 1), date(2025, 3, 5))], spans), spans), "span")

    assert found == {("year", LOST): 1, ("month", LOST): 1}


def test_a_day_that_is_an_edge_belongs_to_the_period_it_begins():
    came, went = np.array([1, 1, 2]), np.array([2, 3, 3])
    assert list(states(came, went, 1, 2)) == [LOST, STAYED, NEW]


def test_a_span_is_cut_at_its_ends_and_nowhere_else():
    span = Span({"period": "current"}, Period(date(2025, 1, 30), date(2025, 3, 2)))

    parts = span.cut("month", "monday")

    assert [str(part.days) for part in parts] == ["2025-01-30..2025-01-31", "2025-02-01..2025-02-28",
                                                  "2025-03-01..2025-03-02"]  # fmt: skip
    assert [part.names["month"] for part in parts] == [date(2025, 1, 1), date(2025, 2, 1), date(2025, 3, 1)]
    assert {part.names["period"] for part in parts} == {"current"}


# In the store.


@pytest.fixture(scope="module")
def company(shared_warehouse: Warehouse) -> Warehouse:
    """Three hundred customers of three segments over two years, on each engine."""
    draws = np.random.default_rng(11)
    rows = []
    for nr in range(300):
        joined = date(2024, 1, 1) + timedelta(days=int(draws.integers(0, 700)))
        left = joined + timedelta(days=int(draws.integers(0, 500)))
        rows.append(
            customer(nr, str(joined) if nr % 20 else None, str(left) if left < date(2026, 1, 1) else None)
            | {"segment": ("small", "large", None)[nr % 3], "region": "EU" if nr % 4 else "US"}
        )
    bring(shared_warehouse, "customers", *rows)
    return shared_warehouse


def by_hand(company: Warehouse, days: Period, *names: str) -> Counter[tuple[Any, ...]]:
    rows = stored(company, "customers")
    found = [(*(row[name] for name in names), state(row["joined_day"], row["left_day"], days)) for row in rows]
    return Counter(key for key in found if key[-1] != ABSENT)


def cells(tally: Tally) -> Counter[tuple[Any, ...]]:
    rows = tally.frame().to_dict("records")
    return Counter({(*(row[name] for name in tally.by), row["bin"]): row["n"] for row in rows})


def states_of(tally: Tally) -> dict[int, int]:
    counts = dict(zip(tally.bins.tolist(), tally.counts.sum(axis=0).tolist(), strict=True))
    return {code: counts.get(code, 0) for code in (STAYED, LOST, NEW, PASSING)}


@pytest.mark.parametrize("by", [(), ("segment",), ("segment", "region")])
def test_one_period_is_what_counting_customers_gives(company: Warehouse, by: tuple[str, ...]) -> None:
    tally = company.tally("churn", Filters(period="2025-03"), by)

    assert cells(tally) == by_hand(company, Period(date(2025, 3, 1), date(2025, 3, 31)), *by)


def test_both_periods_of_a_comparison_come_in_one_tally(company: Warehouse) -> None:
    both = company.tally("churn", Filters(period="2025-03"), ("period", "segment"))

    for name, month in (("current", "2025-03"), ("previous", "2025-02")):
        alone = company.tally("churn", Filters(period=month), ("segment",))
        assert cells(both.select({"period": name}).over("segment")) == cells(alone)


@pytest.mark.parametrize("grain", ["day", "week", "month"])
def test_buckets_are_periods_of_their_own(company: Warehouse, grain: str) -> None:
    filters = Filters(period="2025-02-01..2025-04-10")
    tally = company.tally("churn", filters, (grain, "region"))
    spans = Span({}, Period(date(2025, 2, 1), date(2025, 4, 10))).cut(grain, "monday")

    for span in spans:
        alone = company.tally("churn", filters.with_(period=str(span.days)), ("region",))
        assert cells(tally.select(dict(span.names)).over("region")) == cells(alone)
    assert set(tally.groups[grain]) == {span.names[grain] for span in spans}


@pytest.mark.parametrize("grain", ["day", "week", "month"])
def test_who_is_there_at_the_end_of_a_bucket_is_there_at_the_start_of_the_next(company: Warehouse, grain: str) -> None:
    tally = company.tally("churn", Filters(period="2025"), (grain,))
    found = [states_of(tally.select({grain: bucket})) for bucket in tally.groups[grain]]

    assert len(found) > 10
    for before, after in zip(found, found[1:], strict=False):
        assert before[STAYED] + before[NEW] == after[STAYED] + after[LOST]


@pytest.mark.parametrize("by", [("day",), ("period", "day", "segment")])
def test_more_days_than_a_statement_can_place_are_counted_the_same(
    company: Warehouse, by: tuple[str, ...], monkeypatch: pytest.MonkeyPatch
) -> None:
    filters = Filters(period="2024-12-20..2025-03-05")
    placed_by_statement = cells(company.tally("churn", filters, by))
    monkeypatch.setattr("cx.store.membership.MOST_EDGES", 10)

    assert cells(company.tally("churn", filters, by)) == placed_by_statement


def test_a_placeholder_for_a_day_of_leaving_makes_no_statement_of_a_thousand_conditions(company: Warehouse) -> None:
    days = Span({}, Period(date(1900, 1, 1), date(2025, 12, 31)))
    question = Membership(MEASURES["churn"], ALL, ("day",), company.contents())

    assert len(str(question.placed(edges_of(days.cut("day", "monday"))))) < 2000


def test_what_is_lost_less_what_new_ones_hide_is_the_net_churn(company: Warehouse) -> None:
    readings = {name: company.score("churn", Filters(period="2025-Q2"), reading=name) for name in
                ("lost", "retained", "net", "gap")}  # fmt: skip
    value = {name: scores.value[0] for name, scores in readings.items()}
    there = states_of(company.tally("churn", Filters(period="2025-Q2")))
    start, end = there[STAYED] + there[LOST], there[STAYED] + there[NEW]

    assert value["net"] == pytest.approx((start - end) / start)
    assert value["lost"] - value["gap"] == pytest.approx(value["net"])
    assert value["lost"] + value["retained"] == pytest.approx(1)


def test_segments_add_up_to_the_total(company: Warehouse) -> None:
    filters = Filters(period="2025")
    parts = company.tally("churn", filters, ("month", "segment", "region"))

    assert cells(parts.over("month")) == cells(company.tally("churn", filters, ("month",)))


def test_conditions_choose_customers(company: Warehouse) -> None:
    filters = Filters(period="2025-05").where_("segment", ["small", None])
    both = company.tally("churn", Filters(period="2025-05"), ("segment",))

    assert company.tally("churn", filters).n_rows() == sum(
        both.select({"segment": segment}).n_rows() for segment in ("small", None)
    )


def test_everything_begins_when_leaving_is_known(company: Warehouse) -> None:
    rows = stored(company, "customers")
    first = min(row["left_day"] for row in rows if row["left_day"])
    as_of = company.contents().as_of_day
    assert as_of

    assert cells(company.tally("churn", ALL)) == by_hand(company, Period(first, as_of))
    assert cells(company.tally("churn", Filters(period="1900-01-01..2999-12-31"))) == by_hand(
        company, Period(first, as_of)
    )
    assert min(company.tally("churn", ALL, ("month",)).groups["month"]) == first.replace(day=1)


def test_a_period_long_before_anybody_joined_has_only_those_of_whom_it_is_not_known(company: Warehouse) -> None:
    scores = company.score("churn", Filters(period="2001"))

    assert (scores.n[0], list(scores.excluded)) == (0, ["joining_unknown"])


@pytest.mark.parametrize("bin_", [STAYED, LOST, NEW, PASSING, UNKNOWN])
def test_rows_are_the_very_customers_of_a_state(company: Warehouse, bin_: int) -> None:
    filters = Filters(period="2025")
    tally = company.tally("churn", filters, ("segment", "month"))
    for group in tally.frame().query(f"bin == {bin_}").head(8).to_dict("records"):
        values = {name: group[name] for name in ("segment", "month", "bin")}
        rows = company.rows("churn", filters, limit=1000, by_values=values)
        assert len(rows) == group["n"]
        assert rows["customer_id"].is_unique


def test_rows_of_no_state_are_all_who_take_part_newest_first(company: Warehouse) -> None:
    filters = Filters(period="2025-06", compare="before")
    rows = company.rows("churn", filters, limit=1000)

    joined = rows["joined_on"].dropna()
    assert len(rows) == company.tally("churn", filters).n_rows()
    assert list(joined) == sorted(joined, reverse=True)
    before = company.rows("churn", filters, limit=1000, by_values={"period": "previous", "bin": LOST})
    assert len(before) == states_of(company.tally("churn", Filters(period="2025-05")))[LOST]


@pytest.mark.parametrize("time", ["weekday", "hour", "weekend"])
def test_there_are_no_states_of_a_weekday(company: Warehouse, time: str) -> None:
    with pytest.raises(Unavailable) as refusal:
        company.tally("churn", ALL, (time,))
    assert (refusal.value.kind, refusal.value.values) == ("no_dates", (time,))


def test_who_has_long_been_inactive_counts_as_gone_if_the_settings_say_so(make_warehouse: MakeWarehouse) -> None:
    warehouse = make_warehouse(gone_after=30)
    active = {1: "2025-01-10", 2: "2025-03-01", 3: "2025-03-30"}
    bring(warehouse, "customers", *(customer(nr, "2024-06-01", last_active_on=at(day)) for nr, day in active.items()))

    lost = states_of(warehouse.tally("churn", Filters(period="2025-02")))

    assert lost == {STAYED: 2, LOST: 1, NEW: 0, PASSING: 0}


def test_where_nobody_left_churn_is_not_zero_but_unknown(warehouse: Warehouse) -> None:
    bring(warehouse, "customers", customer(1, "2025-01-01"), customer(2, "2025-02-01"))

    with pytest.raises(Unavailable) as refusal:
        warehouse.tally("churn", ALL)
    assert (refusal.value.kind, refusal.value.values) == ("columns_missing", ("left_on",))
