"""What is doubtful about a column although its cells can be read: said once for each file, with an example."""

from __future__ import annotations

from datetime import datetime
from typing import Any

import pytest
from importing import Desk
from meaning import TICKETS, facts, preset, reader, rows

from cx.readers.canonical import FileReader
from cx.readers.noticed import Noticed

DAY_FIRST, MONTH_FIRST = ["%d/%m/%Y"], ["%m/%d/%Y %I:%M %p", "%m/%d/%Y"]


def with_dates(*texts: str | None, formats: list[str], **options: Any) -> FileReader:
    """A reader that has read tickets created at some times, each in a batch of its own."""
    own = reader(preset(TICKETS, columns={"created_at": {"from": "Created", "formats": formats, **options}}))
    for nr, text in enumerate(texts):
        facts(own, rows(["Nr", "Created"], [str(nr), text]))
    return own


@pytest.mark.parametrize(
    ("formats", "example"),
    [(DAY_FIRST, "01/02/2024"), (["%d-%m-%Y %H:%M"], "1-2-2024 10:05"), (MONTH_FIRST, "01/02/2024 10:05 AM"),
     (["%d-%m-%y"], "01-02-24"), (["iso", "%d/%m/%Y"], "01/02/2024")],
)  # fmt: skip
def test_dates_that_could_all_have_day_and_month_exchanged_are_noticed_once(formats: list[str], example: str) -> None:
    own = with_dates(None, example, example, formats=formats)

    assert own.noticed == [Noticed("day_or_month", "file.csv", "Created", example)]
    assert own.produced == 3


@pytest.mark.parametrize(
    ("formats", "texts"),
    [
        (DAY_FIRST, ["01/02/2024", "13/02/2024"]), (DAY_FIRST, ["13/02/2024", "01/02/2024"]),
        (MONTH_FIRST, ["01/02/2024", "12/31/2024 10:05 PM"]),
        (["%d-%b-%Y"], ["01-Feb-2024"]), (["%Y/%m/%d"], ["2024/01/02"]), (["iso"], ["2024-01-02"]),
        (DAY_FIRST, ["05/05/2024"]), (DAY_FIRST, [None]), (["%d.%m.%Y"], ["01.02.2024"]),
        (["%d/%m/%Y", "%d.%m.%Y"], ["01.02.2024"]),
    ],
)  # fmt: skip
def test_dates_of_which_one_tells_day_from_month_are_not_noticed(formats: list[str], texts: list[str | None]) -> None:
    assert with_dates(*texts, formats=formats).noticed == []


def test_a_date_that_is_refused_does_not_tell_day_from_month() -> None:
    own = with_dates("01/02/2024", "01/13/2024", formats=DAY_FIRST)

    assert [one.kind for one in own.noticed] == ["day_or_month"]
    assert [(reject.field, reject.reason) for reject in own.rejects.kept] == [
        ("Created", "not a date or time of the declared form")
    ]


def test_a_zone_that_several_share_is_guessed_and_noticed() -> None:
    own = with_dates("2024-01-05 10:00 UTC", "2024-01-05 10:00 IST", "2024-01-06 10:00 IST", formats=["iso"])

    assert own.noticed == [Noticed("zone_guessed", "file.csv", "Created", "2024-01-05 10:00 IST")]
    assert own.rejects.count == 0


def test_a_zone_that_several_share_is_no_guess_where_the_column_is_in_one_of_them() -> None:
    own = reader(preset(TICKETS, columns={"created_at": {"from": "Created", "zone": "Asia/Jerusalem"}}))

    assert facts(own, rows(["Nr", "Created"], ["1", "2024-01-05 10:00 IST"]), "created_at") == [
        (datetime(2024, 1, 5, 8),)
    ]
    assert own.noticed == []


@pytest.mark.parametrize("field", ["ticket_id", "customer_id"])
@pytest.mark.parametrize("text", ["1.03006E+13", "1,03E+13", "1E+15", "4.2e+11"])
def test_ids_that_a_spreadsheet_shortened_are_refused_and_noticed(field: str, text: str) -> None:
    columns = {"ticket_id": "Nr", "customer_id": {"from": "Who", "optional": True}}
    own = reader(preset(TICKETS, columns=columns))
    column = {"ticket_id": "Nr", "customer_id": "Who"}[field]
    cells = [["1", "a"], ["2", "b"], ["3", "c"]]
    for row in cells[1:]:
        row[["Nr", "Who"].index(column)] = text

    assert facts(own, rows(["Nr", "Who"], *cells), "ticket_id") == [("1",)]
    assert [(reject.file, reject.line, reject.field, reject.reason) for reject in own.rejects.kept] == [
        ("file.csv", line, column, "an id that a spreadsheet shortened; export it as text") for line in (3, 4)
    ]
    assert own.noticed == [Noticed("ruined_id", "file.csv", column, text)]


def test_ids_that_only_look_like_shortened_numbers_are_kept() -> None:
    own = reader(preset(TICKETS))
    ids = ["1E5", "12E+3", "00123", "1.5", "E+13", "INC-1.03E+13", "1e13"]

    assert facts(own, rows(["Nr"], *([text] for text in ids)), "ticket_id") == [(text,) for text in ids]
    assert own.noticed == []


def test_a_dimension_may_look_like_a_shortened_number() -> None:
    own = reader(preset(TICKETS, columns={"product": "Model"}))

    assert facts(own, rows(["Nr", "Model"], ["1", "1.03E+13"]), "product") == [("1.03E+13",)]


def test_hashed_addresses_are_never_shortened_numbers() -> None:
    own = reader(preset(TICKETS, columns={"customer_id": {"from": "Who", "as": "hashed_email"}}))

    facts(own, rows(["Nr", "Who"], ["1", "1.03E+13"]))

    assert (own.produced, own.noticed) == (1, [])


def test_an_import_says_what_was_noticed_in_each_file(desk: Desk) -> None:
    own = desk.write(
        "own.toml",
        'table = "tickets"\nformats = ["%d/%m/%Y"]\n[columns]\nticket_id = "Nr"\ncreated_at = "Opened"\n'
        'solved_at = "Solved"\n',
    )
    one = desk.write("one.csv", "Nr,Opened,Solved\n1,01/02/2024,14/02/2024\n1.5E+12,01/02/2024,\n")
    other = desk.write("other.csv", "Nr,Opened,Solved\n2,03/02/2024,14/02/2024\n")

    result = desk.bring_files([one, other], own)

    assert result.noticed == (
        Noticed("ruined_id", "one.csv", "Nr", "1.5E+12"),
        Noticed("day_or_month", "one.csv", "Opened", "01/02/2024"),
        Noticed("day_or_month", "other.csv", "Opened", "03/02/2024"),
    )
    assert (result.added, result.rejected) == (2, 1)
