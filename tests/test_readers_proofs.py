"""Delimited files as tools and people write them: every one is read, or says what is wrong with it and where."""

from __future__ import annotations

import gzip
import re
import tracemalloc
from collections.abc import Iterator
from pathlib import Path

import pyarrow as pa
import pytest

from cx.errors import BadInput
from cx.readers import csv
from cx.readers.files import sniff_encoding
from cx.readers.formats import read_rows
from cx.readers.preset import Shape
from tests.reading import read_text

WORDS = {
    "cp1257": [
        "Panevėžys", "Eglė", "ačiū", "įmonė", "Žydrūnas Šimkus,Šiauliai", "klientų", "prekę", "Jonaitienė\nMüller",
        "Labai gerai, ačiū už pagalbą", "tačiau lėtai – neblogai", "Jānis Bērziņš, Liepāja", "Čekija",
    ],
    "cp1251": [
        "Москва", "да", "пол\nМ\nЖ", "Всё отлично", "я", "в Минске", "«СССР»", "SMSка не пришла; Иван",
        "Київ, їжак", "Анна Каренина – 9 №5",
    ],
    "cp1252": [
        "Zoë", "Noël", "Citroën", "très bien", "à la carte", "déjà vu", "Málaga", "München", "Köln – Süd", "España",
        "São Paulo", "København, Århus", "Sørensen", "città", "la qualità è buona", "België", "été", "Ça va", "Œuvre",
        "naïve façade", "¿Qué? Mañana", "Straße", "café “bon”", "Pärnu, Võru", "Þórður frá Ísafirði", "5 € – 10 €",
    ],
    "utf-8": ["Panevėžys", "Москва", "München", "日本語", "plain"],
    "utf-8-sig": ["Panevėžys", "Москва", "plain"],
    "utf-16": ["Panevėžys", "Москва", "München", "日本語", "plain"],
    "utf-16-le": ["Panevėžys", "Москва", "München", "plain"],
    "utf-16-be": ["Panevėžys", "Москва", "München", "plain"],
}  # fmt: skip


@pytest.mark.parametrize(("encoding", "words"), [(encoding, word) for encoding, all_ in WORDS.items() for word in all_])
def test_a_short_text_is_read_back_from_any_encoding(tmp_path: Path, encoding: str, words: str) -> None:
    rows = [[number, line] for number, line in enumerate(words.split("\n"), 1)]
    text = "id\ttext\r\n" + "".join(f"{number}\t{line}\r\n" for number, line in rows)

    seen = read_text(tmp_path, text.encode(encoding))

    assert seen.rows == [[str(number), line] for number, line in rows]


def test_bytes_of_no_windows_encoding_are_latin_1(tmp_path: Path) -> None:
    assert read_text(tmp_path, "name,city\nMüller,Köln\x81\n".encode("latin-1")).rows == [["Müller", "Köln\x81"]]


def test_letters_far_from_the_first_that_is_no_ascii_have_a_say(tmp_path: Path) -> None:
    late = "id,name\n1,ė\n".encode("cp1257") + b"2,x\n" * 400_000 + "3,Šiauliai\n4,Žagarė\n".encode("cp1257")
    (tmp_path / "a.csv").write_bytes(late)

    assert sniff_encoding(tmp_path / "a.csv") == "cp1257"


@pytest.mark.parametrize("line", [2, 3_000, 200_000])
def test_a_broken_byte_in_a_text_of_utf_8_names_its_line(tmp_path: Path, line: int) -> None:
    lines = [b"id,name", *["1,Müller".encode()] * 200_000]
    lines[line - 1] = b"1,M\xfcller"

    with pytest.raises(
        BadInput, match=rf"^a\.csv is not written in utf-8: line {line} holds the byte 0xFC.*save it as"
    ):
        read_text(tmp_path, b"\n".join(lines))


def test_a_text_said_to_be_utf_16_that_has_no_mark_says_so(tmp_path: Path) -> None:
    with pytest.raises(BadInput, match=r"a\.csv is not written in utf-16: it has no byte-order mark; save it as UTF-8"):
        read_text(tmp_path, "a,b\n1,2\n", encoding="utf-16")


def test_a_text_of_utf_16_that_was_cut_inside_a_letter_says_so(tmp_path: Path) -> None:
    with pytest.raises(BadInput, match=r"a\.csv is not written in utf-16: it ends inside a character"):
        read_text(tmp_path, "a,b\n1,2\n".encode("utf-16")[:-1])


@pytest.mark.parametrize("delimiter", list(",;\t|"))
@pytest.mark.parametrize(
    "rows",
    [
        [["a", "b"], ["1", "2"]],
        [["a, b; c|d\te", "b"], ["1", "2"]],
        [["id", 'the "score", 0-10; or more', "text"], ["1", "2,5", "well; fine, | thanks\tAnn"]],
        [["one\nline", "b", ""], ["1", "two\r\nlines; x", ""]],
    ],
    ids=["plain", "delimiters in the header", "delimiters in the cells", "line breaks"],
)
def test_delimiters_are_told_from_the_same_characters_in_texts(
    tmp_path: Path, rows: list[list[str]], delimiter: str
) -> None:
    quoted = [[f'"{cell}"'.replace('"the "score"', '"the ""score""') for cell in row] for row in rows]

    seen = read_text(tmp_path, "".join(delimiter.join(row) + "\r\n" for row in quoted))

    names = [name or f"column {place}" for place, name in enumerate(rows[0], 1)]
    assert (seen.names, seen.rows) == (names, rows[1:])


def test_rows_decide_where_the_header_leaves_the_delimiter_open(tmp_path: Path) -> None:
    seen = read_text(tmp_path, "Date, time;Score, 0-10;Why\n1 Jan;9;fine, thanks\n2 Jan;8;good, but, slow\n")

    assert seen.names == ["Date, time", "Score, 0-10", "Why"]


@pytest.mark.parametrize("first", ["sep=;", '"sep=;"', "SEP=;"])
def test_a_first_line_that_names_the_delimiter_is_believed_and_counted(tmp_path: Path, first: str) -> None:
    seen = read_text(tmp_path, f"\ufeff{first}\r\na,b;c,d\r\n1,5;2,5\r\n3\r\n", footer=("x",))

    assert (seen.names, seen.rows, seen.lines) == (["a,b", "c,d"], [["1,5", "2,5"]], [3])
    assert seen.said == [(4, "1 cells instead of 2")]


def test_lone_quotes_inside_a_cell_are_text(tmp_path: Path) -> None:
    seen = read_text(tmp_path, 'size 5",b\n5" screen,"say ""hi"""\n6\' 2",x\n')

    assert (seen.names, seen.rows) == (['size 5"', "b"], [['5" screen', 'say "hi"'], ["6' 2\"", "x"]])


def test_lines_that_end_as_on_an_old_macintosh_are_lines(tmp_path: Path) -> None:
    seen = read_text(tmp_path, 'a,b\r1,"x\ry"\r\r2\r3,4\r')

    assert (seen.rows, seen.lines) == ([["1", "x\ry"], ["3", "4"]], [2, 6])
    assert seen.said == [(5, "1 cells instead of 2")]


def test_lines_with_breaks_of_windows_in_their_cells_are_counted_once(tmp_path: Path) -> None:
    seen = read_text(tmp_path, 'a,b\r\n"x\r\ny",1\r\n2\r\n')

    assert (seen.lines, seen.said) == ([2], [(4, "1 cells instead of 2")])


def test_names_that_come_again_and_those_that_differ_only_in_case_stay_apart(tmp_path: Path) -> None:
    seen = read_text(tmp_path, "Name,name,Name,Name.2, ,Name\n1,2,3,4,5,6\n")

    assert seen.names == ["Name", "name", "Name.2", "Name.2.2", "column 5", "Name.3"]
    assert seen.rows == [["1", "2", "3", "4", "5", "6"]]


def test_empty_columns_are_columns(tmp_path: Path) -> None:
    assert read_text(tmp_path, "a,,b,\n1,,2,\n").rows == [["1", "", "2", ""]]


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("a,b,\n1,2,\n3,4,\n", ["a", "b", "column 3"]),
        ("a,b\n1,2,\n3,4,\n", ["a", "b", "column 3"]),
        ("a,b,\n1,2\n3,4\n", ["a", "b"]),
    ],
    ids=["everywhere", "on the rows", "on the header"],
)
def test_a_delimiter_at_the_end_of_each_row_costs_no_row(tmp_path: Path, text: str, names: list[str]) -> None:
    seen = read_text(tmp_path, text)

    assert (seen.names, [row[:2] for row in seen.rows], seen.rejects) == (names, [["1", "2"], ["3", "4"]], [])


def test_lines_of_blanks_and_bare_delimiters_are_no_rows(tmp_path: Path) -> None:
    seen = read_text(tmp_path, "a,b\n\n   \n,\n1,2\n\t\n\n\x1a")

    assert (seen.rows, seen.lines, seen.rejects, seen.left_out) == ([["1", "2"]], [5], [], 0)


@pytest.mark.parametrize("text", ["", "\n\r\n\n", "\ufeff", ",,\n,,\n", " \n"])
def test_a_file_without_anything_is_said_to_be_empty(tmp_path: Path, text: str) -> None:
    with pytest.raises(BadInput, match=r"a\.csv is empty; its first row must name the columns"):
        read_text(tmp_path, text)


@pytest.mark.parametrize("text", ["a,b", "a,b\n", "a,b\r\n\r\n", '"a","b"\n'])
def test_a_header_without_rows_names_its_columns(tmp_path: Path, text: str) -> None:
    seen = read_text(tmp_path, text, skip_rows=2)

    assert (seen.names, seen.rows, seen.rejects) == (["a", "b"], [], [])


def test_rows_with_a_zero_byte_are_rejected(tmp_path: Path) -> None:
    seen = read_text(tmp_path, b"a,b\n1,x\n2,y\0y\n3,z\n\0,\0\n")

    assert seen.rows == [["1", "x"], ["3", "z"]]
    assert [(reject.line, reject.field, reject.raw) for reject in seen.rejects] == [(3, "b", "2,yy"), (5, "a", ",")]


@pytest.mark.parametrize("longest", [1_500_000, 9_000_000])
def test_a_cell_longer_than_a_block_is_read(tmp_path: Path, longest: int) -> None:
    text = 'a,b\n1,x\n2\n"3","' + "long\n" * (longest // 5) + '"\n4\n5,y\n'

    seen = read_text(tmp_path, text)

    assert [row[0] for row in seen.rows] == ["1", "3", "5"]
    assert [len(row[1] or "") for row in seen.rows] == [1, longest // 5 * 5, 1]
    assert seen.lines == [2, 4, longest // 5 + 6]
    assert seen.said == [(3, "1 cells instead of 2"), (longest // 5 + 5, "1 cells instead of 2")]


def test_rows_are_read_once_where_larger_blocks_are_needed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(csv, "BLOCK", 100)
    rows = [f"{number},{'x' * (number % 97 * (7 if number % 50 == 3 else 1))}" for number in range(500)]
    rows[::9] = ["short"] * len(rows[::9])

    seen = read_text(tmp_path, "a,b\n" + "\n".join(rows))

    good = [place for place, row in enumerate(rows) if row != "short"]
    assert [int(row[0] or 0) for row in seen.rows] == good
    assert seen.lines == [place + 2 for place in good]
    assert [line for line, _ in seen.said] == [place + 2 for place, row in enumerate(rows) if row == "short"]


@pytest.mark.parametrize("before", [0, 3, 50_000])
@pytest.mark.parametrize("row", ['1,"2', '"1,2'])
def test_a_quote_left_open_names_the_line_it_stands_in(tmp_path: Path, before: int, row: str) -> None:
    text = "a,b\n" + "1,2\n" * (before - 1) + "short\n" * (before > 0) + f"{row}\n" + "3,4\n" * 10

    with pytest.raises(
        BadInput, match=f"a.csv cannot be split into rows from line {before + 2} on; is a quote left open"
    ):
        read_text(tmp_path, text)


def test_a_quote_left_open_in_a_short_header_is_told(tmp_path: Path) -> None:
    with pytest.raises(BadInput, match="a.csv cannot be split into rows from line 1 on; is a quote left open"):
        read_text(tmp_path, 'a,"b\n1,2\n3,4\n')


def test_a_last_cell_with_line_breaks_is_no_quote_left_open(tmp_path: Path) -> None:
    assert read_text(tmp_path, 'a,b\n1,"x\n\n"').rows == read_text(tmp_path, 'a,b\n1,"x\n\n"\r\n\r\n').rows


def test_a_packed_file_that_was_cut_off_says_so(tmp_path: Path) -> None:
    packed = gzip.compress(b"a,b\n" + b"1,2\n" * 1000)
    for content in (packed[:-9], packed[:-4] + b"xxxx", packed[:30] + b"x" * 20 + packed[50:]):
        with pytest.raises(BadInput, match=r"a\.csv\.gz cannot be unpacked .*; export or copy it again"):
            read_text(tmp_path, content, "a.csv.gz")


@pytest.fixture(scope="module")
def large(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """A file of 60 MB, sixty times a block."""
    path = tmp_path_factory.mktemp("large") / "large.csv"
    row = b'1000001,"a comment of some length, with a comma",2024-03-01T10:00:00Z,9,web\n'
    path.write_bytes(b"id,comment,at,score,channel\n" + row * (60_000_000 // len(row)))
    yield path
    path.unlink()


def test_a_file_far_larger_than_a_chunk_takes_no_more_memory(large: Path) -> None:
    tracemalloc.start()
    before, rows, most = pa.total_allocated_bytes(), 0, 0
    for part in read_rows(large, Shape(encoding="utf-8"), print, lambda _: None):
        rows += len(part.lines)
        most = max(most, pa.total_allocated_bytes() - before)
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()

    assert rows == large.read_bytes().count(b"\n") - 1
    assert most + peak < 45_000_000


def test_every_complaint_names_the_file_and_ends_with_what_to_do(tmp_path: Path) -> None:
    for content in (b"", b'a,b\n1,"2\n3\n', b"a,b\n\xc3\xa9\xc3\xa9,\xff\n", b"\0\1\2" * 99):
        with pytest.raises(BadInput) as failure:
            read_text(tmp_path, content)
        assert re.match(r"a\.csv .*[;?].*", str(failure.value)), str(failure.value)
