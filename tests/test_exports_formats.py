"""The table of formats: each makes its own kind of file, and nothing is loaded before one is made."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from cx.errors import BadInput
from cx.exports.document import Document
from cx.exports.formats import FORMATS, format_of
from cx.reports import language

ROOT = Path(__file__).resolve().parent.parent

#: How the files of each format begin.
BEGINS = {"html": b"<!doctype html>", "pptx": b"PK", "xlsx": b"PK", "csv": "\ufeff".encode(), "json": b"{"}


def test_every_format_is_found_by_its_name() -> None:
    assert {name: format_of(name).name for name in FORMATS} == {name: name for name in FORMATS}


def test_a_format_that_is_not_known_is_refused_with_those_that_are() -> None:
    with pytest.raises(BadInput, match="There is no format 'docx'; choose one of html, pdf"):
        format_of("docx")


def test_only_what_is_drawn_needs_a_browser() -> None:
    assert {name for name, known in FORMATS.items() if known.browser} == {"pdf", "png"}


@pytest.mark.parametrize("name", BEGINS)
def test_a_file_begins_as_its_kind_does_and_leaves_the_language_of_its_reader_alone(name: str) -> None:
    language.use("ru")

    assert FORMATS[name].write(Document("A title", (), language="lt")).startswith(BEGINS[name])
    assert language.current() == "ru"


def test_knowing_the_formats_loads_no_package_that_writes_them() -> None:
    """Opening a page imports all of this; only whoever takes a file away pays for it."""
    heavy = {"pptx", "xlsxwriter", "kaleido", "choreographer", "lxml", "openpyxl"}
    wanted = "cx.snapshots.proof, cx.commands.export, pages._parts.export, pages._parts.snapshots_list"
    probe = f"import sys, {wanted}; print(sorted({heavy} & set(sys.modules)))"

    run = subprocess.run([sys.executable, "-c", probe], cwd=ROOT, capture_output=True, text=True, check=True)

    assert run.stdout.strip() == "[]"
