"""QuestionPro: responses of its interface, and raw data as CSV. Fixtures by documented columns, values invented."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from importing import ALL, Desk
from vendor_files import FOLDER, Landed, open_desk

from cx import scores
from cx.errors import BadInput
from cx.imports import ImportResult

FILES = FOLDER / "questionpro"


@pytest.fixture(scope="module")
def fetched(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Landed]:
    with open_desk(tmp_path_factory.mktemp("json"), "Europe/Vilnius") as desk:
        yield desk, desk.bring_files([FILES / "responses.json", FILES / "responses_v1.json"], "questionpro")


@pytest.fixture(scope="module")
def exported(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Landed]:
    with open_desk(tmp_path_factory.mktemp("csv"), "Europe/Vilnius") as desk:
        yield desk, desk.bring_files([FILES / "raw_data.csv"], "questionpro-csv")


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[Desk]:
    with open_desk(tmp_path, "Europe/Vilnius") as opened:
        yield opened


def by_survey(desk: Desk, column: str) -> dict[tuple[str, str], Any]:
    return {row[:2]: row[2] for row in desk.stored("answers", "survey", "response_id", column)}


def response(**other: Any) -> dict[str, Any]:
    """The first response, with other keys."""
    return {**json.loads((FILES / "responses.json").read_text("utf-8"))["response"][0], **other}


def brought(desk: Desk, *responses: dict[str, Any]) -> ImportResult:
    path = desk.write("responses.json", json.dumps({"response": responses, "pagination": {"totalPages": 1}}))
    return desk.bring_files([path], "questionpro")


def test_both_versions_of_the_interface_give_the_answers_of_completed_responses(fetched: Landed) -> None:
    desk, result = fetched

    assert by_survey(desk, "score") == {
        ("csat", "12000001"): 5, ("nps", "12000001"): 10, ("nps", "12000002"): 3, ("nps", "11000001"): 8,
    }  # fmt: skip
    assert scores.read(desk.warehouse.tally("nps", ALL)).value[0] == pytest.approx(0)
    assert (result.rows, result.read, result.left_out, result.rejected) == (3, 4, 1, 0)


def test_the_zone_at_the_end_of_a_stamp_counts(fetched: Landed) -> None:
    desk, _ = fetched
    stamps = {response: str(at) for (_, response), at in by_survey(desk, "answered_at").items()}

    assert stamps == {
        "12000001": "2018-04-18 07:38:39",  # 04:38:39 AM in Argentina, three hours behind Greenwich
        "12000002": "2018-04-18 15:05:00",  # 12:05 PM is after noon
        "11000001": "2017-01-02 17:15:00",  # Pacific winter time
    }


def test_a_stamp_without_a_zone_is_in_that_of_the_business(desk: Desk) -> None:
    brought(desk, response(timestamp="18 Apr, 2018 04:38:39 AM"))

    assert str(by_survey(desk, "answered_at")["nps", "12000001"]) == "2018-04-18 01:38:39"


def test_an_open_answer_is_the_comment(fetched: Landed) -> None:
    desk, _ = fetched

    assert by_survey(desk, "comment")["nps", "12000001"] == 'Rápido, "amable"'
    assert by_survey(desk, "comment")["nps", "12000002"] is None


@pytest.mark.parametrize("status", ["Started", "Partial", "Terminated", ""])
def test_responses_that_were_not_completed_are_left_out(desk: Desk, status: str) -> None:
    result = brought(desk, response(), response(responseID=2, responseStatus=status))

    assert {response for _, response in by_survey(desk, "score")} == {"12000001"}
    assert result.left_out == 1


def test_an_empty_page_is_an_import_of_no_rows(desk: Desk) -> None:
    result = brought(desk)

    assert (result.rows, result.read, result.rejected, result.landed) == (0, 0, 0, True)


def test_a_question_nobody_knows_is_told(desk: Desk) -> None:
    asked = [{"questionID": 1, "questionCode": "Q1", "questionText": "Kelinta valanda?", "answerValues": []}]

    with pytest.raises(BadInput, match="responses.json holds no question that the preset questionpro knows; declare"):
        brought(desk, response(responseSet=asked))


@pytest.mark.parametrize("wording", ["Порекомендуете ли вы нас?", "Ar rekomenduotumėte mus draugams?"])
def test_questions_are_known_in_other_languages(desk: Desk, wording: str) -> None:
    chosen = [{"answerID": 1, "answerText": "garbled", "value": {"scale": "7"}}]

    brought(desk, response(responseSet=[{"questionID": 1, "questionText": wording, "answerValues": chosen}]))

    assert by_survey(desk, "score") == {("nps", "12000001"): 7}


def test_raw_data_lose_what_was_not_completed(exported: Landed) -> None:
    desk, result = exported

    assert by_survey(desk, "score") == {
        ("ces", "12000001"): 5, ("ces", "12000002"): 2, ("nps", "12000001"): 10, ("nps", "12000002"): 4,
    }  # fmt: skip
    assert by_survey(desk, "comment")["nps", "12000001"] == "Kind, quick"
    assert (result.rows, result.read, result.left_out, result.rejected) == (2, 4, 2, 0)


def test_stamps_of_raw_data_are_pacific_in_winter_and_in_summer(exported: Landed) -> None:
    desk, _ = exported
    stamps = by_survey(desk, "answered_at")

    assert str(stamps["nps", "12000001"]) == "2024-02-01 00:05:06"
    assert str(stamps["nps", "12000002"]) == "2024-07-31 23:05:06"


def test_respondents_of_raw_data_are_known_by_a_hash(exported: Landed) -> None:
    desk, _ = exported
    who = by_survey(desk, "customer_id")

    assert who["nps", "12000001"] == who["ces", "12000001"] not in (None, "Ann@Example.com", "ann@example.com")
    assert who["nps", "12000002"] is None
