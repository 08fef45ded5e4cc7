"""All numbers of a document in one CSV file: a row per number, every table to be had back, nothing that is run."""

from __future__ import annotations

import csv as reader
import io
from datetime import date, datetime

import numpy as np
import pandas as pd
import pytest
from pandas.testing import assert_frame_equal

from cx.exports.csv import HEADER, csv
from cx.exports.document import Document
from cx.reports.page import Heading, Message, Table
from cx.reports.tables import FORMULA_STARTS, harmless
from tests.documents import HARMFUL, TREND, cards, chart, document


def rows(given: Document) -> list[list[str]]:
    return list(reader.reader(io.StringIO(csv(given).decode("utf-8-sig"), newline="")))


def numbers(given: Document) -> pd.DataFrame:
    """As an analyst reads it: below the facts."""
    found = rows(given)
    begin = found.index([]) + 1
    return pd.DataFrame(found[begin + 1 :], columns=found[begin])


def of_table(frame: pd.DataFrame) -> pd.DataFrame:
    return numbers(document(Table("t", "A table", make_table=lambda: frame)))


def test_a_file_begins_with_its_facts_and_one_header() -> None:
    given = document(chart(), note="For the board", link="http://cx.test/loyalty")

    assert csv(given).startswith(b"\xef\xbb\xbf")
    assert csv(given).count(b"\r\n") == csv(given).count(b"\n")
    assert rows(given)[:7] == [
        ["Title", "The board"], ["Note", "For the board"], ["Time zone", "Vilnius"], ["Filters", "Channel: Chat"],
        ["Live page", "http://cx.test/loyalty"], [], list(HEADER),
    ]  # fmt: skip


def test_what_is_said_of_a_part_stands_before_its_numbers() -> None:
    found = numbers(document(Heading("Trend"), chart()))
    said = found.iloc[:3]

    assert said["column"].tolist() == ["subtitle", "definition", "notes"]
    assert said["value"].tolist() == ["NPS by week", "NPS = promoters minus detractors", "1,283 answers; grey: few"]
    assert (said["row"] == "").all()
    assert set(map(tuple, found[["page", "tab", "part", "title"]].to_numpy())) == {
        ("Loyalty", "Trend", "trend", "NPS fell")
    }


def test_every_number_has_a_row_and_none_is_rounded() -> None:
    found = numbers(document(chart())).iloc[3:]
    values = found[found["column"] == "value"]

    assert values["row"].tolist() == ["2026-10-05", "2026-10-12", "2026-10-19", "2026-10-26"]
    assert values["value"].tolist() == [str(100 / 3), "", "-12.1", "0.30000000000000004"]
    assert len(found) == 4 * (len(TREND.columns) - 1)


def test_a_pivot_gives_the_table_back() -> None:
    draws = np.random.default_rng(7)
    frame = pd.DataFrame({"channel": list("abc"), "value": draws.random(3), "n": draws.integers(0, 9, 3)})
    found = of_table(frame).pivot(index="row", columns="column", values="value").astype(float)

    assert_frame_equal(
        found[["value", "n"]], frame.set_index("channel").astype(float), check_names=False, check_exact=True
    )


def test_a_row_that_takes_several_names_has_all_of_them() -> None:
    frame = pd.DataFrame({"reading": ["bad", "good"], "week": [date(2026, 10, 5)] * 2, "value": [1.0, 2.0]})

    assert of_table(frame)["row"].tolist() == ["bad · 2026-10-05", "good · 2026-10-05"]


def test_cells_are_written_so_that_programs_read_them() -> None:
    frame = pd.DataFrame({"at": [datetime(2026, 11, 22, 5, 6, 7)], "n": [3], "landed": [True], "endless": [np.inf]})
    frame = frame.astype(object)

    assert of_table(frame).set_index("column")["value"].to_dict() == {"n": "3", "landed": "true", "endless": ""}
    assert of_table(frame)["row"].unique().tolist() == ["2026-11-22T05:06:07"]


def test_cards_and_those_without_a_number_are_there() -> None:
    found = numbers(document(cards())).set_index(["row", "column"])["value"]

    assert found["nps · nps.nps", "value"] == str(100 / 3)
    assert found["nps · nps.nps", "says"] == "'+30 to +37"
    assert found["resolution · resolution.p90", "high"] == ""
    assert found["csat · ", "says"] == "Too few to be shown. Fewer than five"


def test_a_message_is_said_and_no_number_beside_it() -> None:
    found = numbers(document(chart(message=Message("Too few"))))

    assert dict(zip(found["column"], found["value"], strict=True))["message"] == "Too few"
    assert set(found["column"]) == {"subtitle", "definition", "notes", "message"}


def test_negative_numbers_stay_numbers() -> None:
    assert of_table(pd.DataFrame({"value": [-8.5]}))["value"].tolist() == ["-8.5"]


@pytest.mark.parametrize("text", HARMFUL)
def test_no_text_is_run_by_a_spreadsheet_wherever_it_stands(text: str) -> None:
    frame = pd.DataFrame({text: [text], f"{text}2": [text]})
    given = document(chart(frame, None, title=text, subtitle=text, definition=text, footer=(text,)), title=text,
                     note=text, facts=((text, text),))  # fmt: skip
    reader.field_size_limit(10**6)
    cells = [cell for row in rows(given) for cell in row]
    arrived = harmless(text.replace("\x07", "").replace("\x00", "").replace("\ufffe", ""))

    assert not [cell for cell in cells if cell.startswith(FORMULA_STARTS)]
    assert cells.count(arrived) >= 8


def test_the_same_document_gives_the_same_bytes_and_an_empty_one_a_header() -> None:
    assert csv(document(chart(), cards())) == csv(document(chart(), cards()))
    assert rows(document())[-1] == list(HEADER)
