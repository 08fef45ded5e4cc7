"""What a file is: decided by its first bytes, and by its name only where these leave it open."""

from __future__ import annotations

import re
from itertools import islice
from os import PathLike

from cx.errors import BadInput
from cx.readers.archives import ZIP_MARKS
from cx.readers.delimiters import first_records
from cx.readers.encodings import by_mark
from cx.readers.files import HEAD, inner_suffix, open_file, shown_name, sniff_delimiter
from cx.readers.workbook_parts import office_kind

TEXT = (".csv", ".tsv", ".txt", ".tab", "")
JSON = (".json", ".jsonl", ".ndjson")
WORKBOOK = (".xlsx", ".xlsm")
KNOWN = (*TEXT, *WORKBOOK, ".parquet", *JSON)

_SAVE = "open it in a spreadsheet and save it as .xlsx or .csv"
_UNPACK = "unpack it and bring the files in it, or pack them as .zip or .gz"

#: How files begin that cannot be read: what they are, and what to do.
_OTHERS: tuple[tuple[bytes, str, str], ...] = (
    (b"\xd0\xcf\x11\xe0", "a workbook of the old kind (.xls) or one with a password", f"{_SAVE}, without a password"),
    (b"%PDF", "a PDF", "export the rows as .csv or .xlsx"),
    (b"7z\xbc\xaf", "packed with 7-Zip", _UNPACK),
    (b"Rar!", "packed with RAR", _UNPACK),
    (b"BZh", "packed with bzip2", _UNPACK),
    (b"\xfd7zXZ", "packed with xz", _UNPACK),
    (b"\x28\xb5\x2f\xfd", "packed with Zstandard", _UNPACK),
    (b"SQLite format 3", "an SQLite database", "give its address as a source of rows"),
    (b"ARROW1", "an Arrow file", "write it as Parquet"),
    (b"\x89PNG", "a picture", "export the rows as .csv or .xlsx"),
    (b"\xff\xd8\xff", "a picture", "export the rows as .csv or .xlsx"),
)

#: Text that begins as JSON certainly does: an object with a key, or a list of objects.
_AS_JSON = re.compile(r'\s*(\{\s*("[^"]*"\s*:|\})|\[\s*[\[{\]])')
#: Characters that stand in no text.
_CONTROLS = re.compile(r"[\x00-\x08\x0e-\x1f]")
_AS_MARKUP = re.compile(r"\s*<(!doctype|html|head|body|table|script|\?xml|!--|meta|div)\b", re.IGNORECASE)


def kind_of(path: str | PathLike[str]) -> str:
    """ "csv" (any delimited text), "xlsx", "json" or "parquet".

    The first bytes decide: a workbook named .csv is read as a workbook. Text is delimited text unless it begins as JSON
    does, or is named so. Raises BadInput, naming what it is and what to do, for anything else.
    """
    name, suffix = shown_name(path), inner_suffix(path)
    with open_file(path) as file:
        head = file.stream.read(HEAD)
    if head.startswith(ZIP_MARKS):
        with open_file(path) as file:
            return office_kind(name, file.whole())
    if head.startswith(b"PAR1"):
        return "parquet"
    for mark, what, todo in _OTHERS:
        if head.startswith(mark):
            raise BadInput(f"{name} is {what}, not rows that can be read; {todo}.")
    return _kind_of_text(name, suffix, head)


def _kind_of_text(name: str, suffix: str, head: bytes) -> str:
    text = head.decode(by_mark(head) or "latin-1", errors="replace").lstrip("\ufeff\u00ef\u00bb\u00bf")
    if _AS_MARKUP.match(text):
        raise BadInput(f"{name} is a web page or XML, perhaps that of a login; export the rows again as .csv or .xlsx.")
    if len(_CONTROLS.findall(text)) > 0.2 * len(text):
        raise BadInput(
            f"{name} is neither text nor a workbook, Parquet or JSON; export the rows again as .csv or .xlsx."
        )
    if _AS_JSON.match(text) or suffix in JSON:
        return "json"
    return _kind_by_name(name, suffix, text)


def _kind_by_name(name: str, suffix: str, text: str) -> str:
    """Text under the name of something else: some tools write a delimited file and call it a workbook."""
    if suffix in TEXT:
        return "csv"
    if suffix not in (*WORKBOOK, ".xls", ".parquet"):
        raise BadInput(f"{name}: {suffix} files cannot be read; save it as one of {', '.join(filter(None, KNOWN))}.")
    if not text.strip():
        raise BadInput(f"{name} is empty; export it again.")
    first = list(islice(first_records(text, sniff_delimiter(text)), 2))
    if len(first) == 2 and len(first[0]) == len(first[1]) > 1:
        return "csv"
    raise BadInput(f"{name} is not what its name says: it is text without columns; export it again.")
