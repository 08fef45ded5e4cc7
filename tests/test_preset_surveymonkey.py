"""SurveyMonkey: exports with two header rows, responses in bulk of its interface. Fixtures by documented columns."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from importing import ALL, Desk
from vendor_files import FOLDER, Landed, open_desk

from cx import scores
from cx.errors import BadInput, Unavailable

FILES = FOLDER / "surveymonkey"


@pytest.fixture(scope="module")
def exported(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Landed]:
    """The CSV of an account in Vilnius."""
    with open_desk(tmp_path_factory.mktemp("csv"), "Europe/Vilnius") as desk:
        yield desk, desk.bring_files([FILES / "responses.csv"], "surveymonkey")


@pytest.fixture(scope="module")
def fetched(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Landed]:
    """What the interface gives."""
    with open_desk(tmp_path_factory.mktemp("json")) as desk:
        yield desk, desk.bring_files([FILES / "bulk.json"], "surveymonkey-api")


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[Desk]:
    with open_desk(tmp_path) as opened:
        yield opened


def by_survey(desk: Desk, column: str) -> dict[tuple[str, str], Any]:
    return {row[:2]: row[2] for row in desk.stored("answers", "survey", "response_id", column)}


def short(nr: int) -> str:
    return f"11400000000{nr}"


def test_a_question_of_several_lines_is_known_by_its_wording(exported: Landed) -> None:
    desk, result = exported

    assert by_survey(desk, "score") == {
        ("csat", short(1)): 5, ("csat", short(2)): 4, ("csat", short(3)): 1,
        ("nps", short(1)): 10, ("nps", short(2)): 6, ("nps", short(3)): 0,
    }  # fmt: skip
    assert scores.read(desk.warehouse.tally("nps", ALL)).value[0] == pytest.approx((1 - 2) / 3)
    assert (result.rows, result.read, result.rejected, result.undeclared) == (4, 6, 0, ())


def test_comments_stand_with_the_recommendation(exported: Landed) -> None:
    desk, _ = exported

    assert by_survey(desk, "comment")["nps", short(1)] == "Helpful, quick\nand kind"
    assert by_survey(desk, "comment")["nps", short(3)] == "Never again"


def test_dates_are_month_first_with_a_twelve_hour_clock_in_the_accounts_zone(exported: Landed) -> None:
    desk, _ = exported
    stamps = by_survey(desk, "answered_at")

    assert str(stamps["nps", short(1)]) == "2024-01-31 14:05:06"
    assert str(stamps["nps", short(2)]) == "2024-01-31 22:05:06"  # 12:05 AM is after midnight
    assert str(stamps["nps", short(3)]) == "2024-02-01 10:05:06"  # and 12:05 PM after noon


def test_respondents_are_known_by_a_hash_of_their_address(exported: Landed) -> None:
    desk, _ = exported
    who = by_survey(desk, "customer_id")

    assert who["nps", short(1)] == who["nps", short(3)] != "ann@example.com"
    assert who["nps", short(2)] is None


def test_the_weights_of_an_nps_question_are_no_scores(fetched: Landed) -> None:
    """80000001 is the NPS question: its answers weigh 100 and -100."""
    desk, result = fetched

    assert by_survey(desk, "score") == {
        ("80000003/95000002", short(1)): 5, ("80000003/95000003", short(1)): 3, ("80000003/95000002", short(2)): 1,
    }  # fmt: skip
    with pytest.raises(Unavailable):
        desk.warehouse.tally("nps", ALL)
    assert result.undeclared == ("80000003/95000002", "80000003/95000003")


def test_left_out_are_counted_by_the_answer_and_responses_not_completed_are_among_them(fetched: Landed) -> None:
    desk, result = fetched

    # 2 weights of NPS, a text, a choice and another one, a page without questions; and 2 answers cut off on the way.
    assert (result.rows, result.left_out, result.rejected) == (3, 8, 0)
    assert short(3) not in {response for _, response in by_survey(desk, "score")}


def test_stamps_of_the_interface_name_their_zone(fetched: Landed) -> None:
    desk, _ = fetched

    assert str(by_survey(desk, "answered_at")["80000003/95000002", short(1)]) == "2024-01-31 14:05:06"


def test_choices_become_scores_where_a_preset_of_ones_own_says_what_they_mean(desk: Desk) -> None:
    preset = desk.write(
        "own.toml",
        """
        table = "answers"
        records = ["data"]
        unfold = ["pages", "questions", "answers"]
        only = { "pages.questions.id" = ["80000001"], response_status = ["completed"] }
        [columns]
        response_id = "id"
        answered_at = "date_modified"
        survey = { constant = "nps" }
        [columns.score]
        from = "pages.questions.answers.choice_id"
        values = { 90000001 = "0", 90000011 = "10" }
        unmapped = "reject"
        """,
    )

    desk.bring_files([FILES / "bulk.json"], preset)

    assert by_survey(desk, "score") == {("nps", short(1)): 10, ("nps", short(2)): 0}


def test_pages_of_the_interface_may_stand_one_a_line(desk: Desk, fetched: Landed) -> None:
    page = json.loads((FILES / "bulk.json").read_text())
    pages = [{**page, "data": [response]} for response in page["data"]]
    path = desk.write("pages.json", "\n".join(map(json.dumps, pages)))

    desk.bring_files([path], "surveymonkey-api")

    assert by_survey(desk, "score") == by_survey(fetched[0], "score")


def test_responses_without_a_rating_are_told(desk: Desk) -> None:
    text = (FILES / "bulk.json").read_text().replace("choice_metadata", "metadata")

    with pytest.raises(BadInput, match=r"lacks the column pages\.questions\.answers\.choice_metadata\.weight"):
        desk.bring_files([desk.write("plain.json", text)], "surveymonkey-api")
