"""What the dashboard can say of the sample company: every measure has something to show, and it hangs together."""

from __future__ import annotations

import numpy as np
import pytest

from cx import scores
from cx.filters import Filters
from cx.measures import MEASURES
from cx.store.warehouse import Warehouse

ALL = Filters(period="all")
QUARTER = Filters(period="2026-Q2")


def by_group(sample: Warehouse, measure: str, by: str, reading: str = "") -> dict[object, float]:
    """The score of each group under all filters, without the rows whose group is not given."""
    found = scores.read(sample.tally(measure, ALL, (by,)), MEASURES[measure].reading(reading))
    return {name: value for name, value in zip(found.groups[by], found.value, strict=True) if name is not None}


def read(sample: Warehouse, measure: str, reading: str, filters: Filters = QUARTER) -> float:
    return float(scores.read(sample.tally(measure, filters), MEASURES[measure].reading(reading)).value[0])


@pytest.mark.parametrize("name", MEASURES)
def test_every_measure_of_the_catalogue_has_a_score_to_show(sample: Warehouse, name: str) -> None:
    found = sample.score(name, QUARTER)

    assert np.isfinite(found.value).all()
    assert found.state.tolist() == ["ok"]


@pytest.mark.parametrize("measure", ["css", "solved"])
@pytest.mark.parametrize("beside", ["transfers", "reopens"])
def test_service_looks_worse_beside_transfers_and_reopenings(sample: Warehouse, measure: str, beside: str) -> None:
    pairs = sample.pairs(measure, beside, ALL)
    none, one = scores.read(pairs.by_class((1,))).value

    assert pairs.matched == pairs.rows
    assert one < none - 0.1


@pytest.mark.parametrize("channel", ["e-mail", "chat"])
def test_who_waited_longer_for_the_first_response_is_less_satisfied(sample: Warehouse, channel: str) -> None:
    pairs = sample.pairs("csat", "first_response", ALL.where_("channel", [channel]))
    limit = {"e-mail": 4 * 3600, "chat": 120}[channel]
    soon, late = (scores.read(pairs.by_class((limit,)).select({"first_response": side})).value[0] for side in (0, 1))

    assert late < soon - 0.05


def test_by_channel_service_is_liked_as_the_help_is(sample: Warehouse) -> None:
    for measure in ("css", "solved"):
        found = by_group(sample, measure, "channel")
        assert found["e-mail"] > found["chat"] + 0.1


def test_portals_can_be_told_apart(sample: Warehouse) -> None:
    assert set(by_group(sample, "review", "collection")) == {"app store", "map portal"}


def test_with_each_further_invitation_the_response_rate_falls_and_opting_out_rises(sample: Warehouse) -> None:
    answered, opted_out = (by_group(sample, "response_rate", "attempt", name) for name in ("answered", "opted_out"))

    assert sorted(answered) == ["1", "2", "3", "4+"]
    assert sorted(answered, key=answered.__getitem__, reverse=True) == sorted(answered)
    assert sorted(opted_out, key=opted_out.__getitem__) == sorted(opted_out)


def test_the_panel_s_invitations_take_the_segment_of_their_customer(sample: Warehouse) -> None:
    found = sample.tally("response_rate", ALL.where_("survey", ["again"]), ("segment",))
    rows = dict(zip(found.groups["segment"], found.counts.sum(axis=1).tolist(), strict=True))

    assert sum(rows.values()) == 6_902
    assert rows["enterprise"] < rows["self-employed"] < rows["small business"]


def test_new_customers_hide_in_every_month_the_churn_of_others(sample: Warehouse) -> None:
    for month in ("2025-01", "2025-09", "2026-03", "2026-07"):
        lost, net, gap = (read(sample, "churn", name, Filters(period=month)) for name in ("lost", "net", "gap"))
        assert 0.005 < lost < 0.02
        assert net < 0 < gap
        assert lost - net == pytest.approx(gap, abs=1e-12)


def test_what_was_opened_and_not_solved_is_the_backlog(sample: Warehouse) -> None:
    opened, reopened, solved = (read(sample, "flow", name, ALL) for name in ("opened", "reopened", "solved"))

    assert opened == 60_000
    assert opened + reopened - solved == read(sample, "backlog", "open", ALL) == 174


def test_only_who_was_rated_can_confirm_a_solution(sample: Warehouse) -> None:
    assert 0.1 < read(sample, "confirmed", "of_solved") < 0.2
    assert 0.6 < read(sample, "confirmed", "of_rated") < 0.8
