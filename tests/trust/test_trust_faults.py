"""Faults planted in what the pages count, or in what was derived: exactly the numbers that they touch turn red."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from cx.company import Company
from cx.periods import DAY, Period
from cx.reports.reconciliation import compare
from cx.store import business, derive, query, solutions
from cx.store.query import Question
from tests import rough_company
from tests.trust.asking import asked, opened, page, table

Plant = Callable[[pytest.MonkeyPatch], None]

#: Definitions that lean on more than one row.
DEFINITIONS = ["nps.nps@customer", "fcr.F9", "resolution.mean@business", "first_response.p90"]


def red(own: Company, **query: Any) -> set[str]:
    """The measures whose numbers do not agree."""
    found = compare(asked(own, **{"definition": DEFINITIONS, **query}))
    assert any(one.state == "agrees" for one in found)
    return {one.measure.name for one in found if one.state == "differs"}


# In what the pages ask and read.


def every_answer_votes(planted: pytest.MonkeyPatch) -> None:
    planted.setattr(query, "newest", lambda rows, *_: rows)


def by_the_day_of_creation(planted: pytest.MonkeyPatch) -> None:
    def within(self: Question, period: Any) -> Any:
        day = "created_day" if self.measure.table == "tickets" else f"{self.measure.date}_day"
        return self.table[day].between(period.first, period.last)

    planted.setattr(Question, "within", within)


def a_day_too_many(planted: pytest.MonkeyPatch) -> None:
    honest = Question.within
    planted.setattr(Question, "within", lambda self, days: honest(self, Period(days.first, days.last + DAY)))


def events_twice(planted: pytest.MonkeyPatch) -> None:
    honest = Question.weight
    planted.setattr(Question, "weight", lambda self: honest(self) * (2 if self.measure.table == "ticket_events" else 1))


def a_condition_dropped(planted: pytest.MonkeyPatch) -> None:
    honest = Question.where
    of_flow = lambda self: self.filters.where and self.measure.name == "flow"  # noqa: E731
    planted.setattr(Question, "where", lambda self: query.true() if of_flow(self) else honest(self))


DAYS = "2025-02-20..2025-03-20"
ASKED: dict[str, tuple[Plant, dict[str, Any], set[str]]] = {
    "every answer votes": (every_answer_votes, {"period": "all"}, {"nps"}),
    "a wrong date": (by_the_day_of_creation, {"period": DAYS, "definition": "fcr.F6"}, {"fcr"}),
    "events counted twice": (events_twice, {"period": DAYS}, {"flow"}),
    "a condition dropped": (a_condition_dropped, {"period": "all", "channel": "chat"}, {"flow"}),
}


@pytest.fixture(scope="module")
def rough(tmp_path_factory: pytest.TempPathFactory) -> Any:
    """A company with everything that makes counting hard."""
    with opened(tmp_path_factory.mktemp("rough"), calendars=rough_company.HOURS, zone="America/New_York") as own:
        rough_company.fill(own.warehouse)
        yield own


@pytest.mark.parametrize("name", ASKED)
def test_a_fault_in_asking_turns_exactly_its_numbers_red(
    rough: Company, monkeypatch: pytest.MonkeyPatch, name: str
) -> None:
    plant, link, touched = ASKED[name]
    assert red(rough, **link) == set()

    plant(monkeypatch)

    assert red(rough, **link) == touched


def test_a_day_too_many_turns_all_that_is_dated_red(rough: Company, monkeypatch: pytest.MonkeyPatch) -> None:
    a_day_too_many(monkeypatch)

    touched = red(rough, period=DAYS)

    assert {"csat", "ces", "resolution", "flow"} <= touched
    assert "backlog" not in touched  # it is counted whatever the days


@pytest.mark.parametrize("link", [{"period": DAYS}, {"period": "all", "channel": "chat"}], ids=["days", "condition"])
def test_what_moved_adds_up_where_tickets_are_opened_again(rough: Company, link: dict[str, Any]) -> None:
    found = table(page(rough, **link), "trust-flow")
    before, opened_first, reopened, solved, after = found.table["n_page"]

    assert reopened
    assert before + opened_first + reopened - solved == after
    assert found.title == "Opened and solved add up to what is open"
    assert set(found.shown["State"]) == {"✓ agrees"}


def test_events_counted_twice_do_not_add_up(rough: Company, monkeypatch: pytest.MonkeyPatch) -> None:
    events_twice(monkeypatch)

    found = table(page(rough, period=DAYS), "trust-flow")

    assert found.title == "Opened and solved do not add up"
    assert all(state.startswith("✗ off by ") for state in found.shown["State"])


# In what is derived when rows land.


def holds_left_in(planted: pytest.MonkeyPatch) -> None:
    planted.setattr(business, "_paused", lambda times, _: np.zeros(len(times.now), dtype=np.int64))


def bins_shifted(planted: pytest.MonkeyPatch) -> None:
    honest = derive._durations

    def shifted(facts: Any, start: str, end: str, otherwise: Any) -> Any:
        found = honest(facts, start, end, otherwise)
        return np.where((end == "first_response_at") & (found >= 0), found + found // 20, found)

    planted.setattr(derive, "_durations", shifted)


def the_word_turned_round(planted: pytest.MonkeyPatch) -> None:
    planted.setattr(solutions, "_in_box", lambda _direction, cut: solutions._answers.c.bin < cut)


DERIVED: dict[str, tuple[Plant, set[str]]] = {
    "holds left in business time": (holds_left_in, {"resolution"}),
    "bins of first replies shifted": (bins_shifted, {"first_response"}),
    "what the customer says turned round": (the_word_turned_round, {"fcr"}),
}


@pytest.mark.parametrize("name", DERIVED)
def test_a_fault_in_deriving_turns_exactly_its_numbers_red(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, name: str
) -> None:
    plant, touched = DERIVED[name]
    plant(monkeypatch)

    with opened(tmp_path, calendars=rough_company.HOURS, zone="America/New_York") as own:
        rough_company.fill(own.warehouse)

        assert red(own, period="all") == touched


@pytest.mark.parametrize("seed", range(3))
def test_without_a_fault_nothing_is_red(rough: Company, seed: int) -> None:
    draws = np.random.default_rng(seed)
    first = np.datetime64("2025-02-01") + int(draws.integers(0, 50))
    last = first + int(draws.integers(0, 40))
    for link in ({"channel": ["chat", "(not given)"]}, {"gate": "gate 1"}, {"source": "desk 0"}):
        assert red(rough, period=f"{first}..{last}", **link) == set()
