"""Ratings beside tickets: each row of such a file is read as a ticket and, where it was rated, as an answer."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from cx.readers.preset_parser import parse_preset
from cx.recognise.choosing import chosen
from cx.recognise.doubts import Doubt, doubts
from cx.recognise.draft import Draft, Need, needed
from cx.recognise.look import Look, look
from cx.recognise.preview import preview
from cx.recognise.raw import from_raw, to_raw, to_toml
from cx.recognise.suggest import draft_of, suggest
from cx.surveys import Survey
from tests.conftest import Run
from tests.recognising import looked, parts, rows

DESK = rows(
    "Ticket ID,Created,Resolved,Status,Channel,Assignee,Contract,CSAT,CSAT comment,Rating date",
    "T-1,2026-03-01 10:00,2026-03-02 09:00,closed,Email,Ann,gold,5,Quick,2026-03-03",
    "T-2,2026-03-01 11:00,,open,Phone,Ben,basic,,,",
    "T-3,2026-03-02 11:00,2026-03-02 12:00,closed,Phone,Ben,gold,2,Nobody called,2026-03-04",
)


@pytest.fixture(scope="module")
def seen(tmp_path_factory: pytest.TempPathFactory) -> Look:
    return looked(tmp_path_factory.mktemp("desk"), DESK, name="desk.csv")


@pytest.fixture
def draft(seen: Look) -> Draft:
    return draft_of(seen)


HEADS = {
    "English": ("Case ID,Created,Solved,Status,Priority,Satisfaction,Comment", "1,2026-03-01,2026-03-02,new,High,5,a"),
    "one word": ("ID,Created,Solved,Status,Priority,Rating,Rating comment", "1,2026-03-01,2026-03-02,closed,High,5,ok"),
    "Russian": (
        "Номер заявки,Дата создания,Дата решения,Статус,Приоритет,Оценка,Комментарий к оценке",
        "1,01.03.2026,15.03.2026,решено,высокий,5,Спасибо",
    ),
    "Lithuanian": (
        "Užklausos nr.,Sukūrimo data,Sprendimo data,Būsena,Prioritetas,Įvertinimas,Komentaras",
        "1,2026-03-01,2026-03-02,uždaryta,aukštas,4,Ačiū",
    ),
}  # fmt: skip


@pytest.mark.parametrize("language", HEADS)
def test_a_rating_and_its_comment_are_known_by_their_names(tmp_path: Path, language: str) -> None:
    header, line = HEADS[language]
    found = suggest(looked(tmp_path, rows(header, line, line.replace("1,", "2,", 1))))
    assert found.draft is not None
    *_, rating, comment = parts(found.draft).values()
    assert (found.draft.table, rating, comment, found.sure) == ("tickets", "csat 1..5", "comment: csat", "certain")


def test_rows_are_tickets_and_those_that_were_rated_are_answers(seen: Look, draft: Draft) -> None:
    shown = preview(seen, parse_preset(to_raw(draft), "desk"), "UTC")
    assert shown.frames["tickets"].column("ticket_id").to_pylist() == ["T-1", "T-2", "T-3"]
    answers = [
        (one["response_id"], one["ticket_id"], one["ticket_source"], one["survey"], one["score"], one["comment"],
         f"{one['answered_at']:%m-%d}", one["channel"], one["agent"], one["Contract"])
        for one in shown.frames["answers"].to_pylist()
    ]  # fmt: skip
    assert answers == [
        ("T-1", "T-1", "desk", "csat", 5.0, "Quick", "03-03", "Email", "Ann", "gold"),
        ("T-3", "T-3", "desk", "csat", 2.0, "Nobody called", "03-04", "Phone", "Ben", "gold"),
    ]
    assert (shown.rejects, [one.kind for one in shown.surveys]) == ((), ["transactional"])


def test_both_readings_have_a_signature(draft: Draft) -> None:
    raw = to_raw(draft)
    assert raw["signature"] == ["Ticket ID", "Created"]
    assert raw["also"][0]["signature"] == ["Ticket ID", "Created", "CSAT"]


@pytest.mark.parametrize(
    ("aside", "by", "column"),
    [
        ((), "answered_at", "Rating date"),
        (("Rating date",), "solved_at", "Resolved"),
        (("Rating date", "Resolved"), "created_at", "Created"),
    ],
)
def test_a_rating_is_dated_by_its_own_date_else_by_the_solution_else_by_the_creation(
    seen: Look, draft: Draft, aside: tuple[str, ...], by: str, column: str
) -> None:
    for name in aside:
        draft = chosen(seen, draft, name, "aside")
    assert (draft.dated_by, to_raw(draft)["also"][0]["columns"]["answered_at"]["from"]) == (by, column)


def test_ratings_without_their_date_are_doubtful(tmp_path: Path) -> None:
    text = rows(
        "Ticket ID,Created,Resolved,Status,CSAT", "1,2026-03-01,2026-03-02,closed,5", "2,2026-03-01,,open,4",
        "3,2026-03-01,,open,", "4,2026-03-01,,open,N/A",
    )  # fmt: skip
    seen = looked(tmp_path, text)
    assert doubts(seen, draft_of(seen)) == (Doubt("undated", "Resolved", (), 1),)
    assert doubts(seen, chosen(seen, draft_of(seen), "Resolved", "aside")) == ()


def test_a_preset_of_tickets_and_ratings_is_a_draft_again(seen: Look, draft: Draft) -> None:
    again = from_raw(to_raw(draft), seen, draft.source)
    assert again is not None
    assert replace(again, choices=tuple(replace(one, why="") for one in again.choices)) == replace(
        draft, choices=tuple(replace(one, why="") for one in draft.choices)
    )


def test_what_a_preset_says_of_all_rows_it_says_of_answers_too(seen: Look, draft: Draft) -> None:
    raw = to_raw(replace(draft, kept={"leave_out": {"Status": ["spam"]}, "signature": ["CSAT"]}))
    assert raw["also"][0]["leave_out"] == {"Status": ["spam"]}
    again = from_raw(raw, seen)
    assert again is not None
    assert again.kept == {"leave_out": {"Status": ["spam"]}, "signature": ["CSAT"]}


def test_a_second_reading_that_says_more_is_no_draft(seen: Look, draft: Draft) -> None:
    raw = to_raw(draft)
    raw["also"][0]["columns"]["url"] = "Ticket ID"
    assert from_raw(raw, seen) is None


def test_without_a_question_there_is_one_reading(seen: Look, draft: Draft) -> None:
    plain = chosen(seen, draft, "CSAT", "aside")
    assert {"CSAT", "CSAT comment", "Rating date"}.isdisjoint(parts(plain))
    assert "also" not in to_raw(plain)


def test_a_rating_can_be_declared_otherwise(seen: Look, draft: Draft) -> None:
    changed = chosen(seen, draft, "CSAT", "question", survey=Survey("after the call", "ces", 1, 7))
    assert list(to_raw(changed)["also"][0]["questions"]) == ["after the call"]
    assert parts(changed)["CSAT comment"] == "comment: after the call"
    assert needed(changed) == ()
    assert Need("field", "created_at") in needed(chosen(seen, changed, "Created", "aside"))


@pytest.mark.parametrize(
    ("name", "cells"),
    [
        ("Survey sent", ("yes", "no")), ("Quality score", ("5", "3")), ("Is resolved", ("yes", "no")),
        ("Rating requested", ("1", "0")), ("Review minutes", ("5", "3")), ("Satisfaction %", ("340", "120")),
    ],
)  # fmt: skip
def test_what_the_desk_itself_says_is_no_rating(tmp_path: Path, name: str, cells: tuple[str, str]) -> None:
    head, line = "Ticket ID,Created,Solved,Status,Priority", "{nr},2026-03-01,2026-03-02,closed,High"
    text = rows(f"{head},{name}", *(f"{line.format(nr=nr)},{cell}" for nr, cell in enumerate(cells)))
    assert draft_of(looked(tmp_path, text)).questions == ()


@pytest.mark.parametrize(
    "header",
    [
        "Response ID,Ticket ID,Priority,Date,NPS,Comment",
        "ID,Date,Title,Rating,Review",
        "Ticket,Date,Agent,CSAT,Comment",
    ],
)
def test_a_survey_about_tickets_is_one_of_answers(tmp_path: Path, header: str) -> None:
    cells = {"Date": "2026-03-01", "NPS": "9", "Rating": "5", "CSAT": "5"}
    line = ",".join(cells.get(name, "x") for name in header.split(","))
    assert draft_of(looked(tmp_path, rows(header, line))).table == "answers"


def test_tickets_and_ratings_land_together(run: Run, tmp_path: Path) -> None:
    path, preset = tmp_path / "desk.csv", tmp_path / "desk.toml"
    path.write_text(DESK, encoding="utf-8")
    preset.write_text(to_toml(to_raw(draft_of(look(path)))), encoding="utf-8")
    assert run("import", str(path), "--preset", str(preset))[1].startswith("5 read, 5 added")
    assert run("import", str(path))[1].startswith("5 read, ")
