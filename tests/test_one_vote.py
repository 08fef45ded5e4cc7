"""One vote per customer: only the newest answer of each counts, in each period or bucket by itself."""

from __future__ import annotations

from collections import Counter
from datetime import date
from typing import Any

import numpy as np
import pytest

from cx.errors import Unavailable
from cx.filters import Filters
from cx.measures import measure
from cx.measures.answers import NO_CUSTOMER
from cx.store.warehouse import Warehouse
from cx.surveys import Survey
from cx.tally import Tally
from tests.facts import CSAT, NPS, Row, answer, bring, stored

ALL = Filters(period="all")
VOTES = measure("nps").on("customer")
AGAIN = Survey("again", "satisfaction", 1, 10)


@pytest.fixture(scope="module")
def company(shared_warehouse: Warehouse) -> Warehouse:
    """Forty customers who answer again and again over four months, and some answers of nobody."""
    draws, rows = np.random.default_rng(5), []
    for nr in range(400):
        day = f"2025-{draws.integers(1, 5):02}-{draws.integers(1, 29):02} {draws.integers(0, 24):02}:00"
        channel = ("chat", "email", None)[int(draws.integers(0, 3))]
        customer = f"c{draws.integers(0, 40)}" if nr % 9 else None
        rows.append(answer(nr, int(draws.integers(0, 12)), day, channel=channel, customer_id=customer))
    bring(shared_warehouse, "answers", *rows)
    return shared_warehouse


def votes(rows: list[Row], part: str = "") -> list[Row]:
    """The newest row of each customer, in each part, and every row of nobody; the first by key where times agree."""
    kept: dict[Any, Row] = {}
    nobody = [row for row in rows if row["customer_id"] is None]
    for row in sorted((row for row in rows if row["customer_id"]), key=lambda row: row["response_id"], reverse=True):
        key = (row["customer_id"], row[part] if part else None)
        if key not in kept or row["answered_at"] >= kept[key]["answered_at"]:
            kept[key] = row
    return nobody + list(kept.values())


def by_hand(rows: list[Row], *names: str) -> Counter[tuple[Any, ...]]:
    bins = [NO_CUSTOMER if row["customer_id"] is None else row["bin"] for row in rows]
    return Counter((*(row[name] for name in names), bin_) for row, bin_ in zip(rows, bins, strict=True))


def cells(tally: Tally) -> Counter[tuple[Any, ...]]:
    rows = tally.frame().to_dict("records")
    return Counter({(*(row[name] for name in tally.by), row["bin"]): row["n"] for row in rows})


def test_only_the_newest_answer_of_a_customer_counts(company: Warehouse) -> None:
    tally = company.tally(VOTES, ALL)

    assert cells(tally) == by_hand(votes(stored(company, "answers")))
    assert company.score("nps", ALL, reading="@customer").n[0] <= 40


def test_a_link_asks_for_it_by_its_basis(company: Warehouse) -> None:
    linked = Filters.from_query({"period": ["all"], "definition": ["nps.nps@customer"]})

    assert cells(company.tally("nps", linked)) == cells(company.tally(VOTES, ALL))
    assert company.score("nps", linked).reading.full_name == "nps@customer"


def test_the_newest_answer_says_which_group_a_customer_is_in(company: Warehouse) -> None:
    parts = company.tally(VOTES, ALL, ("channel",))

    assert cells(parts) == by_hand(votes(stored(company, "answers")), "channel")
    assert cells(parts.total()) == cells(company.tally(VOTES, ALL))


def test_a_customer_votes_once_in_every_month(company: Warehouse) -> None:
    expected = by_hand(votes(stored(company, "answers"), "answered_month"), "answered_month")

    assert cells(company.tally(VOTES, ALL, ("month",))) == expected


def test_a_customer_votes_in_both_periods_of_a_comparison(company: Warehouse) -> None:
    both = company.tally(VOTES, Filters(period="2025-03"), ("period",))

    for name, month in (("current", "2025-03"), ("previous", "2025-02")):
        assert cells(both.select({"period": name}).total()) == cells(company.tally(VOTES, Filters(period=month)))


def test_answers_before_the_period_are_no_votes_in_it(company: Warehouse) -> None:
    rows = [row for row in stored(company, "answers") if row["answered_month"] == date(2025, 2, 1)]

    assert cells(company.tally(VOTES, Filters(period="2025-02"))) == by_hand(votes(rows))


def test_conditions_choose_answers_before_votes_are_counted(company: Warehouse) -> None:
    rows = [row for row in stored(company, "answers") if row["channel"] == "chat"]

    assert cells(company.tally(VOTES, ALL.where_("channel", ["chat"]))) == by_hand(votes(rows))


def test_answers_of_nobody_are_counted_and_in_no_score(company: Warehouse) -> None:
    scores = company.score(VOTES, ALL)

    assert scores.excluded["no_customer"][0] == sum(row["customer_id"] is None for row in stored(company, "answers"))
    assert scores.n[0] + scores.excluded["no_customer"][0] + scores.excluded["outside_scale"][0] == scores.rows[0]


def test_rows_are_the_very_votes(company: Warehouse) -> None:
    tally = company.tally(VOTES, ALL, ("channel",))
    rows = company.rows(VOTES, ALL, limit=1000)

    assert len(rows) == tally.n_rows()
    assert list(rows["answered_at"]) == sorted(rows["answered_at"], reverse=True)
    for group in tally.frame().to_dict("records"):
        assert (
            len(company.rows(VOTES, ALL, limit=1000, by_values={k: group[k] for k in ("channel", "bin")})) == group["n"]
        )


def test_a_row_that_stands_for_several_is_one_vote_if_it_has_a_customer(warehouse: Warehouse) -> None:
    bring(warehouse, "answers", answer(1, 9, rows=40, customer_id="c1"), answer(2, 9, rows=7))

    assert cells(warehouse.tally(VOTES, ALL)) == {(9,): 1, (NO_CUSTOMER,): 7}


def test_each_question_has_votes_of_its_own_where_they_stand_side_by_side(warehouse: Warehouse) -> None:
    later = Survey("later", "nps")
    rows = [answer(1, 3, customer_id="c1"), answer(2, 9, "2025-03-09", survey="later", customer_id="c1")]
    bring(warehouse, "answers", *rows, surveys=(NPS, later))

    assert cells(warehouse.tally(VOTES, ALL, ("survey",))) == {("nps", 3): 1, ("later", 9): 1}
    assert cells(warehouse.tally(VOTES, ALL.where_("survey", ["nps", "later"]))) == {(9,): 1}


def test_without_customers_it_is_not_available(warehouse: Warehouse) -> None:
    bring(warehouse, "answers", answer(1, 9))

    with pytest.raises(Unavailable) as refusal:
        warehouse.tally(VOTES, ALL)
    assert (refusal.value.kind, refusal.value.values) == ("columns_missing", ("customer_id",))


# Measures that several kinds of questions can feed.


def test_advocates_are_counted_from_the_first_kind_of_question_that_has_answers(warehouse: Warehouse) -> None:
    rows = [answer(1, 10, survey="again", customer_id="c1"), answer(2, 5, survey="csat", customer_id="c2")]
    bring(warehouse, "answers", *rows, surveys=(CSAT, AGAIN))

    assert list(warehouse.tally("advocates", ALL).surveys) == ["again"]
    assert warehouse.score("advocates", ALL).value[0] == 1
    assert list(warehouse.tally("advocates", ALL, ("survey",)).surveys) == ["again", "csat"]


def test_another_kind_of_question_can_be_asked_for(warehouse: Warehouse) -> None:
    rows = [answer(1, 10, customer_id="c1"), answer(2, 5, survey="csat", customer_id="c2")]
    bring(warehouse, "answers", *rows)

    assert list(warehouse.tally("advocates", ALL).surveys) == ["nps"]
    assert list(warehouse.tally("advocates", ALL.where_("survey", ["csat"])).surveys) == ["csat"]
    with pytest.raises(Unavailable) as refusal:
        warehouse.tally("advocates", ALL.where_("survey", ["nps", "csat"]))
    assert (refusal.value.kind, refusal.value.values) == ("not_pooled", ("nps", "csat"))
