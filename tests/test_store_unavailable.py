"""What cannot be known, or may not be shown, says why; and measures that are counted in other ways than by rows."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import numpy as np
import pytest

from cx.errors import Unavailable
from cx.filters import Filters
from cx.measures import MEASURES, Measure
from cx.settings import load
from cx.store.schema import TABLES
from cx.store.warehouse import Warehouse, open_warehouse
from cx.surveys import Survey
from tests.conftest import MakeWarehouse, closing_warehouses
from tests.facts import CSAT, NPS, Row, answer, at, bring, stored, ticket
from tests.small_company import fill

ALL = Filters(period="all")
ON_BASES = [known.on(basis) for known in MEASURES.values() for basis in ("", *(b.name for b in known.bases))]

#: A row of each table that says as little as a row can.
BARE: dict[str, Row] = {
    "answers": {"source": "form", "survey": "nps", "response_id": "1"},
    "tickets": {"source": "desk", "ticket_id": "1"},
    "ticket_events": {"source": "desk", "ticket_id": "1", "nr": 1},
    "customers": {"source": "crm", "customer_id": "c1"},
    "invitations": {"source": "form", "invitation_id": "i1"},
}


@pytest.fixture(scope="module")
def company(engine: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Warehouse]:
    with closing_warehouses() as opened:
        opened.append(open_warehouse(f"{engine}:///{tmp_path_factory.mktemp(engine)}/company.{engine}", load({}, {})))
        yield fill(opened[0])


@pytest.fixture(scope="module")
def bare(engine: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Warehouse]:
    """One row in every table, without anything but its key."""
    with closing_warehouses() as opened:
        opened.append(open_warehouse(f"{engine}:///{tmp_path_factory.mktemp(engine)}/bare.{engine}", load({}, {})))
        questions = tuple(
            Survey(asked, asked, *((1, 10) if asked == "satisfaction" else (0, 1) if asked != "nps" else (0, 10)))
            for asked in sorted({name for known in MEASURES.values() for name in known.asks})
        )
        for table, row in BARE.items():
            rows = [row | {"survey": q.survey} for q in questions] if table == "answers" else [row]
            bring(opened[0], table, *rows, surveys=questions)
        yield opened[0]


def refusal(ask: Any, *arguments: Any, **more: Any) -> Unavailable:
    with pytest.raises(Unavailable) as caught:
        ask(*arguments, **more)
    return caught.value


@pytest.mark.parametrize("known", ON_BASES, ids=[f"{known.name}@{known.basis}" for known in ON_BASES])
def test_every_measure_without_its_columns_names_those_it_needs(bare: Warehouse, known: Measure) -> None:
    columns = {column.name for column in TABLES[known.table].columns}
    if not known.needs and known.column in bare.contents().filled[known.table]:
        assert bare.tally(known, ALL).n_rows() == 1  # a bare row says enough
        return
    for ask in (bare.tally, bare.rows):
        reason = refusal(ask, known, ALL)
        assert reason.kind == "columns_missing"
        assert reason.values == (known.needs or (known.column,))
        assert set(reason.values) <= columns


@pytest.mark.parametrize("known", ON_BASES, ids=[f"{known.name}@{known.basis}" for known in ON_BASES])
def test_every_measure_of_an_empty_warehouse_has_no_data(warehouse: Warehouse, known: Measure) -> None:
    for ask in (warehouse.tally, warehouse.rows):
        assert refusal(ask, known, ALL).kind == "no_data"


def test_every_reason_has_words() -> None:
    from cx.reports import words

    for kind in Unavailable.KINDS:
        title, text = words.unavailable(Unavailable("nps", kind, "one", "two"))
        assert title
        assert "{" not in title + text


# Who may be shown.


def test_rows_name_no_agent_where_views_by_agent_are_off(make_warehouse: MakeWarehouse) -> None:
    closed, allowed = make_warehouse("closed"), make_warehouse("allowed", agent_views=True)
    for place in (closed, allowed):
        bring(place, "tickets", ticket(1, solved="2025-03-03 13:00", agent="A. Agent", team="Mail desk"))

    assert "agent" not in closed.rows("resolution")
    assert closed.rows("resolution")["team"].tolist() == ["Mail desk"]
    assert allowed.rows("resolution")["agent"].tolist() == ["A. Agent"]


def test_events_do_not_say_who_did_them_where_views_by_agent_are_off(make_warehouse: MakeWarehouse) -> None:
    closed, allowed = make_warehouse("closed"), make_warehouse("allowed", agent_views=True)
    solved = {"source": "desk", "ticket_id": "1", "at": at("2025-03-03 13:00"), "nr": 1, "kind": "solved"}
    for place in (closed, allowed):
        bring(place, "ticket_events", solved | {"nr": 0, "kind": "created"}, solved | {"actor": "A. Agent"})

    assert "actor" not in closed.rows("flow")
    assert allowed.rows("flow", by_values={"actor": "A. Agent"})["kind"].tolist() == ["solved"]
    assert refusal(lambda: closed.tally("flow", ALL.where_("actor", ["A. Agent"]))).kind == "agents_off"


def test_scores_by_agent_are_shown_only_where_the_settings_allow_it(make_warehouse: MakeWarehouse) -> None:
    allowed = make_warehouse(agent_views=True)
    bring(allowed, "answers", answer(1, 9, agent="a1"), answer(2, 0, agent="a2"))
    refused = make_warehouse()

    assert list(allowed.tally("nps", ALL, ("agent",)).groups["agent"]) == ["a1", "a2"]
    assert allowed.tally("nps", ALL.where_("agent", ["a1"])).n_rows() == 1
    asked = (
        lambda: refused.tally("nps", ALL, ("agent",)),
        lambda: refused.tally("nps", ALL.where_("agent", ["a1"])),
        lambda: refused.rows("nps", ALL, by_values={"agent": "a1"}),
        lambda: refused.definitions("nps", ALL, ("agent",)),
        lambda: refused.pairs("nps", "fcr", ALL, ("agent",)),
    )
    for ask in asked:
        assert refusal(ask).kind == "agents_off"


def test_single_answers_to_an_anonymous_survey_are_not_shown(warehouse: Warehouse) -> None:
    private = Survey("pulse", "csat", 1, 5, anonymous=True)
    rows = [answer(nr, 4, survey="pulse") for nr in range(9)] + [answer(nr, 4, survey="csat") for nr in range(3)]
    bring(warehouse, "answers", *rows, surveys=(CSAT, private))

    reason = refusal(warehouse.rows, "csat", ALL)

    assert (reason.kind, reason.values) == ("anonymous", ("pulse",))
    assert warehouse.tally("csat", ALL).n_rows() == 9
    assert len(warehouse.rows("csat", ALL.where_("survey", ["csat"]))) == 3
    assert refusal(warehouse.rows, "csat", ALL.where_("survey", ["csat", "pulse"])).kind == "anonymous"


# As things stand.


def test_what_is_counted_as_it_stands_is_the_same_in_every_period(company: Warehouse) -> None:
    ages = [row["open_age"] for row in stored(company, "tickets") if row["open_age"] is not None]

    for period in ("all", "4w", "2025-01", "2001"):
        tally = company.tally("backlog", Filters(period=period))
        assert sorted(np.repeat(tally.bins, tally.counts[0])) == sorted(ages)


def test_the_other_period_of_what_is_counted_as_it_stands_is_unknown(company: Warehouse) -> None:
    tally = company.tally("backlog", Filters(period="2025-02"), ("period", "channel"))

    assert set(tally.groups["period"]) == {"current"}
    assert tally.n_rows() == company.tally("backlog", ALL).n_rows()


@pytest.mark.parametrize(
    ("name", "time"),
    [("backlog", "day"), ("backlog", "week"), ("backlog", "hour"), ("backlog", "weekend"), ("flow", "weekday"),
     ("response_rate", "hour")],
)  # fmt: skip
def test_a_breakdown_by_days_that_are_not_known_is_refused(company: Warehouse, name: str, time: str) -> None:
    reason = refusal(company.tally, name, ALL, (time,))
    assert (reason.kind, reason.values) == ("no_dates", (time,))


def test_a_time_is_no_condition(company: Warehouse) -> None:
    reason = refusal(company.tally, "nps", ALL.where_("weekday", ["0"]))
    assert (reason.kind, reason.values) == ("dimension_missing", ("weekday",))


def test_rows_of_what_is_counted_as_it_stands_are_the_open_tickets(company: Warehouse) -> None:
    rows = company.rows("backlog", Filters(period="2001"), limit=1000)

    assert set(rows["ticket_id"]) == {row["ticket_id"] for row in stored(company, "tickets") if row["is_open"]}
    assert list(rows["created_at"]) == sorted(rows["created_at"], reverse=True)


# Every kind of row.


@pytest.mark.parametrize("name", [name for name, known in MEASURES.items() if known.counting != "membership"])
def test_rows_of_every_measure_are_the_very_rows_of_its_tally(company: Warehouse, name: str) -> None:
    filters = Filters(period="2025-02")
    dimension = "kind" if name == "flow" else "channel"
    tally = company.tally(name, filters, (dimension,))

    for group in tally.frame().head(5).to_dict("records"):
        values = {key: group[key] for key in (dimension, "bin")}
        assert len(company.rows(name, filters, limit=1000, by_values=values)) == group["n"]
    assert len(company.rows(name, filters, limit=1000)) == tally.n_rows()


def test_events_have_the_dimensions_of_their_tickets(company: Warehouse) -> None:
    events = [row for row in stored(company, "ticket_events") if row["flow"] is not None]

    tally = company.tally("flow", ALL, ("channel", "kind"))

    assert tally.n_rows() == len(events)
    assert {"chat", "email"} <= set(tally.groups["channel"])


def test_arrivals_are_counted_by_the_hour_of_the_week(warehouse: Warehouse) -> None:
    bring(
        warehouse,
        "tickets",
        ticket(1, "2025-03-03 00:30"),
        ticket(2, "2025-03-09 23:10"),
        ticket(3, "2025-03-03 00:59"),
    )

    tally = warehouse.tally("arrivals", ALL)

    assert dict(zip(tally.bins.tolist(), tally.counts[0].tolist(), strict=True)) == {0: 2, 167: 1}


def test_response_is_broken_down_by_the_number_of_the_invitation(warehouse: Warehouse) -> None:
    sent = [{"source": "f", "invitation_id": f"i{nr}", "sent_at": at("2025-03-01"), "nr": nr, "answered": int(nr < 3)}
            for nr in range(1, 7)]  # fmt: skip
    bring(warehouse, "invitations", *sent, surveys=(NPS,))

    scores = warehouse.score("response_rate", ALL, ("attempt",))

    assert list(scores.groups["attempt"]) == ["1", "2", "3", "4+"]
    assert (scores.value.tolist(), scores.n.tolist()) == ([1, 1, 0, 0], [1, 1, 1, 3])


def test_without_any_answer_about_a_ticket_nobody_is_said_not_to_have_confirmed(warehouse: Warehouse) -> None:
    bring(warehouse, "tickets", ticket(1, solved="2025-03-03 13:00"))
    bring(warehouse, "answers", answer(1, 5, survey="csat"), surveys=(CSAT,))
    before = refusal(warehouse.tally, "confirmed", ALL)
    bring(warehouse, "answers", answer(2, 5, survey="csat", ticket_id="another"), surveys=(CSAT,))

    assert (before.kind, before.values) == ("columns_missing", ("confirmed",))
    assert warehouse.score("confirmed", ALL).records()[0]["value"] == 0.0
