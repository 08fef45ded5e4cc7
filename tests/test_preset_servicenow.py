"""ServiceNow: a list of incidents, by names of fields (CSV) and by labels (Excel). Fixtures by documented columns."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from pathlib import Path

import openpyxl
import pytest
from importing import ALL, Desk
from vendor_files import FOLDER, Landed, open_desk, tickets

from cx import scores
from cx.errors import BadInput

FILE = FOLDER / "servicenow" / "incident.csv"


@pytest.fixture(scope="module")
def listed(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Landed]:
    """The list as somebody in Vilnius exported it."""
    with open_desk(tmp_path_factory.mktemp("csv"), "Europe/Vilnius") as desk:
        yield desk, desk.bring_files([FILE], "servicenow")


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[Desk]:
    with open_desk(tmp_path) as opened:
        yield opened


def test_a_row_is_an_incident(listed: Landed) -> None:
    _, result = listed

    assert (result.read, result.added, result.rejected, result.left_out) == (4, 4, 0, 0)


def test_times_are_in_the_zone_of_whoever_exported(listed: Landed) -> None:
    assert tickets(listed[0], "created_at", "solved_at", "closed_at")["INC0010001"] == (
        datetime(2024, 5, 6, 5), datetime(2024, 5, 6, 7), datetime(2024, 5, 13, 7),
    )  # fmt: skip


def test_priorities_and_channels_are_the_words_of_the_list(listed: Landed) -> None:
    found = tickets(listed[0], "priority", "channel", "status")

    assert found["INC0010002"] == ("1 - Critical", "Email", "Resolved")


def test_reopenings_transfers_and_promises_are_as_counted_there(listed: Landed) -> None:
    assert tickets(listed[0], "reopens", "transfers", "sla_met")["INC0010002"] == (2, 3, 0)
    values = {name: scores.read(listed[0].warehouse.tally(name, ALL)) for name in ("reopen", "transfer", "sla")}
    assert {name: (int(found.numerator[0]), int(found.n[0])) for name, found in values.items()} == {
        "reopen": (1, 4), "transfer": (2, 4), "sla": (3, 4),
    }  # fmt: skip


def test_what_is_resolved_is_solved_though_it_is_active_until_it_is_closed(listed: Landed) -> None:
    assert tickets(listed[0], "is_open") == {
        "INC0010001": 0, "INC0010002": 0, "INC0010003": 1, "INC0010004": 0,
    }  # fmt: skip
    assert int(scores.read(listed[0].warehouse.tally("resolution", ALL), "naive_median").n[0]) == 2


def test_a_list_without_states_says_what_is_active(desk: Desk) -> None:
    desk.bring("number,opened_at,priority,active\nINC1,2024-05-06 08:00,4,true\nINC2,2024-05-06 08:00,4,false\n",
               "servicenow")  # fmt: skip

    assert tickets(desk, "is_open") == {"INC1": 1, "INC2": 0}


def test_a_list_by_labels_is_read_as_well(desk: Desk) -> None:
    book = openpyxl.Workbook()
    sheet = book.active
    assert sheet is not None
    sheet.append(["Number", "Opened", "Short description", "Priority", "State", "Assignment group", "Resolved"])
    opened, resolved = datetime(2024, 5, 6, 8), datetime(2024, 5, 6, 10)
    sheet.append(["INC0010001", opened, "Printer", "4 - Low", "Resolved", "Desk", resolved])
    sheet.append(["INC0010002", opened, "Mail", "1 - Critical", "In Progress", "Network", None])
    book.save(desk.folder / "incident.xlsx")

    desk.bring_files([desk.folder / "incident.xlsx"], "servicenow")

    assert tickets(desk, "created_at", "solved_at", "is_open", "team") == {
        "INC0010001": (opened, resolved, 0, "Desk"), "INC0010002": (opened, None, 1, "Network"),
    }  # fmt: skip


@pytest.mark.parametrize("opened", ["13/05/2024 08:00:30", "13-05-2024 08:00:30", "13.05.2024 08:00:30"])
def test_dates_in_the_format_of_the_user_with_the_day_first(desk: Desk, opened: str) -> None:
    desk.bring(f"number,opened_at,priority\nINC1,{opened},4 - Low\n", "servicenow")

    assert tickets(desk, "created_at") == {"INC1": datetime(2024, 5, 13, 8, 0, 30)}


def test_dates_with_the_month_first_are_rejected_once_a_day_shows_it(desk: Desk) -> None:
    rows = "number,opened_at,priority\nINC1,05/13/2024 08:00:00,4 - Low\nINC2,13/05/2024 08:00:00,4 - Low\n"

    result = desk.bring(rows, "servicenow")

    assert [(one.line, one.field) for one in result.rejects] == [(2, "opened_at")]


def test_dates_that_leave_open_what_is_the_day_are_noticed(desk: Desk) -> None:
    result = desk.bring("number,opened_at,priority\nINC1,05/06/2024 08:00:00,4 - Low\n", "servicenow")

    assert [(one.kind, one.column, one.example) for one in result.noticed] == [
        ("day_or_month", "opened_at", "05/06/2024 08:00:00")
    ]  # fmt: skip


def test_without_its_number_a_file_is_none_of_these(desk: Desk) -> None:
    with pytest.raises(BadInput, match="lacks the column number, which the preset servicenow needs"):
        desk.bring("opened_at,priority\n2024-05-06 08:00:00,4 - Low\n", "servicenow")


def test_the_same_list_again_changes_nothing(listed: Landed) -> None:
    again = listed[0].bring_files([FILE], "servicenow")

    assert (again.added, again.changed, again.unchanged) == (0, 0, 4)
