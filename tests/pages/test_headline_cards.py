"""Headline cards and the findings of pages: what is counted, what is left out, and times that are not reached yet."""

from __future__ import annotations

from pathlib import Path

import pyarrow as pa

from cx.reports import headline_cards, over_time, spread
from cx.reports.finding import finding
from cx.reports.verdicts import headlines
from cx.store.warehouse import open_warehouse
from tests.pages import small
from tests.pages.models import asked, plain


def test_a_card_of_a_time_counts_those_still_open_and_names_what_others_would_show(company: Path) -> None:
    ask = asked(company)

    card = headline_cards.card(ask, headlines(ask)["resolution"])

    assert card.count == "240 tickets"
    assert plain(f"{card.value} {card.unit}") == "24 h"
    assert plain(card.goal) == "half within, target 1 day, too close to call"
    assert plain(card.beside) == "24 still open, without them 21 h"
    assert "flatters" not in card.definition


def test_a_card_of_a_time_says_that_unsolved_ones_are_left_out(company: Path) -> None:
    ask = asked(company, definition="resolution.naive_median")

    card = headline_cards.card(ask, headlines(ask)["resolution"])

    assert card.count == "216 solved"
    assert card.goal == "half of the ended within"
    assert "Those still running are left out, which flatters." in card.definition


def test_a_time_that_is_not_reached_yet_is_said_in_words(tmp_path: Path) -> None:
    """Nine of ten never solved: half of them have not ended, however long one looks."""
    warehouse = open_warehouse(small.settings(tmp_path).warehouse_url, small.settings(tmp_path))
    with warehouse.publish(small.SURVEYS) as batch:
        batch.add("answers", small.answers(60))
        batch.add("tickets", nine_of_ten_open(small.tickets(60)))
    ask = asked(tmp_path)
    line = headlines(ask)["resolution"]
    card, over = headline_cards.card(ask, line), over_time.times_over_time(ask, line.measure, key="resolution")

    assert (card.value, card.unit) == ("", "not reached yet")
    assert card.interval.endswith("or more")
    assert (card.verdict, card.verdict_text) == ("none", "cannot be compared")
    assert plain(finding(ask, line)) == "Resolution: not reached yet"
    assert over.message is not None
    assert over.message.title == "Not reached yet"
    assert spread.times(ask, line.measure, key="spread").title == "Resolution: half not reached yet"


def nine_of_ten_open(tickets: pa.Table) -> pa.Table:
    frame = tickets.to_pandas()
    frame.loc[frame.index % 10 != 1, ["first_solved_at", "solved_at"]] = None
    frame["is_open"] = frame["solved_at"].isna().astype("int16")
    return pa.Table.from_pandas(frame, schema=tickets.schema, preserve_index=False)


def test_a_card_of_a_goal_names_it(company: Path) -> None:
    line = headlines(asked(company))["first_response"]

    card = headline_cards.card(asked(company), line)

    assert plain(card.goal) == "half within, target 1 h, reached"
    assert card.spark is not None
    assert card.spark.goal == 3600


def test_a_card_says_when_there_are_few(company: Path) -> None:
    ask = asked(company, period="1d")

    card = headline_cards.card(ask, headlines(ask)["nps"])

    assert card.state == "few"
    assert card.verdict == "few"
    assert card.change == ""
