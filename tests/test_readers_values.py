"""Values as tools export them, brought in by an import: what lands, and what is said of each cell that cannot."""

from __future__ import annotations

from datetime import datetime
from typing import Any

import pytest
from importing import Desk
from meaning import TICKETS, facts, preset, reader, rows

from cx.errors import BadInput
from cx.readers.canonical import UNDECIDED

UNREADABLE_DATE = "not a date or time of the declared form"


def read(key: str, column: dict[str, Any], *cells: str) -> tuple[list[Any], list[tuple[str, int, str, str]]]:
    """Values of a field of tickets, each read from one cell, and what is said of cells that cannot be read."""
    own = reader(preset(TICKETS, columns={key: {"from": "Cell", **column}}), "Europe/Vilnius")
    found = facts(own, rows(["Nr", "Cell"], *([str(nr), cell] for nr, cell in enumerate(cells))), key)
    said = [(reject.file, reject.line, reject.field, reject.reason) for reject in own.rejects.kept]
    return [value for (value,) in found], said


@pytest.mark.parametrize(
    ("formats", "good", "moment", "bad"),
    [
        (["%d/%m/%Y %I:%M %p"], "31/1/2024 3:07 p.m.", datetime(2024, 1, 31, 13, 7), "31/1/2024 15:07 PM"),
        (["%m/%d/%Y %I:%M:%S %p"], "01/31/2024 12:00:06 AM", datetime(2024, 1, 30, 22, 0, 6), "31/01/2024 12:00:06 AM"),
        (["%d.%m.%Y %H:%M"], "31.1.2024 15:07", datetime(2024, 1, 31, 13, 7), "1.31.2024 15:07"),
        (["%d %b, %Y %I:%M:%S %p"], "18 Apr, 2018 04:38:39 AM ART", datetime(2018, 4, 18, 7, 38, 39),
         "18 Apr, 2018 04:38:39 AM XXT"),
        (["%Y/%m/%d %I:%M:%S %p"], "2024/03/05 1:23:45 PM GMT+1", datetime(2024, 3, 5, 12, 23, 45),
         "2024/13/05 1:23:45 PM GMT+1"),
        (["%d/%b/%y %I:%M %p"], "05/янв./24 3:07 PM", datetime(2024, 1, 5, 13, 7), "05/янвварь/24 3:07 PM"),
        (["excel"], "45296.5", datetime(2024, 1, 5, 10), "5 Jan 2024"),
        (["iso"], "2024-01-05T10:00:00,25-05:00", datetime(2024, 1, 5, 15, 0, 0, 250_000), "45296.5"),
        (["iso", "unix_seconds"], "1641289688", datetime(2022, 1, 4, 9, 48, 8), "164128968812345"),
    ],
)  # fmt: skip
def test_stamps_land_and_a_wrong_one_is_refused_with_its_place(
    formats: list[str], good: str, moment: datetime, bad: str
) -> None:
    assert read("created_at", {"formats": formats}, good, bad) == (
        [moment], [("file.csv", 3, "Cell", UNREADABLE_DATE)],
    )  # fmt: skip


@pytest.mark.parametrize(
    ("column", "cells", "numbers", "reason"),
    [
        ({"as": "minutes", "comma": True}, ["1,5", "1.5"], [90], "not a number of minutes"),
        ({"as": "minutes"}, ["1.5", "1,5"], [90], UNDECIDED),
        ({"as": "seconds"}, ["1,234,567", "1,234"], [1_234_567], UNDECIDED),
        ({"as": "seconds", "comma": False}, ["1,234", "1,23"], [1234], "not a number of seconds"),
        ({"as": "seconds", "comma": True}, ["1.234", "12.34"], [1234], "not a number of seconds"),
        ({"as": "duration_words"}, ["2 days 03:00:00", "2 months"], [183_600], "not a duration like 1h 5m"),
        ({"as": "clock"}, ["30:00:00", "-2:15"], [108_000], "not a duration like 1:05:00"),
        ({"as": "seconds"}, ["1e9", "9e9"], [10**9], "not from -2147483648 to 2147483647"),
    ],
)  # fmt: skip
def test_numbers_land_and_a_wrong_one_is_refused_with_its_place(
    column: dict[str, Any], cells: list[str], numbers: list[int], reason: str
) -> None:
    assert read("hold_seconds", column, *cells) == (numbers, [("file.csv", 3, "Cell", reason)])


ANSWERS = """
table = "answers"
[columns]
response_id = { from = "Id", as = "whole_id" }
answered_at = "At"
[questions.overall]
from = "Stars"
as = "leading_number"
measure = "csat"
"""


def test_scores_in_words_and_stars_become_answers(desk: Desk) -> None:
    text = "Id,At,Stars\n1.0,2024-03-01,5 - Excellent\n002,2024-03-01,★★☆☆☆\n3,2024-03-01,4/5\n4,2024-03-01,very good\n"

    result = desk.bring(text, desk.write("own.toml", ANSWERS))

    assert (result.added, result.rejected) == (3, 1)
    assert desk.stored("answers", "response_id", "score") == [("002", 2), ("1", 5), ("3", 4)]
    assert [reject[:4] for reject in result.rejects] == [
        ("file.csv", 5, "Stars", "not a text that begins with a number")
    ]


def test_money_of_two_countries_becomes_revenue(desk: Desk) -> None:
    own = 'table = "customers"\n[columns]\ncustomer_id = "Id"\nrevenue = { from = "Revenue", comma = true }\n'

    result = desk.bring('Id;Revenue\n1;"€ 1.234,50"\n2;1 234,50 EUR\n3;12.5\n', desk.write("own.toml", own))

    assert desk.stored("customers", "customer_id", "revenue") == [("1", 1234.5), ("2", 1234.5)]
    assert [reject[:4] for reject in result.rejects] == [("file.csv", 4, "Revenue", "not a number")]


def test_a_tenure_in_months_says_when_a_customer_joined(desk: Desk) -> None:
    joined = '{ from = "tenure", as = "months_before", year = 2018, month = 1, day = 31 }'
    own = f'table = "customers"\n[columns]\ncustomer_id = "Id"\njoined_on = {joined}\n'

    result = desk.bring("Id,tenure\n1,0\n2,2\n3,never\n", desk.write("own.toml", own))

    assert desk.stored("customers", "customer_id", "joined_on") == [
        ("1", datetime(2018, 1, 31)), ("2", datetime(2017, 11, 30)),
    ]  # fmt: skip
    assert [reject[:4] for reject in result.rejects] == [
        ("file.csv", 4, "tenure", "not a number of months from 0 to 1200")
    ]


def test_ids_that_a_spreadsheet_shortened_do_not_overwrite_each_other(desk: Desk) -> None:
    own = 'table = "tickets"\n[columns]\nticket_id = "Id"\nstatus = "Status"\n'

    result = desk.bring("Id,Status\n1.03E+13,new\n1.03E+13,closed\n0017,new\n", desk.write("own.toml", own))

    assert desk.stored("tickets", "ticket_id", "status") == [("0017", "new")]
    assert [reject[:4] for reject in result.rejects] == [
        ("file.csv", line, "Id", "an id that a spreadsheet shortened; export it as text") for line in (2, 3)
    ]


WORDED = """
table = "answers"
label_row = 2
skip_rows = 1
[columns]
response_id = "Id"
answered_at = "At"
[questions.nps]
contains = ["recommend"]
[questions.csat]
from = "How satisfied were you with us?"
[questions.ces]
from = "Easy"
[questions.css]
from = "Q4"
wording = "Served well?"
"""
WORDED_ROWS = """Id,At,Q1,How satisfied were you with us?,Easy,Q4
,,Would you recommend us?,,,Were you served well?
1,2024-03-01,9,5,3,1
"""


def test_questions_are_worded_as_the_file_has_them_where_nobody_has_said_it(desk: Desk) -> None:
    own = desk.write("own.toml", WORDED)
    words = {
        "nps": "Would you recommend us?", "csat": "How satisfied were you with us?", "ces": "", "css": "Served well?",
    }  # fmt: skip

    assert desk.bring(WORDED_ROWS, own).added == 4

    assert {survey.survey: survey.wording for survey in desk.workspace.surveys()} == words
    assert {survey.survey: survey.wording for survey in desk.warehouse.contents().surveys} == words


def test_another_wording_in_a_later_file_changes_nothing(desk: Desk) -> None:
    own = desk.write("own.toml", WORDED)
    desk.bring(WORDED_ROWS, own)
    before = desk.warehouse.contents()

    result = desk.bring(WORDED_ROWS.replace("Would you recommend us?", "Do you recommend us?"), own)

    assert (result.added, result.changed, result.unchanged) == (0, 0, 4)
    assert desk.warehouse.contents() == before


def test_rows_that_declare_their_surveys_may_have_dimensions_of_the_company(desk: Desk) -> None:
    own = (
        'table = "answers"\nsurveys_on_rows = true\n[columns]\nresponse_id = "Id"\nanswered_at = "At"\n'
        'score = "Score"\n[dimensions]\nfloor = "Floor"\n'
    )

    result = desk.bring("Id,At,Score,measure,Floor\n1,2024-03-01,9,nps,second\n", desk.write("own.toml", own))

    assert result.added == 1
    assert desk.stored("answers", "survey", "d1") == [("nps", "second")]


def test_rows_that_are_no_data_are_counted_apart(desk: Desk) -> None:
    own = (
        'table = "tickets"\nonly = { Kind = ["ticket"] }\nleave_out = { Status = ["spam"] }\n'
        '[columns]\nticket_id = "Id"\nstatus = "Status"\n'
    )

    result = desk.bring(
        "Id,Status,Kind\n1,new,Ticket\n2,Spam,ticket\n3,new,test\n4,spam,test\n", desk.write("own.toml", own)
    )

    assert (result.rows, result.read, result.added, result.left_out, result.rejected) == (1, 1, 1, 3, 0)


@pytest.mark.parametrize(
    ("column", "complaint"),
    [
        ('created_at = { as = "months_before", year = 2018, month = 2, day = 30 }', "created_at needs year, month and"),
        ('created_at = { as = "months_before", year = 1990, month = 2, day = 1 }', "created_at needs year, month and"),
        ('created_at = { as = "stamp", day = 1 }', "created_at.day does not go with the converter stamp"),
        ('created_at = { formats = ["excel", "serial"] }', "holds 'serial'; allowed are \"iso\", \"excel\", \"unix"),
        ('hold_seconds = { as = "duration_words", comma = true }', "comma does not go with the converter duration_w"),
        ('ticket_id = { as = "leading_number" }', "ticket_id.as is 'leading_number'; allowed are text, lower, wh"),
    ],
)  # fmt: skip
def test_wrong_options_of_a_converter_are_named(desk: Desk, column: str, complaint: str) -> None:
    own = desk.write("own.toml", 'table = "tickets"\n[columns]\n' + column)

    with pytest.raises(BadInput, match=complaint):
        desk.bring("ticket_id\n1\n", own)
