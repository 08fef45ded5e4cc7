"""How tickets turned out, by their answers: confirmed, said to be solved; and the ticket's times beside its answer."""

from __future__ import annotations

from typing import Any

import pytest

from cx import bins
from cx.measures.tickets import CONFIRMED, NOT_RATED, UNCONFIRMED
from cx.store.beside import BESIDE
from cx.store.solutions import NOT_ASKED
from cx.store.warehouse import Warehouse
from cx.surveys import Survey
from tests.facts import CSAT, NPS, Row, answer, arrow, at, bring, digits, stored, ticket

SOLVED = Survey("solved?", "solved", 0, 1)
CSS = Survey("service", "css", 0, 1)
OTHER = Survey("a csat", "csat", 1, 5)
HEADLINE = Survey("main csat", "csat", 1, 5, headline=True)
SURVEYS = (NPS, CSAT, SOLVED, CSS, OTHER, HEADLINE)

DONE = ticket(1, "2025-03-03 12:00", "2025-03-03 14:00", first_response_at=at("2025-03-03 13:00"))
COUNTED = DONE | {"customer_messages": 3, "transfers": 1, "reopens": 0}


def said(survey: Survey, score: float, day: str = "2025-03-05", nr: int = 1, ticket_id: str = "1", **more: Any) -> Row:
    """An answer of a ticket's customer."""
    return answer(nr, score, day, survey=survey.survey, ticket_source="desk", ticket_id=ticket_id) | more


def confirmed(warehouse: Warehouse) -> dict[str, int | None]:
    return {row["ticket_id"]: row["confirmed"] for row in stored(warehouse, "tickets")}


def word(warehouse: Warehouse) -> int | str:
    """The customer's word in the path of the first ticket."""
    return digits(stored(warehouse, "tickets")[0])["says_solved"]


@pytest.mark.parametrize(
    ("answers", "code"),
    [
        ([], NOT_RATED),
        ([said(CSAT, 5)], CONFIRMED),
        ([said(CSAT, 4)], CONFIRMED),
        ([said(CSAT, 3)], UNCONFIRMED),
        ([said(CSAT, 9)], NOT_RATED),
        ([said(CSAT, 5), said(SOLVED, 0)], UNCONFIRMED),
        ([said(CSAT, 5), said(SOLVED, 1)], CONFIRMED),
        ([said(CSAT, 2), said(SOLVED, 1)], UNCONFIRMED),
        ([said(SOLVED, 1)], NOT_RATED),
        ([said(SOLVED, 0)], UNCONFIRMED),
        ([said(CSAT, 2, "2025-03-05", 1), said(CSAT, 5, "2025-03-06", 2)], CONFIRMED),
        ([said(CSAT, 5, "2025-03-05", 1), said(CSAT, 2, "2025-03-06", 2)], UNCONFIRMED),
        ([said(CSAT, 5, "2025-03-05", 1), said(CSAT, 2, nr=2) | {"answered_at": None}], CONFIRMED),
        ([said(CSS, 1)], CONFIRMED),
        ([said(CSS, 1, "2025-03-09"), said(CSAT, 1)], UNCONFIRMED),
        ([said(OTHER, 5, "2025-03-09"), said(HEADLINE, 1)], UNCONFIRMED),
        ([said(CSAT, 1, "2025-03-09"), said(OTHER, 5)], CONFIRMED),
        ([said(NPS, 10)], NOT_RATED),
    ],
)
def test_a_solution_is_confirmed_by_who_was_satisfied_and_did_not_say_otherwise(
    warehouse, answers: list[Row], code: int
) -> None:
    bring(warehouse, "tickets", DONE, ticket(2))
    if answers:
        bring(warehouse, "answers", *answers, surveys=SURVEYS)

    assert confirmed(warehouse) == {"1": code, "2": None}


def test_a_confirmation_goes_with_its_answer(warehouse) -> None:
    bring(warehouse, "tickets", DONE, ticket(2, solved="2025-03-04"))
    bring(warehouse, "answers", said(CSAT, 5), said(CSAT, 5, ticket_id="2", nr=2), said(SOLVED, 1), surveys=SURVEYS)
    before = confirmed(warehouse), word(warehouse)
    rows = arrow("answers", [said(CSAT, 5)])
    for left in (rows.slice(0, 1), rows.slice(0, 0)):
        with warehouse.publish() as batch:
            batch.add("answers", left)
            batch.replace("form", "answers")
        before = (*before, confirmed(warehouse), word(warehouse))

    assert before[:2] == ({"1": CONFIRMED, "2": CONFIRMED}, 1)
    assert before[2:4] == ({"1": CONFIRMED, "2": NOT_RATED}, "unknown")
    assert before[4:] == ({"1": NOT_RATED, "2": NOT_RATED}, "unknown")


def test_a_ticket_reopened_after_its_confirmation_is_not_confirmed_any_more(warehouse) -> None:
    bring(warehouse, "tickets", DONE)
    bring(warehouse, "answers", said(CSAT, 5), surveys=SURVEYS)
    bring(warehouse, "tickets", DONE | {"is_open": 1})

    assert confirmed(warehouse) == {"1": None}


def test_the_customers_word_is_part_of_the_path(warehouse) -> None:
    bring(warehouse, "tickets", DONE, ticket(2, solved="2025-03-04"))
    bring(warehouse, "answers", said(SOLVED, 0), surveys=SURVEYS)
    first = word(warehouse)
    bring(warehouse, "answers", said(SOLVED, 1, "2025-03-06", 2))

    assert (first, word(warehouse)) == (0, 1)
    assert digits(stored(warehouse, "tickets")[1])["says_solved"] == NOT_ASKED


def test_anonymous_answers_mark_no_ticket(warehouse) -> None:
    surveys = [Survey(s.survey, s.measure, s.low, s.high, anonymous=True) for s in (CSAT, SOLVED)]
    bring(warehouse, "tickets", DONE)
    bring(warehouse, "answers", said(CSAT, 5), said(SOLVED, 0), surveys=tuple(surveys))

    assert (confirmed(warehouse), word(warehouse)) == ({"1": NOT_RATED}, "unknown")


def test_a_question_declared_anew_is_read_anew_wherever_its_answers_went(warehouse) -> None:
    bring(warehouse, "tickets", DONE)
    bring(warehouse, "answers", said(CSAT, 4), said(SOLVED, 4), surveys=(CSAT, Survey("solved?", "solved", 1, 5, (3,))))
    before = confirmed(warehouse), word(warehouse)
    warehouse.derive(surveys=[Survey("csat", "csat", 1, 5, (5,)), Survey("solved?", "solved", 1, 5, (5,))])
    stricter = confirmed(warehouse), word(warehouse)
    warehouse.derive(surveys=[Survey("csat", "csat", 1, 3), Survey("solved?", "solved", 1, 5, (3,), "low")])

    assert before == ({"1": CONFIRMED}, 1)
    assert stricter == ({"1": UNCONFIRMED}, 0)
    assert (confirmed(warehouse), word(warehouse)) == ({"1": UNCONFIRMED}, 0)
    assert {row["survey"]: row["bin"] for row in stored(warehouse, "answers")} == {"csat": -1, "solved?": 4}


# The ticket beside its answer.


def beside(warehouse: Warehouse) -> list[tuple[Any, ...]]:
    return [tuple(row[name] for name in BESIDE if name != "ticket_path") for row in stored(warehouse, "answers")]


@pytest.mark.parametrize("tables", [("tickets", "answers"), ("answers", "tickets")])
def test_an_answer_has_its_ticket_beside_it_whichever_came_first(warehouse, tables: tuple[str, str]) -> None:
    files = {"tickets": [COUNTED, ticket(2)], "answers": [said(CSAT, 4), said(NPS, 9, ticket_id="3"), answer(2, 9)]}
    for table in tables:
        bring(warehouse, table, *files[table], surveys=SURVEYS)

    rows = stored(warehouse, "answers")
    assert beside(warehouse) == [(3600, 7200, 3, 1, 0), (None,) * 5, (None,) * 5]
    assert [row["ticket_path"] for row in rows] == [stored(warehouse, "tickets")[0]["path"], None, None]


def test_an_answer_follows_its_ticket(warehouse) -> None:
    bring(warehouse, "tickets", COUNTED)
    bring(warehouse, "answers", said(CSAT, 4), surveys=SURVEYS)
    bring(warehouse, "tickets", COUNTED | {"is_open": 1, "reopens": 2})
    bring(warehouse, "tickets", ticket(2, "2025-03-13 12:00"))

    assert beside(warehouse) == [(3600, bins.running(10 * 86400), 3, 1, 2)]
    assert stored(warehouse, "answers")[0]["ticket_path"] is None


def test_an_answer_whose_ticket_went_has_nothing_beside_it(warehouse) -> None:
    bring(warehouse, "tickets", COUNTED)
    bring(warehouse, "answers", said(CSAT, 4), surveys=SURVEYS)
    with warehouse.publish() as batch:
        batch.add("tickets", arrow("tickets", [ticket(2)]))
        batch.replace("desk", "tickets")
    gone = beside(warehouse)
    bring(warehouse, "tickets", COUNTED)
    bring(warehouse, "answers", said(CSAT, 4) | {"ticket_source": None, "ticket_id": None})

    assert gone == beside(warehouse) == [(None,) * 5]


def test_a_thousand_questions_are_not_too_many_for_one_statement(warehouse) -> None:
    asked = [Survey(f"form {nr}", "csat", 1, 5 + 2 * (nr % 2)) for nr in range(1200)]
    bring(warehouse, "tickets", DONE, ticket(2, solved="2025-03-04"))

    rows = [said(survey, 5, nr=nr, ticket_id=str(1 + nr % 2)) for nr, survey in enumerate(asked)]
    bring(warehouse, "answers", *rows, surveys=tuple(asked))

    assert confirmed(warehouse) == {"1": CONFIRMED, "2": UNCONFIRMED}
