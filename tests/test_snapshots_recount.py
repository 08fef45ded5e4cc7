"""The questions of a snapshot put again: the same answers as long as the rows of its days are the same."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from cx.company import Company
from cx.pairs import Pairs
from cx.reports.pages import WHOLE
from cx.snapshots.content import Content
from cx.snapshots.recount import recounted
from cx.snapshots.rows_changed import cells
from cx.snapshots.sides import Side
from cx.snapshots.today import against_today
from cx.tally import Tally
from tests import small_company
from tests.answered import company, taken
from tests.facts import Row, answer, arrow, ticket
from tests.small_company import OFFICE, SURVEYS

#: Filters whose days are found in many ways, with a vote per customer, and business time.
FILTERS = (
    {"period": "4w", "definitions": (("nps", "nps@customer"), ("resolution", "median@business"))},
    {"period": "30d", "compare": "year", "grain": "day"},
    {"period": "this_month", "grain": "month"},
    {"period": "2025-W10", "where": (("channel", ("chat", None)),)},
    {"period": "all", "definitions": (("nps", "nps@customer"),)},
)

LATER: dict[str, Row] = {
    "answers": answer("later", 3, "2025-08-01 12:00", channel="chat", customer_id="new"),
    "tickets": ticket("later", "2025-08-01 12:00", "2025-08-02 12:00", channel="chat", customer_id="new", is_open=0),
    "customers": {"source": "crm", "customer_id": "new", "joined_on": answer(0, 0, "2025-08-01")["answered_at"]},
    "invitations": {
        "source": "form", "invitation_id": "later", "survey": "nps", "answered": 0, "delivered": 1,
        "sent_at": answer(0, 0, "2025-08-01")["answered_at"], "customer_id": "new",
    },
}  # fmt: skip


@pytest.fixture(scope="module")
def own(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Company]:
    """A company with something in every table, and business hours."""
    made = company(tmp_path_factory.mktemp("again"), calendars=OFFICE)
    small_company.fill(made.warehouse)
    yield made
    made.warehouse.close()


@pytest.fixture(scope="module")
def taken_twice(own: Company) -> list[tuple[Content, Side]]:
    """Snapshots, each with the answers to its questions put again at once."""
    contents = [taken(own, *WHOLE, **filters) for filters in FILTERS]
    return [(content, recounted(content, own)) for content in contents]


@pytest.fixture(scope="module")
def kept(taken_twice: list[tuple[Content, Side]]) -> list[Content]:
    return [content for content, _side in taken_twice]


@pytest.fixture(scope="module")
def gone_on(own: Company, kept: list[Content]) -> Company:
    """The same after rows of later days came into every table."""
    with own.warehouse.publish(surveys=SURVEYS) as batch:
        for table, row in LATER.items():
            batch.add(table, arrow(table, [row]))
    return own


@pytest.mark.parametrize("nr", range(len(FILTERS)))
def test_the_same_data_give_the_very_same_counts(taken_twice: list[tuple[Content, Side]], nr: int) -> None:
    content, now = taken_twice[nr]
    assert set(now.tallies) == set(content.tallies)
    for asked, then in content.tallies.items():
        if isinstance(then, Tally):
            assert cells(then) == cells(now.tallies[asked]), asked  # type: ignore[arg-type]
    for key, pairs in content.facts.items():
        if isinstance(pairs, Pairs):
            assert cells(pairs) == cells(now.ask.facts[key])


@pytest.mark.parametrize("nr", range(len(FILTERS)))
def test_rows_of_later_days_change_no_count(gone_on: Company, kept: list[Content], nr: int) -> None:
    found = against_today(kept[nr], gone_on)
    assert found.rows_at_least == 0
    assert found.known == ()
    assert found.found.counts > 20


def test_the_days_are_those_of_then(gone_on: Company, kept: list[Content]) -> None:
    for content in kept:
        assert recounted(content, gone_on).ask.window.current.last <= content.contents.as_of_day  # type: ignore[operator]
