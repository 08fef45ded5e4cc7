"""How a file is written: packing, encoding, delimiter."""

from __future__ import annotations

import gzip
from pathlib import Path

import pytest

from cx.errors import BadInput
from cx.readers.files import NO_DELIMITER, inner_suffix, open_file, read_head, sniff_delimiter, sniff_encoding

LITHUANIAN = "vardas,miestas\nŽydrūnas Šimkus,Šiauliai\nEglė Žąsytė,Panevėžys\n"
RUSSIAN = "имя,город\nАнна Каренина,Москва\nПётр,Вологда\n"
WESTERN = "nom,ville\nZoë Müller,Besançon\nJosé,Köln – Süd\n"


@pytest.mark.parametrize(
    ("text", "written", "found"),
    [
        (WESTERN, "utf-8", "utf-8"),
        (RUSSIAN, "utf-8-sig", "utf-8-sig"),
        (RUSSIAN, "utf-16", "utf-16"),
        ("name,score\nAnna,9\n" * 20, "utf-16-le", "utf-16-le"),
        ("name,score\nAnna,9\n" * 20, "utf-16-be", "utf-16-be"),
        (RUSSIAN, "cp1251", "cp1251"),
        (LITHUANIAN, "cp1257", "cp1257"),
        (WESTERN, "cp1252", "cp1252"),
        ("only ascii\n", "ascii", "utf-8"),
    ],
)
def test_the_encoding_is_found_and_reads_the_text_back(tmp_path: Path, text: str, written: str, found: str) -> None:
    path = tmp_path / "names.csv"
    path.write_bytes(text.encode(written))

    assert sniff_encoding(path) == found
    assert read_head(path, found) == text


def test_bytes_that_windows_1252_lacks_are_read_as_latin_1(tmp_path: Path) -> None:
    path = tmp_path / "odd.csv"
    path.write_bytes(b"name\nM\xfcller \x81\n")

    assert sniff_encoding(path) == "latin-1"


def test_a_file_that_stops_being_utf_8_far_from_its_head_is_not_taken_for_it(tmp_path: Path) -> None:
    path = tmp_path / "late.csv"
    path.write_bytes(b"name\n" + b"Anna\n" * 500_000 + "Müller; Köln; Süd; grün\n".encode("cp1252") * 9)

    assert sniff_encoding(path) == "cp1252"


def test_a_packed_file_is_known_by_its_content_not_its_name(tmp_path: Path) -> None:
    path = tmp_path / "answers.csv"
    path.write_bytes(gzip.compress(b"a,b\n1,2\n"))

    with open_file(path) as file:
        assert file.stream.read() == b"a,b\n1,2\n"
        assert file.position() == file.size == path.stat().st_size


def test_a_packed_file_that_was_cut_off_says_so(tmp_path: Path) -> None:
    path = tmp_path / "cut.csv.gz"
    path.write_bytes(gzip.compress(b"a,b\n1,2\n" * 1000)[:-10])

    with pytest.raises(BadInput, match="cut.csv.gz cannot be unpacked"), open_file(path) as file:
        file.stream.read()


def test_a_file_that_is_not_there_is_named() -> None:
    with pytest.raises(BadInput, match="There is no file nowhere.csv"), open_file("nowhere.csv"):
        pass


def test_a_folder_cannot_be_read_as_a_file(tmp_path: Path) -> None:
    with pytest.raises(BadInput, match="cannot be read"), open_file(tmp_path):
        pass


@pytest.mark.parametrize(
    ("head", "delimiter"),
    [
        ("a,b,c\n1;2;3;4,5\n", ","),
        ("a;b;c\n1,5;2,5;3,5\n", ";"),
        ("a\tb\n1,2\t3\n", "\t"),
        ("a|b|c\n", "|"),
        ('"a;b;c;d",e,f\n', ","),
        ('"a\nb;;;",c,d\n', ","),
        ("alone\n1,2\n", NO_DELIMITER),
    ],
)
def test_the_delimiter_is_the_one_of_the_first_row(head: str, delimiter: str) -> None:
    assert sniff_delimiter(head) == delimiter


def test_the_ending_that_matters_is_the_one_before_gz() -> None:
    assert [inner_suffix(name) for name in ("a.csv", "a.JSONL.gz", "a.b.csv.gz", "a.gz", "a")] == [
        ".csv", ".jsonl", ".csv", "", "",
    ]  # fmt: skip
