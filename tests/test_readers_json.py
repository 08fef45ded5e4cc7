"""JSON in any layout gives the same rows of text: digits are kept, and what is broken is named by its line."""

from __future__ import annotations

import json
import tracemalloc
from pathlib import Path
from typing import Any

import pyarrow as pa
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from json_files import PLAIN, read, rows_of, written

from cx.errors import BadInput
from cx.readers import json as json_reader
from cx.readers import json_objects
from cx.readers.formats import read_rows
from cx.readers.json_document import Broken, Document, Layout
from cx.readers.json_objects import ObjectReader
from cx.readers.preset import Shape
from cx.readers.rows import Reject

TICKETS = [{"id": 1, "tags": ["a", {"b": [1]}]}, {"id": 2, "via": {"channel": 'web, [chat] "x" \\'}}, {"id": 3}]
AS_TEXT = [{"id": "1", "tags": '["a",{"b":[1]}]'}, {"id": "2", "via.channel": 'web, [chat] "x" \\'}, {"id": "3"}]
RECORDS = Shape(records=("tickets", "results"))


@pytest.mark.parametrize("indent", [None, 1, "\t"])
@pytest.mark.parametrize(
    ("wrap", "shape"),
    [
        (lambda dump: "\n".join(dump(one) for one in TICKETS), PLAIN),
        (lambda dump: "".join(dump(one) for one in TICKETS), PLAIN),
        (lambda dump: dump(TICKETS), PLAIN),
        (lambda dump: dump(TICKETS), RECORDS),
        (lambda dump: dump(TICKETS[:1]) + "\n" + dump([]) + dump(TICKETS[1:]), PLAIN),
        (lambda dump: dump({"count": 3, "tickets": TICKETS, "users": [{"id": 7}], "next": None}), RECORDS),
        (lambda dump: dump({"tickets": TICKETS[:2]}) + dump({"users": [[1]], "results": TICKETS[2:]}), RECORDS),
        (lambda dump: "\n".join(dump({"tickets": [one]}) for one in TICKETS), RECORDS),
        (lambda dump: dump([{"tickets": TICKETS[:1]}, {"tickets": []}, {"results": TICKETS[1:]}]), RECORDS),
    ],
)
def test_every_layout_gives_the_same_rows(tmp_path: Path, indent: Any, wrap: Any, shape: Shape) -> None:
    text = wrap(lambda value: json.dumps(value, indent=indent))

    assert rows_of(tmp_path, text, shape) == AS_TEXT


@pytest.mark.parametrize("size", [1, 2, 3, 7, 64])
def test_rows_are_found_wherever_a_block_ends(size: int) -> None:
    text = json.dumps([{"results": [], "tickets": TICKETS}, {"x": {"tickets": [0]}, "tickets": TICKETS[:1]}], indent=1)
    document = Document(Layout(3, ("tickets",)))

    lines = b"".join(document.lines(text.encode()[at : at + size]) for at in range(0, len(text), size))
    document.end()

    assert [json.loads(line) for line in lines.splitlines()] == [*TICKETS, TICKETS[0]]
    assert (document.documents, document.found) == (1, 2)


def test_numbers_keep_their_digits_and_words_are_words(tmp_path: Path) -> None:
    text = '{"a": 1.10, "b": 12345678901234567890123, "c": -0.0, "d": 1E+13, "e": true , "f":false, "g": null, "h": ""}'

    assert rows_of(tmp_path, text) == [
        {"a": "1.10", "b": "12345678901234567890123", "c": "-0.0", "d": "1E+13", "e": "true", "f": "false", "h": ""}
    ]  # fmt: skip


def test_huge_numbers_and_those_that_are_none_arrive_as_texts(tmp_path: Path) -> None:
    digits = "9" * 5000

    assert rows_of(tmp_path, f'{{"a": {digits}, "b": NaN, "c": -Infinity}}') == [
        {"a": digits, "b": "NaN", "c": "-Infinity"}
    ]


def test_texts_that_look_like_dates_or_numbers_stay_as_they_came(tmp_path: Path) -> None:
    rows = [{"at": "2024-01-02T03:04:05Z", "nr": "007"}, {"at": "2024-01-02", "nr": "1e3", "late": "2024-01-02"}]

    assert rows_of(tmp_path, "\n".join(map(json.dumps, rows))) == rows


def test_a_key_that_comes_late_is_a_column_from_then_on(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(json_reader, "HEAD", 1)
    monkeypatch.setattr(json_reader, "CHUNK", 30)
    path = written(tmp_path, "\n".join(json.dumps({"id": nr, f"key{nr // 2}": {"x": True}}) for nr in range(6)))

    names = [part.values.schema.names for part in read_rows(path, PLAIN, print, lambda _: None)]

    assert [len(one) for one in names] == sorted(len(one) for one in names)
    assert names[-1] == ["id", "key0.x", "key1.x", "key2.x"]


def test_a_key_may_hold_a_text_here_and_an_object_there(tmp_path: Path) -> None:
    text = '{"person": 7}\n{"person": {"id": 8}}\n{"person": [1, 2]}\n{"person": null, "at": "2024-01-01"}'

    assert rows_of(tmp_path, text) == [{"person": "7"}, {"person.id": "8"}, {"person": "[1,2]"}, {"at": "2024-01-01"}]


def test_of_a_key_that_comes_twice_the_last_one_counts_and_dots_may_be_part_of_a_name(tmp_path: Path) -> None:
    assert rows_of(tmp_path, '{"a": 1, "a": 2, "b.c": null, "b": {"c": "x"}}') == [{"a": "2", "b.c": "x"}]
    assert rows_of(tmp_path, '{"b.c": null, "b": {"c": "x"}}') == [{"b.c": "x"}]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "cp1251"])
def test_any_encoding_is_read(tmp_path: Path, encoding: str) -> None:
    text = json.dumps([{"ключ": "да, «отлично»"}], ensure_ascii=False)

    shape = Shape(encoding="cp1251") if encoding == "cp1251" else PLAIN
    assert rows_of(tmp_path, text.encode(encoding), shape) == [{"ключ": "да, «отлично»"}]


def test_a_wrong_declared_encoding_is_told(tmp_path: Path) -> None:
    with pytest.raises(BadInput, match=r"a\.json is not written in utf-8, or only in part; save it as UTF-8"):
        read(written(tmp_path, '{"a": "да"}'.encode("cp1251")), Shape(encoding="utf-8"))
    with pytest.raises(BadInput, match="is not written in utf-16"):  # of which Python misses the byte-order mark
        read(written(tmp_path, '{"a": "да"}'.encode("utf-16-le")), Shape(encoding="utf-16"))


def test_halves_of_characters_and_control_characters_do_no_harm(tmp_path: Path) -> None:
    assert rows_of(tmp_path, '{"a": "\\ud83d", "b\\udc00": "x\ty", "c": "\\ud83d\\ude00"}') == [
        {"a": "\ufffd", "b\ufffd": "x\ty", "c": "\U0001f600"}
    ]


BROKEN = [
    ('{"a": ', "not JSON: Expecting value"),
    ('{"a": foo}', "not JSON: Expecting value"),
    ('{"a": 1 2}', "not JSON: Expecting ',' delimiter"),
    ('{"a": "x}', "not JSON: Unterminated string starting at"),
    ('{"a": [1, {"b": 2}', "not JSON: Expecting ',' delimiter"),
    ('{"a": [1]]}', "not JSON: Expecting ',' delimiter"),
    ('{"a": 1} {"a": 2}', "not JSON: Extra data"),
    ("[1]", "not an object"),
    ("17", "not an object"),
    ("null", "not an object"),
    ('{"a":' * 65 + "1" + "}" * 65, "nested more than 64 deep"),
    ('{"a":' * 100_000, "not JSON that can be read"),
]


@pytest.mark.parametrize(("text", "reason"), BROKEN, ids=[str(nr) for nr in range(len(BROKEN))])
def test_a_broken_line_is_rejected_and_those_around_it_are_not(tmp_path: Path, text: str, reason: str) -> None:
    path = written(tmp_path, f'{{"id": 1}}\r\n\r\n{text}\r\n  {{"id": 2}}', "a.jsonl")

    rows, lines, rejects = read(path)

    assert rows == [{"id": "1"}, {"id": "2"}]
    assert lines == [1, 4]
    assert rejects == [Reject("a.jsonl", 3, "", reason, text[: json_objects.MOST_SHOWN])]


def test_elements_that_are_no_objects_are_rejected_by_their_place(tmp_path: Path) -> None:
    rows, lines, rejects = read(written(tmp_path, '[{"a": 1}, null, [{"a": 2}], "x, y", {"a": 3},\n]'))

    assert [row["a"] for row in rows] == ["1", "3"]
    assert lines == [1, 5]
    assert [(reject.line, reject.reason) for reject in rejects] == [(n, "not an object") for n in (2, 3, 4)]


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("", "a.json is empty; export it again"),
        (" \n ", "a.json is empty; export it again"),
        ("Ticket,Created\n1,2\n", r"a.json is not JSON: it begins with neither { nor \["),
        ('[{"a": 1}, {"a"', r"a.json is broken after its element 1 \(it ends too early\); export it again"),
        ('[{"a": "x\ny"}]', r"a.json is broken after its element 0 \(a line ends inside a text\)"),
        ('[{"a": 1}]]', r"broken after its element 0 \(more brackets end than begin\)"),
        ('[{"a": 1}] and more', r"broken after its element 0 \(something stands between its lists or objects\)"),
        ('[{"a": 1},', r"broken after its element 1 \(it ends too early\)"),
        ('{\n"a": 1\n}\n{\n"a"', r"broken after its element 1 \(it ends too early\)"),
        ("[" * 100_000, r"broken after its element 0 \(it ends too early\)"),
    ],
)
def test_a_document_that_is_not_whole_is_told(tmp_path: Path, text: str, told: str) -> None:
    with pytest.raises(BadInput, match=told):
        read(written(tmp_path, text))


def test_a_single_object_with_one_list_of_objects_tells_which_key_to_name(tmp_path: Path) -> None:
    text = json.dumps({"count": 1, "tickets": [{"id": 1}], "tags": ["x"], "next": None}, indent=2)
    told = (
        r"a.json is one object that holds its rows in a list \(its lists: tickets, tags\); say records = \['tickets'\]"
    )

    for shape in (PLAIN, Shape(records=("results",))):
        with pytest.raises(BadInput, match=told):
            read(written(tmp_path, text), shape)
    assert rows_of(tmp_path, text, Shape(unfold=("tickets",)))[0]["tickets.id"] == "1"
    assert len(rows_of(tmp_path, '{"id": 1, "fields": [{"a": 1}], "others": [{"b": 1}]}')) == 1


def test_pages_without_rows_are_rejected_in_one_line_and_empty_pages_are_not(tmp_path: Path) -> None:
    text = '{"tickets": [{"id": 1}]}\n{"error": "Too many requests"}\n{"tickets": []}'

    rows, _, rejects = read(written(tmp_path, text), RECORDS)

    assert rows == [{"id": "1"}]
    assert [(reject.line, reject.reason) for reject in rejects] == [(2, "1 of its objects hold no list of rows")]
    assert read(written(tmp_path, '{"tickets": []}'), RECORDS) == ([], [], [])


def test_a_long_document_without_the_named_lists_is_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(json_reader, "HEAD", 20)
    monkeypatch.setattr(json_reader, "CHUNK", 20)
    told = "a.json holds no list under any of the keys tickets, results, which the preset names"

    with pytest.raises(BadInput, match=told):
        read(written(tmp_path, '{"incidents": [{"id": 1}, {"id": 2}]}'), RECORDS)


def test_values_of_pairs_may_stand_in_lists_and_under_several_keys(tmp_path: Path) -> None:
    shape = Shape(pairs=(("answers", "question", "chosen.value.scale", "chosen.text", "text"),))
    answers = [
        {"question": "a", "chosen": [{"text": "x", "value": {"scale": 7}}]},
        {"question": "b", "chosen": [{"text": "y", "value": {"scale": ""}}, {"text": "z", "value": None}]},
        {"question": "c", "chosen": [], "text": "own"},
        {"question": "d"},
    ]

    rows = rows_of(tmp_path, json.dumps([{"id": 1, "answers": answers}, {"id": 2, "answers": answers[:1]}]), shape)

    assert rows == [
        {"id": "1", "answers.a": "7", "answers.b": "z", "answers.c": "own"},
        {"id": "2", "answers.a": "7"},
    ]


def test_keys_without_end_are_no_columns(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(json_objects, "MOST_KEYS", 10)
    wide = json.dumps({f"k{nr}": 1 for nr in range(11)})
    pairs = "\n".join(json.dumps({"fields": [{"id": nr, "value": 1}]}) for nr in range(11))

    for text in (wide, wide + '\n{"k1": {"x": 1}}', pairs):
        with pytest.raises(BadInput, match=r"a\.json has more than 10 different keys, so they cannot be columns"):
            read(written(tmp_path, text), Shape(pairs=(("fields", "id", "value"),)))


def test_keys_that_differ_in_each_row_are_refused_before_they_are_rows_times_rows_of_cells(tmp_path: Path) -> None:
    path = written(tmp_path, "\n".join(json.dumps({f"k{nr}": 1}) for nr in range(6000)))
    pool = pa.default_memory_pool()
    most = max(pool.max_memory(), pool.bytes_allocated() + 100_000_000)

    with pytest.raises(BadInput, match="more than 2000 different keys"):
        read(path)

    assert pool.max_memory() <= most


def test_an_object_without_end_is_refused_before_it_fills_the_memory(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(json_reader, "HEAD", 100)
    monkeypatch.setattr(json_reader, "CHUNK", 100)
    monkeypatch.setattr(json_reader, "LONGEST", 1 << 20)
    path = written(tmp_path, '{"a": 1}\n{"a": "' + "x" * (1 << 21) + '"}\n')

    with pytest.raises(BadInput, match=r"a\.json has an object of more than 1 MB after its element 1; export it as a"):
        read(path)


def test_memory_does_not_grow_with_the_file(tmp_path: Path) -> None:
    ticket = json.dumps({"id": 1, "text": "x" * 500, "n": {"m": [1, 2.5]}})
    skipped = json.dumps({"users": [{"name": "y" * 500}] * 10_000})[:-1]
    path = tmp_path / "a.json"
    with path.open("w") as file:  # the rows begin far beyond what tells the layout
        file.write(skipped + ', "tickets": [' + ",\n".join([ticket] * 40_000) + "]}")

    tracemalloc.start()
    rows = sum(part.values.num_rows for part in read_rows(path, RECORDS, print, lambda _: None))
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()

    assert rows == 40_000
    assert path.stat().st_size > 26e6
    assert peak < 20e6


CELLS = st.one_of(
    st.none(), st.booleans(), st.integers(), st.text(), st.sampled_from(['"', "\\", '\\"', "{", "]", "2024-01-01", ","])
)
VALUES = st.recursive(
    CELLS, lambda inner: st.one_of(st.lists(inner, max_size=3), st.dictionaries(st.text(), inner, max_size=3))
)


def flat(value: dict[str, Any], prefix: str = "") -> dict[str, str]:
    """What a row should be."""
    cells: dict[str, str] = {}
    for key, inner in value.items():
        if isinstance(inner, dict):
            cells = flat(inner, f"{prefix}{key}.") | cells
        elif inner is not None and prefix + key not in cells:
            text = json.dumps(inner, ensure_ascii=False, separators=(",", ":"))
            cells[prefix + key] = inner if isinstance(inner, str) else text
    return cells


@settings(max_examples=150, deadline=None)
@given(
    rows=st.lists(st.dictionaries(st.text(), VALUES, max_size=4), min_size=1, max_size=4),
    separators=st.sampled_from([(",", ":"), (", ", ": "), (" ,\t", " : ")]),
)
def test_whatever_objects_hold_is_read_as_they_say(rows: list[dict[str, Any]], separators: tuple[str, str]) -> None:
    block = "\n".join(json.dumps(row, ensure_ascii=False, separators=separators) for row in rows).encode()

    found = ObjectReader("a.json").read(block)

    got = [{name: text for name, text in row.items() if text is not None} for row in found.values.to_pylist()]
    assert got == [flat(row) for row in rows]
    assert found.wrong == []


@settings(max_examples=150, deadline=None)
@given(text=st.text(alphabet='{}[]",:\\ \n1tnull.ea-\u00e9', max_size=60), cut=st.integers(1, 60))
def test_mangled_text_is_never_more_than_refused(text: str, cut: int) -> None:
    block = text.encode()
    document = Document(Layout(1))

    assert met(block) == sum(1 for line in block.split(b"\n") if line.strip())
    try:
        lines = document.lines(block[:cut]) + document.lines(block[cut:])
        document.end()
    except Broken:
        return
    assert met(lines) == sum(1 for line in lines.split(b"\n") if line.strip())


def met(block: bytes) -> int:
    """How many lines were read or refused."""
    found = ObjectReader("a.json").read(block)
    return found.values.num_rows + len(found.wrong)
