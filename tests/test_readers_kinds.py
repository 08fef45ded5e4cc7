"""A file is what its content says; what cannot be read says what it is, and what to do."""

from __future__ import annotations

import gzip
import re
import zipfile
from io import BytesIO
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from cx.errors import BadInput
from cx.readers.formats import kind_of
from tests.reading import read, read_text, workbook


def test_the_kind_is_told_by_the_content_whatever_the_name(tmp_path: Path) -> None:
    pq.write_table(pa.table({"a": ["1"]}), tmp_path / "p.csv")
    workbook(tmp_path / "w.xlsx", [["a"], ["1"]]).rename(tmp_path / "w.csv")
    (tmp_path / "packed.txt").write_bytes(gzip.compress((tmp_path / "w.csv").read_bytes()))
    (tmp_path / "j.csv").write_text(' [\n {"a": "1"}]')
    (tmp_path / "l.txt").write_text('{"a": "1"}\n{"a": "2"}\n')
    (tmp_path / "t.xlsx").write_text("a\tb\n1\t2\n", "utf-16")
    (tmp_path / "noname").write_text("a\n1\n")

    kinds = {path.name: kind_of(path) for path in sorted(tmp_path.iterdir())}

    assert kinds == {
        "j.csv": "json", "l.txt": "json", "noname": "csv", "p.csv": "parquet", "packed.txt": "xlsx", "t.xlsx": "csv",
        "w.csv": "xlsx",
    }  # fmt: skip
    assert [read(tmp_path / name).rows for name in ("p.csv", "w.csv", "packed.txt", "j.csv")] == [[["1"]]] * 4


@pytest.mark.parametrize("head", ["{note},b\n1,2\n", "[1],b\n1,2\n", '"{x}",b\n1,2\n', "<b>,c\n1,2\n"])
def test_a_header_that_only_looks_a_little_like_json_or_markup_is_a_header(tmp_path: Path, head: str) -> None:
    assert read_text(tmp_path, head).rows == [["1", "2"]]


def test_the_name_decides_where_the_content_leaves_it_open(tmp_path: Path) -> None:
    (tmp_path / "a.jsonl").write_text("a,b\n1,2\n")
    (tmp_path / "a.txt").write_text("a,b\n1,2\n")

    assert [kind_of(tmp_path / name) for name in ("a.jsonl", "a.txt")] == ["json", "csv"]


#: How the files of Excel 97 to 2003 begin, and those of today that have a password.
OLD = bytes.fromhex("d0cf11e0a1b11ae1") + bytes(600)


def archive(*names: str) -> bytes:
    content = BytesIO()
    with zipfile.ZipFile(content, "w") as packed:
        for name in names:
            packed.writestr(name, "x")
    return content.getvalue()


@pytest.mark.parametrize(
    ("name", "content", "said"),
    [
        ("a.csv", b"\xef\xbb\xbf \n<!DOCTYPE html><html><body>Log in</body></html>", "a web page or XML, perhaps"),
        ("a.xls", b"<html xmlns:x='urn:schemas-microsoft-com:office:excel'><table>", "a web page or XML"),
        ("a.xls", b'<?xml version="1.0"?><Workbook>', "a web page or XML"),
        ("a.xls", OLD, "a workbook of the old kind (.xls) or one with a password"),
        ("a.xlsx", OLD, "open it in a spreadsheet and save it as .xlsx or .csv"),
        ("a.csv", b"%PDF-1.7\n", "a PDF, not rows that can be read; export the rows as .csv or .xlsx"),
        ("a.gz", b"7z\xbc\xaf\x27\x1c", "packed with 7-Zip"),
        ("a.csv", b"\x28\xb5\x2f\xfd\x00", "packed with Zstandard"),
        ("a.db", b"SQLite format 3\x00", "an SQLite database"),
        ("a.csv", bytes(range(8)) * 100, "neither text nor a workbook, Parquet or JSON"),
        ("a.gz", archive("a.csv"), "is an archive (.zip)"),
        ("a.xlsx", archive("[Content_Types].xml", "word/document.xml"), "a document of an office program"),
        ("a.csv", archive("mimetype", "content.xml"), "a document of an office program, not an .xlsx workbook"),
        ("a.xlsx", archive("[Content_Types].xml", "xl/workbook.bin"), "a binary workbook (.xlsb)"),
        ("a.xlsx", archive("[Content_Types].xml", "xl/workbook.xml"), "is not a workbook that can be read"),
        ("a.xlsx", archive("a.csv")[:40], "is damaged"),
        ("a.xlsx", b"Sorry, an error occurred\n", "a.xlsx is not what its name says: it is text without columns"),
        ("a.parquet", b"nothing here\n", "a.parquet is not what its name says"),
        ("a.parquet", b"PAR1 and then nothing", "a.parquet is not a Parquet file that can be read"),
        ("a.parquet", b"PAR1" + bytes(90) + b"\x20\0\0\0PAR1", "is not a Parquet file that can be read"),
        ("a.docx", b"x,y\n1,2\n", ".docx files cannot be read; save it as one of .csv, .tsv"),
    ],
    ids=lambda value: "" if isinstance(value, bytes) else value,
)  # fmt: skip
def test_what_cannot_be_read_says_what_it_is_and_what_to_do(
    tmp_path: Path, name: str, content: bytes, said: str
) -> None:
    with pytest.raises(BadInput, match=re.escape(said)) as failure:
        read_text(tmp_path, content, name)

    assert str(failure.value).startswith(name)
    assert str(failure.value).endswith(".")


def test_an_empty_file_is_said_to_be_empty_whatever_its_name(tmp_path: Path) -> None:
    for name in ("a.csv", "a.tsv", "a"):
        with pytest.raises(BadInput, match="is empty; its first row must name the columns"):
            read_text(tmp_path, "", name)
    for name in ("a.xlsx", "a.parquet"):
        with pytest.raises(BadInput, match="is empty; export it again"):
            read_text(tmp_path, "", name)
