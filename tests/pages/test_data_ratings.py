"""Ratings beside tickets on the Data page: how they are dated, and that rows of both kinds arrive."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from tests.pages.dropping import becomes, bring_in, choose, drop
from tests.pages.reading import AtPage, words_of

DESK = """Ticket ID,Created,Solved,Status,Agent,Rating,Comment,Seen
1,2026-03-01 10:00,2026-03-02 10:00,closed,Ann,5,Quick,2026-03-03
2,2026-03-01 11:00,,open,Ben,,,
3,2026-03-02 11:00,2026-03-02 12:00,closed,Ben,2,Slow,2026-03-04
"""


@pytest.fixture
def new(sample: Path, tmp_path: Path) -> Path:
    """A place without data of its own that may be written to."""
    return Path(shutil.copytree(sample, tmp_path / "new"))


def test_rated_tickets_arrive_as_tickets_and_as_answers(at_page: AtPage, new: Path) -> None:
    app = drop(at_page("data", folder=new), ("desk.csv", DESK.encode()))
    assert (becomes(app, "Rating"), becomes(app, "Comment")) == ("question", "comment:csat")
    said = words_of(app)
    assert "A row with a rating is read twice: as a ticket, and as an answer about that ticket." in said
    assert "No column says when it was rated, so “When it was solved” counts as that." in said
    assert "have no date" not in said
    assert len(app.dataframe) == 2

    app = choose(app, "Seen", "field:answered_at")
    assert "No column says when it was rated" not in words_of(app)

    app = bring_in(app)
    assert "Imported: 3 new tickets, 2 new answers" in words_of(app)


def test_answers_in_words_are_shown_with_their_numbers(at_page: AtPage, new: Path) -> None:
    lines = [f"2026-03-0{day},{text}" for day, text in enumerate(("Satisfied", "Very satisfied", "Dissatisfied"), 1)]
    text = "\n".join(["Date,Q1", *lines * 3, "2026-03-04,Call me", ""])
    app = drop(at_page("data", folder=new), ("survey.csv", text.encode()))
    said = " ".join(caption.value.replace("\\", "") for caption in app.caption)
    assert "Dissatisfied = 2, Neutral = 3, Satisfied = 4, Very satisfied = 5." in said
    assert "Rows with other words are rejected: Call me." in said
