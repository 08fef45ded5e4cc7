"""Lists inside the rows of JSON become rows of their own, or columns."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from json_files import read, rows_of, written

from cx.readers import json_lists
from cx.readers.formats import read_rows
from cx.readers.preset import Shape

UNFOLD = Shape(unfold=("pages", "answers"))


def test_nested_lists_become_rows_and_what_has_none_stays_one(tmp_path: Path) -> None:
    rows = [
        {"id": 1, "pages": [{"p": "a", "answers": [{"x": 1.50}, {"x": {"y": 2}}]}, {"p": "b", "answers": []}]},
        {"id": 2, "pages": []},
        {"id": 3},
        {"id": 4, "pages": [{"p": "c", "answers": [{"x": 9}]}], "answers": "own"},
        {"id": 5, "pages": None},
    ]
    text = "\n".join(map(json.dumps, rows))

    got, lines, rejects = read(written(tmp_path, text), UNFOLD)

    assert got == [
        {"id": "1", "pages.p": "a", "pages.answers.x": "1.5"},
        {"id": "1", "pages.p": "a", "pages.answers.x.y": "2"},
        {"id": "1", "pages.p": "b"},
        {"id": "2"},
        {"id": "3"},
        {"id": "4", "pages.p": "c", "pages.answers.x": "9", "answers": "own"},
        {"id": "5"},
    ]
    assert (lines, rejects) == ([1, 1, 1, 2, 3, 4, 5], [])


def test_unfolded_rows_come_in_batches_that_stay_small(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(json_lists, "BATCH_BYTES", 200_000)
    rows = [{"text": "x" * 1000, "pages": [{"n": n} for n in range(nr % 3 * 100)]} for nr in range(20)]
    path = written(tmp_path, "\n".join(map(json.dumps, rows)))

    parts = list(read_rows(path, UNFOLD, print, lambda _: None))

    assert max(part.values.num_rows for part in parts) <= 202
    assert [n for part in parts for n in part.values.column("pages.n").to_pylist()] == [
        str(n) if count else None for nr in range(20) for count in [nr % 3 * 100] for n in range(count or 1)
    ]
    assert [line for part in parts for line in part.lines] == [
        nr + 1 for nr in range(20) for _ in range(nr % 3 * 100 or 1)
    ]


@pytest.mark.parametrize("cell", ['"[x] and [y]"', '"[1}, 2]"', '"none"', "7", '"[\\"x]"'])
def test_what_should_be_a_list_and_is_none_is_rejected_and_its_row_kept(tmp_path: Path, cell: str) -> None:
    text = f'{{"id": 1, "pages": [{{"p": "a"}}]}}\n{{"id": 2, "pages": {cell}}}\n{{"id": 3, "pages": ""}}'

    rows, _, rejects = read(written(tmp_path, text), UNFOLD)

    assert rows == [{"id": "1", "pages.p": "a"}, {"id": "2"}, {"id": "3"}]
    assert [(reject.line, reject.field, reject.reason) for reject in rejects] == [(2, "pages", "not a list")]


def test_elements_of_inner_lists_that_are_no_objects_are_rejected(tmp_path: Path) -> None:
    rows, _, rejects = read(written(tmp_path, '{"id": 1, "pages": [{"p": "a"}, "b", null]}'), UNFOLD)

    assert rows == [{"id": "1", "pages.p": "a"}]
    assert [(reject.line, reject.field, reject.raw) for reject in rejects] == [
        (1, "pages", '"b"'),
        (1, "pages", "null"),
    ]


def test_an_object_in_the_place_of_a_list_is_read_like_its_only_element(tmp_path: Path) -> None:
    text = '{"id": 1, "pages": {"p": "a"}}\n{"id": 2, "pages": [{"p": "b"}]}'

    assert rows_of(tmp_path, text, UNFOLD) == [{"id": "1", "pages.p": "a"}, {"id": "2", "pages.p": "b"}]


PAIRS = Shape(pairs=(("custom_fields", "id", "value"),))


def test_lists_of_names_and_values_become_columns(tmp_path: Path) -> None:
    rows = [
        {
            "id": 1,
            "custom_fields": [{"id": 77, "value": "a"}, {"id": 78, "value": None}, {"id": 77, "value": ["x", 1]}],
        },
        {"id": 2, "custom_fields": []},
        {"id": 3, "custom_fields": [{"id": 78, "value": True}, {"value": "nameless"}]},
        {"id": 4},
    ]

    assert rows_of(tmp_path, "\n".join(map(json.dumps, rows)), PAIRS) == [
        {"id": "1", "custom_fields.77": '["x",1]'},
        {"id": "2"},
        {"id": "3", "custom_fields.78": "true"},
        {"id": "4"},
    ]
    assert rows_of(tmp_path, '{"id": 1, "custom_fields": []}', PAIRS) == [{"id": "1"}]
    assert rows_of(tmp_path, '{"id": 1, "custom_fields": {"cf_a": 2}}', PAIRS) == [
        {"id": "1", "custom_fields.cf_a": "2"}
    ]
