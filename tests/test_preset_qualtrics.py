"""Qualtrics: exports with three header rows, and of old with two. Fixtures by documented columns, values invented."""

from __future__ import annotations

import tomllib
from collections.abc import Iterator
from pathlib import Path

import pytest
from importing import ALL, Desk
from vendor_files import FOLDER, Landed, open_desk

from cx import scores
from cx.errors import BadInput
from cx.readers.preset import FOLDER as PRESETS
from cx.readers.preset_parser import parse_preset

FILES = FOLDER / "qualtrics"
SAMPLES = Path(__file__).parents[2] / "shared" / "data" / "vendor-format-samples" / "qualtrics"


@pytest.fixture(scope="module")
def landed(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Landed]:
    """The export of an account in Vilnius."""
    with open_desk(tmp_path_factory.mktemp("qualtrics"), "Europe/Vilnius") as desk:
        yield desk, desk.bring_files([FILES / "responses.csv"], "qualtrics")


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[Desk]:
    with open_desk(tmp_path) as opened:
        yield opened


def answers(desk: Desk, survey: str, *columns: str) -> dict[str, object]:
    """A column, or several, of the answers to one question by their respondent."""
    rows = desk.stored("answers", "survey", "response_id", *columns)
    return {row[1]: row[2] if len(columns) == 1 else row[2:] for row in rows if row[0] == survey}


def changed(desk: Desk, before: str, after: str) -> Path:
    text = (FILES / "responses.csv").read_text("utf-8")
    assert before in text
    return desk.write("changed.csv", text.replace(before, after))


def test_the_nps_is_of_the_scores_and_not_of_their_groups(landed: Landed) -> None:
    desk, _ = landed

    assert answers(desk, "nps", "score") == {"R_one": 9, "R_two": 0, "R_three": 7}
    assert scores.read(desk.warehouse.tally("nps", ALL)).value[0] == pytest.approx(0)


def test_previews_spam_and_unfinished_responses_are_left_out_in_words_and_numbers(landed: Landed) -> None:
    desk, result = landed

    assert {row[0] for row in desk.stored("answers", "response_id")} == {"R_one", "R_two", "R_three"}
    assert (result.rows, result.left_out, result.rejected) == (3, 5, 0)  # the row of JSON is one of the five


def test_choices_are_numbers_or_words_as_the_export_was_told(landed: Landed) -> None:
    desk, _ = landed

    assert answers(desk, "csat", "score") == {"R_one": 5, "R_two": 3}
    assert answers(desk, "ces", "score") == {"R_one": 4, "R_two": 1, "R_three": 2}


def test_comments_stand_with_the_recommendation_and_keep_their_line_breaks(landed: Landed) -> None:
    desk, _ = landed

    assert answers(desk, "nps", "comment") == {"R_one": "Quick and kind", "R_two": "Slow,\ntwice", "R_three": None}


def test_stamps_are_in_the_accounts_zone_and_people_are_known_by_a_hash(landed: Landed) -> None:
    desk, _ = landed
    found = answers(desk, "nps", "answered_at", "language", "collection", "customer_id")

    assert str(found["R_one"][0]) == "2024-01-30 08:02:00"
    assert [row[1:3] for row in found.values()] == [("lt", "email"), ("lt", "sms"), ("en", "anonymous")]
    assert found["R_one"][3] == found["R_two"][3] != "ann@example.com"
    assert found["R_three"][3] is None


def test_a_tab_separated_export_in_utf_16_is_the_same(desk: Desk) -> None:
    """Without the row of JSON, which some take out before they pass a file on."""
    path = desk.folder / "responses.tsv"
    header = "StartDate\tEndDate\tStatus\tFinished\tRecordedDate\tResponseId\tDistributionChannel\tQ9"
    wording = "Начало\tКонец\tСтатус\tГотово\tЗапись\tНомер\tКанал\tНасколько вероятно, что вы порекомендуете нас?"
    row = "2024-01-30 10:00:00\t2024-01-30 10:02:00\t0\t1\t2024-01-30 10:02:00\tR_x\tqr\t8"
    path.write_text("\n".join([header, wording, row]) + "\n", encoding="utf-16")

    result = desk.bring_files([path], "qualtrics")

    assert answers(desk, "nps", "score") == {"R_x": 8}
    assert (result.rows, result.left_out) == (1, 0)


def test_the_export_of_old_is_read_by_its_own_columns(desk: Desk) -> None:
    result = desk.bring_files([FILES / "legacy.csv"], "qualtrics")

    assert desk.stored("answers", "survey", "response_id", "score", "comment") == [("nps", "R_old1", 10, "Good, fast")]
    assert (result.rows, result.left_out) == (1, 2)


def test_a_survey_without_a_known_question_says_how_to_declare_one(desk: Desk) -> None:
    path = changed(desk, "How likely are you to recommend us, to friends?", "Farbe?")
    text = path.read_text("utf-8").replace("satisfied were", "old were").replace("easy was it", "tall is it")
    path.write_text(text.replace("to recommend us", "so"), encoding="utf-8")

    with pytest.raises(BadInput, match=r"holds no question that the preset qualtrics knows; declare yours .*measure ="):
        desk.bring_files([path], "qualtrics")


def test_a_word_that_no_scale_has_is_rejected_and_the_other_answers_land(desk: Desk) -> None:
    result = desk.bring_files([changed(desk, "0 - Not at all likely", "No idea")], "qualtrics")

    assert [(reject.line, reject.field, reject.reason) for reject in result.rejects] == [
        (6, "Q1", "not a text that begins with a number")
    ]
    assert answers(desk, "ces", "score")["R_two"] == 1


@pytest.mark.parametrize("name", ["sample.csv", "sample_legacy.csv"])
def test_samples_of_a_public_reader_are_read_once_their_question_is_declared(desk: Desk, name: str) -> None:
    if not SAMPLES.is_dir():
        pytest.skip(f"{SAMPLES} is not here")
    raw = tomllib.loads((PRESETS / "qualtrics.toml").read_text("utf-8"))
    for reading in (raw, *raw["also"]):
        reading["questions"] = {"choice": {"from": "Q1", "measure": "csat"}}

    result = desk.bring_files([SAMPLES / name], parse_preset(raw, "qualtrics"))

    assert (result.rows, result.added, result.rejected) == (1, 1, 0)
    assert [(row[0], str(row[1]), row[2]) for row in desk.stored("answers", "response_id", "answered_at", "score")] == [
        ("R_2YPOQ602ER1jkf1", "2017-07-18 08:28:48", 2)
    ]
