"""All numbers of a document as JSON: readable, exact, with the sealed content that they can be proved by."""

from __future__ import annotations

import json as reader
from dataclasses import replace
from datetime import date, datetime
from typing import Any

import numpy as np
import pandas as pd
import pytest

from cx.exports.json import json
from cx.reports.page import Message, Table
from cx.snapshots.seal import read_sealed, sealed_file, sealed_with
from tests.documents import HARMFUL, TREND, cards, chart, document


def found(*parts: Any, **given: Any) -> dict[str, Any]:
    return dict(reader.loads(json(document(*parts, **given)), parse_constant=_refused))


def _refused(name: str) -> None:
    raise AssertionError(f"{name} is no JSON")


def test_a_file_says_what_its_numbers_are_of() -> None:
    read = found(chart(), note="For the board", link="http://cx.test/loyalty", language="lt")

    assert (read["title"], read["note"], read["link"], read["language"]) == (
        "The board", "For the board", "http://cx.test/loyalty", "lt",
    )  # fmt: skip
    assert read["facts"] == {"Time zone": "Vilnius", "Filters": "Channel: Chat"}
    assert (read["pages"][0]["name"], read["pages"][0]["finding"]) == ("Loyalty", "NPS fell")
    assert read["pages"][0]["cover"] == ["1,283 answers."]


def test_facts_of_the_same_name_are_all_kept() -> None:
    assert found(facts=(("Data", "a"), ("Zone", "UTC"), ("Data", "b")))["facts"] == {"Data": "a; b", "Zone": "UTC"}


def test_a_part_has_its_words_its_columns_and_its_rows() -> None:
    (part,) = found(chart())["pages"][0]["parts"]

    assert {name: part[name] for name in ("key", "tab", "title", "subtitle", "definition", "notes", "message")} == {
        "key": "trend", "tab": "", "title": "NPS fell", "subtitle": "NPS by week",
        "definition": "NPS = promoters minus detractors", "notes": ["1,283 answers", "grey: few"], "message": "",
    }  # fmt: skip
    assert part["columns"] == list(TREND.columns)
    assert part["rows"][0] == ["2026-10-05", 100 / 3, 30.0, 36.0, 1200, "ok"]
    assert part["rows"][3] == ["2026-10-26", 0.1 + 0.2, -1e-17, 4.0, 38, "ok"]


def test_what_is_missing_or_endless_is_null() -> None:
    frame = pd.DataFrame({"value": [np.nan, np.inf, -np.inf, 0.0]})
    (part,) = found(Table("t", "T", make_table=lambda: frame))["pages"][0]["parts"]

    assert part["rows"] == [[None], [None], [None], [0.0]]


def test_cells_keep_their_types() -> None:
    frame = pd.DataFrame([[date(2026, 1, 5), datetime(2026, 1, 5, 6, 7), True, 3, 0.5, "x"]], dtype=object)
    (part,) = found(Table("t", "T", make_table=lambda: frame))["pages"][0]["parts"]

    assert part["rows"] == [["2026-01-05", "2026-01-05T06:07:00", True, 3, 0.5, "x"]]
    assert part["columns"] == ["0", "1", "2", "3", "4", "5"]


def test_cards_and_messages_are_there() -> None:
    row, said = found(cards(), chart(message=Message("Too few")))["pages"][0]["parts"]

    assert dict(zip(row["columns"], row["rows"][0], strict=True))["value"] == 100 / 3
    assert dict(zip(row["columns"], row["rows"][2], strict=True))["says"] == "Too few to be shown. Fewer than five"
    assert (said["message"], said["columns"], said["rows"]) == ("Too few", [], [])


def test_a_file_can_be_read_by_people() -> None:
    text = json(document(chart(title="Žąsis"))).decode()

    assert "Žąsis" in text
    assert max(map(len, text.splitlines())) < 200
    assert text.endswith("}\n")


@pytest.mark.parametrize("text", HARMFUL)
def test_a_text_arrives_as_it_was(text: str) -> None:
    (part,) = found(chart(pd.DataFrame({"channel": [text]}), None, title=text))["pages"][0]["parts"]
    arrived = text.replace("\x07", "").replace("\x00", "").replace("\ufffe", "")

    assert (part["title"], part["rows"]) == (arrived, [[arrived]])


# What is sealed.

CONTENT = (
    '{"a": 0.1, "b": 0.30000000000000004, "c": 1e-17, "d": -0.0, "e": 12345678901234567890,\n'
    ' "f": "\\u0000ž, \\"seal\\"", "g": [1.0, 1, 1e22, 5e-324, 1.7976931348623157e308], "sealed": null}'
).encode()


def test_the_sealed_content_can_be_had_back_byte_for_byte() -> None:
    sealed = sealed_with(CONTENT, b"k" * 32)

    file = json(document(chart(), sealed=sealed_file(sealed)))

    assert replace(read_sealed(file), export=b"") == sealed


def test_a_title_that_pretends_to_be_sealed_is_a_title() -> None:
    sealed, other = sealed_with(CONTENT, b"k" * 32), sealed_with(b'{"forged": 1}', b"o" * 32)
    forged = sealed_file(other).decode()
    given = document(chart(title=forged), title=forged, note=forged, facts=((forged, forged),),
                     sealed=sealed_file(sealed))  # fmt: skip

    assert replace(read_sealed(json(given)), export=b"") == sealed


def test_the_sealed_file_is_a_part_of_the_whole() -> None:
    sealed = sealed_with(b'{"a": 0.1}', b"k" * 32)

    assert found(chart(), sealed=sealed_file(sealed))["sealed"] == {
        "format": "cx snapshot", "seal": sealed.seal, "key": sealed.key_name, "sha256": sealed.sha256,
        "content": {"a": 0.1},
    }  # fmt: skip
    assert found(chart())["sealed"] is None


def test_the_same_document_gives_the_same_bytes() -> None:
    assert json(document(chart(), cards(), sealed=b"{}")) == json(document(chart(), cards(), sealed=b"{}"))


def test_the_modules_of_the_standard_library_stay_what_they_are() -> None:
    import csv
    import numbers

    assert [module.__name__ for module in (csv, reader, numbers)] == ["csv", "json", "numbers"]
    assert all("cx" not in str(module.__file__).split("/") for module in (csv, reader, numbers))
