"""Files inside a .zip are read like files beside it; what is packed to do harm, or cannot be unpacked, is told."""

from __future__ import annotations

import gzip
import io
import re
import struct
import zipfile
from pathlib import Path

import pytest
from importing import Desk, counts

from cx.errors import BadInput
from cx.readers import archives, workbook_parts
from cx.readers.files import located, members, shown_name, size_of
from tests.reading import read, workbook

ANSWERS = "survey,response_id,answered_at,score\nnps,{},2024-03-01,{}\n"


def packed(path: Path, files: dict[str, bytes | str], method: int = zipfile.ZIP_DEFLATED) -> Path:
    with zipfile.ZipFile(path, "w", method) as archive:
        for name, content in files.items():
            archive.writestr(name, content)
    return path


def test_an_archive_is_its_data_files_under_its_name(tmp_path: Path) -> None:
    path = packed(
        tmp_path / "export.zip",
        {
            "answers.csv": "a,b\n1,2\n", "2024/more.CSV.gz": gzip.compress(b"a,b\n3,4\n"), "2024/": "",
            "__MACOSX/._answers.csv": "x", ".hidden.csv": "x", "readme.pdf": "x", "old.xls": "x",
            "list.jsonl": '{"a": 5}',
        },
    )  # fmt: skip

    found = members(path)

    assert [one.name for one in found] == [
        "export.zip/answers.csv", "export.zip/2024/more.CSV.gz", "export.zip/old.xls", "export.zip/list.jsonl",
    ]  # fmt: skip
    assert [read(one).rows for one in (found[0], found[1], found[3])] == [[["1", "2"]], [["3", "4"]], [["5"]]]
    assert [size_of(one) for one in found[:1]] == [8]


def test_a_file_in_an_archive_can_be_named_by_a_path_below_it(tmp_path: Path) -> None:
    path = packed(tmp_path / "export.zip", {"2024/answers.csv": "a,b\n1\n1,2\n"})

    below = str(path / "2024" / "answers.csv")

    assert shown_name(below) == "export.zip/2024/answers.csv"
    assert str(located(below)) == below
    assert read(below).rows == [["1", "2"]]
    assert [reject.file for reject in read(below).rejects] == ["export.zip/2024/answers.csv"]
    with pytest.raises(BadInput, match=r"There is no file other.csv in export.zip"):
        read(path / "other.csv")


def test_workbooks_in_archives_and_packed_ones_are_read(tmp_path: Path) -> None:
    book = workbook(tmp_path / "a.xlsx", [["a"], [1]]).read_bytes()
    inside = packed(tmp_path / "export.zip", {"a.xlsx": book}, zipfile.ZIP_STORED)
    (tmp_path / "b.xlsx.gz").write_bytes(gzip.compress(book))

    assert [read(one).rows for one in (*members(inside), tmp_path / "b.xlsx.gz")] == [[["1"]], [["1"]]]


def test_a_workbook_is_no_archive_and_an_archive_is_known_under_any_name(tmp_path: Path) -> None:
    book = workbook(tmp_path / "a.xlsx", [["a"], [1]])
    other = packed(tmp_path / "export.csv.gz", {"a.csv": "a\n1\n"})

    assert members(book) == [book]
    assert [one.name for one in members(other)] == ["export.csv.gz/a.csv"]
    with pytest.raises(BadInput, match=r"export\.csv\.gz is an archive"):
        read(other)


def test_an_import_of_an_archive_is_an_import_of_its_files(desk: Desk, tmp_path: Path) -> None:
    path = packed(tmp_path / "export.zip", {"a.csv": ANSWERS.format(1, 9), "b/b.csv": ANSWERS.format(2, "x")})
    seen: list[tuple[int, int]] = []

    result = desk.bring_files([path], "generic-answers", progress=lambda now: seen.append((now.done, now.total)))

    assert counts(result) == (2, 1, 0, 0, 1)
    assert [reject.file for reject in result.rejects] == ["export.zip/b/b.csv"]
    assert seen[-1][0] == seen[-1][1] == 2 * len(ANSWERS.format(1, 9))


@pytest.mark.parametrize(
    ("files", "said"),
    [
        ({}, "e.zip holds no file of rows, nothing; pack .csv"),
        ({"a.pdf": "x", "b.png": "x"}, "e.zip holds no file of rows, only a.pdf, b.png; pack"),
        ({"a.csv": "a\n1\n", "b/more.zip": "x"}, "e.zip holds another archive, b/more.zip; unpack it"),
        ({"../x.csv": "a\n1\n"}, "e.zip holds a file named '../x.csv', which leads out of it"),
        ({"/etc/x.csv": "a\n1\n"}, "e.zip holds a file named '/etc/x.csv', which leads out of it"),
        ({"C:/x.csv": "a\n1\n"}, "e.zip holds a file named 'C:/x.csv', which leads out of it"),
    ],
)
def test_an_archive_that_cannot_be_read_as_files_says_why(tmp_path: Path, files: dict[str, str], said: str) -> None:
    with pytest.raises(BadInput, match=re.escape(said)):
        members(packed(tmp_path / "e.zip", files))


def test_an_archive_with_two_files_of_one_name_is_told(tmp_path: Path) -> None:
    path = packed(tmp_path / "e.zip", {"a.csv": "a\n1\n", "b.csv": "a\n2\n"})
    path.write_bytes(path.read_bytes().replace(b"b.csv", b"a.csv"))

    with pytest.raises(BadInput, match="e.zip holds two files of one name"):
        members(path)


def flagged(path: Path, offset: int, flags: int) -> None:
    """Set a field of an archive's two headers; offset: in the local one."""
    content = bytearray(path.read_bytes())
    for mark, shift in ((b"PK\x03\x04", offset), (b"PK\x01\x02", offset + 2)):
        struct.pack_into("<H", content, content.index(mark) + shift, flags)
    path.write_bytes(content)


def test_a_password_is_told(tmp_path: Path) -> None:
    path = packed(tmp_path / "e.zip", {"a.csv": "a\n1\n"})
    flagged(path, 6, 1)

    with pytest.raises(BadInput, match="e.zip is protected by a password; unpack it and bring the files in it"):
        members(path)


def test_a_way_of_packing_that_is_not_known_is_told(tmp_path: Path) -> None:
    path = packed(tmp_path / "e.zip", {"a.csv": "a\n1\n"})
    flagged(path, 8, 9)  # Deflate64, as Windows packs large files

    with pytest.raises(BadInput, match="e.zip cannot be unpacked .*pack it again as an ordinary .zip"):
        read(members(path)[0])


@pytest.mark.parametrize("kept", [5, 60, -30])
def test_an_archive_that_was_cut_off_is_told(tmp_path: Path, kept: int) -> None:
    path = packed(tmp_path / "e.zip", {"a.csv": "a\n1\n" * 100})
    path.write_bytes(path.read_bytes()[:kept])

    with pytest.raises(BadInput, match="e.zip cannot be unpacked"):
        members(path)


def test_a_damaged_member_is_told(tmp_path: Path) -> None:
    path = packed(tmp_path / "e.zip", {"a.csv": "a,b\n" + "1,2\n" * 50}, zipfile.ZIP_STORED)
    path.write_bytes(path.read_bytes().replace(b"1,2\n1,2\n", b"1,2\n1,3\n", 1))

    with pytest.raises(BadInput, match="e.zip/a.csv cannot be unpacked .*CRC"):
        read(members(path)[0])


def bomb(packed_as: str) -> bytes:
    """Two million bytes, which pack hundreds to one."""
    rows = b"a,b\n" + b"1,2\n" * (1 << 19)
    if packed_as == "gz":
        return gzip.compress(rows)
    content = io.BytesIO()
    with zipfile.ZipFile(content, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("a.csv", rows)
    return content.getvalue()


@pytest.mark.parametrize("kind", ["gz", "zip"])
def test_a_bomb_is_not_read_on(tmp_path: Path, kind: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(archives, "SMALL", 1 << 20)
    path = tmp_path / f"bomb.csv.{kind}"
    path.write_bytes(bomb(kind))

    with pytest.raises(
        BadInput, match=r"bomb\.csv\.(gz|zip) unpacks to more than [12] MB from 0\.0, as no export does"
    ):
        [read(one) for one in members(path)]


def test_a_bomb_in_a_packed_member_is_not_read_on(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(archives, "SMALL", 1 << 20)
    path = packed(tmp_path / "e.zip", {"a.csv.gz": bomb("gz")}, zipfile.ZIP_STORED)

    with pytest.raises(BadInput, match=r"e\.zip/a\.csv\.gz unpacks to more than"):
        read(members(path)[0])


def test_what_packs_well_and_is_small_is_no_bomb(tmp_path: Path) -> None:
    (tmp_path / "a.csv.gz").write_bytes(gzip.compress(b"a,b\n" + b"1,2\n" * 50_000))

    assert len(read(tmp_path / "a.csv.gz").lines) == 50_000


def test_too_much_is_not_unpacked_however_it_is_packed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(archives, "LIMIT", 100)

    with pytest.raises(BadInput, match="e.zip unpacks to more than 0 MB"):
        members(packed(tmp_path / "e.zip", {"a.csv": "a,b\n" * 20, "b.csv": "a,b\n" * 20}, zipfile.ZIP_STORED))


def test_too_many_files_are_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(archives, "MOST_MEMBERS", 2)

    with pytest.raises(BadInput, match="e.zip holds 3 files, more than 2; bring fewer at once"):
        members(packed(tmp_path / "e.zip", {f"{name}.csv": "a\n1\n" for name in "abc"}))


def test_a_workbook_that_unpacks_to_too_much_is_not_opened(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(workbook_parts, "SMALL", 1 << 20)
    path = workbook(tmp_path / "a.xlsx", [["a"], [1]])
    with zipfile.ZipFile(path, "a", zipfile.ZIP_DEFLATED) as parts:
        parts.writestr("xl/worksheets/sheet9.xml", bytes(3 << 20))

    with pytest.raises(BadInput, match=r"a\.xlsx unpacks to 3 MB, as no workbook does"):
        read(path)
