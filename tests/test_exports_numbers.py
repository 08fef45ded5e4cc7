"""The numbers of a document: which parts are numbers, and what stands in their cells, the same for every format."""

from __future__ import annotations

import csv
import io
import json
import math
from collections.abc import Iterator
from datetime import UTC, date, datetime

import numpy as np
import openpyxl
import pandas as pd
import pytest

from cx.company import Company
from cx.exports.document import Document
from cx.exports.formats import FORMATS
from cx.exports.numbers import Numbers, numbers
from cx.exports.xlsx import FIRST, HEADER
from cx.filters import Filters
from cx.reports import language
from cx.reports.native import share_columns
from cx.reports.page import Attention, Chart, Heading, Item, Message, Quote, Quotes, Table
from cx.reports.tables import harmless
from cx.store.warehouse import Warehouse
from cx.store.workspace import Workspace
from tests.documents import TREND, cards, chart, dashboard, document


@pytest.fixture(scope="module")
def company(sample: Warehouse, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Company]:
    """The sample company with a workspace in which nothing was written."""
    workspace = Workspace(f"sqlite:///{tmp_path_factory.mktemp('numbers')}/workspace.sqlite")
    yield Company(sample.settings, sample, workspace, True)
    workspace.close()


@pytest.fixture(scope="module", params=["en", "lt"])
def whole(company: Company, request: pytest.FixtureRequest) -> Iterator[Document]:
    """Its whole dashboard, in two languages."""
    yield dashboard(company, request.param)
    language.use("en")


@pytest.fixture(scope="module")
def again(whole: Document, company: Company) -> Document:
    """The same, made once more."""
    return dashboard(company, whole.language)


def the(found: Document) -> Numbers:
    """The only part of a document."""
    (only,) = numbers(found)
    return only


def table_of(frame: pd.DataFrame, **given: object) -> Document:
    return document(Table("t", "A table", make_table=lambda: frame, **given))  # type: ignore[arg-type]


def cells(*values: object, dtype: object = object) -> list[object]:
    """What files hold of a column."""
    return list(the(table_of(pd.DataFrame({"x": pd.Series(values, dtype=dtype)}))).columns[0].cells)  # type: ignore


def test_charts_tables_cards_and_what_needs_attention_are_numbers_in_the_order_of_the_page() -> None:
    items = Attention(
        "attention", "One thing", "last week", (Item("bad", "NPS fell", "p < 0.01", "loyalty", Filters()),)
    )
    parts = numbers(document(cards(), chart(), items, Table("t", "A table", make_shown=lambda: TREND)))

    assert [part.key for part in parts] == ["cards", "trend", "attention", "t"]
    assert [part.title for part in parts] == ["Headline numbers", "NPS fell", "One thing", "A table"]
    assert (parts[1].subtitle, parts[1].definition) == ("NPS by week", "NPS = promoters minus detractors")
    assert parts[1].footer == ("1,283 answers", "grey: few")
    assert [column.cells for column in parts[2].columns] == [["NPS fell"], ["p < 0.01"]]


def test_comments_and_rows_as_they_came_are_no_numbers() -> None:
    said = Quotes("comments", "Two comments", "", (Quote("I waited for days", "bad", "1"),), total=1)
    rejected = Table("data-rejects", "Rows", make_shown=lambda: pd.DataFrame({"As it came": ["Ann;1;secret"]}))

    assert numbers(document(said, rejected)) == ()


def test_a_part_knows_its_page_and_its_tab() -> None:
    parts = numbers(document(chart(), Heading("Response"), chart(), Heading("Flow"), chart()))

    assert [(part.page, part.tab) for part in parts] == [("Loyalty", ""), ("Loyalty", "Response"), ("Loyalty", "Flow")]


@pytest.mark.parametrize("made", [chart, lambda **given: Table("t", "T", make_table=lambda: TREND, **given)])
def test_where_a_message_stands_in_place_of_numbers_it_does_in_files_too(made: object) -> None:
    part = the(document(made(message=Message("Too few", "Fewer than five answered"))))  # type: ignore[operator]

    assert part.message == "Too few. Fewer than five answered"
    assert part.table.empty
    assert (part.columns, part.native) == ((), None)


def test_a_card_is_a_row_with_its_unrounded_number() -> None:
    frame = the(document(cards())).table.set_index("measure")

    nps = frame.loc["nps"]
    assert (nps["value"], nps["low"], nps["high"], nps["n"]) == (100 / 3, 30.0, 36.5, 1200)
    assert (nps["change"], nps["change_unit"], nps["verdict"], nps["says"]) == (-4.5, "points", "clear", "+30 to +37")
    assert (frame.loc["resolution", "unit"], frame.loc["resolution", "change_unit"]) == ("seconds", "percent")
    assert frame.loc["resolution", "high"] is None
    assert frame.loc["resolution", "says"] == "1 h or more"


def test_a_card_without_a_number_says_why() -> None:
    row = the(document(cards())).table.set_index("measure").loc["csat"]

    assert (row["state"], row["says"]) == ("hidden", "Too few to be shown. Fewer than five")
    assert row[["reading", "value", "unit", "low", "high", "n", "change", "verdict"]].isna().all()


def test_numbers_keep_every_digit_and_what_is_missing_or_endless_is_nothing() -> None:
    assert cells(0.1 + 0.2, -1e-300, math.nan, math.inf, -math.inf, dtype=float) == [
        0.1 + 0.2,
        -1e-300,
        None,
        None,
        None,
    ]
    assert cells(0.1 + 0.2, None, math.inf, np.float64(1 / 3), 2**53) == [0.1 + 0.2, None, None, 1 / 3, 2**53]
    assert cells(1, 2, dtype=int) == [1, 2]
    assert cells(pd.NA, pd.NaT, np.int64(4), np.bool_(True), False) == [None, None, 4, True, False]


def test_cells_are_of_plain_types() -> None:
    found = cells(np.float64(0.5), np.int64(4), np.bool_(True), pd.Timestamp(0), date(2026, 1, 1))

    assert [type(cell) for cell in found] == [float, int, bool, datetime, date]


def test_days_stay_days_and_instants_are_in_utc_without_saying_so() -> None:
    aware = pd.Timestamp("2026-11-22 02:00", tz="Europe/Vilnius")

    assert cells(date(2026, 11, 22), datetime(2026, 11, 22, 1, 2, 3), aware, datetime(2026, 1, 1, tzinfo=UTC)) == [
        date(2026, 11, 22), datetime(2026, 11, 22, 1, 2, 3), datetime(2026, 11, 22), datetime(2026, 1, 1),
    ]  # fmt: skip


def test_characters_that_no_xml_may_hold_are_gone_from_every_text() -> None:
    bad = "a\x00\x08\x0b\x1f\x7f\ud800\uffffb\tc\nd"
    frame = pd.DataFrame([[bad]], columns=pd.Index([bad], dtype=object), dtype=object)
    drawn = Chart("k", bad, bad, bad, make_table=lambda: frame, footer=(bad,))
    part = the(document(drawn))

    assert {part.title, part.definition, *part.footer, part.columns[0].name, part.columns[0].cells[0]} == {"ab\tc\nd"}


@pytest.mark.parametrize(
    ("frame", "names"),
    [
        (pd.DataFrame({"channel": ["a", "b"], "value": [1.0, 2.0]}), 1),
        (pd.DataFrame({"reading": ["x", "x"], "week": [date(2026, 1, 5), date(2026, 1, 12)], "value": [1.0, 1.0]}), 2),
        (pd.DataFrame({"weekday": [0, 0, 1], "hour": [0, 1, 0], "n": [5, 5, 5]}), 2),
        (pd.DataFrame({"answer": [0, 1], "n": [3, 3]}), 1),
        (pd.DataFrame({"value": [1.0], "goal": [2.0]}), 0),
        (pd.DataFrame({"sentence": ["a", "b"], "evidence": ["c", "d"]}), 1),
        (pd.DataFrame({"channel": ["a"], "value": pd.Series([None], dtype=object), "state": ["hidden"]}), 1),
        (pd.DataFrame({"n": [1, 1], "m": [2, 2]}), 1),
        (pd.DataFrame({"only": ["a", "b"]}), 0),
        (pd.DataFrame(), 0),
    ],
)
def test_the_names_of_rows_are_the_first_columns_that_tell_them_apart(frame: pd.DataFrame, names: int) -> None:
    assert the(table_of(frame)).names == names


def test_points_are_named_in_words_where_the_table_does_not() -> None:
    frame = pd.DataFrame({"from_seconds": [0, 60], "share": [40.0, 60.0]})
    words = pd.DataFrame({"Time": ["under 1 min", "longer"], "Share": ["40%", "60%"]})
    part = the(document(chart(frame, share_columns("from_seconds"), make_shown=lambda: words)))
    named = pd.DataFrame({"channel": ["Chat", "Fax"], "share": [40.0, 60.0]})

    assert part.labels == ("Time", ["under 1 min", "longer"])
    assert the(document(chart(named, share_columns("channel")))).labels is None
    assert the(document(chart())).labels is None


# All pages of the sample, in every format.


def test_every_page_of_the_sample_has_numbers(whole: Document) -> None:
    parts = numbers(whole)

    assert len({part.page for part in parts}) == 6
    assert len(parts) > 40
    assert sum(len(part.table) for part in parts) > 800
    assert not [part.key for part in parts if part.key in ("comments", "data-rejects")]


def test_the_numbers_of_every_part_are_those_of_the_page(whole: Document) -> None:
    of_page = [part for page in whole.pages for part in page.parts if isinstance(part, Chart | Table)]
    found = [part for part in numbers(whole) if part.key not in ("cards", "attention")]

    assert [part.key for part in found] == [part.key for part in of_page if part.key != "data-rejects"]
    for part, drawn in zip(found, (part for part in of_page if part.key != "data-rejects"), strict=True):
        if drawn.message is None:
            assert part.table is drawn.table
            for column, (name, given) in zip(part.columns, drawn.table.items(), strict=True):
                known = [k for k, value in enumerate(given.tolist()) if isinstance(value, float) and value == value]
                assert column.name == name
                assert [column.cells[k] for k in known] == [given.tolist()[k] for k in known]


def test_a_workbook_holds_every_number_of_the_sample_to_the_last_digit(whole: Document) -> None:
    book = openpyxl.load_workbook(io.BytesIO(FORMATS["xlsx"].write(whole)))
    parts = numbers(whole)

    assert len(book.worksheets) == 1 + len(parts)
    for sheet, part in zip(book.worksheets[1:], parts, strict=True):
        if part.message:
            assert sheet.cell(HEADER + 1, 1).value == part.message
            continue
        rows = list(sheet.iter_rows(HEADER + 1, FIRST + len(part.table), 1, len(part.columns), values_only=True))
        assert rows[0] == tuple(column.name for column in part.columns)
        for column, found in zip(part.columns, zip(*rows[1:], strict=True), strict=True):
            assert [as_read(cell) for cell in column.cells] == [_to_day(cell) for cell in found]


def as_read(cell: object) -> object:
    """A cell as a workbook gives it back: an empty text is an empty cell, an instant has milliseconds."""
    if isinstance(cell, datetime):
        return pd.Timestamp(cell).round("ms").to_pydatetime()
    return datetime(cell.year, cell.month, cell.day) if isinstance(cell, date) else None if cell == "" else cell


def _to_day(cell: object) -> object:
    return pd.Timestamp(cell).round("ms").to_pydatetime() if isinstance(cell, datetime) else cell


def test_a_csv_file_holds_every_number_of_the_sample_to_the_last_digit(whole: Document) -> None:
    rows = list(csv.reader(io.StringIO(FORMATS["csv"].write(whole).decode("utf-8-sig"), newline="")))
    said = ("subtitle", "definition", "notes", "message")
    found = [row for row in rows[rows.index([]) + 2 :] if row[4] or row[5] not in said]
    given = [
        (harmless(part.key), column.name, column.cells[place])
        for part in numbers(whole)
        for place in range(len(part.table))
        for column in part.columns[part.names :]
    ]

    assert [(row[2], row[5]) for row in found] == [(key, column) for key, column, _cell in given]
    for row, (_key, _column, cell) in zip(found, given, strict=True):
        assert _same(row[6], cell)


def _same(text: str, cell: object) -> bool:
    if isinstance(cell, bool):
        return text == str(cell).lower()
    if isinstance(cell, int | float):
        return float(text) == cell
    if isinstance(cell, date):
        return text == cell.isoformat()
    return text == ("" if cell is None else harmless(str(cell)))


def test_a_json_file_holds_every_number_of_the_sample_to_the_last_digit(whole: Document) -> None:
    found = json.loads(FORMATS["json"].write(whole))
    parts = [part for page in found["pages"] for part in page["parts"]]

    for part, given in zip(parts, numbers(whole), strict=True):
        assert part["columns"] == [column.name for column in given.columns]
        for place, row in enumerate(part["rows"]):
            cells = [column.cells[place] for column in given.columns]
            assert row == [cell.isoformat() if isinstance(cell, date) else cell for cell in cells]
    assert sum(len(part["rows"]) for part in parts) == sum(len(part.table) for part in numbers(whole))


@pytest.mark.parametrize("name", ["xlsx", "csv", "json"])
def test_the_same_document_gives_the_same_bytes(whole: Document, again: Document, name: str) -> None:
    assert FORMATS[name].write(whole) == FORMATS[name].write(whole) == FORMATS[name].write(again)


def test_no_comment_of_the_sample_is_in_a_file_of_numbers(whole: Document) -> None:
    quoted = [quote.text for page in whole.pages for part in page.parts if isinstance(part, Quotes)
              for quote in part.quotes if len(quote.text) > 20]  # fmt: skip
    book = openpyxl.load_workbook(io.BytesIO(FORMATS["xlsx"].write(whole)))
    texts = [str(cell) for sheet in book.worksheets for row in sheet.iter_rows(values_only=True) for cell in row]
    said = "\n".join([*texts, *(FORMATS[name].write(whole).decode("utf-8-sig") for name in ("csv", "json"))])

    assert quoted
    assert not [text for text in quoted if text in said]
