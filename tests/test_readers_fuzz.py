"""Mangled files: whatever is done to a file, its import ends in a result or a clear error, and never half way."""

from __future__ import annotations

import gzip
import io
import json
import zipfile
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import NamedTuple

import openpyxl
import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from importing import Desk
from openpyxl.cell.cell import ILLEGAL_CHARACTERS_RE
from sqlalchemy import select

from cx.errors import BadInput, CxError
from cx.imports import ImportResult
from cx.readers.files import members
from cx.readers.formats import read_rows
from cx.readers.preset import Shape
from cx.readers.rows import Reject
from cx.settings import load
from cx.store.tables import TABLES
from cx.store.warehouse import open_warehouse
from cx.store.workspace import Workspace
from tests.conftest import closing_warehouses

ANSWERS = (
    "survey,response_id,answered_at,score,comment,customer_id,channel\n"
    'nps,1,2024-03-01T10:00:00Z,9,"fine, thanks",A,web\n'
    'nps,2,2024-03-02,3,"slow\nand ""late""",B,phone\n'
    "csat,2,2024-03-02,5,ačiū,B,phone\n"
    "nps,4,2024-03-04,10,Спасибо,D,web\n"
)
TICKETS = (
    "ticket_id;created_at;first_response_at;solved_at;reopens;escalated;team;queue_seconds\n"
    "T1;2024-03-01T10:00:00Z;2024-03-01T10:30:00Z;2024-03-02T08:00:00Z;0;no;one;30\n"
    "T2;2024-03-01;;2024-03-05;2;yes;two;12\n"
    'T3;2024-03-03T10:00:00+02:00;2024-03-03T12:00:00Z;;0;no;"one; two";\n'
)
WIDE = (
    "Report\nId\tDay\tQ1\tWhy\tQ2\n1\t01/03/2024\t10\tfast\t5\n2\t02/03/2024\t11\t\tBlank\n"
    "3\t03/03/2024\t0\tslow\t1\nTotal\t3\n"
)
LINES = "".join(
    json.dumps({"survey": "nps", "response_id": f"j{nr}", "answered_at": f"2024-03-0{nr}", "score": nr}) + "\n"
    for nr in range(1, 6)
)

WIDE_PRESET = """
table = "answers"
header_row = 2
footer = ["Total"]
formats = ["%d/%m/%Y"]
[columns]
response_id = "Id"
answered_at = "Day"
[questions.recommend]
from = "Q1"
measure = "nps"
missing = ["11"]
comment = "Why"
[questions.overall]
from = "Q2"
measure = "csat"
missing = ["Blank"]
"""


class Kind(NamedTuple):
    """A valid file: its name, its text, its preset, and how it is packed."""

    name: str
    text: str
    preset: str
    pack: Callable[[bytes], bytes] = bytes


def zipped(content: bytes) -> bytes:
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("answers.csv", content)
    return packed.getvalue()


def cells(content: bytes) -> list[list[str]]:
    """A text, whatever became of it, as rows of cells."""
    text = ILLEGAL_CHARACTERS_RE.sub("", content.decode("utf-8", "replace"))
    return [line.split(",") for line in text.splitlines()]


def as_workbook(content: bytes) -> bytes:
    book, packed = openpyxl.Workbook(write_only=True), io.BytesIO()
    sheet = book.create_sheet()
    for row in cells(content):
        sheet.append([float(cell) if cell.isascii() and cell.isdigit() else cell for cell in row])
    book.save(packed)
    return packed.getvalue()


def as_parquet(content: bytes) -> bytes:
    head, *rows = cells(content) or [["nothing"]]
    columns = [[row[place] if place < len(row) else None for row in rows] for place in range(len(head))]
    packed = io.BytesIO()
    pq.write_table(pa.table([pa.array(column, pa.string()) for column in columns], head), packed)
    return packed.getvalue()


KINDS = (
    Kind("answers.csv", ANSWERS, "generic-answers"),
    Kind("tickets.csv", TICKETS, "generic-tickets"),
    Kind("wide.tsv", WIDE, "wide.toml"),
    Kind("lines.jsonl", LINES, "generic-answers"),
    Kind("answers.csv.gz", ANSWERS, "generic-answers", lambda content: gzip.compress(content, mtime=0)),
    Kind("answers.zip", ANSWERS, "generic-answers", zipped),
    Kind("answers.xlsx", ANSWERS, "generic-answers", as_workbook),
    Kind("answers.parquet", ANSWERS, "generic-answers", as_parquet),
)

#: What stands in files where something else should.
ODD = (
    b"", b"\0", b'"', b'""', b"\r", b"\r\n", b"\n\n", b",", b";", b"\t", b"|", b"\xff", b"\xc5", b"\xef\xbb\xbf",
    b"\x1f", b"{", b"]", b"null", b"-", b"=1+1", b"1e999", b"-1", b"nan", b"99999999999999999999", b"9999-12-31",
    b"0000-00-00", b"2024-02-30", b"12/31/24", b"x" * 300, b"sep=;\n", b"Total", "９".encode(), "\u2028".encode(),
    "🙂".encode(),
)  # fmt: skip
ENCODINGS = ("utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "cp1251", "cp1257", "latin-1", "utf-8")


def places() -> st.SearchStrategy[float]:
    """Where in a file something happens, from its beginning to its end."""
    return st.floats(0, 1, allow_nan=False)


def at(content: bytes, place: float) -> int:
    return int(place * len(content))


def lines_changed(content: bytes, place: float, other: float, how: str) -> bytes:
    lines = content.splitlines(keepends=True) or [b""]
    one, two = (min(int(where * len(lines)), len(lines) - 1) for where in (place, other))
    if how == "delete":
        del lines[one]
    elif how == "repeat":
        lines[two:two] = [lines[one]] * 3
    else:
        lines[one], lines[two] = lines[two], lines[one]
    return b"".join(lines)


@st.composite
def mangled(draw: st.DrawFn, content: bytes) -> bytes:
    """The same bytes after something happened to them."""
    how = draw(st.sampled_from(("cut", "tail", "flip", "insert", "replace", "lines", "delimiter", "encoding", "twice")))
    place, other = draw(places()), draw(places())
    if how == "cut":
        return content[: at(content, place)]
    if how == "tail":
        return content[at(content, place) :]
    if how == "flip" and content:
        spot = min(at(content, place), len(content) - 1)
        return content[:spot] + bytes([draw(st.integers(0, 255))]) + content[spot + 1 :]
    if how == "insert":
        return content[: at(content, place)] + draw(st.sampled_from(ODD)) + content[at(content, place) :]
    if how == "replace":
        return content.replace(
            draw(st.sampled_from((b"9", b"nps", b"2024", b",", b"T1", b"Q1"))), draw(st.sampled_from(ODD))
        )
    if how == "lines":
        return lines_changed(content, place, other, draw(st.sampled_from(("delete", "repeat", "swap"))))
    if how == "delimiter":
        one, two = draw(st.tuples(st.sampled_from(b',;\t|"'), st.sampled_from(b',;\t|"\r')))
        return content.replace(bytes([one]), bytes([two]))
    if how == "encoding":
        return content.decode("utf-8", "replace").encode(draw(st.sampled_from(ENCODINGS)), "replace")
    return content + content


@st.composite
def files(draw: st.DrawFn) -> tuple[Kind, bytes]:
    """A file, mangled once or several times before or after it is packed."""
    kind = draw(st.sampled_from(KINDS))
    content = kind.text.encode()
    for _ in range(draw(st.integers(0, 3))):
        content = draw(mangled(content))
    content = kind.pack(content)
    if kind.pack is not bytes and draw(st.booleans()):
        content = draw(mangled(content))
    return kind, content


@pytest.fixture(scope="module")
def desk(engine: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Desk]:
    """A warehouse that holds something, and takes every mangled file."""
    folder = tmp_path_factory.mktemp(engine)
    workspace = Workspace(f"sqlite:///{folder}/workspace.sqlite")
    with closing_warehouses() as opened:
        opened.append(open_warehouse(f"{engine}:///{folder}/warehouse.{engine}", load({}, {})))
        made = Desk(opened[0], workspace, folder)
        made.write("wide.toml", WIDE_PRESET)
        for kind in KINDS[:3]:
            made.bring_files([made.write(kind.name, kind.text)], preset(made, kind))
        yield made
    workspace.close()


def preset(desk: Desk, kind: Kind) -> str | Path:
    return desk.folder / kind.preset if kind.preset.endswith(".toml") else kind.preset


def held(desk: Desk) -> dict[str, list[str]]:
    """All that the warehouse holds, table by table."""
    with desk.warehouse.database.read() as connection:
        return {name: sorted(map(repr, connection.execute(select(table)))) for name, table in TABLES.items()}


@given(file=files())
@settings(max_examples=12)
def test_a_mangled_file_gives_a_result_or_a_clear_error_and_changes_all_or_nothing(
    desk: Desk, file: tuple[Kind, bytes]
) -> None:
    kind, content = file
    path = desk.folder / kind.name
    path.write_bytes(content)
    before, version = held(desk), desk.warehouse.version

    result, failure = attempt(desk, path, kind)  # what landed is accounted for there

    after = held(desk)
    assert result or failure.startswith(kind.name)
    if result is None or not result.landed:
        assert (after, desk.warehouse.version) == (before, version)
        return
    for table, counted in result.tables.items():
        assert len(after[table]) == len(before[table]) + counted.added - counted.removed
    assert {reject.file for reject in result.rejects} <= {kind.name, f"{kind.name}/answers.csv"}


def attempt(desk: Desk, path: Path, kind: Kind) -> tuple[ImportResult | None, str]:
    """What became of an import, or why it could not be."""
    try:
        return desk.bring_files([path], preset(desk, kind)), ""
    except CxError as error:
        return None, str(error)


LAYOUTS = (
    Shape(), Shape(header_row=2, footer=("Total", "nps")), Shape(header_rows=2), Shape(label_row=2, skip_rows=2),
    Shape(encoding="utf-8", delimiter=";"), Shape(encoding="cp1257"),
)  # fmt: skip


@given(file=files(), shape=st.sampled_from(LAYOUTS))
@settings(max_examples=100, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_a_mangled_file_is_read_by_any_layout_with_lines_in_their_order(
    tmp_path: Path, file: tuple[Kind, bytes], shape: Shape
) -> None:
    kind, content = file
    (tmp_path / kind.name).write_bytes(content)
    lines: list[int] = []
    rejects: list[Reject] = []

    try:
        for one in members(tmp_path / kind.name):
            for rows in read_rows(one, shape, rejects.append, lambda _: None):
                assert len(rows.lines) == rows.values.num_rows
                lines += rows.lines.tolist()
    except BadInput as failure:
        complaint = str(failure)
    else:
        complaint = kind.name

    assert complaint.startswith(kind.name)
    assert lines == sorted(set(lines))
    assert not set(lines) & {reject.line for reject in rejects}
