"""All definitions of a measure on the same rows, and how far they lie apart."""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import replace

import numpy as np
import pandas as pd
import pytest

from cx import path
from cx.definitions import alike, side_by_side, spread
from cx.errors import Unavailable
from cx.filters import Filters
from cx.measures import MEASURES, measure
from cx.scores import read
from cx.settings import load
from cx.store.warehouse import Warehouse, open_warehouse
from cx.surveys import Survey
from cx.tally import Tally
from tests.conftest import closing_warehouses
from tests.facts import NPS, answer, bring, ticket
from tests.small_company import fill

ALL = Filters(period="all")


def solved(*replies: int) -> Tally:
    """Solved tickets by their number of replies by an agent, with two messages by the customer each."""
    codes = path.pack(agent_replies=np.minimum(replies, 2), customer_messages=1)
    return Tally.from_frame(measure("fcr"), pd.DataFrame({"bin": codes, "n": 1}), ())


# The pure part.


def test_every_definition_is_read_from_the_tally_of_its_basis() -> None:
    nps = measure("nps")
    survey = {"q": Survey("q", "nps")}
    answers = Tally.from_frame(nps, pd.DataFrame({"bin": [9, 0], "n": [3, 1]}), (), survey)
    votes = Tally.from_frame(nps.on("customer"), pd.DataFrame({"bin": [9], "n": [1]}), (), survey)

    found = {
        scores.reading.full_name: scores.value[0] for scores in side_by_side(nps, {"": answers, "customer": votes})
    }

    assert list(found) == [reading.full_name for reading in nps.definitions()]
    assert (found["nps"], found["nps@customer"], found["from_one"]) == (0.5, 1.0, 1.0)


def test_a_basis_without_a_tally_is_left_out() -> None:
    names = [scores.reading.full_name for scores in side_by_side(measure("fcr"), {"": solved(1)})]
    assert names == [reading.full_name for reading in measure("fcr").definitions()]
    assert side_by_side(measure("nps"), {}) == []


def test_the_spread_is_that_of_the_rules_that_can_be_decided() -> None:
    scores = side_by_side(measure("fcr"), {"": solved(0, 1, 1, 2)})

    found = spread(scores, measure("fcr").reading())

    assert found is not None
    assert (found.low, found.high) == (0.0, 0.75)
    assert (found.lowest.name, found.highest.name) == ("F6", "F4")


def test_one_definition_alone_is_no_spread() -> None:
    scores = [known for known in side_by_side(measure("fcr"), {"": solved(1, 2)}) if known.reading.name == "F3"]
    assert spread(scores, measure("fcr").reading()) is None
    assert spread([], measure("fcr").reading()) is None


def test_a_time_not_reached_yet_is_the_highest() -> None:
    running = Tally.from_frame(measure("resolution"), pd.DataFrame({"bin": [60, -10 - 7200], "n": [1, 9]}), ())

    found = spread(side_by_side(measure("resolution"), {"": running}), measure("resolution").reading())

    assert found is not None
    assert (found.low, found.lowest.name) == (60.0, "naive_median")
    assert (math.isinf(found.high), found.highest.name) == (True, "median")


@pytest.mark.parametrize(
    ("name", "one", "other", "same"),
    [
        ("fcr", "F1", "F9", True), ("fcr", "F1:7", "F1:30", True), ("fcr", "F1", "reopened", False),
        ("resolution", "median", "naive_median", True), ("resolution", "median", "p90", False),
        ("resolution", "median", "median@business", True), ("resolution", "within:86400", "within:3600", False),
        ("resolution", "within:86400", "ended:86400", True), ("nps", "nps", "from_one", True),
        ("nps", "nps", "nps@customer", True), ("nps", "nps", "promoters", False), ("csat", "satisfied", "mean", False),
        ("csat", "satisfied", "good_or_bad", True), ("churn", "lost", "net", True),
        ("churn", "lost", "retained", False),
        ("response_rate", "answered", "of_sent", True), ("response_rate", "answered", "delivered", False),
        ("satisfaction", "satisfied", "advocates", False), ("sla", "share", "most", True),
    ],
)  # fmt: skip
def test_only_definitions_that_answer_one_question_are_set_against_each_other(
    name: str, one: str, other: str, same: bool
) -> None:
    known = measure(name)
    assert alike(known.reading(one), known.reading(other)) is same
    assert alike(known.reading(other), known.reading(one)) is same


@pytest.mark.parametrize(
    ("name", "one", "other"),
    [("fcr", "reopened", "transferred"), ("arrivals", "weekend", "night"), ("flow", "net", "reopened"),
     ("satisfaction", "satisfied", "advocates"), ("response_rate", "answered", "delivered")],
)  # fmt: skip
def test_two_numbers_that_only_share_a_unit_are_no_definitions_of_one(name: str, one: str, other: str) -> None:
    """Tickets reopened and tickets handed on would be "5 % to 12 %, depending on the definition"."""
    assert not alike(measure(name).reading(one), measure(name).reading(other))


def test_every_definition_of_the_catalogue_is_alike_with_itself_unless_it_stands_apart() -> None:
    for known in MEASURES.values():
        for reading in known.definitions():
            assert alike(reading, replace(reading)) is not reading.apart


# In the store.


@pytest.fixture(scope="module")
def company(engine: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Warehouse]:
    with closing_warehouses() as opened:
        opened.append(open_warehouse(f"{engine}:///{tmp_path_factory.mktemp(engine)}/company.{engine}", load({}, {})))
        yield fill(opened[0])


@pytest.mark.parametrize("name", MEASURES)
def test_each_of_them_is_what_asking_for_it_alone_gives(company: Warehouse, name: str) -> None:
    filters = Filters(period="2025-02..2025-02-27")
    found = company.definitions(name, filters)

    assert found.scores
    for scores in found.scores:
        alone = company.score(name, filters, reading=scores.reading.full_name)
        assert scores.records() == alone.records()


def test_a_basis_that_cannot_be_read_is_left_out_with_its_reason(company: Warehouse) -> None:
    found = company.definitions("resolution", ALL)

    assert {scores.reading.basis for scores in found.scores} == {"", "first"}
    assert {basis: reason.kind for basis, reason in found.unavailable.items()} == {
        "business": "columns_missing", "first_business": "columns_missing",
    }  # fmt: skip


def test_the_definition_of_the_filters_leaves_none_out(company: Warehouse) -> None:
    plain = company.definitions("nps", ALL)
    linked = company.definitions("nps", ALL.read_as("nps", "mean@customer"))

    assert [scores.records() for scores in linked.scores] == [scores.records() for scores in plain.scores]


def test_a_measure_that_stands_on_a_basis_is_scored_there_whatever_the_filters_say(company: Warehouse) -> None:
    linked = ALL.read_as("resolution", "p90@business")

    found = company.score(measure("resolution").on("first"), linked)

    assert found.reading.full_name == "p90@first"
    assert found.records() == company.score("resolution", ALL, reading="p90@first").records()


def test_they_can_be_broken_down(company: Warehouse) -> None:
    found = company.definitions("fcr", ALL, ("channel",))

    assert {tuple(scores.groups["channel"]) for scores in found.scores} == {("chat", "email", None)}


def test_they_are_guarded(warehouse: Warehouse) -> None:
    private = Survey("nps", "nps", anonymous=True)
    bring(warehouse, "answers", *(answer(nr, 9, customer_id="c1") for nr in range(4)), surveys=(private,))

    assert {state for scores in warehouse.definitions("nps", ALL).scores for state in scores.state} == {"hidden"}


def test_where_no_basis_can_be_read_the_measure_is_not_available(warehouse: Warehouse) -> None:
    with pytest.raises(Unavailable) as nothing:
        warehouse.definitions("nps", ALL)
    assert nothing.value.kind == "no_data"
    bring(warehouse, "tickets", ticket(1))
    with pytest.raises(Unavailable) as missing:
        warehouse.definitions("first_response", ALL)
    assert missing.value.values == ("first_response_at",)


def test_the_lowest_and_the_highest_rule_of_a_company(company: Warehouse) -> None:
    found = company.definitions("fcr", ALL)
    rules = [scores.value[0] for scores in found.scores if scores.reading.better == "high"]

    apart = spread(found.scores, measure("fcr").reading())

    assert apart is not None
    assert (apart.low, apart.high) == (np.nanmin(rules), np.nanmax(rules))
    assert read(company.tally("fcr", ALL), apart.lowest).value[0] == apart.low
    assert NPS.survey in company.definitions("nps", ALL).scores[0].surveys
