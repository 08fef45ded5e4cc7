"""The page on which numbers are checked: green where nothing is wrong, red for exactly what is."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

import pytest
from sqlalchemy import true

from cx import kinds
from cx.company import Company
from cx.exports.document import Document
from cx.exports.html import html
from cx.filters import Filters
from cx.measures import MEASURES, Measure
from cx.reports import reconciliation, trust, whole
from cx.reports.ask import Arrangement, Ask
from cx.reports.page import Attention, Page, Table
from cx.reports.reconciliation import compare
from cx.store.query import Question
from cx.store.second_road.bridge import Bridge
from cx.surveys import Survey
from cx.tally import Tally
from tests.facts import NPS, answer, arrow, at, bring, ticket
from tests.pages.models import plain
from tests.trust.asking import asked, page, table


def states(of: Page) -> dict[str, str]:
    shown = table(of, "trust-roads").shown
    return dict(zip(shown["Number"], map(plain, shown["State"]), strict=True))


def wrong(of: Page) -> set[str]:
    return {name for name, state in states(of).items() if state.startswith("✗")}


# Do the numbers agree?


def test_without_a_fault_every_number_agrees(company: Company) -> None:
    found = page(company)

    assert found.head.finding == "All 18 numbers agree when counted a second way"
    assert set(states(found)) > {"NPS", "CSAT", "CES", "Solved first time", "First reply", "Resolution"}
    assert wrong(found) == set()
    assert not [part for part in found.parts if isinstance(part, Attention)]


@pytest.mark.parametrize("query", [{"channel": ["chat", "(not given)"]}, {"period": "all"}, {"compare": "year"}])
def test_it_is_green_under_other_filters(company: Company, query: dict[str, Any]) -> None:
    assert wrong(page(company, **query)) == set()


Forgetting = Callable[[str], None]


@pytest.fixture
def forgetting(monkeypatch: pytest.MonkeyPatch) -> Forgetting:
    """Plants a fault: the query builder forgets the conditions of one table."""
    honest = Question.where

    def plant(name: str) -> None:
        monkeypatch.setattr(
            Question, "where", lambda self: true() if self.measure.table == name else honest(self)
        )  # fmt: skip

    return plant


def test_a_filter_that_the_query_builder_forgets_turns_the_page_red(company: Company, forgetting: Forgetting) -> None:
    forgetting("answers")

    found = page(company, channel="chat")

    of_answers = {"NPS", "CSAT", "CES", "Service satisfaction", "Satisfaction 1–10", "Reviews", "Said to be solved"}
    assert wrong(found) == of_answers
    assert found.head.finding == "7 numbers do not agree when counted a second way"
    (attention,) = (part for part in found.parts if isinstance(part, Attention))
    assert attention.title == "7 numbers do not agree"
    assert {item.bar for item in attention.items} == {"bad"}


def test_the_other_tables_turn_red_too(company: Company, forgetting: Forgetting) -> None:
    forgetting("tickets")

    found = page(company, channel="chat")

    red = wrong(found)
    assert re.fullmatch(r"✗ differs by \d+", states(found)["Backlog"])
    assert {"Solved first time", "First reply", "Resolution", "Promise kept", "Backlog"} <= red
    assert not red & {"NPS", "CSAT", "CES"}


def test_a_wrong_formula_turns_exactly_its_number_red(company: Company, monkeypatch: pytest.MonkeyPatch) -> None:
    honest = kinds._KINDS["net"]
    too_high = lambda counted: honest(counted)._replace(value=honest(counted).value + 0.032)  # noqa: E731
    monkeypatch.setitem(kinds._KINDS, "net", too_high)

    found = page(company)

    assert wrong(found) == {"NPS"}
    assert states(found)["NPS"] == "✗ differs by 3.2 points"
    assert plain(found.head.finding).startswith("NPS does not agree: ")


def test_few_numbers_that_do_not_agree_are_named(company: Company, monkeypatch: pytest.MonkeyPatch) -> None:
    for kind in ("net", "survival"):
        honest = kinds._KINDS[kind]
        wrong_kind = lambda counted, honest=honest: honest(counted)._replace(n=honest(counted).n + 1)  # noqa: E731
        monkeypatch.setitem(kinds._KINDS, kind, wrong_kind)

    found = page(company)

    assert found.head.finding == "NPS and Resolution do not agree when counted a second way"


def test_a_wrong_bin_turns_a_time_red(company: Company, monkeypatch: pytest.MonkeyPatch) -> None:
    honest = kinds._KINDS["survival"]
    two_bins_up = lambda counted: honest(counted)._replace(value=honest(counted).value * 1.05)  # noqa: E731
    monkeypatch.setitem(kinds._KINDS, "survival", two_bins_up)

    assert wrong(page(company)) == {"Resolution"}


def test_rows_that_are_lost_turn_it_red_though_the_score_stays(
    company: Company, monkeypatch: pytest.MonkeyPatch
) -> None:
    honest = kinds._KINDS["net"]
    monkeypatch.setitem(kinds._KINDS, "net", lambda counted: honest(counted)._replace(n=honest(counted).n - 2))

    assert states(page(company))["NPS"] == "✗ differs by 2 answers"


def test_a_definition_without_a_second_road_is_never_green(empty: Company) -> None:
    """A promise to the minute, and a solution that is known to the day."""
    late = {"due_at": at("2025-03-04 12:00"), "date_only": 0b1000}
    bring(empty.warehouse, "tickets", ticket(1, "2025-03-03", "2025-03-07", **late))

    found = page(empty, period="all")

    assert states(found)["Promise kept"].startswith("– no second road: some solutions are known to the day")
    assert "1 without a second road" in table(found, "trust-roads").footer
    assert table(found, "trust-roads").table.set_index("measure").loc["sla", "state"] == "no_road"


def test_definitions_of_the_companys_own_are_counted_twice_too(company: Company) -> None:
    found = states(page(company, definition=["fcr.F9", "nps.nps@customer", "resolution.p90@business"]))

    assert found["Solved first time (the customer says so)"] == "✓ agrees"
    assert found["NPS (one vote per customer)"] == "✓ agrees"
    assert found["Resolution (9 of 10 within, business time)"].startswith("✓ agrees")


def test_what_moved_adds_up_to_what_is_open(company: Company) -> None:
    for period in ("all", "2025-02-01..2025-04-30", "2025-02-01..2025-02-20"):
        shown = table(page(company, period=period), "trust-flow")

        assert set(shown.shown["State"]) == {"✓ agrees"}
        before, opened, reopened, solved, after, *by_state = shown.table["n_page"]
        assert before + opened + reopened - solved == after
        assert by_state == ([] if period.endswith("20") else [after])


def test_what_may_not_be_shown_is_not_shown_on_the_second_road_either(empty: Company) -> None:
    quiet = Survey("quiet", "nps", anonymous=True, headline=True)
    rows = [answer(nr, 10, survey="quiet") for nr in range(3)]
    bring(empty.warehouse, "answers", *rows, surveys=(quiet,))

    found = page(empty, period="all")
    row = table(found, "trust-roads").shown.iloc[0].tolist()

    assert row[1:6] == ["– not shown, so that nobody can be recognised", "—", "—", "", ""]
    assert table(found, "trust-roads").table.iloc[0].tolist()[2:6] == [None, None, 0, 0]
    assert table(found, "trust-bridge").shown["Number"].tolist() == ["0"] * 5


def test_the_parts_add_up_to_the_whole(company: Company) -> None:
    shown = table(page(company), "trust-sums").shown

    assert set(shown["State"]) == {"✓ adds up"}
    assert len(shown) == 7
    assert shown.iloc[0]["Sum over groups"] == f"{shown.iloc[0]['Card']} by channel"


@pytest.mark.parametrize(("road", "column"), [("trend", "Sum over time"), ("by_period", "Sum over groups")])
def test_parts_that_lose_rows_do_not_add_up(
    company: Company, monkeypatch: pytest.MonkeyPatch, road: str, column: str
) -> None:
    honest = getattr(Ask, road)

    def losing(ask: Ask, of: Measure, *by: str) -> Tally:
        tally: Tally = honest(ask, of, *by)
        return tally.select(tally.groups.index == 0) if of.name == "nps" else tally

    monkeypatch.setattr(Ask, road, losing)

    found = table(page(company, period="2025-W06"), "trust-sums")

    shown = found.shown.set_index("Number")
    assert found.title == "NPS: the parts do not add up"
    assert shown.loc["NPS", column].split()[0] != shown.loc["NPS", "Card"]
    assert shown["State"].str.startswith("✗").tolist() == [True, *[False] * 6]


def test_the_bridge_counts_every_step(empty: Company) -> None:
    tickets = [ticket(nr, customer_id=str(nr)) for nr in range(4)]
    answers = [
        answer(1, 10, ticket_id="1", ticket_source="desk"), answer(2, 11, ticket_id="9", ticket_source="desk"),
        answer(3, None), answer(4, 3, "2025-03-04"),
    ]  # fmt: skip
    invitations = [
        {"source": "form", "invitation_id": str(nr), "sent_at": at("2025-03-03 10:00"), "delivered": nr % 2,
         "answered": int(nr == 0)} for nr in range(5)
    ]  # fmt: skip
    with empty.warehouse.publish(surveys=(NPS,)) as batch:
        for name, rows in (("tickets", tickets), ("answers", answers), ("invitations", invitations)):
            batch.add(name, arrow(name, rows))

    found = table(page(empty, period="2025-03-03..2025-03-03"), "trust-bridge")

    assert found.table["n"].tolist() == list(Bridge(4, 5, 3, 1, 3, 2, 1, 2, 1))
    assert found.shown["Lost on the way"].tolist() == ["", "", "2", "2", "", "1", "1", "1", "1"]


def test_a_filter_that_a_table_does_not_know_leaves_its_steps_out(company: Company) -> None:
    steps = table(page(company, survey="nps"), "trust-bridge")

    assert "Tickets created" not in set(steps.table["step"])


# Without data.


@pytest.mark.parametrize("tab", trust.TABS)
def test_without_any_data_every_tab_says_so(empty: Company, tab: str) -> None:
    found = page(empty, tab, period="all")

    assert found.head.finding
    assert all(part.message or len(part.shown) for part in found.parts if isinstance(part, Table))


@pytest.mark.parametrize("tab", trust.TABS)
def test_a_filter_that_matches_nothing_leaves_every_tab_standing(company: Company, tab: str) -> None:
    found = page(company, tab, channel="nobody's")

    assert found.head.finding
    if tab == "numbers":
        message = table(found, "trust-roads").message
        assert found.head.finding == "No rows match these filters"
        assert message is not None
        assert plain(message.text) == "Channel: nobody's. Days: 1 Feb–10 Mar 2025."


def test_where_no_ticket_is_counted_nothing_is_said_to_add_up(empty: Company) -> None:
    assert table(page(empty, period="all"), "trust-flow").title == "Flow"

    bring(empty.warehouse, "answers", answer(1, 10))

    assert table(page(empty, period="all"), "trust-flow").title == "Flow"


def test_one_answer_is_counted_twice_too(empty: Company) -> None:
    bring(empty.warehouse, "answers", answer(1, 10))

    found = page(empty, period="all")

    assert found.head.finding == "The only number agrees when counted a second way"
    assert states(found)["NPS"] == "✓ agrees"
    assert states(found)["Resolution"] == "– No data for Resolution"


def test_where_only_tallies_can_be_asked_nothing_is_claimed(company: Company) -> None:
    alone = Ask(company.warehouse.contents(), company.settings, Filters(), company.warehouse.tally)

    assert {one.state for one in compare(alone)} <= {"no_road", "none", "unavailable"}
    assert trust.page(alone, Arrangement()).head.finding == "There is no number to count a second way"


def test_a_file_holds_all_tabs(company: Company) -> None:
    made = whole.whole(trust.page, asked(company), Arrangement())
    text = html(Document("", (made,))).decode()

    for title, _tab in trust.TABS.values():
        assert f'<h2 class="part">{title}</h2>' in text
    assert "cx-right" in text


def test_the_numbers_compared_are_the_headline_ones_and_more(company: Company) -> None:
    names = [(known.name, reading.full_name) for known, reading in reconciliation.numbers(asked(company))]

    assert {name for name, known in MEASURES.items() if known.headline} <= {name for name, _ in names}
    assert ("first_response", "within:3600") in names
    assert len(set(names)) == len(names)
