"""The rows behind a number: as many as the number says it was counted from, and no others."""

from __future__ import annotations

from typing import Any

import pytest

from cx.errors import Unavailable
from cx.filters import Filters
from cx.measures import MEASURES, measure
from cx.pairs import BESIDE
from cx.scores import Scores, read
from cx.store.warehouse import Warehouse
from cx.surveys import Survey
from tests.conftest import MakeWarehouse
from tests.facts import CSAT, answer, at, bring
from tests.small_company import fill

FILTERS = Filters(period="2025-02")
ROWS = [name for name, known in MEASURES.items() if known.counting != "membership"]
EVERY = 10_000


@pytest.fixture(scope="module")
def company(shared_warehouse: Warehouse) -> Warehouse:
    return fill(shared_warehouse)


def scores(company: Warehouse, name: str, reading: str, *by: str) -> Scores:
    filters = FILTERS.read_as(name, reading)
    tally = company.tally(name, filters, by)
    return read(tally, filters.reading(tally.measure))


def behind(company: Warehouse, name: str, reading: str, **values: Any) -> int:
    """How many rows there are behind a score, those that stand for several counted as many."""
    rows = company.rows(name, FILTERS, limit=EVERY, reading=reading, by_values=values)
    many = rows["rows"].fillna(1).sum() if "rows" in rows and "@customer" not in reading else len(rows)
    return int(many)


def definitions(name: str) -> list[str]:
    """Every reading of a measure, and the first of them on each basis; there is no calendar of business time."""
    known = measure(name)
    bases = [basis.name for basis in known.bases if not basis.name.endswith("business")]
    return [reading.full_name for reading in known.readings] + [f"{known.readings[0].name}@{name}" for name in bases]


@pytest.mark.parametrize(("name", "reading"), [(name, reading) for name in ROWS for reading in definitions(name)])
def test_the_rows_behind_a_score_are_as_many_as_it_was_counted_from(
    company: Warehouse, name: str, reading: str
) -> None:
    assert behind(company, name, reading) == scores(company, name, reading).n[0]


@pytest.mark.parametrize("name", ROWS)
def test_so_are_those_behind_each_group_and_each_bucket(company: Warehouse, name: str) -> None:
    reading = measure(name).reading().full_name
    times = () if measure(name).counting == "state" else ("week",)
    for dimension in ("channel", *times):
        found = scores(company, name, reading, dimension)
        for group, n in zip(found.groups[dimension], found.n, strict=True):
            assert behind(company, name, reading, **{dimension: group}) == n


@pytest.mark.parametrize("place", ["weekend", "daytime"])
def test_so_are_those_of_several_groups_together(company: Warehouse, place: str) -> None:
    hours = (
        tuple(range(120, 168))
        if place == "weekend"
        else tuple(day * 24 + hour for day in range(5) for hour in range(8, 20))
    )
    tally = company.tally("first_response", FILTERS, ("hour",))
    chosen = tally.select(tally.groups["hour"].isin(hours).to_numpy())

    assert behind(company, "first_response", "median", hour=hours) == read(chosen, "median").n.sum() > 0


@pytest.mark.parametrize("beside", BESIDE)
def test_so_are_those_of_each_class_of_what_the_ticket_took(company: Warehouse, beside: str) -> None:
    for name, reading in (("nps", "nps"), ("csat", "mean"), ("nps", "nps@customer")):
        filters = FILTERS.read_as("fcr", "F1:14").read_as(name, reading)
        pairs = company.pairs(filters.measure(name), beside, filters)
        found = read(pairs.by_rule(filters.reading("fcr")) if beside == "fcr" else pairs.by_class(), reading)
        for place, n in zip(found.groups[beside], found.n, strict=True):
            rows = company.rows(name, filters, limit=EVERY, reading=reading, beside=(beside, place))
            assert len(rows) == n
        assert found.rows.sum() == pairs.matched > 0


def test_classes_without_an_answer_have_no_rows(company: Warehouse) -> None:
    assert company.rows("nps", FILTERS, beside=("transfers", 3)).empty


def test_so_are_the_events_behind_what_is_open_at_the_end_of_a_period(company: Warehouse) -> None:
    for last in ("2025-01-20", "2025-02-14", "2025-03-31"):
        filters = Filters(period=f"2025-01-01..{last}")
        for where in (filters, filters.where_("channel", ["chat"])):
            net = read(company.tally("flow", where), "net").value[0]
            found = company.rows("flow", where, limit=EVERY, left_open=True)
            assert len(found) == found["ticket_id"].nunique() == net > 0


def test_so_are_events_of_each_kind(company: Warehouse) -> None:
    found = scores(company, "flow", "opened", "kind")
    rows = {kind: behind(company, "flow", "opened", kind=kind) for kind in found.groups["kind"]}

    assert rows == dict(zip(found.groups["kind"], found.n, strict=True))


def test_so_are_those_of_one_class_of_answers(company: Warehouse) -> None:
    for reading, bins in (("detractors", range(7)), ("passives", (7, 8)), ("promoters", (9, 10))):
        rows = company.rows("nps", FILTERS, limit=EVERY, reading=reading, bins=tuple(bins))
        assert len(rows) == scores(company, "nps", reading).numerator[0]
        assert set(rows["score"]) <= set(bins)


def test_bins_that_a_reading_leaves_out_have_no_rows_behind_them(company: Warehouse) -> None:
    outside = company.rows("nps", FILTERS, limit=EVERY, bins=(-1,))

    assert len(outside)
    assert set(outside["score"]) == {11}
    assert company.rows("nps", FILTERS, reading="nps", bins=(-1,)).empty
    assert company.rows("nps", FILTERS, bins=()).empty


def test_answers_on_two_scales_are_each_read_on_their_own(warehouse: Warehouse) -> None:
    short = Survey("short", "csat", 1, 3)
    rows = [answer(nr, nr % 5 + 1, survey="csat" if nr < 20 else "short") for nr in range(30)]
    bring(warehouse, "answers", *rows, surveys=(CSAT, short))
    everything = Filters(period="all")
    tally = warehouse.tally("csat", everything, ("survey",))
    found = read(tally)

    assert dict(zip(found.groups["survey"], found.n, strict=True)) == {"csat": 20, "short": 6}
    for survey, n in (("csat", 20), ("short", 6)):
        assert len(warehouse.rows("csat", everything, reading="satisfied", by_values={"survey": survey})) == n


@pytest.mark.parametrize("reading", [reading.full_name for reading in measure("churn").readings])
def test_the_customers_behind_churn_are_those_that_its_reading_counts(company: Warehouse, reading: str) -> None:
    for values in ({}, {"segment": "segment 1"}, {"segment": None}):
        tally = company.tally("churn", FILTERS, tuple(values)).select(values)
        rows = company.rows("churn", FILTERS, limit=EVERY, reading=reading, by_values=values)
        assert len(rows) == read(tally, reading).n[0]


def test_lost_customers_alone_can_be_asked_for(company: Warehouse) -> None:
    lost = company.rows("churn", FILTERS, limit=EVERY, reading="lost", bins=(1,))

    assert len(lost) == scores(company, "churn", "lost").numerator[0] > 0
    assert {when.month for when in lost["left_on"]} == {2}


def test_customers_of_several_groups_together_are_those_of_each(company: Warehouse) -> None:
    for name, values in (("segment", ("segment 1", None)), ("bin", (0, 1))):
        one, other, both = (
            len(company.rows("churn", FILTERS, limit=EVERY, by_values={name: wanted})) for wanted in (*values, values)
        )
        assert both == one + other > one > 0, name


def test_the_rows_of_one_question_are_read_beside_an_anonymous_one(warehouse: Warehouse) -> None:
    hidden = Survey("hidden", "csat", 1, 5, anonymous=True)
    rows = [answer(nr, 4, survey="csat" if nr < 20 else "hidden") for nr in range(30)]
    bring(warehouse, "answers", *rows, surveys=(CSAT, hidden))
    everything = Filters(period="all", where=(("survey", ("csat", "hidden")),))

    assert len(warehouse.rows("csat", everything, by_values={"survey": "csat"})) == 20
    for values in ({}, {"survey": "hidden"}, {"source": "form"}):
        with pytest.raises(Unavailable, match="anonymous"):
            warehouse.rows("csat", everything, by_values=values)


def test_who_did_something_is_told_by_no_row_filter_or_breakdown_while_views_by_agent_are_off(
    make_warehouse: MakeWarehouse,
) -> None:
    ticket_id = {"source": "desk", "ticket_id": "1", "nr": 1}
    own = make_warehouse("actors")
    bring(own, "ticket_events", ticket_id | {"kind": "created", "at": at("2025-02-03 10:00"), "actor": "Ann"})

    rows = own.rows("flow", FILTERS)
    assert len(rows) == 1
    assert "Ann" not in rows.astype(str).to_numpy()
    for filters, by in ((FILTERS.where_("actor", ["Ann"]), ()), (FILTERS, ("actor",))):
        with pytest.raises(Unavailable, match="agent"):
            own.tally("flow", filters, by)
    assert "Ann" in make_warehouse("actors", agent_views=True).rows("flow", FILTERS)["actor"].tolist()
