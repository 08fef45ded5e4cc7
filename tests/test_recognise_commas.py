"""A comma in numbers of which nothing tells what it marks: left open, asked about, and read as it is said."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from cx.readers.preset_parser import parse_preset
from cx.recognise.doubts import doubts
from cx.recognise.preview import preview
from cx.recognise.raw import to_raw
from cx.recognise.suggest import draft_of, suggest
from tests.recognising import looked, rows

CUSTOMERS = rows("Customer ID,Signup date,Revenue,Orders", '1,2024-01-31,"1,234","2,000"', '2,2024-02-28,"12,000",7')


def test_a_comma_that_nobody_can_tell_is_left_open_and_asked_about(tmp_path: Path) -> None:
    seen = looked(tmp_path, CUSTOMERS)
    draft = draft_of(seen)
    assert [dict(one.options) for one in draft.choices[2:]] == [{}, {"as": "decimal"}]
    assert suggest(seen).sure == "likely"
    assert [(one.kind, one.column, one.values) for one in doubts(seen, draft)] == [
        ("comma", "Revenue", ("1,234",)), ("comma", "Orders", ("2,000",)),
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("comma", "revenue", "orders"), [(True, [1.234, 12.0], [2, 7]), (False, [1234, 12000], [2000, 7])]
)
def test_a_comma_that_is_said_is_read_so_and_asked_about_no_more(
    tmp_path: Path, comma: bool, revenue: list[float], orders: list[int]
) -> None:
    seen = looked(tmp_path, CUSTOMERS)
    draft = draft_of(seen)
    said = tuple(replace(one, options={**one.options, "comma": comma}) for one in draft.choices[2:])
    draft = replace(draft, choices=(*draft.choices[:2], *said))
    shown = preview(seen, parse_preset(to_raw(draft), "x"), "UTC").frames["customers"]
    assert doubts(seen, draft) == ()
    assert (shown["revenue"].to_pylist(), shown["orders"].to_pylist()) == (revenue, orders)


def test_what_is_not_said_is_rejected_with_the_way_out(tmp_path: Path) -> None:
    seen = looked(tmp_path, CUSTOMERS)
    rejects = preview(seen, parse_preset(to_raw(draft_of(seen)), "x"), "UTC").rejects
    assert [(one.line, one.field) for one in rejects] == [(2, "Revenue"), (3, "Revenue")]
    assert all("say by comma = true or false" in one.reason for one in rejects)
