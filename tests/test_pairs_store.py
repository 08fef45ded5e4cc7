"""Answers beside what their ticket took, as the warehouse counts them."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from datetime import date

import numpy as np
import pytest

from cx.errors import BadInput, Unavailable
from cx.filters import Filters
from cx.pairs import BESIDE, Pairs
from cx.settings import load
from cx.store.warehouse import Warehouse, open_warehouse
from tests.conftest import closing_warehouses
from tests.facts import answer, bring, stored
from tests.small_company import fill

ALL = Filters(period="all")


@pytest.fixture(scope="module")
def company(engine: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Warehouse]:
    with closing_warehouses() as opened:
        opened.append(open_warehouse(f"{engine}:///{tmp_path_factory.mktemp(engine)}/company.{engine}", load({}, {})))
        yield fill(opened[0], seed=3)


def cells(pairs: Pairs) -> Counter[tuple[object, int, int]]:
    """Counts by channel, bin and other bin."""
    channels = list(pairs.groups["channel"])
    places = zip(*np.nonzero(pairs.counts), strict=True)
    return Counter(
        {(channels[g], int(pairs.bins[b]), int(pairs.others[k])): int(pairs.counts[g, b, k]) for g, b, k in places}
    )


@pytest.mark.parametrize("beside", BESIDE)
def test_pairs_are_what_looking_up_each_ticket_gives(company: Warehouse, beside: str) -> None:
    column = {"fcr": "path", "messages": "customer_messages"}.get(beside, beside)
    tickets = {row["ticket_id"]: row[column] for row in stored(company, "tickets")}
    rows = [row for row in stored(company, "answers") if row["survey"] == "csat" and row["bin"] is not None]
    others = [tickets.get(row["ticket_id"]) for row in rows]

    pairs = company.pairs("csat", beside, ALL, ("channel",))

    found = [(row, other) for row, other in zip(rows, others, strict=True) if other is not None]
    assert cells(pairs) == Counter((row["channel"], row["bin"], other) for row, other in found)
    assert pairs.unmatched.sum() == len(rows) - len(found) > 0


def test_they_hold_the_very_answers_of_the_tally(company: Warehouse) -> None:
    filters = Filters(period="2025-02").where_("channel", ["chat"])
    pairs, tally = company.pairs("nps", "resolution", filters, ("month",)), company.tally("nps", filters, ("month",))

    assert list(pairs.groups["month"]) == list(tally.groups["month"]) == [date(2025, 2, 1)]
    assert (pairs.counts.sum(axis=2) + pairs.unmatched).tolist() == tally.counts.tolist()
    assert (pairs.rows, dict(pairs.surveys)) == (tally.n_rows(), dict(tally.surveys))


def test_classes_of_the_other_bin_are_a_breakdown_like_any_other(company: Warehouse) -> None:
    pairs = company.pairs("csat", "resolution", ALL)

    classes = pairs.by_class((3600, 86400))

    assert classes.by == ("resolution",)
    assert set(classes.groups["resolution"]) <= {0, 1, 2, None}
    assert classes.n_rows() == pairs.matched


def test_votes_can_be_paired_too(company: Warehouse) -> None:
    linked = ALL.read_as("nps", "@customer")

    assert company.pairs("nps", "reopens", linked).rows == company.tally("nps", linked).n_rows()


@pytest.mark.parametrize(("name", "beside"), [("nps", "weather"), ("resolution", "fcr"), ("churn", "messages")])
def test_what_cannot_be_paired_is_bad_input(company: Warehouse, name: str, beside: str) -> None:
    with pytest.raises(BadInput, match="cannot be paired"):
        company.pairs(name, beside, ALL)


def test_without_tickets_it_is_not_available(warehouse: Warehouse) -> None:
    bring(warehouse, "answers", answer(1, 9))

    with pytest.raises(Unavailable) as refusal:
        warehouse.pairs("nps", "resolution", ALL)
    assert (refusal.value.kind, refusal.value.values) == ("columns_missing", ("ticket_id",))


def test_an_empty_warehouse_has_no_pairs(warehouse: Warehouse) -> None:
    with pytest.raises(Unavailable) as refusal:
        warehouse.pairs("nps", "resolution", ALL)
    assert refusal.value.kind == "no_data"
