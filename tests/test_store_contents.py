"""What a version says of itself: coverage, known values, questions, settings."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from cx.settings import load
from cx.store.contents import MOST_VALUES, Contents
from cx.store.warehouse import Warehouse, open_warehouse
from cx.surveys import Survey
from tests.facts import CSAT, NPS, answer, arrow, at, bring, ticket


def test_each_source_says_how_far_it_goes_in_each_table(warehouse: Warehouse) -> None:
    bring(warehouse, "tickets", ticket(1, "2025-03-01", "2025-03-09"), ticket(2, "2025-03-05"))
    bring(warehouse, "answers", answer(1, 9, "2025-02-01"), answer(2, 11, "2025-02-03"), answer(3, 1, source="b"))

    found = {(s.source, s.table): s for s in warehouse.contents().sources}

    assert {key: s.rows for key, s in found.items()} == {
        ("b", "answers"): 1, ("desk", "tickets"): 2, ("desk", "ticket_events"): 3, ("form", "answers"): 2,
    }  # fmt: skip
    tickets, answers = found["desk", "tickets"], found["form", "answers"]
    assert (tickets.first, tickets.last, tickets.as_of) == (at("2025-03-01"), at("2025-03-05"), at("2025-03-09"))
    assert (answers.first, answers.last, answers.outside_scale) == (at("2025-02-01"), at("2025-02-03"), 1)


def test_the_as_of_time_is_the_newest_stamp_but_not_a_promise(warehouse: Warehouse) -> None:
    bring(warehouse, "tickets", ticket(1, "2025-03-01", "2025-03-09", due_at=at("2030-01-01")))

    assert warehouse.as_of == warehouse.contents().as_of == at("2025-03-09")


@pytest.mark.parametrize(
    ("zone", "exact", "only_date"),
    [("UTC", 9, 9), ("Europe/Vilnius", 10, 9), ("America/New_York", 9, 9), ("Pacific/Kiritimati", 10, 9)],
)
def test_the_as_of_day_is_one_of_the_business_zone(
    engine: str, tmp_path, zone: str, exact: int, only_date: int
) -> None:
    days = []
    for nr, more in enumerate(({"answered_at": at("2025-03-09 22:30")}, {"answered_at": at("2025-03-09")})):
        warehouse = open_warehouse(f"{engine}:///{tmp_path}/{nr}.{engine}", load({"zone": zone}, {}))
        bring(warehouse, "answers", answer(1, 9, date_only=nr) | more)
        days.append(warehouse.contents().as_of_day)
        warehouse.close()

    assert days == [date(2025, 3, exact), date(2025, 3, only_date)]


def test_known_values_come_most_frequent_first_with_the_missing_one(warehouse: Warehouse) -> None:
    bring(warehouse, "answers", *(answer(nr, 9, channel=c) for nr, c in enumerate(["a", "b", "b", None, None, None])))
    bring(warehouse, "tickets", *(ticket(nr, channel="a") for nr in range(3)))

    assert warehouse.contents().values["channel"] == ("a", None, "b")


def test_at_most_so_many_values_are_known(warehouse: Warehouse) -> None:
    bring(warehouse, "tickets", *(ticket(nr, agent=f"agent {nr}") for nr in range(MOST_VALUES + 50)))

    assert len(warehouse.contents().values["agent"]) == MOST_VALUES


def test_filled_names_the_columns_with_a_value_in_any_row(warehouse: Warehouse) -> None:
    bring(warehouse, "answers", answer(1, 9, region=None, channel="web"), answer(2, None))

    filled = warehouse.contents().filled
    assert {"score", "bin", "channel", "answered_day"} <= filled["answers"]
    assert "region" not in filled["answers"]
    assert filled["tickets"] == frozenset()


def test_own_dimensions_go_by_their_names(warehouse: Warehouse) -> None:
    bring(warehouse, "answers", answer(1, 9, d2="B12"), dimensions={"gate": "d2"})

    contents = warehouse.contents()
    assert contents.dimensions == {"gate": "d2"}
    assert contents.values["gate"] == ("B12",)
    assert "d2" not in contents.values


def test_questions_come_with_the_headline_first_then_by_answers(warehouse: Warehouse) -> None:
    few, many = Survey("few", "nps"), Survey("many", "nps", cuts=(6, 9), wording="Würden Sie …?")
    rows = [answer(1, 9), answer(1, 9, survey="few"), answer(1, 9, survey="many"), answer(2, 9, survey="many")]
    bring(warehouse, "answers", *rows, surveys=(few, many, NPS, CSAT))

    contents = warehouse.contents()
    assert contents.questions("nps") == [NPS, many, few]
    assert contents.questions("csat") == []
    assert contents.survey("csat") == CSAT


def test_what_was_declared_before_stays_until_it_is_said_anew(warehouse: Warehouse) -> None:
    bring(warehouse, "answers", answer(1, 9), surveys=(NPS,), dimensions={"gate": "d1"})
    bring(warehouse, "answers", answer(2, 9), surveys=(CSAT,))

    contents = warehouse.contents()
    assert (contents.surveys, contents.dimensions) == ((CSAT, NPS), {"gate": "d1"})


def test_a_declaration_alone_is_a_version(warehouse: Warehouse) -> None:
    bring(warehouse, "answers", answer(1, 9))
    version = warehouse.version
    warehouse.derive(surveys=[Survey("new", "ces", 1, 7)])

    assert warehouse.version != version
    assert warehouse.contents().survey("new") is not None


def test_an_empty_warehouse_has_empty_contents(warehouse: Warehouse) -> None:
    contents = warehouse.contents()

    assert contents == Contents()
    assert (contents.as_of, contents.as_of_day, contents.rows("answers")) == (None, None, 0)


def test_a_declared_as_of_time_stays_until_newer_data_pass_it(warehouse: Warehouse) -> None:
    newest, declared = at("2025-03-03 12:00"), at("2025-03-10")
    bring(warehouse, "answers", answer(1, 9), sources_as_of={"form": declared})
    as_of = [warehouse.contents().as_of]
    bring(warehouse, "answers", answer(2, 9))
    as_of.append(warehouse.contents().as_of)
    bring(warehouse, "answers", answer(3, 9) | {"answered_at": declared + timedelta(days=1)})
    as_of.append(warehouse.contents().as_of)

    assert newest < declared
    assert as_of == [declared, declared, declared + timedelta(days=1)]


def test_a_source_that_is_emptied_disappears(warehouse: Warehouse) -> None:
    bring(warehouse, "answers", answer(1, 9), answer(2, 9, source="other"))
    with warehouse.publish() as batch:
        batch.add("answers", arrow("answers", [answer(1, 9)]).slice(0, 0))
        batch.replace("form", "answers")

    assert [source.source for source in warehouse.contents().sources] == ["other"]
